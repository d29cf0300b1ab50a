"""Completing a step and going on; opening a step beside; doing one again; entering what was done on paper."""

from datetime import UTC, datetime
from typing import Any

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.parties.decide import check_method
from ceremonies.recorded import copy_of
from ceremonies.runbook import actions as ask
from ceremonies.runbook import checklist, course, decisions, gate, holds
from ceremonies.runbook.facts import RunFacts, ruling
from ceremonies.runbook.schema import Next, Step
from ceremonies.runbook.state import Mark, RunState, StepState
from ceremonies.runbook.state import complete as take
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
    course.check_order(facts.book, state, step)
    gate.check_weighed(step, at, acting=step.gate == "request" and way.how == "go" and not at.aside)
    checklist.check_done(step, at)
    _check_decided(state, facts, step, at, way)
    decisions.check_confirmed(at, way, wanted=step.confirmation)
    decisions.check_called(at, wanted=step.custodian_call)
    holds.check_answered(step, at, state)
    _check_not_before(state, step, then)
    _check_party(facts, way)
    _check_closes(facts, step, way)
    note = checked_text("The note", action.note, required=action.how != "here")
    body = _completion(state, facts, step, action.branch, then, how=action.how, note=note)
    return _rulings(state, facts, action.run, body)


def way_of(step: Step, branch: int) -> Next:
    """The way on that ``branch`` (from 0) names.

    Raises:
        Refused: STEP-ORDER: there is no such way.
    """
    if 0 <= branch < len(step.next):
        return step.next[branch]
    raise Refused("STEP-ORDER", f"Step {step.id} has {len(step.next)} ways on; there is no number {branch + 1}.")


def _check_decided(state: RunState, facts: RunFacts, step: Step, at: StepState, way: Next) -> None:
    """A decision step has its decision, and where it is acted on, the way on agrees with the newest one.

    Raises:
        Refused: DECISION or RUN-NO-STRAND.
    """
    if step.decision and at.decision is None:
        raise Refused("DECISION", f"Record the SMKI PMA's decision at {step.id} first.")
    if not any(course.is_way_out(facts.book, one.to) for one in step.next):
        return
    deciding = [one for one in state.decisions if one["outcome"] in ("act", "no action")]
    if not deciding:
        raise Refused("DECISION", f"No decision says whether to act. Record at {step.id} what the SMKI PMA decided.")
    leaves = course.is_way_out(facts.book, way.to)
    if (deciding[-1]["outcome"] == "no action") != leaves:
        newest = deciding[-1]
        raise Refused(
            "RUN-NO-STRAND", f"Decision {newest['id']} says {newest['outcome']!r}: take the way on that goes with it."
        )


def _check_not_before(state: RunState, step: Step, then: datetime) -> None:
    """A step that may not be done before a time waits for it.

    Raises:
        Refused: TIME-FROM.
    """
    for one in state.deadlines:
        if one.step == step.id and one.not_before and one.met_at is None and to_iso(then) < one.due:
            raise Refused("TIME-FROM", f"Step {step.id} is not done before {london(parse_utc(one.due))} ({one.name}).")


def _check_party(facts: RunFacts, way: Next) -> None:
    """A method is entered only for a Subscriber that may use it.

    Raises:
        Refused: PARTY.
    """
    if way.how == "run":
        check_open_to(facts, way.to)


def check_open_to(facts: RunFacts, section: str) -> None:
    """Nothing, if the affected Subscriber may use the method that ``section`` belongs to, or it is no method.

    Raises:
        Refused: PARTY.
    """
    part = facts.book.section_of(facts.book.entry_step(section)).part_of
    if part in METHODS:
        check_method(facts.parties, facts.subscriber, part)


def _completion(
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
        body["ends"] = f"went on to {taken.next_run}" if taken.next_run else "carried out to its end"
        body["followed_by"] = facts.next_run if taken.next_run else ""
    return body


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
    if could_close and way.to == course.END and not facts.others_going:
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


def _rulings(state: RunState, facts: RunFacts, run: str, body: dict[str, Any]) -> list[Ruling]:
    """The completion, and where it leads on or closes, the entries that go with it in one transaction."""
    rulings = [ruling(run, "step.completed", body)]
    last = not facts.others_going
    if body.get("followed_by"):
        first = begin(
            facts,
            run=facts.next_run,
            incident=state.incident,
            section=body["to"],
            because=f"goes on from run {run}, step {body['step']}",
            inherits={what: hold for what, hold in state.holds.items() if hold.standing > 0},
        )
        rulings.append(first)
    elif body.get("ends") and body["step"] == course.CLOSING and last:
        closing = {"incident": state.incident, "reason": f"run {run} carried out to its end"}
        rulings.append(Ruling(stream=f"incident/{state.incident}", kind="incident.closed", body=closing))
    return rulings


def begin(
    facts: RunFacts,
    *,
    run: str,
    incident: str,
    section: str,
    because: str,
    inherits: dict[str, Any] | None = None,
) -> Ruling:
    """The first entry of a run: its section, its own copy of the procedure, its first steps."""
    step_id = facts.book.entry_step(section)
    body = {
        "run": run,
        "incident": incident,
        "section": facts.book.section_of(step_id).part_of,
        "book": facts.book.digest,
        "because": because,
        "inherits": {
            what: {"standing": hold.standing, "before": hold.before} for what, hold in (inherits or {}).items()
        },
        **course.start(facts.book, RunState(), section).body(),
    }
    return ruling(run, "run.started", body)


def open_beside(state: RunState, facts: RunFacts, action: ask.OpenBeside, now: datetime) -> list[Ruling]:
    """Open a step that is not tied to its place."""
    moment_of(action, now)
    if not facts.book.has_step(action.step):
        raise Refused("STEP-ORDER", f"There is no step {action.step} in this procedure.")
    step = facts.book.step(action.step)
    if step.flow != "beside" or facts.book.section_of(step.id).part_of not in (state.section, STANDING_DUTIES):
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


def enter_paper(state: RunState, facts: RunFacts, action: ask.EnterPaper, now: datetime) -> list[Ruling]:
    """Enter in one pass what was done on the printed script while the program could not be used.

    What was set or put back is said with the step, or nothing would keep it from being left standing.
    """
    moment_of(action, now)
    if not action.steps:
        raise Refused("RUN-NEVER-STOPS", "Name at least one step that was done on paper.")
    going = copy_of(state)
    entered = []
    for one in action.steps:
        if one.step not in going.open:
            raise Refused("RUN-NEVER-STOPS", f"Step {one.step} was not open then. Open: {', '.join(going.open)}.")
        then = moment_of(
            ask.Complete(
                run=action.run,
                step=one.step,
                by=action.by,
                happened_at=one.happened_at,
                happened_source="paper",
                happened_by=one.who,
            ),
            now,
        ).astimezone(UTC)
        step = facts.book.step(one.step)
        said = checked_text(f"The note on {one.step}", one.note, required=False)
        branch = _branch_on_paper(step, one)
        decisions.check_confirmed(going.open[one.step], way_of(step, branch), wanted=step.confirmation)
        counts = holds.on_paper(going, facts, step, one)
        body = counts | _completion(going, facts, step, branch, then, how="paper", note=said)
        if body.get("ends"):
            raise Refused("RUN-NEVER-STOPS", "The run's last step is completed here, not on paper.")
        entered.append(body | {"happened_at": to_iso(then), "who": checked_text("Who did it", one.who)})
        take(going, body, Mark(going.last.seq + 1 if going.last else 0, to_iso(then), ()))
    signers = (action.by, action.second)
    return [ruling(action.run, "paper.entered", {"steps": entered}, signed_by=signers)]


def _branch_on_paper(step: Step, one: ask.PaperStep) -> int:
    """The way on that was taken.

    Raises:
        Refused: RUN-NEVER-STOPS: there are several, and the line doesn't say which.
    """
    if one.branch is None and len(step.next) > 1:
        ways = "; ".join(f"{number} {way.to}" for number, way in enumerate(step.next, 1))
        raise Refused("RUN-NEVER-STOPS", f"Several ways lead on from step {step.id}. Say which was taken: {ways}.")
    return one.branch or 0
