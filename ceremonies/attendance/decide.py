"""The rules of attendance: within one ceremony nobody leads, watches, holds shares and audits at once."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from ceremonies.act import Ruling, checked_text
from ceremonies.attendance.actions import AttendanceAction, LayDownRole, TakeRole
from ceremonies.attendance.state import AttendanceState, stream_of
from ceremonies.errors import Misuse, Refused
from ceremonies.people.conflicts import check_conflict
from ceremonies.people.present import check_signed_in


class AttendanceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a ceremony's attendance may know of the rest.

    Attributes:
        present: who is signed in.
        roles: by person, the roles of everybody who is enrolled and has not left.
        excluded: the Key Custodians who were excluded from this ceremony's Incident (SMKI RP 3.4.1).
        ceremony: whether the run is a key ceremony's that has not ended.
    """

    present: frozenset[str]
    roles: Mapping[str, tuple[str, ...]]
    excluded: frozenset[str]
    ceremony: bool


def decide(state: AttendanceState, facts: AttendanceFacts, action: AttendanceAction, now: datetime) -> list[Ruling]:  # noqa: ARG001 - every decide has the same four arguments
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
    """
    check_signed_in(facts.present, action.by)
    if not facts.ceremony:
        raise Refused(
            "PEOPLE-CONFLICT", f"{action.run} is no key ceremony that is going on, so nobody has a role in it."
        )
    match action:
        case TakeRole():
            return [_take(state, facts, action)]
        case LayDownRole():
            return [_lay_down(state, action)]
        case _:
            raise Misuse(f"Nobody rules on {type(action).__name__}.")


def _take(state: AttendanceState, facts: AttendanceFacts, action: TakeRole) -> Ruling:
    check_signed_in(facts.present, action.person)
    if action.role not in facts.roles.get(action.person, ()):
        raise Refused(
            "PEOPLE-ROLES", f"{action.person} is not enrolled as {action.role}. Choose a role that they hold."
        )
    if action.person in facts.excluded:
        raise Refused(
            "CUSTODIAN-CALL", f"{action.person} was excluded from this Incident's ceremonies by a recorded decision."
        )
    if action.person in state.now(action.role):
        raise Refused("ALREADY-RECORDED", f"{action.person} is {action.role} in this ceremony already.")
    check_conflict(state.ever(action.person), action.role)
    body = {
        "person": action.person,
        "role": action.role,
        "seen": checked_text("How their identity was checked", action.seen),
    }
    signed_by = tuple(dict.fromkeys((action.by, action.person)))
    return Ruling(stream=stream_of(action.run), kind="role.taken", body=body, signed_by=signed_by)


def _lay_down(state: AttendanceState, action: LayDownRole) -> Ruling:
    if action.person not in state.now(action.role):
        raise Refused("PEOPLE-ROLES", f"{action.person} is not {action.role} in this ceremony.")
    body = {
        "person": action.person,
        "role": action.role,
        "reason": checked_text("The reason", action.reason),
    }
    return Ruling(stream=stream_of(action.run), kind="role.laid_down", body=body, signed_by=(action.by,))
