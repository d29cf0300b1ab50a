"""Completing a step and going on; opening a step beside; doing one again."""

from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.parties.decide import check_method
from ceremonies.recorded import copy_of
from ceremonies.runbook import actions as ask
from ceremonies.runbook import confirming, course, decisions, gate, holds
from ceremonies.runbook.beginning import begin, begin_apart, run_after
from ceremonies.runbook.calling import ABANDONED, CARRIED_OUT
from ceremonies.runbook.facts import RunFacts, ruling, subscribers_of
from ceremonies.runbook.lacking import refuse_first
from ceremonies.runbook.missing import missing
from ceremonies.runbook.schema import Next, Step
from ceremonies.runbook.state import Mark, RunState, StepState
from ceremonies.times import london, parse_utc, to_iso

METHODS = ("4.1", "4.1A", "4.2", "4.3")
"""The methods of section 4; who may use which is for the register of Parties to say (rule PARTY)."""


STANDING_DUTIES = "3.1"
"""Its duties stand beside every run of an Incident (SMKI RP 3.1)."""


def complete(state: RunState, facts: RunFacts, action: ask.Complete, now: datetime) -> list[Ruling]:
    """Complete an open step by one of its ways on."""
    then = moment_of(action, now)
    step, at = facts.book.step(action.step), state.open[action.step]
    way = way_of(step, action.branch)
    _check_since_opened(at, action, then)
    if not way.breaks_off:
        refuse_first(missing(state, facts.book, at, then, facts.ceremony))
    gate.check_weighed(step, at, acting=asks_to_act(step, at, way))
    decisions.check_agrees(state, facts.book, step, way)
    going, staying = confirming.who_go_on(subscribers_of(state, facts), step, at, way, action.party)
    _check_party(facts, way, going)
    _check_closes(facts, step, way)
    note = checked_text("The note", action.note, required=way.breaks_off or action.how != "here")
    body = completion(state, facts, step, action.branch, then, how=action.how, note=note)
    if staying:
        body["subscribers"] = list(going)
    return _rulings(state, facts, action.run, body, going=going, staying=staying)


def asks_to_act(step: Step, at: StepState, way: Next) -> bool:
    """Whether the way on is the gated act itself: asking for the method, which only a conclusion to act allows."""
    return step.gate == "request" and way.how == "go" and not at.aside


def _check_since_opened(at: StepState, action: ask.Complete, then: datetime) -> None:
    """Only paper tells of a step that was done before it was opened here. Times are typed to the minute.

    A clock that steps back is not a time that was told.

    Raises:
        Refused: TIME-HAPPENED.
    """
    opened = parse_utc(at.opened.at)
    told = action.happened_at is not None and action.how != "paper"
    if told and then < opened.replace(second=0, microsecond=0):
        raise Refused(
            "TIME-HAPPENED",
            f"Step {at.step} was opened on {london(opened)}, so it was not done before. Correct the time; if it was"
            " done on the printed script, say so and where its time comes from.",
        )


def way_of(step: Step, branch: int) -> Next:
    """The way on that ``branch`` (from 0) names.

    Raises:
        Refused: STEP-ORDER: there is no such way.
    """
    if 0 <= branch < len(step.next):
        return step.next[branch]
    raise Refused("STEP-ORDER", f"Step {step.id} has {len(step.next)} ways on; there is no number {branch + 1}.")


def _check_party(facts: RunFacts, way: Next, subscribers: tuple[str, ...]) -> None:
    """A method is entered only for a Subscriber that may use it.

    Raises:
        Refused: PARTY.
    """
    if way.how == "run":
        check_open_to(facts, way.to, subscribers)


def check_open_to(facts: RunFacts, section: str, subscribers: tuple[str, ...]) -> None:
    """Nothing, if these Subscribers may use the method that ``section`` belongs to, or it is no method.

    Raises:
        Refused: PARTY.
    """
    part = facts.book.section_of(facts.book.entry_step(section)).part_of
    if part in METHODS:
        for one in subscribers or ("",):
            check_method(facts.parties, one, part)


def completion(
    state: RunState, facts: RunFacts, step: Step, branch: int, then: datetime, *, how: str, note: str
) -> dict[str, Any]:
    """The facts of a completed step: the way taken, what opens, which deadlines begin, whether the run ends."""
    way = way_of(step, branch)
    without = copy_of(state)
    closed = without.open.pop(step.id)
    closed.completed, closed.branch = Mark(0, to_iso(then), ()), branch
    without.done.append(closed)
    _check_last(without, step, way)
    taken = course.follow(facts.book, without, closed, way)
    body: dict[str, Any] = {
        "step": step.id,
        "branch": branch,
        "to": way.to,
        "how": how,
        "note": note,
        **taken.body(),
    }
    body["deadlines"] = begun(facts, step.id, taken.opens, then) + _report_owed(state, facts, step, way, then)
    if taken.ends:
        _check_may_end(without, facts, step, taken)
        body["ends"] = f"went on to {taken.next_run}" if taken.next_run else _outcome(without, facts)
        body["followed_by"] = facts.next_run if taken.next_run else ""
    return body


def _outcome(without: RunState, facts: RunFacts) -> str:
    """How a run ends that ends by itself: a ceremony in which a step was broken off was not carried out."""
    given_up = any(facts.book.step(one.step).next[one.branch].breaks_off for one in without.done)
    return ABANDONED if given_up else CARRIED_OUT


def _report_owed(state: RunState, facts: RunFacts, step: Step, way: Next, then: datetime) -> list[dict[str, Any]]:
    """The report's time limit where nobody declared recovery complete: it begins with the last step that could.

    Rule TIME-FROM: never later than the last post-recovery step.
    """
    if state.declared is not None or not step.recovery_complete or way.to != course.REPORT:
        return []
    declared = [one for one in decisions.deadlines_of(facts) if one[1].starts == "declared"]
    return [decisions.started(step_id, deadline, then, facts) for step_id, deadline in declared]


def begun(facts: RunFacts, completed: str, opened: list[str], then: datetime) -> list[dict[str, Any]]:
    """The deadlines that begin when ``completed`` is done and ``opened`` opens."""
    begun = []
    for step_id, deadline in decisions.deadlines_of(facts):
        at_completion = deadline.starts == "completed" and deadline.step == completed
        at_opening = deadline.starts == "opened" and deadline.step in opened
        if at_completion or at_opening:
            begun.append(decisions.started(step_id, deadline, then, facts))
    return begun


def _check_last(without: RunState, step: Step, way: Next) -> None:
    """The Incident's closing, and the way into a following run, come when nothing else is open.

    Raises:
        Refused: RUN-OPEN-STEPS.
    """
    if without.open and (step.id == course.CLOSING or way.how == "run"):
        raise Refused("RUN-OPEN-STEPS", f"Still open: {', '.join(without.open)}. Complete them before the run ends.")


def _check_closes(facts: RunFacts, step: Step, way: Next) -> None:
    """Closing the Incident is left to another run only if there is one.

    Raises:
        Refused: RUN-REPORT.
    """
    could_close = any(one.to == course.CLOSING for one in step.next)
    if could_close and way.to == course.END and not set(facts.others_going) - set(facts.others_ceremonies):
        raise Refused("RUN-REPORT", "No other run of the Incident is open, so this one goes on to close it.")


def _check_may_end(without: RunState, facts: RunFacts, step: Step, taken: course.Course) -> None:
    """A run ends with nothing standing; what a following run takes over may stand. The last run closes the Incident.

    Raises:
        Refused: RUN-NO-STRAND or RUN-REPORT.
    """
    if not taken.next_run:
        holds.check_nothing_stands(without)
    still = [run for run in facts.others_going if run not in facts.others_closing]
    if step.id == course.CLOSING and still:
        raise Refused("RUN-REPORT", f"The Incident closes with its last run. Still going: {', '.join(still)}.")


def _rulings(
    state: RunState,
    facts: RunFacts,
    run: str,
    body: dict[str, Any],
    *,
    going: tuple[str, ...],
    staying: tuple[str, ...],
) -> list[Ruling]:
    """The completion, and the entries that go with it in one transaction: dates kept, runs that begin, the closing."""
    rulings = [ruling(run, "step.completed", body), *_kept_elsewhere(facts, run, body["step"])]
    last = not facts.others_going and not staying
    if staying:
        name = run_after(facts.next_run) if body.get("followed_by") else facts.next_run
        rulings.append(begin_apart(state, facts, name, body["step"], staying))
    if body.get("followed_by"):
        first = begin(
            facts,
            run=facts.next_run,
            incident=state.incident,
            section=body["to"],
            because=f"goes on from run {run}, step {body['step']}",
            subscribers=going,
            inherits={what: hold for what, hold in state.holds.items() if hold.standing > 0},
        )
        rulings.append(first)
    elif body.get("ends") and body["step"] == course.CLOSING and last:
        closing = {"incident": state.incident, "reason": f"run {run} carried out to its end"}
        rulings.append(Ruling(stream=f"incident/{state.incident}", kind="incident.closed", body=closing))
    return rulings


def _kept_elsewhere(facts: RunFacts, run: str, step_id: str) -> list[Ruling]:
    """The time limits of ended runs that this step keeps: the yearly test of 8.1 runs from one test to the next."""
    limit = facts.book.step(step_id).deadline
    if limit is None or limit.step != step_id:
        return []
    note = f"Done in run {run}, step {step_id}"
    kept = [one for one in facts.others_dates if one.step == step_id and one.name == limit.name]
    return [ruling(one.run, "date.kept", {"name": one.name, "step": step_id, "note": note}) for one in kept]


def duties(state: RunState) -> tuple[str, ...]:
    """The procedures whose steps may stand open beside a run: its own and, in an Incident's, the standing duties."""
    return (state.section,) if state.ceremony else (state.section, STANDING_DUTIES)


def open_beside(state: RunState, facts: RunFacts, action: ask.OpenBeside, now: datetime) -> list[Ruling]:
    """Open a step that is not tied to its place."""
    moment_of(action, now)
    if not facts.book.has_step(action.step):
        raise Refused("STEP-ORDER", f"There is no step {action.step} in this procedure.")
    step = facts.book.step(action.step)
    if step.flow != "beside" or facts.book.section_of(step.id).part_of not in duties(state):
        raise Refused("RUN-OPEN-STEPS", f"Step {step.id} is tied to its place and opens when its turn comes.")
    if step.id in state.open:
        raise Refused("ALREADY-RECORDED", f"Step {step.id} is already open.")
    if step.gate and not state.weighings:
        raise Refused("GATE-RISKS", f"Step {step.id} opens at any time once the Recovery Action Risks were weighed.")
    body = {"step": step.id, "opens": [step.id], "passed_over": {}, "aside": True}
    return [ruling(action.run, "step.opened", body)]


def repeat(state: RunState, facts: RunFacts, action: ask.Repeat, now: datetime) -> list[Ruling]:
    """Open a completed step once more."""
    then = moment_of(action, now)
    if not facts.book.has_step(action.step):
        raise Refused("STEP-ORDER", f"There is no step {action.step} in this procedure.")
    if action.step in state.open:
        raise Refused("ALREADY-RECORDED", f"Step {action.step} is open. Complete it before it is repeated.")
    if not course.is_done(state, action.step):
        raise Refused("STEP-ORDER", f"Step {action.step} was not carried out in this run, so it can't be repeated.")
    body = {
        "step": action.step,
        "reason": checked_text("The reason", action.reason),
        "opens": [action.step],
        "aside": True,
        "passed_over": {},
        "deadlines": begun(facts, "", [action.step], then),
    }
    return [ruling(action.run, "step.repeated", body)]
