"""The rules of a sitting: who may sign in and out, what the clock owes the record, how it ends.

A clock that stands before the last entry is recorded and shown, never refused: order does not depend on it.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.people.present import check_signed_in, check_two_people
from ceremonies.sittings.actions import (
    CloseSitting,
    CorrectClock,
    GoOnWithout,
    OpenSitting,
    SignIn,
    SignOut,
    SittingAction,
)
from ceremonies.sittings.state import SittingState, stream_of
from ceremonies.times import to_iso


class SittingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a sitting may know of the rest of the record.

    Attributes:
        enrolled: the ids of those who are enrolled and haven't left.
        last_number: the number of the newest sitting; 0 before the first.
        previous_closed: whether that sitting was closed; True before the first.
        last_recorded_at: when the ledger's last entry was written, or None in an empty ledger.
        brought: the size of the head that was brought back and that this record was proved to extend, or None.
        doubt: why nothing may be signed, activated or destroyed now (rule ROLLBACK); empty when all is well.
    """

    enrolled: frozenset[str] = frozenset()
    last_number: int = 0
    previous_closed: bool = True
    last_recorded_at: datetime | None = None
    brought: int | None = None
    doubt: str = ""


def decide(state: SittingState, facts: SittingFacts, action: SittingAction, now: datetime) -> list[Ruling]:
    """Rule on ``action``. To open a sitting, ``state`` is a new one.

    Raises:
        Refused: by the rule it names.
    """
    if isinstance(action, OpenSitting):
        return _open(state, facts, action, now)
    if not state.is_open:
        raise Refused("SITTING", "No sitting is open. Open the workspace again.")
    match action:
        case SignIn():
            return [_sign_in(state, facts, action)]
        case SignOut():
            check_signed_in(state.present, action.person)
            return [_ruling(state, "person.signed_out", {"person": action.person}, action.person)]
        case CorrectClock():
            return [_correct(state, action, now)]
        case GoOnWithout():
            return [_go_on(state, facts, action)]
        case CloseSitting():
            return [_close(state, action)]


def clock_ruling(state: SittingState, last_recorded_at: datetime | None, now: datetime) -> Ruling | None:
    """What the Room records before any action when the clock stands before the ledger's last entry, by any amount.

    The seconds are whole ones, rounded up. None also while no sitting is open: opening one takes care of itself.
    """
    return _stepped(state.number, last_recorded_at, now) if state.is_open else None


def _stepped(number: int, last_recorded_at: datetime | None, now: datetime) -> Ruling | None:
    if last_recorded_at is None or now >= last_recorded_at:
        return None
    seconds = -((now - last_recorded_at) // timedelta(seconds=1))
    body = {"before": to_iso(last_recorded_at), "now": to_iso(now), "seconds": seconds}
    return Ruling(stream=stream_of(number), kind="clock.stepped", body=body)


def _ruling(state: SittingState, kind: str, body: dict[str, Any], *signed_by: str) -> Ruling:
    return Ruling(stream=stream_of(state.number), kind=kind, body=body, signed_by=signed_by)


def _open(state: SittingState, facts: SittingFacts, action: OpenSitting, now: datetime) -> list[Ruling]:
    if state.opened_at is not None:
        raise Refused("SITTING", "A sitting is open already. Close it before you open another.")
    number = facts.last_number + 1
    body: dict[str, Any] = {
        "number": number,
        "previous_closed": facts.previous_closed,
        "cosigned": action.cosigned,
        "cosigned_size": action.cosigned_size,
        "brought": facts.brought,
    }
    if action.recovered:
        body["recovered"] = True
    opened = Ruling(stream=stream_of(number), kind="sitting.opened", body=body)
    stepped = _stepped(number, facts.last_recorded_at, now)
    return [opened, stepped] if stepped else [opened]


def _sign_in(state: SittingState, facts: SittingFacts, action: SignIn) -> Ruling:
    if action.person not in facts.enrolled:
        raise Refused(
            "SIGNED-IN",
            f"Nobody is enrolled as {action.person}, or they have left. Two people who are signed in can enrol them.",
        )
    if action.person in state.present:
        raise Refused("SIGNED-IN", f"{action.person} is signed in already, and is here once only.")
    return _ruling(state, "person.signed_in", {"person": action.person}, action.person)


def _correct(state: SittingState, action: CorrectClock, now: datetime) -> Ruling:
    check_signed_in(state.present, action.by)
    try:
        reference = datetime.fromisoformat(action.reference)
    except ValueError:
        raise Refused(
            "CLOCK", f"The time {action.reference!r} can't be read. Write 2026-11-22 14:05:30+00:00."
        ) from None
    if reference.tzinfo is None:
        raise Refused("CLOCK", "The right time has no offset from UTC. Write it as 2026-11-22 14:05:30+00:00.")
    body = {
        "reference": to_iso(reference.astimezone(UTC)),
        "said_by": checked_text("Who says so", action.said_by),
        "offset_seconds": round((reference - now).total_seconds()),
    }
    return _ruling(state, "clock.corrected", body, action.by)


def _go_on(state: SittingState, facts: SittingFacts, action: GoOnWithout) -> Ruling:
    check_two_people(state.present, action.by, action.second)
    if not facts.doubt:
        raise Refused("ROLLBACK", "Nothing is in doubt in this sitting, so there is nothing to decide.")
    body = {
        "doubt": facts.doubt,
        "reason": checked_text("The reason", action.reason),
        "reference": checked_text("The decision's reference", action.reference),
    }
    return _ruling(state, "rollback.decided", body, action.by, action.second)


def _close(state: SittingState, action: CloseSitting) -> Ruling:
    """With somebody in the room one of them closes; an empty room's sitting may end unsigned."""
    body = {"present": sorted(state.present)}
    if not state.present:
        return _ruling(state, "sitting.closed", body)
    check_signed_in(state.present, action.by)
    return _ruling(state, "sitting.closed", body, action.by)
