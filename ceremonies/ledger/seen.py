"""A signed head that somebody saw and brings back: whether the log signed it, and whether this record extends it."""

import re
from collections.abc import Iterable, Sequence

from ceremonies.errors import Unverified
from ceremonies.ledger.checkpoint import Checkpoint, parse_checkpoint
from ceremonies.ledger.note import DASH, Verifier, open_note
from ceremonies.ledger.tree import consistency_proof, root_of, verify_consistency

_TYPED_DASH = re.compile(r"[-\u2013\u2014]{1,3}\s+")
"""How a signature line begins when it was typed from paper: an em dash is on no keyboard of a Linux console."""


def as_note(text: str) -> str:
    """A head that was typed from paper or came through another system, in the form of a signed note.

    Line ends, spaces at the ends of lines, the blank line, the dash of a signature line and a signature on two lines
    are put right; none of them is signed.
    """
    said: list[str] = []
    signed: list[str] = []
    for line in filter(None, (each.strip() for each in text.removeprefix("\ufeff").splitlines())):
        typed = _TYPED_DASH.match(line)
        if typed:
            signed.append(DASH + line[typed.end() :])
        elif signed:
            gap = "" if " " in signed[-1].removeprefix(DASH) else " "
            signed[-1] += gap + line
        else:
            said.append(line)
    return "\n".join([*said, "", *signed, ""])


def read_seen(text: str, log: Verifier) -> Checkpoint:
    """The head that a signed note says.

    Raises:
        Unusable: no signed note of a head.
        Unverified: the log didn't sign it.
    """
    return parse_checkpoint(open_note(as_note(text), [log]))


def leaves_of(head: Checkpoint, hashes: Iterable[bytes]) -> list[bytes]:
    """The record's leaf hashes, which fold to its own head.

    Raises:
        Unverified: they don't.
    """
    leaves = list(hashes)[: head.size]
    if root_of(leaves) != head.root:
        raise Unverified("The record does not fold to its own head. Verify the ledger before anyone goes on.")
    return leaves


def check_extends(seen: Checkpoint, head: Checkpoint, leaves: Sequence[bytes]) -> None:
    """Prove that the record with ``head`` extends the one with the head ``seen`` (RFC 9162, 2.1.4).

    Args:
        seen: the older head, signed by the log.
        head: the record's own.
        leaves: what ``leaves_of`` gave for it.

    Raises:
        Misuse: the older head is of an empty record, or of a longer one.
        Unverified: it doesn't extend it.
    """
    verify_consistency(seen.size, head.size, consistency_proof(leaves, seen.size), seen.root, head.root)
