"""Pausing, resuming and stopping a run, and moving it to a newer copy of its procedure."""

from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook import course, holds
from ceremonies.runbook.facts import RunFacts, ruling
from ceremonies.runbook.state import RunState


def pause(_state: RunState, _facts: RunFacts, action: ask.Pause, now: datetime) -> list[Ruling]:
    """Pause a run that is going."""
    moment_of(action, now)
    return [ruling(action.run, "run.paused", {"reason": checked_text("The reason", action.reason)})]


def resume(state: RunState, _facts: RunFacts, action: ask.Resume, now: datetime) -> list[Ruling]:
    """Go on after a pause."""
    moment_of(action, now)
    if state.status != "paused":
        raise Refused("RUN-PAUSED", f"Run {action.run} is not paused.")
    return [ruling(action.run, "run.resumed", {"after": state.paused_because})]


def stop(state: RunState, facts: RunFacts, action: ask.StopRun, now: datetime) -> list[Ruling]:
    """Stop a run by decision: nothing it changed may stand without one, and what was done is still reported.

    Whoever was told at the start is told the decision and its reasons too (3.1 (d); rule RUN-NO-STRAND).
    """
    moment_of(action, now)
    holds.check_nothing_stands(state)
    body: dict[str, Any] = {
        "reference": checked_text("The decision's reference", action.reference),
        "reason": checked_text("The reason", action.reason),
        "open": sorted(state.open),
        "outcome": "stopped by decision",
    }
    if course.REPORT in state.open:
        raise Refused("RUN-REPORT", f"The report is what is left to do. Complete step {course.REPORT} (3.1 (f)).")
    owed = course.is_reported(facts.book, state.section) and not course.is_done(state, course.REPORT)
    if owed:
        last = [course.REPORT, *(one for one in (course.TELL_WHY,) if not course.is_done(state, one))]
        body["opens"], body["aside"] = last, True
    else:
        body["ends"] = body["outcome"]
    return [ruling(action.run, "run.stopped", body, signed_by=(action.by, action.second))]


def move(state: RunState, facts: RunFacts, action: ask.MoveProcedure, now: datetime) -> list[Ruling]:
    """Move the run to a newer copy of its procedure; two people sign the difference they saw."""
    moment_of(action, now)
    if action.book == state.book:
        raise Refused("RUN-OWN-COPY", "The run already follows this copy of the procedure.")
    if action.book != facts.book.digest:
        raise Refused("RUN-OWN-COPY", "Only the copy that the program carries now can be moved to. Look at it again.")
    named = [*state.open, *(one.step for one in state.done), *state.back_to]
    lost = dict.fromkeys(step for step in named if step != course.END and not facts.book.has_step(step))
    if lost:
        raise Refused("RUN-OWN-COPY", f"The newer copy lacks steps that are open or done: {', '.join(lost)}.")
    body = {
        "from": state.book,
        "book": action.book,
        "difference": checked_text("The difference", action.difference, longest=200_000),
    }
    return [ruling(action.run, "procedure.moved", body, signed_by=(action.by, action.second))]
