"""The streams of the record: which fold reads which, and the few facts of each that the first screen needs.

A new kind of stream adds one line to ``_STREAMS``.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from ceremonies.attendance import state as attendance
from ceremonies.calendar import state as calendar
from ceremonies.custodians import state as custodians
from ceremonies.custody import state as custody
from ceremonies.errors import Misuse
from ceremonies.incidents import state as incidents
from ceremonies.keys import register as key_register
from ceremonies.keys import state as keys
from ceremonies.parties import state as parties
from ceremonies.people import state as people
from ceremonies.recorded import Recorded
from ceremonies.room_log import state as room_log
from ceremonies.runbook import state as runs
from ceremonies.runbook.book import Book
from ceremonies.runbook.view import title_of, untold
from ceremonies.sittings import state as sittings
from ceremonies.tokens import state as tokens
from ceremonies.workspace.continuing import continues_of, made_summary

State = Any
"""The state of one stream; each fold has its own type."""
Books = Callable[[str], Book]
"""Gives a procedure by its digest."""


class WorkspaceState(msgspec.Struct):
    """What the workspace's own stream says: how it was made."""

    kind: str = ""
    origin: str = ""
    made: str = ""
    continues: str = ""


def _apply_workspace(state: WorkspaceState, entry: Recorded) -> None:
    if entry.kind == "workspace.made":
        state.kind, state.origin, state.made = entry.body["kind"], entry.body["origin"], entry.recorded_at
        state.continues = continues_of(entry.body)


def _fold_of(stream: str) -> "_Fold":
    try:
        return _STREAMS[stream.split("/", 1)[0]]
    except KeyError:
        raise Misuse(f"No fold reads the stream {stream}.") from None


def new_state(stream: str) -> State:
    """The state of a stream before its first entry.

    Raises:
        Misuse: no fold reads it.
    """
    return _fold_of(stream).state()


def apply(stream: str, state: State, entry: Recorded) -> None:
    """Take one entry of ``stream`` into ``state``.

    Raises:
        Misuse: no fold reads it.
    """
    _fold_of(stream).apply(state, entry)


def summary(state: State, books: Books) -> dict[str, Any]:
    """What the first screen needs of a stream. It depends on the entries alone, so that it can be made again.

    Raises:
        Misuse: it is no stream's state.
    """
    for fold in _STREAMS.values():
        if type(state) is fold.state:
            return fold.summary(state, books)
    raise Misuse(f"No stream has the state {type(state).__name__}.")


def _nothing(_state: State, _books: Books) -> dict[str, Any]:
    return {}


def _workspace(state: WorkspaceState, _books: Books) -> dict[str, Any]:
    return dict(made_summary(state.continues))


def _people(state: people.PeopleState, _books: Books) -> dict[str, Any]:
    """The name, or alias, by id of everybody who has not left."""
    return {"names": {one.id: one.name or one.id for one in state.people.values() if one.active}}


def _parties(state: parties.PartiesState, _books: Books) -> dict[str, Any]:
    return {"names": {key: one.name for key, one in state.parties.items()}}


def _incident(state: incidents.IncidentState, _books: Books) -> dict[str, Any]:
    return {
        "incident": state.incident,
        "what": state.compromises[0].what if state.compromises else "",
        "status": "closed" if state.closed else "open",
        "raised_at": state.raised.at if state.raised else "",
        "commander": state.commander,
        "offered_to": state.offered_to,
    }


def _sitting(state: sittings.SittingState, _books: Books) -> dict[str, Any]:
    return {
        "number": state.number,
        "open": state.is_open,
        "present": sorted(state.present) if state.is_open else [],
        "clock": _clock(state),
        "brought": state.brought or 0,
    }


def _clock(state: sittings.SittingState) -> str:
    """What is wrong with the clock in this sitting, or "ok"."""
    steps = sum(1 for one in state.clock if one.kind == "stepped")
    return "ok" if not steps else "stepped back once" if steps == 1 else f"stepped back {steps} times"


def _run(state: runs.RunState, books: Books) -> dict[str, Any]:
    book = books(state.book)
    at_hand = next(iter(state.open.values()), None)
    step = book.step(at_hand.step) if at_hand else None
    running = [one for one in state.deadlines if one.met_at is None]
    return {
        "run": state.run,
        "incident": state.incident,
        "section": state.section,
        "title": ": ".join(filter(None, (title_of(book, state.section), state.ceremony.get("key")))),
        "ceremony": state.ceremony.get("script", ""),
        "status": state.status,
        "outcome": state.outcome,
        "began": state.started.seq if state.started else 0,
        "step": step.id if step else "",
        "step_title": step.title if step else "",
        "actors": list(step.actors) if step else [],
        "since": at_hand.opened.at if at_hand else (state.ended.at if state.ended else ""),
        "open": list(state.open),
        "not_told": len(untold(state, book)),
        "standing": {what: hold.standing for what, hold in state.holds.items() if hold.standing > 0},
        "before": {what: hold.before for what, hold in state.holds.items() if hold.standing > 0},
        "deadlines": [
            {"name": one.name, "step": one.step, "from": one.started_at, "due": one.due, "not_before": one.not_before}
            for one in running
            if one.is_ordered or not state.followed_by
        ],
        "confirmed": any(
            at.confirmation is not None and at.confirmation["outcome"].startswith("believed")
            for at in (*state.done, *state.open.values())
        ),
    }


def _key(state: keys.KeyState, _books: Books) -> dict[str, Any]:
    return key_register.summary(state)


def _tokens(state: tokens.TokensState, _books: Books) -> dict[str, Any]:
    """How many tokens stand in the register, how many are enrolled, and what is being done with one."""
    enrolled = sum(1 for one in state.tokens.values() if one.enrolled_at)
    return {"tokens": len(state.tokens), "enrolled": enrolled, "doing": state.work.says if state.work else ""}


def _room_log(state: room_log.RoomLogState, _books: Books) -> dict[str, Any]:
    """What stands in the room: recordings, open safes, visitors."""
    return {"standing": sorted(state.standing)}


class _Fold(msgspec.Struct, frozen=True):
    """How one kind of stream is read.

    Attributes:
        state: the type of its state; called without arguments, the state before the first entry.
        apply: takes one entry into a state.
        summary: what the first screen needs of a state.
    """

    state: type[Any]
    apply: Callable[[Any, Any], None]
    summary: Callable[[Any, Books], dict[str, Any]]


_STREAMS: dict[str, _Fold] = {
    "workspace": _Fold(WorkspaceState, _apply_workspace, _workspace),
    "people": _Fold(people.PeopleState, people.apply, _people),
    "parties": _Fold(parties.PartiesState, parties.apply, _parties),
    "calendar": _Fold(calendar.CalendarState, calendar.apply, _nothing),
    "sitting": _Fold(sittings.SittingState, sittings.apply, _sitting),
    "incident": _Fold(incidents.IncidentState, incidents.apply, _incident),
    "run": _Fold(runs.RunState, runs.apply, _run),
    "key": _Fold(keys.KeyState, keys.apply, _key),
    "tokens": _Fold(tokens.TokensState, tokens.apply, _tokens),
    "custody": _Fold(custody.CustodyState, custody.apply, _nothing),
    "custodians": _Fold(custodians.CustodiansState, custodians.apply, _nothing),
    "room": _Fold(room_log.RoomLogState, room_log.apply, _room_log),
    "attendance": _Fold(attendance.AttendanceState, attendance.apply, _nothing),
}
"""By the stream's first word: how it is read. Each kind of stream has its own type of state."""
