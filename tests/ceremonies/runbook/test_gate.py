import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.gate import WHAT_IT_DOES
from tests.walker import at_step, the_book

GATED = [
    "4.1.1.1",
    "4.1.2.6",
    "4.1A.2.6",
    "4.2.1.1",
    "4.2.1.3",
    "4.2.1.7",
    "4.2.2.4",
    "4.2.2.10",
    "4.3.1.1",
    "4.3.1.3",
    "4.3.1.7",
    "5.1.1",
    "5.1.4",
    "5.1.6",
    "5.2.1",
    "5.2.8",
    "6.1.3.3",
    "6.2.3.2",
    "6.3.1.7",
]
"""The steps before which the risks are weighed, also where the text names no gate (rule GATE-RISKS)."""


def refused(walker, action):
    with pytest.raises(Refused) as refusal:
        walker.table.do(action)
    assert refusal.value.rule == "GATE-RISKS"
    return refusal.value.sentence


def put(walker, step, amount):
    return ask.PutInForce(
        run=walker.run, step=step, by="P-01", what="recovery status", amount=amount, before="commissioned", detail="SMI"
    )


def fill_but_the_gate(walker, step):
    walker.fill(step)
    walker.table.runs[walker.run].open[step].weighed = None


@pytest.mark.rule("GATE-RISKS")
@pytest.mark.parametrize("step", GATED)
def test_no_gated_step_is_completed_before_the_risks_are_weighed(step):
    walker = at_step(step)
    fill_but_the_gate(walker, step)
    assert "Two people sign" in refused(walker, ask.Complete(run=walker.run, step=step, by="P-01"))


@pytest.mark.rule("GATE-RISKS")
def test_7_1_has_its_gate_too():
    book = the_book()
    assert [one.id for section in book.part("7.1") for one in section.steps if one.gate] == ["7.1.K4"]


@pytest.mark.rule("GATE-RISKS")
def test_the_act_waits_for_a_conclusion_to_act():
    walker = at_step("4.2.1.3")
    refused(walker, put(walker, "4.2.1.3", 5))
    walker.weigh("4.2.1.3", "wait", wait_until="17:00")
    assert "wait until 17:00" in refused(walker, put(walker, "4.2.1.3", 5))
    walker.weigh("4.2.1.3", "do not act")
    refused(walker, put(walker, "4.2.1.3", 5))
    assert walker.table.do(put(walker, "4.2.1.3", 0))
    walker.weigh("4.2.1.3", "act")
    assert walker.table.do(put(walker, "4.2.1.3", 5))


@pytest.mark.rule("GATE-RISKS")
def test_a_request_that_is_better_not_made_is_not_made():
    walker = at_step("4.2.1.1")
    walker.fill("4.2.1.1")
    walker.weigh("4.2.1.1", "do not act")
    refused(walker, ask.Complete(run=walker.run, step="4.2.1.1", by="P-01"))
    other = at_step("4.1.1.1")
    other.fill("4.1.1.1")
    other.weigh("4.1.1.1", "do not act")
    refused(other, ask.Complete(run=other.run, step="4.1.1.1", by="P-01", branch=0))
    assert other.table.do(ask.Complete(run=other.run, step="4.1.1.1", by="P-01", branch=1))


@pytest.mark.rule("GATE-RISKS")
def test_a_weighing_belongs_to_a_gated_step_and_counts_real_meters():
    walker = at_step("4.2.1.2")
    with pytest.raises(Refused, match="behind no gate"):
        walker.weigh("4.2.1.2")
    other = at_step("4.2.1.1")
    with pytest.raises(Refused, match="can't be negative"):
        other.weigh("4.2.1.1", esme_prepayment=-1)


@pytest.mark.rule("GATE-RISKS")
@pytest.mark.parametrize("field", ["if_we_act", "if_we_do_not", "supply_chain", "done_for_prepayment"])
def test_both_sides_are_weighed_and_prepayment_and_the_supply_chain_are_thought_of(field):
    walker = at_step("4.2.1.1")
    with pytest.raises(Refused) as refusal:
        walker.weigh("4.2.1.1", **{field: " "})
    assert refusal.value.rule == "TEXT"


@pytest.mark.rule("GATE-RISKS")
def test_what_the_act_does_stands_in_the_entry_with_both_who_decided():
    walker = at_step("4.2.2.4")
    walker.weigh("4.2.2.4", review_at="tomorrow at nine", objection="the meters are in Wales")
    body = walker.table.runs[walker.run].weighings[-1]
    assert body["what_it_does"] == WHAT_IT_DOES["access control broker"]
    assert body["decided_by"] == ["P-01", "P-02"]
    assert body["review_at"] == "tomorrow at nine"


@pytest.mark.rule("GATE-RISKS")
def test_a_gated_step_opens_ahead_once_the_risks_were_weighed():
    walker = at_step("4.1.1.1")
    refused(walker, ask.OpenBeside(run=walker.run, by="P-01", step="4.1.2.6"))
    assert "4.1.2.6" not in walker.table.view(walker.run).also
    walker.weigh("4.1.1.1")
    assert "4.1.2.6" in walker.table.view(walker.run).also
    assert walker.table.do(ask.OpenBeside(run=walker.run, by="P-01", step="4.1.2.6"))


@pytest.mark.rule("GATE-RISKS")
def test_the_decision_to_act_comes_after_its_weighing():
    walker = at_step("4.2.1.7")
    with pytest.raises(Refused) as refusal:
        walker.decide("4.2.1.7")
    assert refusal.value.rule == "GATE-RISKS"
    walker.weigh("4.2.1.7")
    walker.decide("4.2.1.7")
