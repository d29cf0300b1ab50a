from datetime import timedelta

import msgspec
import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.book import Book
from ceremonies.runbook.course import CLOSING
from ceremonies.runbook.view import done_views, title_of, view
from ceremonies.times import to_iso
from tests.walker import Table, Walker, at_step, the_book


def marks(view, section):
    return {step.id: step.mark for one in view.track if one.id == section for step in one.steps}


def test_the_track_shows_where_the_run_is_among_all_its_steps():
    walker = at_step("4.2.1.3")
    walker.decide("4.2.1.3", "amend", passes_over=("4.2.1.5",))
    shown = marks(walker.table.view(walker.run), "4.2.1")
    assert [shown[f"4.2.1.{n}"] for n in (1, 2, 3, 4, 5)] == ["done", "done", "open", "to come", "passed over"]


def test_the_track_keeps_the_procedure_that_was_walked_and_shows_the_one_gone_on_to():
    walker = at_step("4.2.2.1").until("3.1.K1")
    assert [one.id for one in walker.table.view(walker.run).track] == ["3.1", "4.2.1", "4.2.2", "4.2.3"]


def test_steps_that_wait_beside_come_after_the_step_at_hand():
    walker = at_step("4.2.3.1")
    assert [one.id for one in walker.table.view(walker.run).open] == ["4.2.3.1", "4.2.2.10"]


def test_what_is_missing_is_what_stands_between_a_step_and_its_end():
    walker = at_step("4.2.1.7")
    missing = walker.table.view(walker.run).open[0].missing
    assert missing[:2] == ("weigh the risks", "record the SMKI PMA's decision")
    walker.fill("4.2.1.7")
    assert walker.table.view(walker.run).open[0].missing == ()


@pytest.mark.parametrize("step", ["3.2.K5", "4.2.1.3", "4.2.1.6", "4.2.2.4", "3.4.3.2"])
def test_nothing_is_missing_just_when_the_rules_let_the_step_be_completed(step):
    walker = at_step(step)
    assert walker.table.view(walker.run).open[0].missing != ()
    walker.fill(step)
    if step == "3.2.K5":
        walker.complete(step)
        return
    assert walker.table.view(walker.run).open[0].missing == ()
    assert walker.complete(step)


def test_each_way_on_is_named_with_its_condition_and_how_it_is_entered():
    walker = at_step("4.2.3.2")
    first, second = walker.table.view(walker.run).open[0].ways
    assert (first.to, first.how) == ("5.1", "run")
    assert first.if_.startswith("recovery with the Recovery Private Key did not succeed")
    assert second.title == the_book().step("3.1.K1").title


def test_a_way_to_the_end_is_called_that():
    walker = at_step("3.5.K4")
    assert walker.table.view(walker.run).open[0].ways[0].title == "the end"


@pytest.mark.rule("TELL")
def test_the_view_names_who_has_not_been_told_and_how_the_others_were():
    walker = at_step("3.4.3.2")
    tell = ask.Tell(
        run=walker.run, step="3.4.3.2", by="P-01", tell=3, recipient="the Chair", means="secured electronic means"
    )
    walker.table.do(tell)
    walker.table.do(
        ask.Excuse(run=walker.run, step="3.4.3.2", by="P-01", tell=2, recipient="SMKI PMA", reason="it asked")
    )
    tells = walker.table.view(walker.run).open[0].tells
    assert [one.done for one in tells] == [False, False, True, True]
    assert tells[2].told == ("SMKI PMA: it asked",)
    assert tells[3].told == ("the Chair by secured electronic means",)
    assert walker.table.view(walker.run).not_told == ("3.4.3.2: each Party (not named yet)", "3.4.3.2: DCC")


def test_a_running_deadline_counts_down_and_then_is_overdue():
    walker = at_step("3.2.K5")
    (deadline,) = walker.table.view(walker.run).deadlines
    assert (deadline.state, 86_000 < deadline.seconds_left <= 86_400) == ("running", True)
    walker.table.now += timedelta(days=2)
    (deadline,) = walker.table.view(walker.run).deadlines
    assert (deadline.state, deadline.seconds_left < 0) == ("overdue", True)


def test_a_time_before_which_nothing_is_done_is_never_overdue():
    walker = at_step("3.4.3.5")
    walker.table.now += timedelta(days=90)
    states = {one.step: one.state for one in walker.table.view(walker.run).deadlines if not one.met_at}
    assert states == {"3.4.3.5": "running"}


def test_the_report_s_steps_come_in_the_order_they_were_completed_with_what_each_holds():
    walker = at_step("4.2.1.3")
    walker.table.do(ask.Repeat(run=walker.run, by="P-01", step="4.2.1.1", reason="a Device was missing"))
    walker.complete("4.2.1.1")
    state = walker.table.runs[walker.run]
    done = done_views(state, the_book())
    assert [(one.step, one.occurrence) for one in done] == [("4.2.1.1", 1), ("4.2.1.2", 1), ("4.2.1.1", 2)]
    assert all(one.state.items for one in done)


def test_a_newer_procedure_is_pointed_out_while_the_run_goes_on():
    walker = at_step("3.5.K2")
    state, now = walker.table.runs[walker.run], walker.table.now
    newer = Book(sections=the_book().sections[:-1])
    shown = view(state, the_book(), now, current=newer)
    assert (shown.newer_procedure, shown.newer_book) == (True, newer.digest)
    assert not view(state, the_book(), now, current=the_book()).newer_procedure
    walker.go()
    assert not view(state, the_book(), now, current=newer).newer_procedure


def test_a_followed_run_names_the_one_that_took_over():
    walker = at_step("4.K1")
    run = walker.run
    walker.fill("4.K1")
    walker.table.do(ask.Complete(run=run, step="4.K1", by="P-01", branch=2))
    assert walker.table.view(run).followed_by == "TEST-0042/2"
    assert walker.table.view(run).outcome == "went on to 4.2.1"


def test_every_step_can_be_shown_as_it_opens():
    table = Table()
    for section in ("3.2", "4.2"):
        walker = Walker(table, table.start(section))
        assert walker.go().open == ()
        assert CLOSING in {step for step, _ in walker.path}
        table.closed = False


def test_a_part_is_called_by_its_first_section_and_an_unknown_one_by_its_number():
    assert title_of(the_book(), "8.1") == the_book().section("8.1").title
    assert title_of(the_book(), "9.9") == "9.9"


def test_the_track_of_a_run_that_has_ended_says_what_was_not_taken():
    walker = at_step("4.2.2.1")
    assert walker.go().status == "ended"
    every = {step.id: step.mark for one in walker.table.view(walker.run).track for step in one.steps}
    assert every["4.2.1.K1"] == "not taken"
    assert "to come" not in every.values()


def test_a_procedure_of_several_tables_is_called_by_what_their_titles_share():
    assert title_of(the_book(), "4.2") == the_book().section("4.2.1").title.rpartition(": ")[0]
    assert not title_of(the_book(), "4.2").endswith("before")


@pytest.mark.rule("TIME-HAPPENED")
def test_what_is_said_to_have_happened_before_the_notification_is_taken_in_with_a_remark():
    walker = at_step("3.4.3.1")
    state = walker.table.runs[walker.run]
    state.notified = to_iso(walker.table.now)
    told = {"happened_source": "telephone", "happened_by": "Cy Dunn"}
    early = to_iso(walker.table.now - timedelta(hours=2))
    tick = ask.Tick(run=walker.run, step="3.4.3.1", by="P-01", item="u1", happened_at=early, **told)
    with pytest.raises(Refused, match="where the time comes from"):
        walker.table.do(msgspec.structs.replace(tick, happened_source=""))
    walker.table.do(tick)
    (at,) = walker.table.view(walker.run).open
    assert at.remarks == ("item u1: on Mon 2 Mar 2026 07:30 GMT, before the Incident was notified",)


def test_a_time_is_shown_as_london_has_it_and_typed_again_as_it_can_be_read():
    walker = at_step("3.2.K3")
    write = ask.WriteDown(run=walker.run, step="3.2.K3", by="P-01", field="called", value="2026-06-01 10:00")
    walker.table.do(write)
    (fact,) = [one for one in walker.table.view(walker.run).open[0].records if one.id == "called"]
    assert (fact.value, fact.typed) == ("Mon 1 Jun 2026 10:00 BST", "2026-06-01 10:00+01:00")
