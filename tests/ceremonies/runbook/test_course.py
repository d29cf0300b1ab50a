import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook import course
from ceremonies.runbook.book import Book
from ceremonies.runbook.schema import Next, Section, Step
from ceremonies.runbook.state import RunState
from tests.walker import Table, Walker, at_step, the_book


def step(id_, *ways, flow="waits", numbered_by="source", **more):
    ways = tuple(way if isinstance(way, Next) else Next(to=way) for way in ways)
    return Step(
        id=id_, title=id_, actors=("DCC",), does="Do it.", next=ways, flow=flow, numbered_by=numbered_by, **more
    )


def book(*steps, **parts):
    """A book whose part "1" has these steps; further parts by keyword ``p2``, ``p3``."""
    sections = [Section(id="1", part_of="1", title="One", steps=steps)]
    sections += [Section(id=name[1:], part_of=name[1:], title=name, steps=more) for name, more in parts.items()]
    return Book(sections=tuple(sections))


def run_of(its_book, section="1"):
    table = Table(its_book)
    return Walker(table, table.start(section))


def open_steps(walker):
    return list(walker.table.runs[walker.run].open)


def complete(walker, step_id, branch=0):
    return walker.table.do(ask.Complete(run=walker.run, step=step_id, by="P-01", branch=branch))


def repeat(walker, step_id):
    return walker.table.do(ask.Repeat(run=walker.run, by="P-01", step=step_id, reason="done badly"))


OVERLAPPING = (
    step("1.1", "1.2", flow="overlaps"),
    step("1.2", "1.3", flow="overlaps"),
    step("1.3", "1.4"),
    step("1.4", "end"),
)


def test_steps_that_are_worked_together_open_together():
    walker = run_of(book(*OVERLAPPING))
    assert open_steps(walker) == ["1.1", "1.2", "1.3"]


@pytest.mark.rule("RUN-OPEN-STEPS")
def test_a_step_of_a_group_closes_after_the_one_before_it():
    walker = run_of(book(*OVERLAPPING))
    with pytest.raises(Refused, match=r"closes after 1\.1") as refused:
        complete(walker, "1.2")
    assert refused.value.rule == "RUN-OPEN-STEPS"
    for step_id in ("1.1", "1.2", "1.3"):
        complete(walker, step_id)
    assert open_steps(walker) == ["1.4"]


@pytest.mark.rule("RUN-OPEN-STEPS")
def test_a_group_keeps_its_order_where_a_step_between_was_passed_over():
    its_book = book(*OVERLAPPING)
    state = RunState(passed_over={"1.2": ""})
    assert course.start(its_book, state, "1").opens == ["1.1", "1.3"]
    state.open = run_of(its_book).table.runs["TEST-0042/1"].open
    lack = next(course.before(its_book, state, its_book.step("1.3")))
    assert (lack.rule, lack.sentence) == ("RUN-OPEN-STEPS", "Step 1.3 closes after 1.1, which is still open.")


def test_another_round_of_a_loop_opens_every_step_of_the_group_once_more():
    steps = (
        step("1.1", "1.2"),
        step("1.2", "1.3", flow="overlaps"),
        step("1.3", "1.4", flow="overlaps"),
        step("1.4", Next(to="1.2"), Next(to="1.1"), Next(to="end")),
    )
    walker = run_of(book(*steps))
    for back in (0, 1):
        for step_id in ("1.1", "1.2", "1.3"):
            if step_id in open_steps(walker):
                complete(walker, step_id)
        complete(walker, "1.4", back)
        if back:
            assert open_steps(walker) == ["1.1"]
            complete(walker, "1.1")
        assert open_steps(walker) == ["1.2", "1.3", "1.4"]


@pytest.mark.parametrize("branch", [0, 1])
def test_6_1_2_9_goes_back_for_another_round_and_the_run_still_ends(branch):
    walker = at_step("6.1.2.9")
    while {"6.1.2.6", "6.1.2.7", "6.1.2.8"} & set(open_steps(walker)):
        walker.complete(open_steps(walker)[0])
    walker.decide("6.1.2.9")
    walker.fill("6.1.2.9")
    complete(walker, "6.1.2.9", branch)
    walker.until("6.1.3.1")
    assert walker.go().status == "ended"


BESIDE = (
    step("1.1", "1.2"),
    step("1.2", "1.3", flow="beside"),
    step("1.3", "1.4"),
    step("1.4", "end"),
)


def test_a_step_that_stays_open_beside_does_not_hold_up_what_follows_it():
    walker = run_of(book(*BESIDE))
    complete(walker, "1.1")
    assert open_steps(walker) == ["1.2", "1.3"]
    complete(walker, "1.3")
    assert open_steps(walker) == ["1.2", "1.4"]


def test_what_was_done_ahead_of_its_turn_is_not_asked_for_again():
    walker = run_of(book(*BESIDE))
    walker.table.do(ask.OpenBeside(run=walker.run, by="P-01", step="1.2"))
    complete(walker, "1.2")
    assert open_steps(walker) == ["1.1"]
    complete(walker, "1.1")
    assert open_steps(walker) == ["1.3"]


def test_a_step_opened_ahead_and_still_open_stays_open_when_its_turn_comes():
    walker = run_of(book(*BESIDE))
    walker.table.do(ask.OpenBeside(run=walker.run, by="P-01", step="1.2"))
    complete(walker, "1.1")
    assert open_steps(walker) == ["1.2", "1.3"]
    complete(walker, "1.2")
    assert open_steps(walker) == ["1.3"]


def test_a_run_ends_with_its_last_open_step_whichever_that_is():
    walker = run_of(book(*BESIDE))
    complete(walker, "1.1")
    complete(walker, "1.3")
    complete(walker, "1.4")
    assert walker.table.view(walker.run).status == "going"
    assert open_steps(walker) == ["1.2"]
    complete(walker, "1.2")
    assert walker.table.view(walker.run).status == "ended"


def test_two_ways_to_the_end_never_wait_for_each_other():
    steps = (step("1.1", Next(to="1.2"), Next(to="1.3")), step("1.2", "1.4"), step("1.3", "end"), step("1.4", "end"))
    walker = run_of(book(*steps))
    complete(walker, "1.1", 0)
    repeat(walker, "1.1")
    complete(walker, "1.1", 1)
    assert open_steps(walker) == ["1.2", "1.3"]
    complete(walker, "1.3")
    complete(walker, "1.2")
    complete(walker, "1.4")
    assert walker.table.view(walker.run).status == "ended"


def test_a_repeated_step_leaves_what_follows_as_it_is():
    walker = at_step("4.3.2.2")
    before = open_steps(walker)
    repeat(walker, "4.3.1.8")
    walker.fill("4.3.1.8")
    complete(walker, "4.3.1.8", 1)
    assert open_steps(walker) == before


def test_a_repeated_choice_that_now_differs_is_followed():
    walker = at_step("3.4.3.7")
    repeat(walker, "3.4.3.6")
    walker.fill("3.4.3.6")
    complete(walker, "3.4.3.6", 2)
    assert open_steps(walker) == ["3.4.3.7", "3.4.3.2"]


def test_a_called_section_comes_back_to_where_it_was_called_from():
    walker = at_step("3.4.2.K4")
    walker.fill("3.4.2.K4")
    complete(walker, "3.4.2.K4", 0)
    assert open_steps(walker) == ["3.4.3.1"]
    walker.until("3.4.3.11")
    walker.complete("3.4.3.11")
    assert open_steps(walker) == ["3.4.2.K5"]
    assert walker.go().status == "ended"


def test_a_called_section_comes_back_when_its_last_step_closes():
    walker = at_step("3.4.2.K4")
    walker.fill("3.4.2.K4")
    complete(walker, "3.4.2.K4", 0)
    walker.until("3.4.3.11")
    repeat(walker, "3.4.3.1")
    walker.complete("3.4.3.11")
    assert open_steps(walker) == ["3.4.3.1"]
    walker.complete("3.4.3.1")
    assert open_steps(walker) == ["3.4.2.K5"]


def test_a_step_taken_out_is_passed_over_and_never_to_the_way_out():
    its_book = the_book()
    for fork, onward in (("4.2.1.8", "4.2.2"), ("5.1.5", "5.1.6"), ("6.1.2.9", "6.1.3"), ("3.4.3.4", "3.4.3.5")):
        assert course.way_past(its_book, its_book.step(fork)).to == onward


def test_ways_out_are_those_steps_of_ours_by_which_a_run_is_left_without_acting():
    its_book = the_book()
    outs = {way.to for one in its_book.steps.values() for way in one.next if course.is_way_out(its_book, way.to)}
    assert outs == {"4.2.1.K1", "4.3.1.K1", "5.1.K1", "6.1.1.K1", "6.2.1.K1", "6.3.1.K1"}


@pytest.mark.rule("RUN-OPEN-STEPS")
def test_another_run_takes_over_only_when_nothing_else_is_open():
    walker = at_step("4.2.3.2")
    assert "4.2.2.10" in open_steps(walker)
    walker.fill("4.2.3.2")
    with pytest.raises(Refused, match=r"Still open: 4\.2\.2\.10") as refused:
        complete(walker, "4.2.3.2", 0)
    assert refused.value.rule == "RUN-OPEN-STEPS"


def test_runs_of_sections_4_to_7_are_reported_and_the_others_not():
    its_book = the_book()
    reported = {part for part in its_book.part_ids if its_book.part(part) and course.is_reported(its_book, part)}
    assert reported == {"4.1", "4.1A", "4.2", "4.3", "5", "6.1", "6.2", "6.3", "7.1"}
