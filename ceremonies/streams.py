"""The streams of the record: which fold reads which, and the few facts of each that the first screen needs."""

from collections.abc import Callable
from typing import Any

import msgspec

from ceremonies.calendar import state as calendar
from ceremonies.errors import Misuse
from ceremonies.incidents import state as incidents
from ceremonies.parties import state as parties
from ceremonies.people import state as people
from ceremonies.recorded import Recorded
from ceremonies.runbook import state as runs
from ceremonies.runbook.book import Book
from ceremonies.runbook.view import title_of, untold
from ceremonies.sittings import state as sittings
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


_FOLDS: dict[str, tuple[Callable[[], State], Callable[[Any, Any], None]]] = {
    "workspace": (WorkspaceState, _apply_workspace),
    "people": (people.PeopleState, people.apply),
    "parties": (parties.PartiesState, parties.apply),
    "calendar": (calendar.CalendarState, calendar.apply),
    "sitting": (sittings.SittingState, sittings.apply),
    "incident": (incidents.IncidentState, incidents.apply),
    "run": (runs.RunState, runs.apply),
}
"""By the stream's first word: an empty state, and the fold."""


def _fold_of(stream: str) -> tuple[Callable[[], State], Callable[[Any, Any], None]]:
    try:
        return _FOLDS[stream.split("/", 1)[0]]
    except KeyError:
        raise Misuse(f"No fold reads the stream {stream}.") from None


def new_state(stream: str) -> State:
    """The state of a stream before its first entry."""
    return _fold_of(stream)[0]()


def apply(stream: str, state: State, entry: Recorded) -> None:
    """Take one entry of ``stream`` into ``state``."""
    _fold_of(stream)[1](state, entry)


def summary(state: State, books: Books) -> dict[str, Any]:
    """What the first screen needs of a stream. It depends on the entries alone, so that it can be made again."""
    match state:
        case runs.RunState():
            return _run(state, books)
        case incidents.IncidentState():
            return _incident(state)
        case sittings.SittingState():
            return _sitting(state)
        case people.PeopleState() | parties.PartiesState():
            return {"names": _names(state)}
        case WorkspaceState():
            return made_summary(state.continues)
        case _:
            return {}


def _names(state: people.PeopleState | parties.PartiesState) -> dict[str, str]:
    """The name, or alias, by id of everybody who has not left."""
    if isinstance(state, people.PeopleState):
        return {one.id: one.name or one.id for one in state.people.values() if one.active}
    return {key: one.name for key, one in state.parties.items()}


def _incident(state: incidents.IncidentState) -> dict[str, Any]:
    return {
        "incident": state.incident,
        "what": state.compromises[0].what if state.compromises else "",
        "status": "closed" if state.closed else "open",
        "raised_at": state.raised.at if state.raised else "",
        "commander": state.commander,
        "offered_to": state.offered_to,
    }


def _sitting(state: sittings.SittingState) -> dict[str, Any]:
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
        "title": title_of(book, state.section),
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
