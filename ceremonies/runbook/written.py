"""A fact that a step asks for: in which form it is recorded, shown, and typed again (rule STEP-RECORD).

A time is typed as London shows it and recorded in UTC; a day alone stays a day.
"""

from datetime import date, datetime

from ceremonies.errors import Refused, Unusable
from ceremonies.runbook.schema import Record
from ceremonies.times import london, parse_typed, parse_utc, show_date, to_iso, zone

DAY_LENGTH = len("2026-11-30")


def recorded(record: Record, value: str, now: datetime) -> str:
    """What was typed, in the form it is recorded in.

    Raises:
        Refused: STEP-RECORD: it is no number, no time, or none of the choices.
    """
    if record.kind == "count" and not (value.isascii() and value.isdecimal()):
        raise Refused("STEP-RECORD", f"{record.label} must be a whole number, not {value!r}.")
    if record.kind == "choice" and value not in record.choices:
        raise Refused("STEP-RECORD", f"{record.label} must be one of: {', '.join(record.choices)}.")
    return _time(record, value, now) if record.kind == "time" else value


def _time(record: Record, value: str, now: datetime) -> str:
    day = day_of(value)
    if day is not None:
        return day.isoformat()
    try:
        return to_iso(parse_typed(value, now))
    except Unusable as error:
        raise Refused("STEP-RECORD", f"{record.label} must be a time or a day. {error}") from None


def day_of(value: str) -> date | None:
    """The day that ``value`` names alone, without a time; None if it is something else."""
    try:
        return date.fromisoformat(value) if len(value) == DAY_LENGTH else None
    except ValueError:
        return None


def shown(record: Record, value: str) -> str:
    """A fact to read: a time in London, a day with its weekday; anything else as it was written."""
    if record.kind != "time":
        return value
    day = day_of(value)
    if day is not None:
        return show_date(day)
    try:
        return london(parse_utc(value))
    except Unusable:  # written before times were checked
        return value


def typed(record: Record, value: str) -> str:
    """A fact as it would be typed again."""
    if record.kind != "time" or day_of(value) is not None:
        return value
    try:
        return parse_utc(value).astimezone(zone()).isoformat(sep=" ", timespec="minutes")
    except Unusable:
        return value
