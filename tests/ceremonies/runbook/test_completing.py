from datetime import timedelta

import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.missing import missing
from ceremonies.times import parse_utc, to_iso
from tests.walker import Table, Walker, at_step


def refused(rule, act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def complete(walker, step, branch=0, **more):
    return walker.table.do(ask.Complete(run=walker.run, step=step, by="P-01", branch=branch, **more))


def state_of(walker):
    return walker.table.runs[walker.run]


# STEP-ORDER, TWO-PEOPLE, RUN-ENDED


@pytest.mark.rule("STEP-ORDER")
def test_a_step_is_completed_by_one_of_its_ways_only():
    walker = at_step("3.4.3.1")
    walker.fill("3.4.3.1")
    assert "no number 2" in refused("STEP-ORDER", complete, walker, "3.4.3.1", 1)
    refused("STEP-ORDER", complete, walker, "3.4.3.1", -1)
    refused("STEP-ORDER", complete, walker, "3.4.3.2")


@pytest.mark.rule("TWO-PEOPLE")
@pytest.mark.parametrize("second", ["", "P-01"])
def test_what_needs_two_people_takes_two_different_ones(second):
    walker = at_step("4.2.1.1")
    deviate = ask.Deviate(
        run=walker.run, step="4.2.1.1", by="P-01", second=second, expected="a", happened="b", decided="c"
    )
    refused("TWO-PEOPLE", walker.table.do, deviate)


@pytest.mark.rule("RUN-ENDED")
def test_nothing_is_asked_of_a_run_that_has_ended():
    walker = at_step("3.5.K1")
    assert walker.go().status == "ended"
    refused("RUN-ENDED", complete, walker, "3.5.K1")
    refused("RUN-ENDED", walker.table.do, ask.Pause(run=walker.run, by="P-01", reason="x"))


@pytest.mark.rule("TEXT")
@pytest.mark.parametrize("how", ["outside", "paper"])
def test_what_was_done_elsewhere_says_how(how):
    walker = at_step("3.4.3.1")
    walker.fill("3.4.3.1")
    refused("TEXT", complete, walker, "3.4.3.1", how=how)
    complete(walker, "3.4.3.1", how=how, note="by the night shift")
    assert (state_of(walker).done[-1].how, state_of(walker).done[-1].note) == (how, "by the night shift")


def test_a_deviation_says_what_was_expected_what_happened_and_what_was_decided():
    walker = at_step("4.2.1.1")
    (entry,) = walker.table.do(
        ask.Deviate(
            run=walker.run, step="4.2.1.1", by="P-01", second="P-02", expected="a file", happened="none", decided="wait"
        )
    )
    assert (entry.kind, entry.by) == ("deviation.recorded", ("P-01", "P-02"))
    assert walker.table.view(walker.run).deviations == 1


# RUN-OPEN-STEPS, repeats


@pytest.mark.rule("RUN-OPEN-STEPS")
def test_a_step_that_is_tied_to_its_place_is_not_opened_ahead():
    walker = at_step("4.2.1.1")
    refused("RUN-OPEN-STEPS", walker.table.do, ask.OpenBeside(run=walker.run, by="P-01", step="4.2.1.4"))
    refused("RUN-OPEN-STEPS", walker.table.do, ask.OpenBeside(run=walker.run, by="P-01", step="4.3.2.K2"))
    refused("STEP-ORDER", walker.table.do, ask.OpenBeside(run=walker.run, by="P-01", step="9.9"))
    assert walker.table.do(ask.OpenBeside(run=walker.run, by="P-01", step="3.1.K7"))
    refused("ALREADY-RECORDED", walker.table.do, ask.OpenBeside(run=walker.run, by="P-01", step="3.1.K7"))


@pytest.mark.rule("RUN-OPEN-STEPS")
def test_the_standing_duties_stand_beside_every_run_and_are_done_before_it_ends():
    walker = at_step("4.3.2.3")
    walker.table.do(ask.OpenBeside(run=walker.run, by="P-01", step="3.1.K7"))
    walker.until("3.1.K3")
    walker.fill("3.1.K3")
    assert "3.1.K7" in refused("RUN-OPEN-STEPS", complete, walker, "3.1.K3")
    assert walker.go().status == "ended"


@pytest.mark.rule("ALREADY-RECORDED")
def test_only_a_step_that_was_carried_out_is_repeated():
    walker = at_step("4.2.1.2")
    refused("ALREADY-RECORDED", walker.table.do, ask.Repeat(run=walker.run, by="P-01", step="4.2.1.2", reason="badly"))
    refused("STEP-ORDER", walker.table.do, ask.Repeat(run=walker.run, by="P-01", step="4.2.1.4", reason="badly"))
    refused("STEP-ORDER", walker.table.do, ask.Repeat(run=walker.run, by="P-01", step="9.9", reason="badly"))
    refused("TEXT", walker.table.do, ask.Repeat(run=walker.run, by="P-01", step="4.2.1.1", reason=""))


def test_a_repeat_is_the_step_s_next_occurrence_and_asks_for_everything_again():
    walker = at_step("4.2.2.3")
    walker.table.do(ask.Repeat(run=walker.run, by="P-01", step="4.2.1.1", reason="a Device was missing"))
    view = next(one for one in walker.table.view(walker.run).open if one.id == "4.2.1.1")
    assert view.occurrence == 2
    assert view.weighed == ""
    assert view.missing


def test_a_repeated_overlapping_step_does_not_reopen_its_group():
    walker = at_step("4.2.2.9")
    while "4.2.2.8" in state_of(walker).open:
        walker.step()
    open_before = set(state_of(walker).open)
    walker.table.do(ask.Repeat(run=walker.run, by="P-01", step="4.2.2.5", reason="one was missed"))
    walker.complete("4.2.2.5")
    assert set(state_of(walker).open) == open_before
    assert walker.go().status == "ended"


# RUN-REPORT


def about_to_close(table):
    """A run with nothing left but to close the Incident."""
    walker = at_step("3.1.K3", table)
    while state_of(walker).open.keys() - {"3.1.K3"}:
        walker.step()
    walker.leave_all()
    return walker


@pytest.mark.rule("RUN-REPORT")
@pytest.mark.parametrize("section", ["4.1", "4.1A", "4.2", "4.3", "5", "6.1", "6.2", "6.3", "7.1"])
def test_every_run_of_a_recovery_goes_on_to_the_report_and_to_closing(section):
    table = Table()
    walker = Walker(table, table.start(section)).until("3.1.K1")
    assert walker.go().status == "ended"
    steps = [step for step, _ in walker.path]
    assert steps.index("3.1.K1") < steps.index("3.1.K2") < steps.index("3.1.K3")
    assert table.closed


@pytest.mark.rule("RUN-REPORT")
def test_the_incident_closes_with_its_last_run():
    table = Table()
    first, other = about_to_close(table), at_step("4.2.1.2", table)
    first.fill("3.1.K3")
    assert other.run in refused("RUN-REPORT", complete, first, "3.1.K3")
    other.until("3.1.K3")
    while state_of(other).open.keys() - {"3.1.K3"}:
        other.step()
    complete(first, "3.1.K3")
    assert not table.closed
    other.fill("3.1.K3")
    complete(other, "3.1.K3")
    assert table.closed


@pytest.mark.rule("RUN-REPORT")
def test_the_closing_is_left_only_to_a_run_that_is_open():
    walker = at_step("3.1.K2")
    walker.fill("3.1.K2")
    refused("RUN-REPORT", complete, walker, "3.1.K2", 1)
    walker.table.start("8.1")
    complete(walker, "3.1.K2", 1)


# TIME-HAPPENED


@pytest.mark.rule("TIME-HAPPENED")
@pytest.mark.parametrize(
    ("at", "source", "who"),
    [
        ("tomorrow", "paper", "Cy"),
        ("2030-01-01 10:00+00:00", "paper", "Cy"),
        ("2026-03-02 09:00+00:00", "", "Cy"),
        ("2026-03-02 09:00+00:00", "paper", " "),
        ("2026-03-29 01:30", "paper", "Cy"),
    ],
    ids=["unreadable", "ahead", "no source", "nobody says so", "a time that London never had"],
)
def test_a_time_that_differs_can_be_read_has_passed_and_has_a_source(at, source, who):
    walker = at_step("3.4.3.1")
    walker.fill("3.4.3.1")
    refused("TIME-HAPPENED", complete, walker, "3.4.3.1", happened_at=at, happened_source=source, happened_by=who)


@pytest.mark.rule("TIME-HAPPENED")
def test_only_paper_tells_of_a_step_that_was_done_before_it_was_opened_and_both_times_stand():
    walker = at_step("3.4.3.2")
    walker.fill("3.4.3.2")
    before = walker.table.now - timedelta(days=1)
    told = {"happened_at": before.isoformat(), "happened_by": "the registration authority"}
    said = refused("TIME-HAPPENED", complete, walker, "3.4.3.2", happened_source="outside", **told)
    assert "was opened on Mon 2 Mar 2026 09:3" in said
    complete(walker, "3.4.3.2", happened_source="paper", how="paper", note="script 3, page 2", **told)
    done = state_of(walker).done[-1]
    assert done.completed.at == to_iso(before)
    assert done.completed.at < done.opened.at < done.completed.recorded_at
    assert state_of(walker).deadlines[0].started_at == to_iso(before)


def test_a_time_typed_to_the_minute_may_be_the_minute_in_which_the_step_was_opened():
    walker = at_step("3.4.3.1")
    walker.fill("3.4.3.1")
    opened = parse_utc(state_of(walker).open["3.4.3.1"].opened.at).replace(second=0, microsecond=0)
    told = {"happened_at": opened.isoformat(), "happened_source": "telephone", "happened_by": "the desk"}
    assert complete(walker, "3.4.3.1", **told)


@pytest.mark.rule("STEP-CHECKLIST")
def test_what_is_missing_is_named_by_what_tick_takes_and_by_the_rule_that_asks_for_it():
    walker = at_step("3.1.K1")
    assert "answer f, f-i, f-ii, f-ii-2, f-iii, f-iii-2" in step_view(walker, "3.1.K1").missing
    assert "f-i, f-ii, f-ii-2" in refused("STEP-CHECKLIST", complete, walker, "3.1.K1")


def test_the_first_thing_missing_is_what_a_completion_is_refused_for():
    walker = at_step("4.2.1.7")
    view = step_view(walker, "4.2.1.7")
    (first, *_) = missing(
        state_of(walker), walker.table.book, state_of(walker).open["4.2.1.7"], walker.table.now, walker.table.there()
    )
    assert first.lines == view.missing[:1]
    assert refused(first.rule, complete, walker, "4.2.1.7") == first.sentence


def step_view(walker, step):
    return next(one for one in walker.table.view(walker.run).open if one.id == step)


# TIME-FROM


@pytest.mark.rule("TIME-FROM")
def test_the_yearly_date_of_one_test_ends_when_the_next_is_held():
    table = Table()
    first = Walker(table, table.start("8.1"))
    assert first.go().status == "ended"
    assert [one.state for one in table.view(first.run).deadlines] == ["running"]
    table.now += timedelta(days=300)
    table.closed = False
    second = Walker(table, table.start("8.1")).until("8.1.K5")
    assert [one.state for one in table.view(first.run).deadlines] == ["running"]
    second.complete("8.1.K5")
    assert [one.state for one in table.view(first.run).deadlines] == ["met"]
    assert second.go().status == "ended"
    assert [one.state for one in table.view(second.run).deadlines] == ["running"]
