"""How a report says times, numbers and who: London time with the offset's name, and what was told rather than seen."""

from ceremonies.ledger.entry import Entry
from ceremonies.runbook.state import Mark
from ceremonies.times import MONTHS, london, london_end, parse_utc, zone

TOLD = " *"
"""Marks a time that was told (paper, telephone, outside) and not taken from the workstation's clock."""
TOLD_SAYS = (
    "* The time at which it happened, as told: from paper, by telephone or from outside. The step's details say who"
    " says so and when it was recorded."
)
_TENS = range(11, 14)


def when(moment: str) -> str:
    """Day and time in London: "Sun 22 Nov 2026 14:05 GMT"."""
    return london(parse_utc(moment))


def due_by(moment: str) -> str:
    """As ``when``, but midnight belongs to the day that it ends."""
    return london_end(parse_utc(moment))


def shortly(moment: str) -> str:
    """Day and time without weekday and year: "22 Nov 14:05 GMT"."""
    local = parse_utc(moment).astimezone(zone())
    return f"{local.day} {MONTHS[local.month - 1]} {local:%H:%M} {local.tzname()}"


def marked(mark: Mark) -> str:
    """When something was done, marked where that time was told."""
    return when(mark.at) + (TOLD if was_told(mark) else "")


def early(mark: Mark) -> str:
    """The remark on what is said to have happened before the Incident was notified (rule TIME-HAPPENED)."""
    return " (before the Incident was notified)" if mark.early else ""


def was_told(mark: Mark) -> bool:
    """Whether the time comes from elsewhere than the workstation's clock."""
    return bool(mark.recorded_at) and mark.recorded_at != mark.at


def as_told(entry: Entry | None, mark: Mark, who: str = "") -> str:
    """Where a told time comes from, in brackets; "" for a time of the workstation's own clock."""
    if not was_told(mark):
        return early(mark)
    source = (entry.happened_source if entry else None) or "paper"
    says = (entry.happened_by if entry else None) or who
    said_by = f", says {says}" if says else ""
    return f" (time from {source}{said_by}; recorded {when(mark.recorded_at)}){early(mark)}"


def times(count: int) -> str:
    """Which time a step is carried out: "" for the first, then " (2nd time)"."""
    return "" if count == 1 else f" ({ordinal(count)} time)"


def ordinal(count: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    ending = "th" if count % 100 in _TENS else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 entry", "2 entries"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def joined(*parts: str) -> str:
    """What is not empty, as sentences beside each other."""
    return " ".join(part for part in parts if part)
