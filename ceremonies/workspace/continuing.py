"""Going on in a new workspace after damage: its first entry names the last good head (rule RUN-NEVER-STOPS)."""

import base64
from collections.abc import Mapping

import msgspec

from ceremonies.errors import KeyroomError, Refused, Unusable
from ceremonies.ledger.checkpoint import Checkpoint, parse_checkpoint
from ceremonies.ledger.note import parse_verifier_key, read_note
from ceremonies.ledger.seen import as_note, read_seen
from ceremonies.workspace.description import ORIGIN_HOST, Kind

RULE = "RUN-NEVER-STOPS"


class LastGoodHead(msgspec.Struct, frozen=True):
    """The last good head of a damaged record.

    Attributes:
        origin: the damaged log's name.
        size: how many of its entries were good.
        root: their tree's root, base64.
        note: the signed note, whole.
        vkey: the verifier key that its signature was checked with; None when none was at hand.
    """

    origin: str
    size: int
    root: str
    note: str
    vkey: str | None = None


def read_last_good(text: str, kind: Kind, vkey: str | None = None) -> LastGoodHead:
    """The head that a new workspace of ``kind`` continues.

    Args:
        text: the signed note, from its file or typed from the paper.
        kind: of the new workspace. Practice doesn't continue production, nor the other way round.
        vkey: the damaged log's verifier key, from its sheet; without it the signature can't be checked.

    Raises:
        Refused: RUN-NEVER-STOPS: it is no signed head, of an empty record, of another kind, or not signed by that log.
        Unusable: ``vkey`` is no verifier key.
    """
    log = parse_verifier_key(vkey) if vkey else None
    note = as_note(text)
    try:
        head = read_seen(note, log) if log else _unchecked(note)
    except KeyroomError as error:
        raise Refused(RULE, f"What is to be continued is no head of that record: {error}") from None
    if not head.size:
        raise Refused(RULE, "That head is of an empty record. Make an ordinary workspace.")
    if not head.origin.startswith(f"{ORIGIN_HOST}/{kind}/"):
        raise Refused(
            RULE,
            f"That head is of {head.origin}. A {kind} continues a {kind}'s record only: practice is not production.",
        )
    root = base64.b64encode(head.root).decode("ascii")
    return LastGoodHead(head.origin, head.size, root, note, vkey.strip() if vkey else None)


def _unchecked(note: str) -> Checkpoint:
    """The head that a note says, where its log's key is not at hand; the log's name must stand under it at least.

    Raises:
        Unusable: no signed note of a head, or not under that name.
    """
    read = read_note(note)
    head = parse_checkpoint(read.text)
    if all(one.name != head.origin for one in read.signatures):
        raise Unusable(f"It carries no signature of {head.origin}.")
    return head


def continues_of(body: Mapping[str, object]) -> str:
    """What a workspace's first entry says that it continues, as ``ORIGIN at SIZE``; empty for an ordinary one."""
    said = body.get("continues")
    return f"{said['origin']} at {said['size']}" if isinstance(said, dict) else ""


def made_summary(continues: str) -> dict[str, str]:
    """What the first screen needs of the workspace's own stream."""
    return {"continues": continues}
