"""The register of people as a screen draws it."""

import msgspec

from ceremonies.people.state import PeopleState, Person

ENOUGH_TO_REKEY = 3
"""Two others must check who somebody is before that person gets a new key."""


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list. ``public`` is 32 bytes in base64; times are ISO 8601, UTC."""

    id: str
    name: str | None
    organisation: str | None
    shown: str
    roles: tuple[str, ...]
    public: str
    keys_before: int
    enrolled_at: str
    enrolled_by: tuple[str, ...]
    left_at: str | None
    has_slot: bool


class PeopleView(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, in the order of enrolment, and what to mind."""

    people: tuple[PersonView, ...]
    active: int
    advice: str | None


def view(state: PeopleState) -> PeopleView:
    """The register as it stands."""
    active = sum(person.active for person in state.people.values())
    return PeopleView(
        people=tuple(_line(state, person) for person in state.people.values()),
        active=active,
        advice=_advice(active),
    )


def _line(state: PeopleState, person: Person) -> PersonView:
    return PersonView(
        id=person.id,
        name=person.name,
        organisation=person.organisation,
        shown=person.shown,
        roles=person.roles,
        public=person.public,
        keys_before=len(person.keys) - 1,
        enrolled_at=person.enrolled_at,
        enrolled_by=person.enrolled_by,
        left_at=person.left_at,
        has_slot=person.id in state.slots,
    )


def _advice(active: int) -> str | None:
    if active == 0:
        return "Nobody is enrolled. The first two people enrol each other."
    if active < ENOUGH_TO_REKEY:
        return "With two people a forgotten passphrase can't be mended, for two others must check. Enrol a third."
    return None
