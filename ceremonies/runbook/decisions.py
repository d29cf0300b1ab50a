"""What is decided, confirmed or declared during a run: by the SMKI PMA, the Subscriber, the room."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused, Unusable
from ceremonies.incidents.deadlines import due, end_of_day
from ceremonies.runbook import actions as ask
from ceremonies.runbook import course
from ceremonies.runbook.book import Book
from ceremonies.runbook.facts import RunFacts, ruling
from ceremonies.runbook.lacking import Lack
from ceremonies.runbook.schema import Deadline, Next, Step
from ceremonies.runbook.state import RunState, StepState
from ceremonies.times import parse_typed, to_iso

REPORTING = ("3.1.K1", "3.1.K2", "3.1.K3")
"""The steps by which every run is reported and the Incident closed (rule RUN-REPORT)."""
RECOVERY = "recovery by the SMKI PMA's deadline"
DAY_LENGTH = len("2026-11-30")


def decide(state: RunState, facts: RunFacts, action: ask.Decide, now: datetime) -> list[Ruling]:
    """Record a decision of the SMKI PMA and its amendments; it can come at any step, and change earlier ones."""
    moment_of(action, now)
    known = {step.id for section in facts.book.sections for step in section.steps}
    unknown = sorted({*action.passes_over, *action.amendments} - known)
    if unknown:
        raise Refused("DECISION", f"The decision names steps this procedure does not have: {', '.join(unknown)}.")
    done = {one.step for one in state.done} | set(state.open)
    too_late = [step for step in action.passes_over if step in done]
    if too_late:
        raise Refused("DECISION", f"Already carried out or open, so not to be passed over: {', '.join(too_late)}.")
    _check_may_pass(facts, action)
    step = facts.book.step(action.step)
    if step.gate == "decide" and action.outcome == "act" and state.open[action.step].weighed is None:
        raise Refused("GATE-RISKS", f"Record how the Recovery Action Risks were weighed at {step.id} first (3.5).")
    again = [one for one in state.passed_over if one in action.amendments]
    number = f"D-{len(state.decisions) + 1}"
    dated = _dated(action, number, now)
    body: dict[str, Any] = {
        "id": number,
        "step": action.step,
        "reference": checked_text("The decision's reference", action.reference),
        "outcome": action.outcome,
        "passes_over": list(action.passes_over),
        "takes_up_again": again,
        "opens": [one for one in again if state.passed_over[one]],
        "amendments": {one: checked_text(f"The amendment of {one}", text) for one, text in action.amendments.items()},
        "timescales": checked_text("Timescales", action.timescales, required=action.outcome == "act"),
        "recovery_by": checked_text("The deadline for recovery", action.recovery_by, required=False),
        "deadlines": dated,
        "replaces": _recovery_dates(state) if action.recovery_by.strip() else [],
        "orders": [{"what": one.what, "when": checked_text(f"When {one.what}", one.when)} for one in action.orders],
        "communications": action.communications,
        "priority": checked_text("The priority order", action.priority, required=False),
        "thresholds": checked_text("Thresholds", action.thresholds, required=False),
        "stop_retries": checked_text("When to stop retries", action.stop_retries, required=False),
        "subscribers_told": checked_text("What Subscribers are told", action.subscribers_told, required=False),
        "options": checked_text("The options", action.options, required=False),
        "reasons": checked_text("The reasons", action.reasons, required=action.outcome == "no action"),
        "objections": checked_text("Objections", action.objections, required=False),
    }
    return [ruling(action.run, "decision.recorded", body, signed_by=(action.by, action.second))]


def on_paper(state: RunState, facts: RunFacts, step_id: str, said: ask.PaperDecision, now: datetime) -> dict[str, Any]:
    """A decision that was taken down on paper, as it stands in an entry: the paper itself says what it orders."""
    received = ask.Decide(
        run=state.run,
        second="",
        step=step_id,
        reference=said.reference,
        outcome=said.outcome,
        timescales="As the paper says",
        reasons="As the paper says",
    )
    return decide(state, facts, received, now)[0].body | {"received_by": list(said.received_by)}


def _dated(action: ask.Decide, number: str, now: datetime) -> list[dict[str, Any]]:
    """The dates of a decision as deadlines: the one for recovery, and those of its orders that are days or times."""
    dates = [(f"{order.what} ({number})", day_or_time(order.when, now)) for order in action.orders]
    if action.recovery_by.strip():
        by = day_or_time(action.recovery_by, now)
        if by is None:
            raise Refused("DECISION", "The deadline for recovery is a day or a time: write it as 2026-11-30 17:00.")
        dates.append((f"{RECOVERY} ({number})", by))
    return [
        {"name": name, "step": "", "from": to_iso(now), "due": to_iso(moment), "not_before": False}
        for name, moment in dates
        if moment is not None
    ]


def day_or_time(text: str, now: datetime) -> datetime | None:
    """What a date in a decision means: a day until its end in London, or a time; None for words."""
    typed = text.strip()
    try:
        return end_of_day(date.fromisoformat(typed)) if len(typed) == DAY_LENGTH else parse_typed(typed, now)
    except (Unusable, ValueError):
        return None


def _recovery_dates(state: RunState) -> list[str]:
    """The deadlines for recovery that earlier decisions set and that still run."""
    return [one.name for one in state.deadlines if one.name.startswith(RECOVERY) and one.met_at is None]


def keep_date(state: RunState, _facts: RunFacts, action: ask.KeepDate, now: datetime) -> list[Ruling]:
    """Record that what a decision set a date for was done, also after the run's end: the date may lie months ahead."""
    moment_of(action, now)
    running = [one.name for one in state.deadlines if one.is_ordered and one.met_at is None]
    if action.name not in running:
        raise Refused(
            "TIME-FROM", f"No date of a decision runs for {action.name!r}. Running: {'; '.join(running) or 'none'}."
        )
    body = {"name": action.name, "note": checked_text("How it was done", action.note)}
    return [ruling(action.run, "date.kept", body)]


def _check_may_pass(facts: RunFacts, action: ask.Decide) -> None:
    """Deciding and reporting are not passed over: who decides so has decided, and the report is owed (3.1 (f)).

    Raises:
        Refused: DECISION, RUN-CONFIRM or RUN-REPORT.
    """
    both = sorted({*action.passes_over} & {*action.amendments})
    if both:
        raise Refused("DECISION", f"Passed over and amended at once: {', '.join(both)}. Choose one of the two.")
    confirming = [one for one in action.passes_over if facts.book.step(one).confirmation]
    if confirming:
        raise Refused("RUN-CONFIRM", f"The Subscriber's confirmation at {', '.join(confirming)} can't be passed over.")
    deciding = [one for one in action.passes_over if facts.book.step(one).decision]
    if deciding:
        raise Refused("DECISION", f"Record the SMKI PMA's decision at {', '.join(deciding)}; it can't be passed over.")
    closing = [one for one in action.passes_over if one in REPORTING]
    if closing:
        raise Refused("RUN-REPORT", f"The report and the closing are owed: {', '.join(closing)} can't be passed over.")


def call_custodians(_state: RunState, facts: RunFacts, action: ask.CallCustodians, now: datetime) -> list[Ruling]:
    """Record how many custodians were called and can come; excluded ones are counted apart."""
    moment_of(action, now)
    step = facts.book.step(action.step)
    if not step.custodian_call:
        raise Refused("CUSTODIAN-CALL", f"Step {step.id} calls no Key Custodians.")
    if min(action.needed, action.called, action.can_come, action.excluded) < 0 or action.can_come > action.called:
        raise Refused("CUSTODIAN-CALL", "The numbers don't agree: more can come than were called, or one is negative.")
    body = {
        "step": step.id,
        "needed": action.needed,
        "called": action.called,
        "can_come": action.can_come,
        "excluded": action.excluded,
        "earliest": checked_text(
            "The earliest time a quorum can stand", action.earliest, required=action.can_come >= action.needed
        ),
    }
    return [ruling(action.run, "custodians.called", body)]


def undecided(state: RunState, book: Book, step: Step, at: StepState) -> Iterator[Lack]:
    """The SMKI PMA's decision that a step lacks: its own, or at a fork whether to act at all."""
    if step.decision and at.decision is None:
        sentence = f"Record the SMKI PMA's decision at {step.id} first."
        yield Lack("DECISION", sentence, ("record the SMKI PMA's decision",))
    elif course.is_fork(book, step) and newest_on_acting(state) is None:
        sentence = f"No decision says whether to act. Record at {step.id} what the SMKI PMA decided."
        yield Lack("DECISION", sentence, ("record whether the SMKI PMA decided to act",))


def newest_on_acting(state: RunState) -> dict[str, Any] | None:
    """The newest decision that says whether to act; None if there is none."""
    return next((one for one in reversed(state.decisions) if one["outcome"] in ("act", "no action")), None)


def check_agrees(state: RunState, book: Book, step: Step, way: Next) -> None:
    """At a fork between acting and leaving, the way on agrees with the newest decision.

    Raises:
        Refused: RUN-NO-STRAND.
    """
    newest = newest_on_acting(state)
    if newest is None or not course.is_fork(book, step):
        return
    if (newest["outcome"] == "no action") != course.is_way_out(book, way.to):
        raise Refused(
            "RUN-NO-STRAND", f"Decision {newest['id']} says {newest['outcome']!r}: take the way on that goes with it."
        )


def uncalled(step: Step, at: StepState) -> Iterator[Lack]:
    """The numbers that a step lacks at which custodians are called."""
    if step.custodian_call and at.custodians is None:
        sentence = "Record how many Key Custodians were called and can come, or 0 if none were called."
        yield Lack("CUSTODIAN-CALL", sentence, ("record the call to custodians",))


def declare(state: RunState, facts: RunFacts, action: ask.DeclareRecovered, now: datetime) -> list[Ruling]:
    """Declare recovery complete. The report's three Working Days run from the first declaration."""
    then = moment_of(action, now)
    if not facts.book.step(action.step).recovery_complete:
        raise Refused("TIME-FROM", f"Recovery is not declared complete at {action.step}.")
    if state.declared is not None and state.declared["outcome"] == action.outcome:
        raise Refused("ALREADY-RECORDED", f"Recovery was already declared {action.outcome}.")
    if action.not_recovered < 0 or (action.outcome == "successful" and action.not_recovered):
        raise Refused(
            "TIME-FROM", "A successful recovery leaves no Device unrecovered. Give the number and its outcome."
        )
    running = {one.step for one in state.deadlines}
    starting = [one for one in deadlines_of(facts) if one[1].starts == "declared" and one[0] not in running]
    body = {
        "step": action.step,
        "outcome": action.outcome,
        "not_recovered": action.not_recovered,
        "meets": _recovery_dates(state),
        "deadlines": [started(step_id, deadline, then, facts) for step_id, deadline in starting],
    }
    return [ruling(action.run, "recovery.declared", body)]


def deadlines_of(facts: RunFacts) -> list[tuple[str, Deadline]]:
    """Every deadline of the procedure with the step that has to keep it."""
    return [(step.id, step.deadline) for section in facts.book.sections for step in section.steps if step.deadline]


def started(step_id: str, deadline: Deadline, then: datetime, facts: RunFacts) -> dict[str, Any]:
    """A deadline that begins at ``then``; its instant stands in the entry and replay never computes it again."""
    return {
        "name": deadline.name,
        "step": step_id,
        "from": to_iso(then),
        "due": to_iso(due(deadline, then, facts.one_off)),
        "not_before": deadline.not_before,
    }


def deviate(_state: RunState, _facts: RunFacts, action: ask.Deviate, now: datetime) -> list[Ruling]:
    """Record what was expected, what happened, and what two people decided."""
    moment_of(action, now)
    body = {
        "step": action.step,
        "expected": checked_text("What was expected", action.expected),
        "happened": checked_text("What happened", action.happened),
        "decided": checked_text("What was decided", action.decided),
        "decided_by": [action.by, action.second],
    }
    objections = {action.second: action.objection} if action.objection else {}
    signers = (action.by, action.second)
    return [ruling(action.run, "deviation.recorded", body, signed_by=signers, objections=objections)]
