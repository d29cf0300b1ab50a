"""The way through a procedure: which steps open when one ends, which are passed over, and where a run ends.

A step opens when a predecessor completes. A step that overlaps its successor, or stays open beside it, opens the
successor at once (rule RUN-OPEN-STEPS). A step that the SMKI PMA took out is passed over to its first way on.
"""

from typing import Any

import msgspec

from ceremonies.errors import Refused
from ceremonies.runbook.book import Book
from ceremonies.runbook.schema import Next, Step
from ceremonies.runbook.state import RunState

END = "end"
CLOSING = "3.1.K3"
"""The step that closes the Incident (SMKI RP 3.2, Incident Management Policy 2.12)."""


class Course(msgspec.Struct):
    """What follows from taking one way on; its ``body`` goes into the entry."""

    opens: list[str] = msgspec.field(default_factory=list)
    passed_over: dict[str, str] = msgspec.field(default_factory=dict)
    ends: bool = False
    next_run: str = ""
    back_to: str | None = None
    returned: bool = False

    def body(self) -> dict[str, Any]:
        """The facts of the way taken, as they stand in an entry."""
        said: dict[str, Any] = {"opens": self.opens, "passed_over": self.passed_over}
        if self.back_to is not None:
            said["back_to"] = self.back_to
        if self.returned:
            said["returned"] = True
        return said


def start(book: Book, state: RunState, section: str) -> Course:
    """The course of a run that begins at ``section``."""
    course = Course()
    _enter(book, state, course, book.entry_step(section))
    return course


def follow(book: Book, state: RunState, step: Step, way: Next, *, aside: bool = False) -> Course:
    """The course after ``step`` is completed by ``way``; ``aside``: it was opened out of its turn."""
    course = Course()
    if way.how == "run":
        course.next_run = way.to
        course.ends = True
    elif way.how == "call":
        course.back_to = next((one.to for one in step.next if one.how == "go"), END)
        _enter(book, state, course, book.entry_step(way.to), again=True)
    elif not _already_went_on(book, state, step, way, aside=aside):
        _go(book, state, course, way.to, again=_is_way_back(book, step.id, way))
    return course


def _already_went_on(book: Book, state: RunState, step: Step, way: Next, *, aside: bool) -> bool:
    """Whether what follows needs no opening: it opened with the step, or the step was opened out of its turn."""
    if way is not first_way(step) or way.to == END:
        return False
    return aside or (goes_alongside(step) and _is_reached(state, book.entry_step(way.to)))


def _go(book: Book, state: RunState, course: Course, target: str, *, again: bool = False) -> None:
    """Go on to ``target``: a step, a section, or the end of this level."""
    if target == END:
        if state.back_to and not course.returned:
            course.returned = True
            _go(book, state, course, state.back_to[-1])
        else:
            course.ends = True
        return
    _enter(book, state, course, book.entry_step(target), again=again)


def _enter(book: Book, state: RunState, course: Course, step_id: str, *, again: bool = False) -> None:
    """Open ``step_id``, or pass it over, or go on where it already stands.

    ``again``: the way leads back, so that steps already done are carried out once more.
    """
    step = book.step(step_id)
    if step_id in course.opens:
        return
    if step_id in state.passed_over:
        course.passed_over[step_id] = state.amendments.get(step_id, "")
        _go(book, state, course, first_way(step).to, again=again)
        return
    stands = step_id in state.open or (is_done(state, step_id) and goes_alongside(step) and not again)
    if not stands:
        course.opens.append(step_id)
    if goes_alongside(step):
        _open_alongside(book, state, course, first_way(step), again=again)


def _open_alongside(book: Book, state: RunState, course: Course, way: Next, *, again: bool) -> None:
    """Open what stands beside the step before it, unless it is reached already."""
    if way.to == END or way.how != "go":
        return
    target = book.entry_step(way.to)
    if again or not _is_reached(state, target):
        _enter(book, state, course, target, again=again)


def _is_reached(state: RunState, step_id: str) -> bool:
    return step_id in state.open or is_done(state, step_id)


def _is_way_back(book: Book, step_id: str, way: Next) -> bool:
    """Whether the way leads back to an earlier step of the same procedure."""
    part = book.section_of(step_id).part_of
    order = [step.id for section in book.sections if section.part_of == part for step in section.steps]
    target = book.entry_step(way.to) if way.to != END else ""
    return target in order and order.index(target) <= order.index(step_id)


def first_way(step: Step) -> Next:
    """The way that is taken when nobody is asked: the first that stays in the run."""
    return next((way for way in step.next if way.how == "go"), step.next[0])


def goes_alongside(step: Step) -> bool:
    """Whether the step's successor opens with it."""
    return step.flow in ("overlaps", "beside")


def is_done(state: RunState, step_id: str) -> bool:
    """Whether the step was completed in this run, or passed over on the way."""
    return any(one.step == step_id for one in state.done)


def check_order(book: Book, state: RunState, step: Step) -> None:
    """A step of a group that is worked together closes after the one before it (rule RUN-OPEN-STEPS).

    Raises:
        Refused: RUN-OPEN-STEPS: the step before it in its group is still open.
    """
    for earlier in state.open:
        if earlier == step.id or book.step(earlier).flow != "overlaps":
            continue
        leads_here = any(way.to != END and book.entry_step(way.to) == step.id for way in book.step(earlier).next)
        if leads_here:
            raise Refused("RUN-OPEN-STEPS", f"Step {step.id} closes after {earlier}, which is still open.")


def is_way_out(book: Book, target: str) -> bool:
    """Whether ``target`` is the step by which a run is left without acting (rule RUN-NO-STRAND)."""
    if target == END:
        return False
    step = book.step(book.entry_step(target))
    return step.numbered_by == "keyroom" and step.id.endswith(".K1") and bool(step.releases)
