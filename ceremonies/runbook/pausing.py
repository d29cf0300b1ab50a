"""Pausing, resuming and stopping a run, and moving it to a newer copy of its procedure."""

from datetime import datetime

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook import holds
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
    return [ruling(action.run, "run.resumed", {"after": state.because})]


def stop(state: RunState, _facts: RunFacts, action: ask.StopRun, now: datetime) -> list[Ruling]:
    """Stop a run by decision; nothing it changed may stand without one."""
    moment_of(action, now)
    holds.check_nothing_stands(state)
    body = {
        "reference": checked_text("The decision's reference", action.reference),
        "reason": checked_text("The reason", action.reason),
        "open": sorted(state.open),
        "ends": "stopped by decision",
    }
    return [ruling(action.run, "run.stopped", body, signed_by=(action.by, action.second))]


def move(state: RunState, facts: RunFacts, action: ask.MoveProcedure, now: datetime) -> list[Ruling]:
    """Move the run to a newer copy of its procedure; two people sign the difference they saw."""
    moment_of(action, now)
    if action.book == state.book:
        raise Refused("RUN-OWN-COPY", "The run already follows this copy of the procedure.")
    lost = [step for step in state.open if not facts.book.has_step(step)]
    if lost:
        raise Refused("RUN-OWN-COPY", f"The newer copy lacks steps that are open: {', '.join(lost)}.")
    body = {
        "from": state.book,
        "book": action.book,
        "difference": checked_text("The difference", action.difference, longest=200_000),
    }
    return [ruling(action.run, "procedure.moved", body, signed_by=(action.by, action.second))]
