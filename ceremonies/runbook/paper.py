"""Entering what was done on the printed script while the program could not be used (rule RUN-NEVER-STOPS)."""

from datetime import UTC, datetime
from typing import Any

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.parties.party import same_name
from ceremonies.recorded import copy_of
from ceremonies.runbook import actions as ask
from ceremonies.runbook import calling, confirming, decisions, gate, holds
from ceremonies.runbook.completing import asks_to_act, completion, way_of
from ceremonies.runbook.facts import RunFacts, ruling, subscribers_of
from ceremonies.runbook.lacking import refuse_first
from ceremonies.runbook.schema import Next, Step
from ceremonies.runbook.state import Mark, RunState, take_paper
from ceremonies.runbook.state import complete as take
from ceremonies.times import to_iso


def enter_paper(state: RunState, facts: RunFacts, action: ask.EnterPaper, now: datetime) -> list[Ruling]:
    """Enter in one pass what was done on the printed script.

    What was set or put back is said with the step, or nothing would keep it from being left standing. A step behind the
    gate, or one that the SMKI PMA decides at, needs its weighing or decision as ever: recorded here, or on paper.
    """
    moment_of(action, now)
    if not action.steps:
        raise Refused("RUN-NEVER-STOPS", "Name at least one step that was done on paper.")
    going = copy_of(state)
    entered = [_enter(going, facts, action, one, now) for one in action.steps]
    return [ruling(action.run, "paper.entered", {"steps": entered}, signed_by=(action.by, action.second))]


def _enter(
    going: RunState, facts: RunFacts, action: ask.EnterPaper, one: ask.PaperStep, now: datetime
) -> dict[str, Any]:
    """One step as it stands in the entry; ``going`` takes it over."""
    if one.step not in going.open:
        raise Refused("RUN-NEVER-STOPS", f"Step {one.step} was not open then. Open: {', '.join(going.open)}.")
    then = _moment(action, one, now)
    mark = Mark(going.last.seq + 1 if going.last else 0, to_iso(then), ())
    step = facts.book.step(one.step)
    said = checked_text(f"The note on {one.step}", one.note, required=False)
    branch = _branch(step, one)
    way = way_of(step, branch)
    on_paper = _weighed_and_decided(going, facts, one, mark, now)
    _check_weighed_and_decided(going, facts, step, way, one)
    _check_confirmed(going, facts, step, way)
    refuse_first(calling.undone(going, step, going.open[step.id], facts.ceremony, on_paper=True))
    counts = holds.on_paper(going, facts, step, one)
    body = on_paper | counts | completion(going, facts, step, branch, then, how="paper", note=said)
    if body.get("ends"):
        raise Refused("RUN-NEVER-STOPS", "The run's last step is completed here, not on paper.")
    take(going, body, mark)
    return body | {"happened_at": to_iso(then), "who": checked_text("Who did it", one.who)}


def _moment(action: ask.EnterPaper, one: ask.PaperStep, now: datetime) -> datetime:
    """When a step was done, in UTC, by the rules for any time that is told."""
    told = ask.Complete(
        run=action.run,
        step=one.step,
        by=action.by,
        happened_at=one.happened_at,
        happened_source="paper",
        happened_by=one.who,
    )
    return moment_of(told, now).astimezone(UTC)


def _weighed_and_decided(
    going: RunState, facts: RunFacts, one: ask.PaperStep, mark: Mark, now: datetime
) -> dict[str, Any]:
    """What the paper says was weighed and decided at a step; ``going`` takes it over."""
    body: dict[str, Any] = {}
    if one.weighing is not None:
        _check_two(one.weighing.decided_by)
        body["weighed"] = gate.on_paper(facts.book.step(one.step), one.weighing)
        take_paper(going, body, mark)
    if one.decision is not None:
        _check_two(one.decision.received_by)
        decided = {"decided": decisions.on_paper(going, facts, one.step, one.decision, now)}
        take_paper(going, decided, mark)
        body |= decided
    return body


def _check_two(names: tuple[str, str]) -> None:
    """Two different people stand on the paper.

    Raises:
        Refused: TWO-PEOPLE.
    """
    first, second = (checked_text("A name on the paper", one) for one in names)
    if same_name(first, second):
        raise Refused("TWO-PEOPLE", "The paper needs the names of two different people.")


def _check_weighed_and_decided(going: RunState, facts: RunFacts, step: Step, way: Next, one: ask.PaperStep) -> None:
    """The gate and the decision hold on paper as they do here.

    Raises:
        Refused: GATE-RISKS, DECISION or RUN-NO-STRAND.
    """
    at = going.open[step.id]
    acting = asks_to_act(step, at, way) or any(count.amount > 0 for count in one.counts)
    gate.check_weighed(step, at, acting=acting)
    refuse_first(decisions.undecided(going, facts.book, step, at))
    decisions.check_agrees(going, facts.book, step, way)


def _check_confirmed(going: RunState, facts: RunFacts, step: Step, way: Next) -> None:
    """Where the Subscriber is asked, its answer stands in the record and leads the way that was taken.

    Raises:
        Refused: RUN-CONFIRM, or RUN-NEVER-STOPS where Subscribers part ways.
    """
    at = going.open[step.id]
    refuse_first(confirming.unconfirmed(step, at))
    _, staying = confirming.who_go_on(subscribers_of(going, facts), step, at, way)
    if staying:
        raise Refused(
            "RUN-NEVER-STOPS", f"At {step.id} the Subscribers part ways ({', '.join(staying)}). Complete it here."
        )


def _branch(step: Step, one: ask.PaperStep) -> int:
    """The way on that was taken.

    Raises:
        Refused: RUN-NEVER-STOPS: there are several, and the line doesn't say which.
    """
    if one.branch is None and len(step.next) > 1:
        ways = "; ".join(f"{number} {way.to}" for number, way in enumerate(step.next, 1))
        raise Refused("RUN-NEVER-STOPS", f"Several ways lead on from step {step.id}. Say which was taken: {ways}.")
    return one.branch or 0
