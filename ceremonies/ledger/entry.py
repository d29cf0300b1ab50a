"""An entry of the record: what happened, as canonical JSON with a random salt.

The salt keeps a digest from giving away what it is a digest of: an entry can be shown to stand in the tree without the
others being guessed.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from ceremonies.errors import Misuse, Unverified
from ceremonies.ledger.canonical import check_subset, encode

SALT_BYTES = 16
MAX_LEAF = 16 * 2**20
"""Bytes of the largest entry; a file belongs into the evidence, by its digest."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Salt = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Digest = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
Moment = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\Z")]
Name = Annotated[str, msgspec.Meta(min_length=1)]


class Draft(msgspec.Struct, frozen=True):
    """What is to be recorded, before it has a place.

    Attributes:
        stream: what it belongs to: an incident, a run, a sitting, a register.
        kind: what happened, for example ``step.done``.
        body: the facts, in the subset that canonical JSON speaks.
        by: who did it.
        happened_at: when it happened, where that isn't when it is recorded (TIME-HAPPENED).
        happened_source: where that time comes from.
        happened_by: who says so.
    """

    stream: str
    kind: str
    body: Mapping[str, object]
    by: tuple[str, ...] = ()
    happened_at: str | None = None
    happened_source: str | None = None
    happened_by: str | None = None


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was recorded. Fields that are None are absent from the leaf.

    Attributes:
        seq: its place in the ledger, from 0.
        salt: 16 random bytes, hexadecimal.
        recorded_at: when, by this machine's clock: ISO 8601, UTC, to the microsecond.
        stream: what it belongs to.
        n: its place in its stream, from 0.
        kind: what happened.
        body: the facts.
        by: who did it.
        head: SHA-256, hexadecimal, of the signed note stored with the entry before; empty for the first. It binds every
            stored note into the next leaf, so that a verifier checks one signature only.
        happened_at: see ``Draft``.
        happened_source: see ``Draft``.
        happened_by: see ``Draft``.
        prev: the ``seq`` of the entry before it in its stream, so that a stream is read without reading the others.
    """

    seq: Count
    salt: Salt
    recorded_at: Moment
    stream: Name
    n: Count
    kind: Name
    body: dict[str, object]
    by: tuple[str, ...]
    head: Digest
    happened_at: str | None = None
    happened_source: str | None = None
    happened_by: str | None = None
    prev: Count | None = None

    def leaf(self) -> bytes:
        """The canonical JSON that is hashed into the tree.

        Raises:
            Misuse: the body is outside the subset of canonical JSON.
        """
        check_subset(self.body)
        return encode(self)

    @classmethod
    def from_leaf(cls, data: bytes) -> "Entry":
        """Read a leaf, byte for byte canonical.

        Raises:
            Unverified: not an entry, or not in canonical form.
        """
        try:
            entry = _DECODER.decode(data)
            again = entry.leaf()
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Misuse) as error:
            raise Unverified(f"This is not an entry: {error}.") from error
        if again != data:
            raise Unverified("This entry is not in canonical form.")
        return entry


_DECODER = msgspec.json.Decoder(Entry)
