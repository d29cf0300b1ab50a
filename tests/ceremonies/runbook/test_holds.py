import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.views import StandingView
from tests.walker import Table, Walker, at_step


def refused(rule, act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def put(walker, step, what, amount, *, before="commissioned", detail="SMI extract"):
    action = ask.PutInForce(
        run=walker.run, step=step, by="P-01", what=what, amount=amount, before=before, detail=detail
    )
    return walker.table.do(action)


def back(walker, step, what, amount, detail="SMI extract"):
    return walker.table.do(ask.PutBack(run=walker.run, step=step, by="P-01", what=what, amount=amount, detail=detail))


def leave(walker, what, amount, **more):
    said = {"stands": "12 meters", "who": "the DCC Service Desk", "by_when": "2026-03-31"} | more
    return walker.table.do(
        ask.LeaveStanding(run=walker.run, by="P-01", second="P-02", what=what, amount=amount, **said)
    )


def complete(walker, step, branch=0):
    return walker.table.do(ask.Complete(run=walker.run, step=step, by="P-01", branch=branch))


def hold(walker, what):
    return walker.table.runs[walker.run].holds[what]


@pytest.mark.rule("OUTSIDE")
def test_nothing_counts_as_set_before_it_was_confirmed():
    walker = at_step("4.2.1.3")
    walker.weigh("4.2.1.3")
    assert walker.table.view(walker.run).standing == ()
    refused("TEXT", put, walker, "4.2.1.3", "recovery status", 10, detail="")
    refused("TEXT", put, walker, "4.2.1.3", "recovery status", 10, before="")
    put(walker, "4.2.1.3", "recovery status", 10)
    assert walker.table.view(walker.run).standing == (StandingView(what="recovery status", amount=10),)


@pytest.mark.rule("OUTSIDE")
def test_a_step_says_what_was_confirmed_as_set_also_when_that_is_nothing():
    walker = at_step("4.2.1.3")
    walker.fill("4.2.1.3")
    walker.table.runs[walker.run].open["4.2.1.3"].set_here.clear()
    assert "0 if nothing was" in refused("OUTSIDE", complete, walker, "4.2.1.3")
    put(walker, "4.2.1.3", "recovery status", 0)
    complete(walker, "4.2.1.3")


@pytest.mark.rule("OUTSIDE")
def test_a_step_says_what_was_confirmed_as_put_back():
    walker = at_step("4.2.3.1")
    walker.fill("4.2.3.1")
    state = walker.table.runs[walker.run]
    state.open["4.2.3.1"].put_back_here.clear()
    for what in ("Subscriber thresholds", "DCC thresholds"):
        state.holds[what].standing = 10
    assert "Subscriber thresholds, DCC thresholds" in refused("OUTSIDE", complete, walker, "4.2.3.1")


@pytest.mark.rule("OUTSIDE")
def test_a_step_sets_and_puts_back_only_what_it_may_and_no_more_than_stands():
    walker = at_step("4.2.2.5")
    refused("OUTSIDE", put, walker, "4.2.2.5", "DCC thresholds", 1)
    refused("OUTSIDE", put, walker, "4.2.2.5", "recovered status", -1)
    refused("OUTSIDE", back, walker, "4.2.2.5", "custodians called", 1)
    refused("OUTSIDE", back, walker, "4.2.2.5", "recovery status", 11)
    refused("OUTSIDE", back, walker, "4.2.2.8", "recovered status", 1)


@pytest.mark.rule("OUTSIDE")
def test_nothing_put_back_of_what_was_never_set_is_an_answer_too():
    walker = at_step("4.2.2.8")
    back(walker, "4.2.2.8", "recovered status", 0)
    assert hold(walker, "recovered status").standing == 0


@pytest.mark.rule("RUN-BEFORE")
def test_what_stood_before_the_first_change_is_kept_and_comes_back():
    walker = at_step("4.2.2.5")
    put(walker, "4.2.2.5", "recovered status", 4, before="commissioned")
    put(walker, "4.2.2.5", "recovered status", 3, before="recovery")
    assert hold(walker, "recovered status").before == "commissioned"
    (entry,) = back(walker, "4.2.2.8", "recovered status", 7)
    assert entry.body["to"] == "commissioned"


def two_runs_on(step, what):
    """Two runs that stand at the same step; the first has put ``what`` in force."""
    table = Table()
    first, second = at_step(step, table), at_step(step, table)
    put(first, step, what, 50, before="20 a day")
    return first, second


@pytest.mark.rule("RUN-BEFORE")
def test_a_status_of_other_devices_is_not_put_back_to_what_another_run_s_devices_had():
    first = at_step("4.2.1.3")
    first.weigh("4.2.1.3")
    put(first, "4.2.1.3", "recovery status", 10, before="suspended")
    second = at_step("4.2.1.3", first.table)
    second.weigh("4.2.1.3")
    refused("TEXT", put, second, "4.2.1.3", "recovery status", 5, before="")
    put(second, "4.2.1.3", "recovery status", 5, before="commissioned")
    assert hold(second, "recovery status").before == "commissioned"


@pytest.mark.rule("RUN-BEFORE")
def test_the_second_run_keeps_what_stood_before_the_first():
    _first, second = two_runs_on("6.1.2.1", "mode 8 threshold")
    assert "'20 a day'" in refused("RUN-BEFORE", put, second, "6.1.2.1", "mode 8 threshold", 80, before="50 a day")
    put(second, "6.1.2.1", "mode 8 threshold", 80, before="")
    assert hold(second, "mode 8 threshold").before == "20 a day"


@pytest.mark.rule("RUN-BEFORE")
def test_a_shared_threshold_goes_down_with_the_last_run_that_needs_it():
    first, second = two_runs_on("6.1.2.1", "mode 8 threshold")
    put(second, "6.1.2.1", "mode 8 threshold", 80, before="")
    for walker in (first, second):
        walker.until("6.1.3.1")
    assert "stays as it is" in refused("RUN-BEFORE", back, first, "6.1.3.1", "mode 8 threshold", 50)
    back(first, "6.1.3.1", "mode 8 threshold", 0)
    leave(first, "mode 8 threshold", 50, who="the other run")
    back(second, "6.1.3.1", "mode 8 threshold", 80)
    assert hold(second, "mode 8 threshold").standing == 0


@pytest.mark.rule("RUN-BEFORE")
def test_devices_of_two_runs_are_told_apart_when_one_lets_go():
    table = Table()
    first, second = at_step("4.2.2.1", table), at_step("4.2.2.1", table)
    assert "say in the detail" in refused("RUN-BEFORE", back, first, "4.2.2.1", "recovery status", 10, detail=" ")
    back(first, "4.2.2.1", "recovery status", 10, detail="the ten in Kent")
    assert hold(second, "recovery status").standing == 10


@pytest.mark.rule("RUN-NO-STRAND")
def test_no_run_ends_while_something_it_changed_stands_without_a_decision():
    walker = at_step("4.1.3.1")
    walker.fill("4.1.3.1")
    walker.table.runs[walker.run].open["4.1.3.1"].put_back_here.clear()
    walker.table.runs[walker.run].holds["Subscriber thresholds"].standing = 12
    back(walker, "4.1.3.1", "Subscriber thresholds", 0)
    walker.until("3.1.K3")
    walker.complete("4.1.2.6")
    walker.fill("3.1.K3")
    assert "12 of Subscriber thresholds" in refused("RUN-NO-STRAND", complete, walker, "3.1.K3")
    refused("RUN-NO-STRAND", leave, walker, "Subscriber thresholds", 13)
    refused("RUN-NO-STRAND", leave, walker, "recovery status", 1)
    refused("TEXT", leave, walker, "Subscriber thresholds", 5, who="")
    leave(walker, "Subscriber thresholds", 5)
    refused("RUN-NO-STRAND", complete, walker, "3.1.K3")
    (entry,) = leave(walker, "Subscriber thresholds", 7, stands="seven in Ross")
    assert entry.by == ("P-01", "P-02")
    complete(walker, "3.1.K3")
    assert [one["amount"] for one in walker.table.runs[walker.run].left_standing] == [5, 7]


@pytest.mark.rule("RUN-NO-STRAND")
def test_a_run_that_goes_on_hands_over_what_stands():
    walker = at_step("4.2.3.2")
    walker.table.runs[walker.run].holds["recovered status"].standing = 6
    before = walker.run
    walker.until("4.2.3.2").complete("4.2.2.10")
    walker.fill("4.2.3.2")
    entries = complete(walker, "4.2.3.2", 0)
    following = entries[-1].body["run"]
    assert walker.table.runs[following].holds["recovered status"].standing == 6
    assert walker.table.runs[following].holds["recovered status"].before == "commissioned"
    assert walker.table.runs[before].holds == {}
    assert walker.table.runs[before].followed_by == following
    then = Walker(walker.table, following).go()
    assert then.status == "ended"


@pytest.mark.rule("RUN-NO-STRAND")
def test_a_run_is_not_stopped_while_something_stands():
    walker = at_step("4.2.1.4")
    stop = ask.StopRun(run=walker.run, by="P-01", second="P-02", reference="PMA 9", reason="the key was found")
    refused("RUN-NO-STRAND", walker.table.do, stop)
    leave(walker, "recovery status", 10)
    assert walker.table.do(stop)
