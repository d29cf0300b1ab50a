"""What stands between an open step and its completion: one list, which the rules refuse by and the screens show."""

from collections.abc import Iterator
from datetime import datetime

from ceremonies.runbook import calling, checklist, confirming, course, decisions, gate, holds
from ceremonies.runbook.book import Book
from ceremonies.runbook.calling import CeremonyFacts
from ceremonies.runbook.lacking import Lack
from ceremonies.runbook.schema import Step
from ceremonies.runbook.state import RunState, StepState
from ceremonies.times import london, parse_utc, to_iso


def missing(state: RunState, book: Book, at: StepState, then: datetime, there: CeremonyFacts) -> Iterator[Lack]:
    """Everything that ``at`` lacks to be completed at ``then`` (aware), whichever way on is taken.

    ``there`` is what is known of key ceremonies.
    """
    step = book.step(at.step)
    yield from gate.unweighed(step, at)
    yield from decisions.undecided(state, book, step, at)
    yield from confirming.unconfirmed(step, at)
    yield from decisions.uncalled(step, at)
    yield from checklist.undone(state, step, at)
    yield from holds.unanswered(step, at, state)
    yield from calling.undone(state, step, at, there)
    yield from course.before(book, state, step)
    yield from too_early(state, step, then)


def too_early(state: RunState, step: Step, then: datetime) -> Iterator[Lack]:
    """A time before which the step may not be done (rule TIME-FROM)."""
    for one in state.deadlines:
        if one.step == step.id and one.not_before and one.met_at is None and to_iso(then) < one.due:
            when = london(parse_utc(one.due))
            yield Lack("TIME-FROM", f"Step {step.id} is not done before {when} ({one.name}).", (f"wait until {when}",))
