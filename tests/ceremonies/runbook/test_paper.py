from datetime import timedelta

import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.times import to_iso
from tests.walker import Table, at_step

WEIGHED = ask.PaperWeighing(reference="RA sheet 7", decided_by=("Ada Bell", "Cy Dunn"))
DECIDED = ask.PaperDecision(reference="PMA-2026-9", received_by=("Ada Bell", "Cy Dunn"))


def refused(rule, act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def state_of(walker):
    return walker.table.runs[walker.run]


def about_to_close(table):
    """A run with nothing left but to close the Incident."""
    walker = at_step("3.1.K3", table)
    while state_of(walker).open.keys() - {"3.1.K3"}:
        walker.step()
    walker.leave_all()
    return walker


def paper(walker, *steps, second="P-02"):
    return walker.table.do(ask.EnterPaper(run=walker.run, by="P-01", second=second, steps=steps))


def on_paper(walker, step, minutes, **more):
    return ask.PaperStep(
        step=step, happened_at=to_iso(walker.table.now - timedelta(minutes=minutes)), who="Cy Dunn", **more
    )


def counted(what, amount, before=""):
    return ask.PaperCount(what=what, amount=amount, before=before)


def more(step):
    return {"weighing": WEIGHED} if step == "4.2.2.4" else {}


@pytest.mark.rule("RUN-NEVER-STOPS")
def test_what_was_done_on_paper_is_entered_in_one_pass_and_signed_by_two():
    walker = at_step("4.2.2.2")
    steps = [f"4.2.2.{n}" for n in (2, 3, 4, 5, 6)]
    standing = {what: hold.standing for what, hold in state_of(walker).holds.items()}
    counts = {
        "4.2.2.2": (ask.PaperCount(what="Subscriber thresholds", amount=0), counted("DCC thresholds", 1, "mode 8: 0")),
        "4.2.2.3": (counted("custodians called", -standing["custodians called"]),),
        "4.2.2.5": (counted("recovered status", 3, "commissioned"),),
    }
    walker.table.now += timedelta(hours=3)
    (entry,) = paper(
        walker,
        *[on_paper(walker, step, 60 - n, counts=counts.get(step, ()), **more(step)) for n, step in enumerate(steps)],
    )
    holds = state_of(walker).holds
    assert holds["recovered status"].standing == 3
    assert holds["recovered status"].before == "commissioned"
    assert holds["custodians called"].standing == 0
    assert entry.by == ("P-01", "P-02")
    assert [one.step for one in state_of(walker).done][-5:] == steps
    assert list(state_of(walker).open) == ["4.2.2.7", "4.2.2.8", "4.2.2.9"]
    mark = state_of(walker).done[-1].completed
    assert mark.at < mark.recorded_at
    assert walker.go().status == "ended"


@pytest.mark.rule("RUN-NEVER-STOPS")
def test_paper_follows_a_call_and_comes_back():
    walker = at_step("3.4.2.K4")
    steps = [("3.4.2.K4", 0)] + [(f"3.4.3.{n}", 0) for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11)]
    decided = {"3.4.3.6": {"decision": DECIDED}}
    lines = [
        on_paper(walker, step, 50 - n, branch=branch, **decided.get(step, {})) for n, (step, branch) in enumerate(steps)
    ]
    paper(walker, *lines)
    assert list(state_of(walker).open) == ["3.4.2.K5"]


@pytest.mark.rule("RUN-NEVER-STOPS")
def test_paper_names_steps_that_were_open_then_and_leaves_the_end_to_this_program():
    walker = at_step("4.2.2.2")
    refused("RUN-NEVER-STOPS", paper, walker)
    assert "4.2.2.9" in refused("RUN-NEVER-STOPS", paper, walker, on_paper(walker, "4.2.2.9", 5))
    last = about_to_close(Table())
    refused("RUN-NEVER-STOPS", paper, last, on_paper(last, "3.1.K3", 5))


@pytest.mark.rule("RUN-NO-STRAND")
def test_what_was_set_on_paper_stands_until_it_is_put_back():
    walker = at_step("4.2.1.3")
    nine, back = counted("recovery status", 9), counted("recovery status", -9)
    assert "recovery status" in refused("OUTSIDE", paper, walker, on_paper(walker, "4.2.1.3", 5, weighing=WEIGHED))
    refused("TEXT", paper, walker, on_paper(walker, "4.2.1.3", 5, counts=(nine,), weighing=WEIGHED))
    refused("OUTSIDE", paper, walker, on_paper(walker, "4.2.1.3", 5, counts=(back,), weighing=WEIGHED))
    nine = counted("recovery status", 9, "commissioned")
    paper(walker, on_paper(walker, "4.2.1.3", 5, counts=(nine,), weighing=WEIGHED))
    stop = ask.StopRun(run=walker.run, by="P-01", second="P-02", reference="PMA 3", reason="not worth it")
    assert "9 of recovery status" in refused("RUN-NO-STRAND", walker.table.do, stop)


@pytest.mark.rule("GATE-RISKS")
def test_a_gated_step_on_paper_was_weighed_here_or_on_paper_by_two():
    walker = at_step("4.2.1.3")
    nine = counted("recovery status", 9, "commissioned")
    assert "Weigh" in refused("GATE-RISKS", paper, walker, on_paper(walker, "4.2.1.3", 5, counts=(nine,)))
    not_to = ask.PaperWeighing(reference="RA 7", decided_by=("Ada Bell", "Cy Dunn"), conclusion="do not act")
    assert "not to act" in refused(
        "GATE-RISKS", paper, walker, on_paper(walker, "4.2.1.3", 5, counts=(nine,), weighing=not_to)
    )
    alone = ask.PaperWeighing(reference="RA 7", decided_by=("Ada Bell", "ada bell"))
    refused("TWO-PEOPLE", paper, walker, on_paper(walker, "4.2.1.3", 5, counts=(nine,), weighing=alone))
    nameless = ask.PaperWeighing(reference=" ", decided_by=("Ada Bell", "Cy Dunn"))
    refused("TEXT", paper, walker, on_paper(walker, "4.2.1.3", 5, counts=(nine,), weighing=nameless))
    paper(walker, on_paper(walker, "4.2.1.3", 5, counts=(nine,), weighing=WEIGHED))
    (weighing,) = [one for one in state_of(walker).weighings if one["step"] == "4.2.1.3"]
    assert (weighing["paper"], weighing["decided_by"]) == ("RA sheet 7", ["Ada Bell", "Cy Dunn"])
    refused("GATE-RISKS", paper, walker, on_paper(walker, "4.2.1.4", 4, weighing=WEIGHED))


def test_what_was_weighed_here_before_holds_for_what_was_done_on_paper():
    walker = at_step("4.2.1.3")
    walker.weigh("4.2.1.3")
    assert paper(walker, on_paper(walker, "4.2.1.3", 0, counts=(counted("recovery status", 9, "commissioned"),)))


@pytest.mark.rule("DECISION")
def test_a_decision_on_paper_has_its_reference_and_two_names_and_leads_the_way_it_says():
    walker = at_step("4.2.1.7")
    assert "Record the SMKI PMA's decision" in refused(
        "DECISION", paper, walker, on_paper(walker, "4.2.1.7", 5, weighing=WEIGHED)
    )
    paper(walker, on_paper(walker, "4.2.1.7", 5, weighing=WEIGHED, decision=DECIDED))
    newest = state_of(walker).decisions[-1]
    assert (newest["reference"], newest["outcome"], newest["received_by"]) == (
        "PMA-2026-9",
        "act",
        ["Ada Bell", "Cy Dunn"],
    )
    out = next(n for n, way in enumerate(walker.table.book.step("4.2.1.8").next) if way.to == "4.2.1.K1")
    refused("RUN-NO-STRAND", paper, walker, on_paper(walker, "4.2.1.8", 4, branch=out))
    paper(walker, on_paper(walker, "4.2.1.8", 4, branch=1 - out))


@pytest.mark.rule("TWO-PEOPLE")
@pytest.mark.parametrize("second", ["", "P-01"])
def test_what_is_entered_from_paper_is_signed_by_two(second):
    walker = at_step("4.2.1.2")
    refused("TWO-PEOPLE", paper, walker, on_paper(walker, "4.2.1.2", 1), second=second)


@pytest.mark.rule("RUN-CONFIRM")
def test_paper_names_who_confirmed_before_it_goes_on_from_the_confirmation():
    walker = at_step("3.2.K5")
    assert "1 3.2.K6; 2 3.2.K8" in refused("RUN-NEVER-STOPS", paper, walker, on_paper(walker, "3.2.K5", 5))
    refused("RUN-CONFIRM", paper, walker, on_paper(walker, "3.2.K5", 5, branch=0))


@pytest.mark.rule("TIME-HAPPENED")
def test_paper_can_t_tell_of_what_lies_ahead():
    walker = at_step("4.2.2.2")
    refused("TIME-HAPPENED", paper, walker, on_paper(walker, "4.2.2.2", -5))
