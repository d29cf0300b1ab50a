"""Times as they are recorded (UTC, to the microsecond) and as they are shown (Europe/London, with its offset's name).

Names of days and months are English by our own tables: what is shown must not depend on the machine's locale.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ceremonies.errors import Misuse, Unusable

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOURS_SHOWN_BEFORE_DAYS = 48
"""A span shorter than this many hours is shown in hours and minutes."""


def zone() -> ZoneInfo:
    """Europe/London, from the system's time zone data or the tzdata package."""
    return ZoneInfo("Europe/London")


def parse_utc(text: str) -> datetime:
    """The moment that ``text`` (ISO 8601 with an offset) names, aware, in UTC.

    Raises:
        Unusable: it can't be read, or has no offset.
    """
    try:
        then = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"The time {text!r} can't be read. Write it as 2026-11-22 14:05+00:00.") from None
    if then.tzinfo is None:
        raise Unusable(f"The time {text!r} has no offset from UTC. Write it as 2026-11-22 14:05+00:00.")
    return then.astimezone(UTC)


def parse_typed(text: str, now: datetime) -> datetime:
    """The moment that a person typed, aware, in UTC.

    "14:05" is today in London; "2026-11-22 14:05" is London time; with an offset ("2026-11-22 14:05+00:00") it is
    taken as it stands.

    Raises:
        Unusable: it can't be read, or London's clocks showed it twice or never on that day.
    """
    typed = text.strip()
    if len(typed) <= len("14:05:30") and ":" in typed:
        typed = f"{now.astimezone(zone()).date().isoformat()} {typed.zfill(len('14:05'))}"
    try:
        then = datetime.fromisoformat(typed)
    except ValueError:
        raise Unusable(f"The time {text!r} can't be read. Write it as 14:05, or as 2026-11-22 14:05.") from None
    if then.tzinfo is not None:
        return then.astimezone(UTC)
    first, second = (then.replace(tzinfo=zone(), fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second:
        raise Unusable(
            f"London's clocks change then, so {text!r} is not one moment. Add the offset: {text.strip()}+00:00."
        )
    return first


def to_iso(moment: datetime) -> str:
    """``moment`` as it stands in an entry, for example ``2026-11-22T14:05:00.000000Z``.

    Raises:
        Misuse: ``moment`` is naive.
    """
    if moment.tzinfo is None:
        raise Misuse("A time without an offset can't be recorded.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def show_date(day: date) -> str:
    """``day`` for the eye, for example "Sun 22 Nov 2026"."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def london_date(moment: datetime) -> str:
    """The day in London, for example "Sun 22 Nov 2026"."""
    return show_date(moment.astimezone(zone()).date())


def london_time(moment: datetime) -> str:
    """The time of day in London, for example "14:05"."""
    return moment.astimezone(zone()).strftime("%H:%M")


def london(moment: datetime) -> str:
    """Day and time in London with the offset's name, for example "Sun 22 Nov 2026 14:05 GMT"."""
    local = moment.astimezone(zone())
    return f"{show_date(local.date())} {local:%H:%M} {local.tzname()}"


def london_end(moment: datetime) -> str:
    """As ``london``, but midnight belongs to the day that it ends: "Wed 25 Nov 2026 24:00 GMT". For deadlines."""
    local = moment.astimezone(zone())
    if (local.hour, local.minute, local.second, local.microsecond) != (0, 0, 0, 0):
        return london(moment)
    last = moment - timedelta(microseconds=1)
    return f"{london_date(last)} 24:00 {last.astimezone(zone()).tzname()}"


def span(seconds: float) -> str:
    """A length of time in whole minutes, rounded down: "1 h 07", from two days on "2 d 03 h".

    The sign is dropped: the words around it say "overdue" or "left".
    """
    minutes = int(abs(seconds)) // 60
    hours = minutes // 60
    if hours < HOURS_SHOWN_BEFORE_DAYS:
        return f"{hours} h {minutes % 60:02}"
    return f"{hours // 24} d {hours % 24:02} h"
