"""The rules of the register of people: the first two, aliases, key slots, and two people for every change."""

import binascii
from base64 import b64decode, b64encode
from datetime import datetime
from string import hexdigits
from typing import Any

import msgspec

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.people.actions import (
    AddRecoverySlot,
    AddSlot,
    ChangeRoles,
    Enrol,
    EnrolFirstTwo,
    Enrolment,
    Leave,
    PeopleAction,
    Rekey,
    RemoveSlot,
)
from ceremonies.people.present import check_two_people
from ceremonies.people.roles import CUSTODIAN_ROLES, ROLES, is_custodian
from ceremonies.people.state import RECOVERY_SLOT, STREAM, PeopleState, Person, active_people, person_of

LONGEST_NAME = 200
PUBLIC_KEY_BYTES = 32
DIGEST_CHARACTERS = 64
FEWEST_PEOPLE = 2
"""With fewer nobody could be enrolled any more."""
RECOVERY_SHARES = 3
"""The recovery slot's secret is split 2 of 3."""


class PeopleFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the register may know of the rest.

    Attributes:
        present: who is signed in.
        slots: whose slots the workspace's own description has; empty: those that were recorded.
    """

    present: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()


def decide(state: PeopleState, facts: PeopleFacts, action: PeopleAction, now: datetime) -> list[Ruling]:  # noqa: ARG001 - every decide has the same four arguments
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
    """
    if isinstance(action, EnrolFirstTwo):
        return _first_two(state, action)
    if not state.people:
        raise Refused(
            "PEOPLE-FIRST-TWO", "Nobody is enrolled yet. Start by letting the first two people enrol each other."
        )
    check_two_people(facts.present, action.by, action.second)
    match action:
        case Enrol():
            kind, body = "person.enrolled", _enrolled(state, action)
        case ChangeRoles():
            kind, body = "person.roles", _roles(state, action)
        case Rekey():
            kind, body = "person.rekeyed", _rekeyed(state, action)
        case Leave():
            kind, body = "person.left", _left(state, facts, action)
        case AddSlot():
            kind, body = "slot.added", _slot_added(state, facts, action)
        case RemoveSlot():
            kind, body = "slot.removed", _slot_removed(state, facts, action)
        case AddRecoverySlot():
            kind, body = "slot.added", _recovery_slot_added(state, facts, action)
    return [Ruling(stream=STREAM, kind=kind, body=body, signed_by=(action.by, action.second))]


def next_person(state: PeopleState, roles: tuple[str, ...]) -> str:
    """The id that the next person with ``roles`` gets: P-01, P-02 ..., K-01 ... for an alias. None is used twice."""
    letter = "K" if is_custodian(roles) else "P"
    count = sum(known.startswith(f"{letter}-") for known in state.people)
    return f"{letter}-{count + 1:02}"


def _first_two(state: PeopleState, action: EnrolFirstTwo) -> list[Ruling]:
    if state.people:
        raise Refused(
            "PEOPLE-FIRST-TWO", "The first two people are enrolled already. Two of those enrolled enrol the next."
        )
    both = (action.first, action.second)
    if any(is_custodian(one.roles) for one in both):
        raise Refused(
            "PEOPLE-FIRST-TWO",
            "A Key Custodian can't be one of the first two, who answer for the record by name. Enrol custodians later.",
        )
    pair = ("P-01", "P-02")
    reached = PeopleState()
    bodies = []
    for person, one in zip(pair, both, strict=True):
        body = _enrolment(reached, person, one, pair)
        reached.people[person] = person_of(body, seq=0, at="")
        bodies.append(body)
    return [Ruling(stream=STREAM, kind="person.enrolled", body=body, signed_by=pair) for body in bodies]


def _enrolled(state: PeopleState, action: Enrol) -> dict[str, Any]:
    person = next_person(state, action.person.roles)
    return _enrolment(state, person, action.person, (action.by, action.second))


def _enrolment(state: PeopleState, person: str, one: Enrolment, pair: tuple[str, str]) -> dict[str, Any]:
    """The body of an enrolment, checked against everybody enrolled before."""
    roles = _checked_roles(one.roles)
    if is_custodian(roles):
        names: tuple[str | None, str | None] = _no_names(one, roles)
        digest = _checked_digest(one.register_digest)
    else:
        names = _checked_names(state, one)
        digest = None
    return {
        "person": person,
        "name": names[0],
        "organisation": names[1],
        "roles": list(roles),
        "public": _checked_public(state, one.public_key),
        "register_digest": digest,
        "enrolled_by": list(pair),
    }


def _no_names(one: Enrolment, roles: tuple[str, ...]) -> tuple[None, None]:
    if one.name or one.organisation:
        raise Refused(
            "CUSTODIAN-ALIAS",
            "A Key Custodian is enrolled under an alias only. Leave name and organisation empty; "
            "they belong in the sealed register.",
        )
    others = [role for role in roles if role not in CUSTODIAN_ROLES]
    if others:
        raise Refused(
            "CUSTODIAN-ALIAS",
            f"An alias holds custodian roles only, not {others[0]}: that would show who it is. "
            "Enrol the person by name for it.",
        )
    return None, None


def _checked_names(state: PeopleState, one: Enrolment) -> tuple[str, str]:
    name = _one_line("The name", one.name or "")
    organisation = _one_line("The organisation", one.organisation or "")
    for known in state.people.values():
        if known.active and _same(known.name, name) and _same(known.organisation, organisation):
            raise Refused(
                "TWO-PEOPLE",
                f"{name} of {organisation} is enrolled already, as {known.id}, and one person can't count as two. "
                "If it's somebody else of that name, write a middle name too.",
            )
    return name, organisation


def _one_line(label: str, text: str) -> str:
    return " ".join(checked_text(label, text, longest=LONGEST_NAME).split())


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.casefold().split() == other.casefold().split()


def _checked_roles(roles: tuple[str, ...]) -> tuple[str, ...]:
    if not roles:
        raise Refused("PEOPLE-ROLES", "No role is chosen. Choose at least one.")
    for role in roles:
        if role not in ROLES:
            raise Refused("PEOPLE-ROLES", f"There is no role {role!r}. Choose from: {', '.join(ROLES)}.")
    return tuple(role for role in ROLES if role in roles)


def _checked_digest(digest: str | None) -> str | None:
    if digest is None:
        return None
    lowered = digest.lower()
    if len(lowered) != DIGEST_CHARACTERS or any(character not in hexdigits for character in lowered):
        raise Refused(
            "CUSTODIAN-ALIAS",
            "The digest of the sealed register's record must be a SHA-256: 64 hexadecimal characters.",
        )
    return lowered


def _checked_public(state: PeopleState, text: str) -> str:
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != PUBLIC_KEY_BYTES:
        raise Refused("PEOPLE-KEY", "The public key isn't 32 bytes in base64. Make the key again.")
    public = b64encode(raw).decode("ascii")
    for known in state.people.values():
        if any(key.public == public for key in known.keys):
            raise Refused("PEOPLE-KEY", f"That key belongs to {known.id} already. Everybody makes a key of their own.")
    return public


def _known(state: PeopleState, person: str) -> Person:
    known = state.people.get(person)
    if known is None:
        raise Refused("PEOPLE-UNKNOWN", f"Nobody is enrolled as {person}. Look at the list of people.")
    if not known.active:
        raise Refused("PEOPLE-UNKNOWN", f"{person} has left. Enrol them again if they come back.")
    return known


def _roles(state: PeopleState, action: ChangeRoles) -> dict[str, Any]:
    known = _known(state, action.person)
    roles = _checked_roles(action.roles)
    if known.alias and not CUSTODIAN_ROLES.issuperset(roles):
        raise Refused(
            "CUSTODIAN-ALIAS",
            f"{known.id} is an alias and holds custodian roles only. Enrol the person by name for others.",
        )
    if not known.alias and is_custodian(roles):
        raise Refused(
            "CUSTODIAN-ALIAS",
            f"{known.id} is enrolled by name; a Key Custodian is known by an alias only. Enrol an alias for that role.",
        )
    if roles == known.roles:
        raise Refused("PEOPLE-ROLES", f"{known.id} holds just these roles already. Nothing would change.")
    return {"person": known.id, "roles": list(roles), "before": list(known.roles)}


def _rekeyed(state: PeopleState, action: Rekey) -> dict[str, Any]:
    known = _known(state, action.person)
    if known.id in (action.by, action.second):
        raise Refused(
            "TWO-PEOPLE",
            f"{known.id} can't be one of the two who check who {known.id} is. Two other people check and sign.",
        )
    return {
        "person": known.id,
        "public": _checked_public(state, action.public_key),
        "before": known.public,
        "reason": checked_text("The reason", action.reason),
        "checked": checked_text("How their identity was checked", action.checked),
    }


def _slots(state: PeopleState, facts: PeopleFacts) -> frozenset[str]:
    """Who can open the workspace. The first slot is older than the record and is named for nobody enrolled."""
    return facts.slots or frozenset(state.slots)


def _left(state: PeopleState, facts: PeopleFacts, action: Leave) -> dict[str, Any]:
    known = _known(state, action.person)
    if known.id in _slots(state, facts):
        raise Refused("KEY-SLOTS", f"{known.id} can still open the workspace. Remove their key slot first.")
    if len(active_people(state)) <= FEWEST_PEOPLE:
        raise Refused(
            "PEOPLE-FIRST-TWO",
            "Only two people are left and nothing could be signed by two any more. Enrol another first.",
        )
    return {"person": known.id, "reason": checked_text("The reason", action.reason)}


def _slot_added(state: PeopleState, facts: PeopleFacts, action: AddSlot) -> dict[str, Any]:
    known = _known(state, action.person)
    return {"person": known.id, "replaces": known.id in _slots(state, facts)}


def _recovery_slot_added(state: PeopleState, facts: PeopleFacts, action: AddRecoverySlot) -> dict[str, Any]:
    if len(action.holders) != RECOVERY_SHARES or len(set(action.holders)) != RECOVERY_SHARES:
        raise Refused(
            "KEY-SLOTS", "The recovery slot's secret is split into three shares, for three different people to keep."
        )
    return {
        "person": RECOVERY_SLOT,
        "replaces": RECOVERY_SLOT in _slots(state, facts),
        "identifier": action.identifier,
        "holders": [_known(state, one).id for one in action.holders],
    }


def _slot_removed(state: PeopleState, facts: PeopleFacts, action: RemoveSlot) -> dict[str, Any]:
    slots = _slots(state, facts)
    if action.person not in slots:
        raise Refused(
            "KEY-SLOTS", f"There is no key slot of {action.person}. Slots: {', '.join(sorted(slots)) or 'none'}."
        )
    if len(slots) == 1:
        raise Refused(
            "KEY-SLOTS", "This is the last key slot; nobody could open the workspace again. Add another first."
        )
    return {"person": action.person, "reason": checked_text("The reason", action.reason)}
