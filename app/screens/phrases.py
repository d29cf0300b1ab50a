"""How times and numbers are said on every screen."""

from datetime import datetime, timedelta

from ceremonies.times import DAYS, MONTHS, london_time, parse_utc, span, zone


def when(at: str, now: datetime) -> str:
    """A recorded time: "14:05" today, "Fri 20 Nov 14:05" on other days."""
    if not at:
        return ""
    moment = parse_utc(at)
    local, today = moment.astimezone(zone()), now.astimezone(zone())
    if local.date() == today.date():
        return london_time(moment)
    year = f" {local.year}" if local.year != today.year else ""
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}{year} {london_time(moment)}"


def until(due: str, now: datetime) -> str:
    """A time limit: "Wed 25 Nov 24:00", since midnight belongs to the day that it ends."""
    moment = parse_utc(due)
    local = moment.astimezone(zone())
    if (local.hour, local.minute, local.second) != (0, 0, 0):
        return when(due, now)
    last = when((moment - timedelta(minutes=1)).isoformat(), now)
    return f"{last[:-5]}24:00"


def ago(at: str, now: datetime) -> str:
    """How long since: "1 h 07"."""
    return span((now - parse_utc(at)).total_seconds())


def left(due: str, now: datetime) -> str:
    """How long a limit still has, or by how much it is over: "0 h 24 left", "overdue 0 h 20"."""
    seconds = (parse_utc(due) - now).total_seconds()
    return f"{span(seconds)} left" if seconds >= 0 else f"overdue {span(seconds)}"


def number(count: int) -> str:
    """A count with a space between thousands: "98 214"."""
    return f"{count:,}".replace(",", " ")


def some(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 entry", "3 entries"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
