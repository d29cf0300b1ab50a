"""The way through a procedure: which steps open when one ends, which are passed over, and where a run ends.

A step opens when a predecessor completes. A step that overlaps its successor, or stays open beside it, opens the
successor at once (rule RUN-OPEN-STEPS). A step that the SMKI PMA took out is passed over. A run ends with its last open
step, so that two ways that lead to the end never wait for each other.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from ceremonies.runbook.book import Book
from ceremonies.runbook.lacking import Lack
from ceremonies.runbook.schema import Next, Step
from ceremonies.runbook.state import RunState, StepState

END = "end"
CLOSING = "3.1.K3"
"""The step that closes the Incident (SMKI RP 3.2, Incident Management Policy 2.12)."""
TELL_WHY = "3.1.K6"
"""The step at which affected Parties are told that nothing more is done, and why (SMKI RP 3.1 (d))."""
REPORT = "3.1.K1"
"""The step at which the report goes to the SMKI PMA (SMKI RP 3.1 (f))."""


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


def follow(book: Book, state: RunState, closed: StepState, way: Next) -> Course:
    """The course after ``closed`` was completed by ``way``; it stands in ``state`` as done already."""
    course = Course()
    step = book.step(closed.step)
    if way.how == "run":
        course.next_run = way.to
        course.ends = True
    elif way.how == "call":
        course.back_to = next((one.to for one in step.next if one.how == "go"), END)
        _enter(book, state, course, book.entry_step(way.to))
    elif way.to == END:
        _leave(book, state, course, step)
    elif not _went_on_before(book, state, closed, way):
        _go(book, state, course, step, way.to)
    if not (course.opens or course.ends or state.open):
        _leave(book, state, course, step)
    return course


def _went_on_before(book: Book, state: RunState, closed: StepState, way: Next) -> bool:
    """Whether what follows needs no opening: it opened with the step, or the step was opened out of its turn."""
    step = book.step(closed.step)
    target = lands_on(book, state, way.to)
    if closed.aside:
        return _stays_aside(book, state, closed, way, target)
    if way is not first_way(step) or not goes_alongside(step):
        return False
    return _is_reached(state, target, since=0 if step.flow == "beside" else closed.opened.seq)


def _stays_aside(book: Book, state: RunState, closed: StepState, way: Next, target: str) -> bool:
    """Whether a step that was opened out of its turn leaves what follows as it is.

    It goes on only where it now leads elsewhere than before: back, or to a step that was not reached yet.
    """
    step = book.step(closed.step)
    before = [one for one in state.done if one.step == closed.step and one is not closed]
    if before and before[-1].branch == closed.branch:
        return True
    if not before and step.flow == "beside":
        return True
    return _is_reached(state, target) and not (before and _is_way_back(book, step.id, way))


def _go(book: Book, state: RunState, course: Course, step: Step, target: str) -> None:
    """Go on from ``step`` to ``target``: a step, a section, or the end of this level."""
    if target == END:
        _leave(book, state, course, step)
    else:
        _enter(book, state, course, book.entry_step(target))


def _leave(book: Book, state: RunState, course: Course, step: Step) -> None:
    """Leave this level: go back to where it was called from, or end the run; the last open step does either."""
    if state.back_to and not course.returned:
        part = book.section_of(step.id).part_of
        if any(book.section_of(one).part_of == part for one in state.open):
            return
        course.returned = True
        _go(book, state, course, step, state.back_to[-1])
    elif not state.open:
        course.ends = True


def _enter(book: Book, state: RunState, course: Course, step_id: str) -> None:
    """Open ``step_id``, or pass it over, or go on where it already stands."""
    step = book.step(step_id)
    if step_id in course.opens or step_id in course.passed_over:
        return
    if step_id in state.passed_over:
        course.passed_over[step_id] = state.amendments.get(step_id, "")
        _go(book, state, course, step, way_past(book, step).to)
        return
    if step_id not in state.open and not _is_done_ahead(state, step):
        course.opens.append(step_id)
    if goes_alongside(step):
        _open_alongside(book, state, course, step)


def _open_alongside(book: Book, state: RunState, course: Course, step: Step) -> None:
    """Open what goes beside ``step``, unless it is reached already; another round opens it once more."""
    target = lands_on(book, state, first_way(step).to)
    if target == END or target in state.open:
        return
    if is_done(state, step.id) or not _is_reached(state, target):
        _enter(book, state, course, book.entry_step(first_way(step).to))


def _is_done_ahead(state: RunState, step: Step) -> bool:
    """Whether a step that may be done at any time was done before its turn came."""
    rounds = [one for one in state.done if one.step == step.id]
    return step.flow == "beside" and bool(rounds) and all(one.aside for one in rounds)


def _is_reached(state: RunState, step_id: str, since: int = 0) -> bool:
    """Whether the step is open, or was opened by entry ``since`` or later and done."""
    return step_id in state.open or any(one.step == step_id and one.opened.seq >= since for one in state.done)


def _is_way_back(book: Book, step_id: str, way: Next) -> bool:
    """Whether the way leads back to an earlier step of the same procedure."""
    part = book.section_of(step_id).part_of
    order = [step.id for section in book.sections if section.part_of == part for step in section.steps]
    target = book.entry_step(way.to) if way.to != END else ""
    return target in order and order.index(target) <= order.index(step_id)


def lands_on(book: Book, state: RunState, target: str) -> str:
    """The step that opens when a way leads to ``target``: the first that isn't passed over, or "end"."""
    passed = set()
    while target != END:
        target = book.entry_step(target)
        if target not in state.passed_over or target in passed:
            return target
        passed.add(target)
        target = way_past(book, book.step(target)).to
    return END


def first_way(step: Step) -> Next:
    """The way that is taken when nobody is asked: the first that stays in the run."""
    return next((way for way in step.next if way.how == "go"), step.next[0])


def way_past(book: Book, step: Step) -> Next:
    """The way that passes over a step: the first that goes on, neither back nor out without acting."""
    for way in step.next:
        if way.how == "go" and not _is_way_back(book, step.id, way) and not is_way_out(book, way.to):
            return way
    return first_way(step)


def goes_alongside(step: Step) -> bool:
    """Whether the step's successor opens with it."""
    return step.flow in ("overlaps", "beside")


def is_done(state: RunState, step_id: str) -> bool:
    """Whether the step was completed in this run."""
    return any(one.step == step_id for one in state.done)


def before(book: Book, state: RunState, step: Step) -> Iterator[Lack]:
    """The open steps after which ``step`` closes: those before it in a group worked together (RUN-OPEN-STEPS)."""
    for earlier in state.open:
        if earlier == step.id or book.step(earlier).flow != "overlaps":
            continue
        if any(lands_on(book, state, way.to) == step.id for way in book.step(earlier).next):
            sentence = f"Step {step.id} closes after {earlier}, which is still open."
            yield Lack("RUN-OPEN-STEPS", sentence, (f"complete {earlier} before",))


def is_way_out(book: Book, target: str) -> bool:
    """Whether ``target`` is the step by which a run is left without acting (rule RUN-NO-STRAND).

    That is a step of ours that puts back what was set, and from which nothing more of its procedure follows.
    """
    if target == END:
        return False
    step = book.step(book.entry_step(target))
    part = book.section_of(step.id).part_of
    onward = [way.to for way in step.next if way.how == "go" and way.to != END]
    stays = any(book.section_of(book.entry_step(one)).part_of == part for one in onward)
    return step.numbered_by == "keyroom" and bool(step.releases) and not stays


def is_fork(book: Book, step: Step) -> bool:
    """Whether one of a step's ways leads out without acting."""
    return any(is_way_out(book, way.to) for way in step.next)


def is_reported(book: Book, part: str) -> bool:
    """Whether runs of this procedure go on to the report (rule RUN-REPORT): those in which something is recovered."""
    return any(step.recovery_complete for section in book.part(part) for step in section.steps)
