"""The attendance of one ceremony: the fold of a stream ``attendance/RUN``. ``apply`` can't fail."""

import msgspec

from ceremonies.recorded import Recorded, moment


def stream_of(run: str) -> str:
    """The stream of the attendance of the ceremony ``run``."""
    return f"attendance/{run}"


class Part(msgspec.Struct):
    """One role of one person. Times are ISO 8601, UTC."""

    person: str
    role: str
    since: str
    until: str = ""


class AttendanceState(msgspec.Struct):
    """Every role that anybody had in the ceremony, in the order they were taken."""

    parts: list[Part] = msgspec.field(default_factory=list)

    def ever(self, person: str) -> frozenset[str]:
        """Every role that ``person`` has or had in the ceremony."""
        return frozenset(one.role for one in self.parts if one.person == person)

    def now(self, role: str) -> tuple[str, ...]:
        """Who acts in ``role``."""
        return tuple(one.person for one in self.parts if one.role == role and not one.until)


def apply(state: AttendanceState, entry: Recorded) -> None:
    """Take one recorded entry into the attendance. A kind of a later version changes nothing."""
    if entry.kind == "role.taken":
        state.parts.append(Part(entry.body["person"], entry.body["role"], moment(entry)))
    elif entry.kind == "role.laid_down":
        for one in state.parts:
            if (one.person, one.role, one.until) == (entry.body["person"], entry.body["role"], ""):
                one.until = moment(entry)
