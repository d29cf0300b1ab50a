"""What may be asked of a ceremony's attendance."""

from ceremonies.act import Action


class AttendanceAction(Action, frozen=True, kw_only=True):
    """An act on the attendance of the ceremony ``run``."""

    run: str


class TakeRole(AttendanceAction, frozen=True, kw_only=True):
    """``person`` has ``role`` in this ceremony; both they and who writes it down sign.

    Attributes:
        seen: how their identity was checked.
    """

    person: str
    role: str
    seen: str


class LayDownRole(AttendanceAction, frozen=True, kw_only=True):
    """``person`` no longer acts in ``role``. They take no role that conflicts with it in this ceremony all the same."""

    person: str
    role: str
    reason: str
