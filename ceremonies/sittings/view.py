"""A sitting as a screen draws it: who is here, the attendance list, the state of the clock."""

import msgspec

from ceremonies.sittings.state import SittingState


class StayView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the attendance list. Times are ISO 8601, UTC; ``left`` is None while they are here."""

    person: str
    arrived: str
    left: str | None


class ClockView(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the clock, for the eye. ``seconds`` as in ``ClockEvent``."""

    seq: int
    kind: str
    at: str
    seconds: int
    words: str


class SittingView(msgspec.Struct, frozen=True, kw_only=True):
    """The sitting.

    Attributes:
        present: who is here and since when, in the order they came.
        clock_ok: whether the clock never stood before the last entry in this sitting.
        offset_seconds: what the last correction says must be added to the clock; None without one.
        brought: the size of the head that was brought back when it opened; None when none was.
    """

    number: int
    opened_at: str | None
    closed_at: str | None
    previous_closed: bool
    present: tuple[tuple[str, str], ...]
    attendance: tuple[StayView, ...]
    clock: tuple[ClockView, ...]
    clock_ok: bool
    offset_seconds: int | None
    brought: int | None = None


def view(state: SittingState) -> SittingView:
    """The sitting as it stands."""
    corrections = [event.seconds for event in state.clock if event.kind == "corrected"]
    return SittingView(
        number=state.number,
        opened_at=state.opened_at,
        closed_at=state.closed_at,
        previous_closed=state.previous_closed,
        present=tuple(state.present.items()),
        attendance=tuple(
            StayView(person=stay.person, arrived=stay.arrived, left=stay.left) for stay in state.attendance
        ),
        clock=tuple(
            ClockView(seq=event.seq, kind=event.kind, at=event.at, seconds=event.seconds, words=event.words)
            for event in state.clock
        ),
        clock_ok=not any(event.kind == "stepped" for event in state.clock),
        offset_seconds=corrections[-1] if corrections else None,
        brought=state.brought,
    )
