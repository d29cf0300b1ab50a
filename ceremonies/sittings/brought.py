"""The head that is brought back when a sitting opens (rule ROLLBACK).

A record alone can't show that its tail was cut or that an older copy was put back. A signed head that was kept outside
the room can: the record must extend it.
"""

from collections.abc import Iterable

from ceremonies.errors import KeyroomError, Refused
from ceremonies.ledger.checkpoint import Checkpoint
from ceremonies.ledger.note import Verifier
from ceremonies.ledger.seen import check_extends, leaves_of, read_seen

NOT_BROUGHT = "no head was brought: nothing shows that the record was not rolled back"
_THEN = "Keep both as evidence. Find the newest copy, or go on in a new workspace: `keyroom new DIR --continues FILE`."


def check_brought(brought: str, *, log: Verifier, head: Checkpoint, hashes: Iterable[bytes]) -> int:
    """The size of the head that was brought; this record extends it.

    Args:
        brought: the signed note, from its file or typed from the paper.
        log: the log's verifier key.
        head: the record's own head.
        hashes: the record's leaf hashes, in order.

    Raises:
        Refused: ROLLBACK: it isn't signed by this log, it is of a longer record, or the record does not extend it.
        Unverified: the record does not fold to its own head.
    """
    try:
        seen = read_seen(brought, log)
    except KeyroomError as error:
        raise Refused(
            "ROLLBACK", f"What was brought is no head of this record: {error} Bring the head that was taken away last."
        ) from None
    if seen.size > head.size:
        raise Refused(
            "ROLLBACK",
            f"The head that was brought has {seen.size} entries and this record {head.size}: its tail was cut, or an"
            f" older copy was put back. {_THEN}",
        )
    leaves = leaves_of(head, hashes)
    try:
        check_extends(seen, head, leaves)
    except KeyroomError as error:
        raise Refused("ROLLBACK", f"This record does not extend the head that was brought: {error} {_THEN}") from None
    return seen.size


def says_brought(size: int, left: int, *, production: bool) -> str:
    """What the first screen says of the head that was brought to this sitting; empty when there is nothing to say.

    Args:
        size: of the head that was brought; 0 when none was.
        left: the size of the newest head that is known to have left the room.
        production: whether the workspace is one.
    """
    if not size:
        return NOT_BROUGHT if production else ""
    if size < left:
        return f"the record extends the head at {size} that was brought; a newer one, at {left}, was taken away"
    return f"the record extends the head at {size} that was brought"
