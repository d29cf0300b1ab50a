"""The register of people: the fold of the stream ``people``. ``apply`` can't fail."""

from collections.abc import Callable
from typing import Any

import msgspec

from ceremonies.recorded import Recorded, moment

STREAM = "people"
RECOVERY_SLOT = "recovery slot"
"""For whom the slot is named that two of three people open together (rule KEY-SLOTS)."""


class Key(msgspec.Struct):
    """A public key (32 bytes in base64) and the entry from which on it counts."""

    public: str
    since: int


class Person(msgspec.Struct):
    """One person, or one alias.

    Attributes:
        keys: oldest first; the last one is theirs now.
        enrolled_at: ISO 8601, UTC.
        left_at: when they left, or None.
    """

    id: str
    name: str | None
    organisation: str | None
    roles: tuple[str, ...]
    keys: list[Key]
    enrolled_at: str
    enrolled_by: tuple[str, ...]
    left_at: str | None = None
    register_digest: str | None = None

    @property
    def public(self) -> str:
        """The public key that is theirs now."""
        return self.keys[-1].public

    @property
    def active(self) -> bool:
        """Whether they still may act."""
        return self.left_at is None

    @property
    def alias(self) -> bool:
        """Whether this is a Key Custodian's alias (rule CUSTODIAN-ALIAS)."""
        return self.id.startswith("K-")

    @property
    def shown(self) -> str:
        """What to call them on a screen: the name with the id, or the alias."""
        return f"{self.name} ({self.id})" if self.name else self.id


class PeopleState(msgspec.Struct):
    """Everybody ever enrolled, by id, and whose slots were recorded and stand."""

    people: dict[str, Person] = msgspec.field(default_factory=dict)
    slots: list[str] = msgspec.field(default_factory=list)


def active_people(state: PeopleState) -> frozenset[str]:
    """The ids of those who are enrolled and haven't left."""
    return frozenset(person.id for person in state.people.values() if person.active)


def public_at(state: PeopleState, person: str, seq: int) -> str | None:
    """The public key (base64) that was ``person``'s when entry ``seq`` was written; None if they had none yet."""
    known = state.people.get(person)
    if known is None:
        return None
    earlier = [key.public for key in known.keys if key.since <= seq]
    return earlier[-1] if earlier else None


def apply(state: PeopleState, entry: Recorded) -> None:
    """Take one recorded entry into the register. A kind of a later version changes nothing."""
    handler = _HANDLERS.get(entry.kind)
    if handler is not None:
        handler(state, entry.body, entry)


def person_of(body: dict[str, Any], seq: int, at: str) -> Person:
    """The person that the body of a ``person.enrolled`` at entry ``seq`` and moment ``at`` (ISO 8601, UTC) tells of.

    The first two sign both entries, so their keys count from the record's start.
    """
    pair = tuple(body.get("enrolled_by", ()))
    return Person(
        id=body["person"],
        name=body.get("name"),
        organisation=body.get("organisation"),
        roles=tuple(body["roles"]),
        keys=[Key(body["public"], 0 if body["person"] in pair else seq)],
        enrolled_at=at,
        enrolled_by=pair,
        register_digest=body.get("register_digest"),
    )


def _enrolled(state: PeopleState, body: dict[str, Any], entry: Recorded) -> None:
    state.people[body["person"]] = person_of(body, entry.seq, moment(entry))


def _roles(state: PeopleState, body: dict[str, Any], _entry: Recorded) -> None:
    state.people[body["person"]].roles = tuple(body["roles"])


def _rekeyed(state: PeopleState, body: dict[str, Any], entry: Recorded) -> None:
    state.people[body["person"]].keys.append(Key(body["public"], entry.seq + 1))


def _left(state: PeopleState, body: dict[str, Any], entry: Recorded) -> None:
    state.people[body["person"]].left_at = moment(entry)


def _slot_added(state: PeopleState, body: dict[str, Any], _entry: Recorded) -> None:
    if body["person"] not in state.slots:
        state.slots.append(body["person"])


def _slot_removed(state: PeopleState, body: dict[str, Any], _entry: Recorded) -> None:
    state.slots = [holder for holder in state.slots if holder != body["person"]]


_HANDLERS: dict[str, Callable[[PeopleState, dict[str, Any], Recorded], None]] = {
    "person.enrolled": _enrolled,
    "person.roles": _roles,
    "person.rekeyed": _rekeyed,
    "person.left": _left,
    "slot.added": _slot_added,
    "slot.removed": _slot_removed,
}
