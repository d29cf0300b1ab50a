"""Signed heads as a verifier meets them: stored with an entry, kept with counter-signatures, or back from outside."""

import msgspec

from ceremonies.errors import KeyroomError, Unusable
from ceremonies.ledger.checkpoint import Checkpoint, parse_checkpoint
from ceremonies.ledger.note import Verifier, open_note, read_note

_SHOWN = 80


class Head(msgspec.Struct, frozen=True):
    """A signed head that left the room.

    Attributes:
        where: where it comes from, for a sentence, for example "the counter-signed checkpoint at 40".
        note: the signed note; None when what lies there is no text.
    """

    where: str
    note: str | None


def quoted(text: str) -> str:
    """A name out of the database, shown without what would move a cursor, and not at any length."""
    shown = ascii(text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def stated_by(note: str | None) -> Checkpoint | None:
    """What a note says, signed or not; None when it is no checkpoint."""
    try:
        return parse_checkpoint(read_note(note).text) if note is not None else None
    except Unusable:
        return None


def opens(note: str | None, log: Verifier) -> bool:
    """Whether the log signed this."""
    try:
        return note is not None and bool(open_note(note, [log]))
    except KeyroomError:
        return False
