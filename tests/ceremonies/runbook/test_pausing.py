import msgspec
import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.book import Book
from ceremonies.runbook.decide import decide
from tests.walker import Table, Walker, at_step, the_book


def refused(rule, act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def pause(walker, reason="the room is evacuated"):
    return walker.table.do(ask.Pause(run=walker.run, by="P-01", reason=reason))


def resume(walker):
    return walker.table.do(ask.Resume(run=walker.run, by="P-01"))


def stop(walker, second="P-02"):
    return walker.table.do(
        ask.StopRun(run=walker.run, by="P-01", second=second, reference="PMA 9", reason="the key was found")
    )


def newer(**changes):
    """The procedures with one step changed; a step changed to None is taken out."""
    sections = []
    for section in the_book().sections:
        steps = tuple(changes.get(one.id, one) for one in section.steps)
        sections.append(msgspec.structs.replace(section, steps=tuple(one for one in steps if one)))
    return Book(sections=tuple(sections))


def retitled(step, title):
    return newer(**{step: msgspec.structs.replace(the_book().step(step), title=title)})


def move(walker, book, digest=None):
    """Move as the Room does it: the rules are asked with the newer copy."""
    table = walker.table
    action = ask.MoveProcedure(
        run=walker.run, by="P-01", second="P-02", book=digest or book.digest, difference="a title changed"
    )
    facts = msgspec.structs.replace(table.facts(walker.run), book=book)
    rulings = decide(table.runs[walker.run], facts, action, table.now)
    table.books[book.digest] = book
    return table.take(rulings, action)


@pytest.mark.rule("RUN-PAUSED")
def test_a_paused_run_waits_and_goes_on_where_it_stood():
    walker = at_step("4.2.1.4")
    before = walker.table.view(walker.run)
    pause(walker)
    paused = walker.table.view(walker.run)
    assert (paused.status, paused.because) == ("paused", "the room is evacuated")
    assert "evacuated" in refused("RUN-PAUSED", walker.complete, "4.2.1.4")
    refused("RUN-PAUSED", pause, walker)
    resume(walker)
    after = walker.table.view(walker.run)
    assert (after.status, after.because, after.open) == ("going", before.because, before.open)
    assert before.because == "a test"


@pytest.mark.rule("RUN-PAUSED")
def test_a_run_that_is_going_is_not_resumed():
    refused("RUN-PAUSED", resume, at_step("4.2.1.4"))


@pytest.mark.rule("RUN-REPORT")
def test_a_stopped_recovery_is_still_reported_and_what_was_open_is_kept():
    walker = at_step("4.2.1.2")
    walker.table.do(ask.Tick(run=walker.run, step="4.2.1.2", by="P-01", item=the_book().step("4.2.1.2").items[0].id))
    refused("TWO-PEOPLE", stop, walker, second="P-01")
    (entry,) = stop(walker)
    assert entry.by == ("P-01", "P-02")
    state = walker.table.runs[walker.run]
    assert (state.status, list(state.open)) == ("going", ["3.1.K1", "3.1.K6"])
    assert [(one.step, len(one.items)) for one in state.broken_off] == [("4.2.1.2", 1)]
    refused("RUN-REPORT", stop, walker)
    assert walker.go().outcome == "stopped by decision"
    assert walker.table.closed


def test_a_run_that_recovers_nothing_ends_where_it_is_stopped():
    walker = at_step("8.1.K3")
    stop(walker)
    view = walker.table.view(walker.run)
    assert (view.status, view.outcome, view.open) == ("ended", "stopped by decision", ())


def test_no_time_runs_for_what_a_stopped_run_leaves_undone_and_the_report_s_still_does():
    walker = at_step("3.2.K5")
    assert walker.table.view(walker.run).deadlines
    stop(walker)
    assert walker.table.view(walker.run).deadlines == ()
    other = at_step("4.1.3.2")
    declare = ask.DeclareRecovered(run=other.run, step="4.1.3.2", by="P-01", outcome="not successful", not_recovered=9)
    other.table.do(declare)
    other.leave_all()
    stop(other)
    assert [one.step for one in other.table.view(other.run).deadlines] == ["3.1.K1"]


def test_a_paused_run_may_be_stopped():
    walker = at_step("8.1.K3")
    pause(walker)
    stop(walker)
    assert walker.table.view(walker.run).status == "ended"


def test_a_run_that_was_reported_ends_where_it_is_stopped():
    walker = at_step("3.1.K2", Table())
    walker = Walker(walker.table, walker.table.start("4.1A")).until("3.1.K2")
    while set(walker.table.runs[walker.run].open) - {"3.1.K2"}:
        walker.complete("4.1A.2.6")
    stop(walker)
    assert walker.table.view(walker.run).status == "ended"


@pytest.mark.rule("RUN-OWN-COPY")
def test_moving_to_a_newer_copy_is_a_decision_of_two_that_shows_the_difference():
    walker = at_step("4.2.1.4")
    book = retitled("4.2.1.4", "Agree the file")
    (entry,) = move(walker, book)
    assert entry.body["difference"] == "a title changed"
    assert walker.table.view(walker.run).open[0].title == "Agree the file"
    assert "already follows" in refused("RUN-OWN-COPY", move, walker, book)


@pytest.mark.rule("RUN-OWN-COPY")
def test_only_the_copy_at_hand_is_moved_to_and_only_if_it_has_what_was_done():
    walker = at_step("4.2.1.4")
    refused("RUN-OWN-COPY", move, walker, retitled("4.2.1.4", "Agree"), digest="ab" * 32)
    for gone in ("4.2.1.4", "4.2.1.2"):
        other = at_step("4.2.1.4")
        assert gone in refused("RUN-OWN-COPY", move, other, newer(**{gone: None}))
