"""When a time limit is reached (rule TIME-FROM). Pure: the instant is worked out once and stands in the entry.

Working Days are those of England (SEC Section A: no Saturday, no Sunday, no Christmas Day, no Good Friday, no bank
holiday) with a workspace's dated list of one-off days, which goes before the bank holidays.
"""

from calendar import monthrange
from collections.abc import Container, Mapping
from datetime import UTC, date, datetime, time, timedelta

from ceremonies.errors import Misuse
from ceremonies.runbook.schema import Deadline
from ceremonies.times import zone

SATURDAY = 5
MONTHS_IN_A_YEAR = 12
ENGLAND = "ENG"
"""The subdivision of the United Kingdom whose bank holidays count, as the ``holidays`` package names it."""


def is_working_day(day: date, one_off: Mapping[date, bool], subdivision: str = ENGLAND) -> bool:
    """Whether ``day`` is a Working Day. ``one_off`` says for a date whether it is one."""
    return _is_working(day, one_off, bank_holidays(subdivision))


def bank_holidays(subdivision: str = ENGLAND) -> Container[date]:
    """The bank holidays, with their substitutes, of every year that is asked about."""
    import holidays  # noqa: PLC0415 - a fifth of a second, needed only when a deadline starts

    days: Container[date] = holidays.country_holidays("GB", subdiv=subdivision)
    return days


def _is_working(day: date, one_off: Mapping[date, bool], bank: Container[date]) -> bool:
    if day.weekday() >= SATURDAY:
        return False
    return one_off.get(day, day not in bank)


def london_day(moment: datetime) -> date:
    """The day that ``moment`` (aware) belongs to in London."""
    return moment.astimezone(zone()).date()


def end_of_day(day: date) -> datetime:
    """24:00 of ``day`` in London, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), zone()).astimezone(UTC)


def after_hours(moment: datetime, count: int) -> datetime:
    """``count`` clock hours later, in UTC: a change of the clocks doesn't lengthen or shorten them."""
    return moment.astimezone(UTC) + timedelta(hours=count)


def after_working_days(
    moment: datetime, count: int, one_off: Mapping[date, bool], subdivision: str = ENGLAND
) -> datetime:
    """24:00 London of the ``count``-th Working Day after the day of ``moment``, in UTC.

    Raises:
        Misuse: ``count`` is less than 1.
    """
    if count < 1:
        raise Misuse("A time limit in Working Days has at least one.")
    bank = bank_holidays(subdivision)
    day = london_day(moment)
    while count:
        day += timedelta(days=1)
        count -= _is_working(day, one_off, bank)
    return end_of_day(day)


def after_months(moment: datetime, count: int) -> datetime:
    """24:00 London of the same day ``count`` months on, or of that month's last day if it is shorter; in UTC."""
    start = london_day(moment)
    years, month = divmod(start.month - 1 + count, MONTHS_IN_A_YEAR)
    year, month = start.year + years, month + 1
    return end_of_day(date(year, month, min(start.day, monthrange(year, month)[1])))


def due(
    deadline: Deadline, from_moment: datetime, one_off: Mapping[date, bool], subdivision: str = ENGLAND
) -> datetime:
    """When ``deadline`` is reached if the fact it runs from happened at ``from_moment`` (aware); in UTC.

    Raises:
        Misuse: not exactly one length is given, or ``from_moment`` is naive.
    """
    if from_moment.tzinfo is None:
        raise Misuse("A deadline can't run from a time without an offset.")
    lengths = (deadline.hours, deadline.working_days, deadline.months, deadline.years)
    if sum(length is not None for length in lengths) != 1:
        raise Misuse(f"The deadline {deadline.name!r} has not exactly one length.")
    if deadline.hours is not None:
        return after_hours(from_moment, deadline.hours)
    if deadline.working_days is not None:
        return after_working_days(from_moment, deadline.working_days, one_off, subdivision)
    months = deadline.months if deadline.months is not None else MONTHS_IN_A_YEAR * (deadline.years or 0)
    return after_months(from_moment, months)
