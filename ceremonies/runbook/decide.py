"""The rules of a run: each action is answered with what is to be recorded, or refused by a named rule."""

from datetime import datetime
from typing import Any

from ceremonies.act import Ruling
from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook import (
    ceremony_actions,
    ceremony_opening,
    checklist,
    completing,
    confirming,
    decisions,
    gate,
    holds,
    paper,
    pausing,
    recipients,
)
from ceremonies.runbook.book import Book
from ceremonies.runbook.facts import RunFacts
from ceremonies.runbook.state import RunState

_JUDGES: dict[type[ask.RunAction], Any] = {
    ask.Tick: checklist.tick,
    ask.WriteDown: checklist.write_down,
    ask.NameRecipients: recipients.name_recipients,
    ask.Tell: checklist.tell,
    ask.Excuse: checklist.excuse,
    ask.Attach: checklist.attach,
    ask.Weigh: gate.weigh,
    ask.Decide: decisions.decide,
    ask.KeepDate: decisions.keep_date,
    ask.Confirm: confirming.confirm,
    ask.CallCustodians: decisions.call_custodians,
    ask.DeclareRecovered: decisions.declare,
    ask.Deviate: decisions.deviate,
    ask.PutInForce: holds.put_in_force,
    ask.PutBack: holds.put_back,
    ask.LeaveStanding: holds.leave_standing,
    ask.CorrectCount: holds.correct_count,
    ceremony_actions.OpenCeremony: ceremony_opening.open_ceremony,
    ceremony_actions.HeldOutside: ceremony_opening.held_outside,
    ceremony_actions.NotCalledFor: ceremony_opening.not_called_for,
    ask.Complete: completing.complete,
    ask.OpenBeside: completing.open_beside,
    ask.Repeat: completing.repeat,
    ask.EnterPaper: paper.enter_paper,
    ask.Pause: pausing.pause,
    ask.Resume: pausing.resume,
    ask.StopRun: pausing.stop,
    ask.MoveProcedure: pausing.move,
}
"""Who judges which action; each takes the state, the facts, the action and the time."""


def decide(state: RunState, facts: RunFacts, action: ask.RunAction, now: datetime) -> list[Ruling]:
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
    """
    if state.status == "ended" and not isinstance(action, ask.KeepDate):
        raise Refused("RUN-ENDED", f"Run {action.run} has ended. Start another run if more is to be done.")
    if state.status == "paused" and not isinstance(action, ask.Resume | ask.StopRun):
        raise Refused("RUN-PAUSED", f"Run {action.run} is paused: {state.paused_because}. Resume it first.")
    if isinstance(action, ask.StepAction) and not isinstance(action, ask.OpenBeside | ask.Repeat):
        _check_open(state, facts.book, action.step)
    _check_two(action)
    answer: list[Ruling] = _JUDGES[type(action)](state, facts, action, now)
    return answer


def _check_open(state: RunState, book: Book, step_id: str) -> None:
    """Only an open step is worked on.

    Raises:
        Refused: STEP-ORDER, naming the steps that are open.
    """
    if step_id in state.open:
        return
    open_now = ", ".join(state.open) or "none"
    if not book.has_step(step_id):
        raise Refused("STEP-ORDER", f"There is no step {step_id} in this procedure. Open now: {open_now}.")
    raise Refused("STEP-ORDER", f"Step {step_id} is not open. Open now: {open_now}.")


def _check_two(action: ask.RunAction) -> None:
    """What needs two people takes two different people.

    Raises:
        Refused: TWO-PEOPLE.
    """
    second = getattr(action, "second", None)
    if second is not None and (not second or second == action.by):
        raise Refused("TWO-PEOPLE", "This needs two different people. Name the second one, who signs as well.")
