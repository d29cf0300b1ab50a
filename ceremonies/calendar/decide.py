"""The rules of the list of one-off days (rule CALENDAR): one person enters a day and says where it is written."""

from datetime import date, datetime
from typing import Any

import msgspec

from ceremonies.act import Ruling, checked_text
from ceremonies.calendar.actions import AddDay, CalendarAction, RemoveDay
from ceremonies.calendar.state import STREAM, CalendarState
from ceremonies.errors import Refused
from ceremonies.people.present import check_signed_in
from ceremonies.times import show_date

SATURDAY = 5


class CalendarFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the list may know of the sitting: who is signed in."""

    present: frozenset[str] = frozenset()


def decide(state: CalendarState, facts: CalendarFacts, action: CalendarAction, now: datetime) -> list[Ruling]:  # noqa: ARG001 - every decide has the same four arguments
    """Rule on ``action``.

    Raises:
        Refused: SIGNED-IN, CALENDAR or TEXT.
    """
    check_signed_in(facts.present, action.by)
    match action:
        case AddDay():
            kind, body = "day.added", _added(state, action)
        case RemoveDay():
            kind, body = "day.removed", _removed(state, action)
    return [Ruling(stream=STREAM, kind=kind, body=body, signed_by=(action.by,))]


def _checked_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("CALENDAR", f"The date {text!r} can't be read. Write it as 2026-12-25.") from None


def _added(state: CalendarState, action: AddDay) -> dict[str, Any]:
    day = _checked_date(action.date)
    if day.isoformat() in state.days:
        raise Refused("CALENDAR", f"{show_date(day)} is on the list already. Remove it before you enter it anew.")
    if day.weekday() >= SATURDAY:
        raise Refused("CALENDAR", f"{show_date(day)} is at a weekend, which never has Working Days. Nothing to enter.")
    return {
        "date": day.isoformat(),
        "name": checked_text("The day's name", action.name),
        "working": action.working,
        "source": checked_text("Where it is written", action.source),
    }


def _removed(state: CalendarState, action: RemoveDay) -> dict[str, Any]:
    day = _checked_date(action.date)
    if day.isoformat() not in state.days:
        raise Refused("CALENDAR", f"{show_date(day)} isn't on the list. Look at the list of one-off days.")
    return {"date": day.isoformat(), "reason": checked_text("The reason", action.reason)}
