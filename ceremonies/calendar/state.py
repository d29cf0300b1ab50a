"""The dated list of one-off days: the fold of the stream ``calendar``. ``apply`` can't fail."""

from datetime import date
from typing import Any

import msgspec

from ceremonies.recorded import Recorded

STREAM = "calendar"


class OneOffDay(msgspec.Struct, frozen=True):
    """One day and what it is."""

    name: str
    working: bool
    source: str


class CalendarState(msgspec.Struct):
    """The list, by date (ISO 8601)."""

    days: dict[str, OneOffDay] = msgspec.field(default_factory=dict)


def one_off_days(state: CalendarState) -> dict[date, bool]:
    """By date, whether it is a Working Day: what ``incidents/deadlines.py`` asks for."""
    return {date.fromisoformat(day): entry.working for day, entry in sorted(state.days.items())}


def apply(state: CalendarState, entry: Recorded) -> None:
    """Take one recorded entry into the list. A kind of a later version changes nothing."""
    body: dict[str, Any] = entry.body
    if entry.kind == "day.added":
        state.days[body["date"]] = OneOffDay(body["name"], body["working"], body["source"])
    elif entry.kind == "day.removed":
        state.days.pop(body["date"], None)
