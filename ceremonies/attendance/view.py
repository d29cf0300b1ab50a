"""A ceremony's attendance as a screen draws it."""

import msgspec

from ceremonies.attendance.state import AttendanceState


class PartView(msgspec.Struct, frozen=True, kw_only=True):
    """One role of one person. Times are ISO 8601, UTC; ``until`` is empty while they act in it."""

    person: str
    role: str
    since: str
    until: str


def view(state: AttendanceState) -> tuple[PartView, ...]:
    """Every role, in the order they were taken."""
    return tuple(PartView(person=one.person, role=one.role, since=one.since, until=one.until) for one in state.parts)
