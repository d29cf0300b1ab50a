"""One sitting: the fold of a stream ``sitting/0001``. ``apply`` can't fail."""

from collections.abc import Callable
from typing import Any

import msgspec

from ceremonies.recorded import Recorded, moment


def stream_of(number: int) -> str:
    """The stream of the sitting with ``number``, from 1."""
    return f"sitting/{number:04}"


class Stay(msgspec.Struct):
    """One person's time in the room. Times are ISO 8601, UTC."""

    person: str
    arrived: str
    left: str | None = None


class ClockEvent(msgspec.Struct):
    """Something about the clock.

    Attributes:
        kind: "stepped" (it stands before the last entry) or "corrected" (somebody says how far it is out).
        seconds: stepped: by how much it stands before; corrected: what must be added to it.
        words: who says so.
    """

    seq: int
    kind: str
    at: str
    seconds: int
    words: str


class SittingState(msgspec.Struct):
    """A sitting. ``present`` maps who is here to the moment they came; ``attendance`` has every coming and going.

    ``brought`` is the size of the head that was brought back and proved when it opened; None when none was.
    ``decided`` is the reference of the decision to go on without it; ``recovered`` says that the recovery slot opened.
    """

    number: int = 0
    opened_at: str | None = None
    closed_at: str | None = None
    previous_closed: bool = True
    cosigned: str | None = None
    cosigned_size: int | None = None
    brought: int | None = None
    decided: str = ""
    recovered: bool = False
    present: dict[str, str] = msgspec.field(default_factory=dict)
    attendance: list[Stay] = msgspec.field(default_factory=list)
    clock: list[ClockEvent] = msgspec.field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it was opened and not closed."""
        return self.opened_at is not None and self.closed_at is None


def apply(state: SittingState, entry: Recorded) -> None:
    """Take one recorded entry into the sitting. A kind of a later version changes nothing."""
    handler = _HANDLERS.get(entry.kind)
    if handler is not None:
        handler(state, entry.body, entry)


def _opened(state: SittingState, body: dict[str, Any], entry: Recorded) -> None:
    state.number = body["number"]
    state.opened_at = moment(entry)
    state.previous_closed = body["previous_closed"]
    state.cosigned = body.get("cosigned")
    state.cosigned_size = body.get("cosigned_size")
    state.brought = body.get("brought")
    state.recovered = body.get("recovered", False)


def _signed_in(state: SittingState, body: dict[str, Any], entry: Recorded) -> None:
    at = moment(entry)
    state.present[body["person"]] = at
    state.attendance.append(Stay(body["person"], at))


def _signed_out(state: SittingState, body: dict[str, Any], entry: Recorded) -> None:
    _leave(state, body["person"], moment(entry))


def _leave(state: SittingState, person: str, at: str) -> None:
    state.present.pop(person, None)
    for stay in state.attendance:
        if stay.person == person and stay.left is None:
            stay.left = at


def _stepped(state: SittingState, body: dict[str, Any], entry: Recorded) -> None:
    words = f"the clock said {body['now']} after {body['before']}"
    state.clock.append(ClockEvent(entry.seq, "stepped", entry.recorded_at, body["seconds"], words))


def _corrected(state: SittingState, body: dict[str, Any], entry: Recorded) -> None:
    state.clock.append(ClockEvent(entry.seq, "corrected", entry.recorded_at, body["offset_seconds"], body["said_by"]))


def _decided(state: SittingState, body: dict[str, Any], _entry: Recorded) -> None:
    state.decided = body["reference"]


def _closed(state: SittingState, _body: dict[str, Any], entry: Recorded) -> None:
    at = moment(entry)
    for person in list(state.present):
        _leave(state, person, at)
    state.closed_at = at


_HANDLERS: dict[str, Callable[[SittingState, dict[str, Any], Recorded], None]] = {
    "sitting.opened": _opened,
    "person.signed_in": _signed_in,
    "person.signed_out": _signed_out,
    "clock.stepped": _stepped,
    "clock.corrected": _corrected,
    "rollback.decided": _decided,
    "sitting.closed": _closed,
}
