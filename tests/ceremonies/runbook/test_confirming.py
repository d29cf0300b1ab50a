from datetime import timedelta

import pytest

from ceremonies.errors import Refused
from ceremonies.parties.party import Party
from ceremonies.parties.state import PartiesState
from ceremonies.runbook import actions as ask
from ceremonies.runbook.confirming import may_join
from tests.walker import SUBSCRIBER, Table, Walker, at_step

OTHER = Party(
    id="CALLUNA",
    name="Calluna Gas plc",
    party_roles=("Gas Transporter",),
    user_ids=("00-DB-12-34-56-78-90-A1",),
    sros=("Nia Rees",),
)
"""A second Subscriber, to whom Methods 1, 1A and 3 are open, but not Method 2."""
STEP = "3.2.K5"
SROS = {SUBSCRIBER.id: "Mair Evans", OTHER.id: "Nia Rees"}


def refused(rule, walker, action):
    with pytest.raises(Refused) as refusal:
        walker.table.do(action)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def two_subscribers():
    table = Table(parties=PartiesState(parties={one.id: one for one in (SUBSCRIBER, OTHER)}))
    table.subscribers = (SUBSCRIBER.id, OTHER.id)
    return table


@pytest.fixture
def walker():
    walker = at_step(STEP, two_subscribers())
    walker.fill(STEP)
    return walker


def confirm(walker, party, outcome="believed, recover", person=None):
    said = {} if outcome == "no answer" else {"person": person or SROS.get(party, "nobody"), "role": "SMKI SRO"}
    more = {"outcome": outcome, "party": party, "means": "telephone", **said}
    return ask.Confirm(run=walker.run, step=STEP, by="P-01", **more)


def complete(walker, branch, step=STEP, **more):
    return ask.Complete(run=walker.run, step=step, by="P-01", branch=branch, **more)


def branch_of(walker, outcome):
    return next(n for n, way in enumerate(walker.table.book.step(STEP).next) if way.confirmed == outcome)


def shown(walker):
    (at,) = [one for one in walker.table.view(walker.run).open if one.id == STEP]
    return at


@pytest.mark.rule("PARTY")
def test_each_subscriber_answers_by_its_own_people(walker):
    assert "BOREALIS, CALLUNA" in refused("PARTY", walker, confirm(walker, ""))
    refused("PARTY", walker, confirm(walker, "NOBODY"))
    refused("PARTY", walker, confirm(walker, OTHER.id, person="Mair Evans"))
    walker.table.do(confirm(walker, OTHER.id))
    assert shown(walker).confirmation == "BOREALIS: not yet; CALLUNA: believed, recover"
    walker.table.do(confirm(walker, SUBSCRIBER.id))
    assert shown(walker).confirmation == "BOREALIS: believed, recover; CALLUNA: believed, recover"


def test_those_who_answered_alike_go_on_together(walker):
    for party in SROS:
        walker.table.do(confirm(walker, party))
    (entry,) = walker.table.do(complete(walker, branch_of(walker, "believed, recover")))
    assert "subscribers" not in entry.body
    assert walker.table.runs[walker.run].subscribers == [SUBSCRIBER.id, OTHER.id]


@pytest.mark.rule("RUN-CONFIRM")
def test_who_has_not_answered_goes_on_in_a_run_of_its_own_with_the_time_it_has_left(walker):
    walker.table.do(confirm(walker, SUBSCRIBER.id))
    assert shown(walker).missing == ()
    done, apart = walker.table.do(complete(walker, branch_of(walker, "believed, recover")))
    assert (done.kind, apart.kind) == ("step.completed", "run.started")
    assert walker.table.runs[walker.run].subscribers == [SUBSCRIBER.id]
    other = Walker(walker.table, apart.body["run"])
    assert walker.table.runs[other.run].subscribers == [OTHER.id]
    assert [one.id for one in walker.table.view(other.run).open] == [STEP]
    assert "hours" in refused("RUN-CONFIRM", other, confirm(other, OTHER.id, "no answer"))
    walker.table.now += timedelta(hours=25)
    (overdue,) = walker.table.view(other.run).deadlines
    assert overdue.state == "overdue"
    other.table.do(confirm(other, OTHER.id, "no answer"))
    other.fill(STEP)
    other.table.do(complete(other, branch_of(other, "no answer")))
    assert [one.id for one in walker.table.view(other.run).open] == ["3.2.K7"]


@pytest.mark.rule("RUN-CONFIRM")
def test_who_answered_otherwise_goes_its_own_way_with_its_answer(walker):
    walker.table.do(confirm(walker, SUBSCRIBER.id))
    walker.table.do(confirm(walker, OTHER.id, "believed, no recovery"))
    said = refused("RUN-CONFIRM", walker, complete(walker, branch_of(walker, "not believed")))
    assert "CALLUNA says 'believed, no recovery'" in said
    _, apart = walker.table.do(complete(walker, branch_of(walker, "believed, recover")))
    other = Walker(walker.table, apart.body["run"])
    assert shown(other).confirmation == "believed, no recovery"
    other.fill(STEP)
    other.table.do(complete(other, branch_of(other, "believed, no recovery")))
    assert [one.id for one in walker.table.view(other.run).open] == ["3.2.K8"]


@pytest.mark.rule("PARTY")
def test_a_method_is_chosen_for_those_who_may_use_it(walker):
    for party in SROS:
        walker.table.do(confirm(walker, party))
    walker.table.do(complete(walker, branch_of(walker, "believed, recover")))
    walker.until("4.K1")
    walker.fill("4.K1")
    method_2 = next(n for n, way in enumerate(walker.table.book.step("4.K1").next) if way.to == "4.2.1")
    refused("PARTY", walker, complete(walker, method_2, "4.K1"))
    refused("PARTY", walker, complete(walker, method_2, "4.K1", party=OTHER.id))
    refused("PARTY", walker, complete(walker, method_2, "4.K1", party="NOBODY"))
    entries = walker.table.do(complete(walker, method_2, "4.K1", party=SUBSCRIBER.id))
    runs = {one.body["section"]: one.body for one in entries if one.kind == "run.started"}
    assert (runs["4.2"]["subscribers"], runs["4"]["subscribers"]) == ([SUBSCRIBER.id], [OTHER.id])
    assert runs["4.2"]["run"] != runs["4"]["run"]
    assert runs["4"]["opens"] == ["4.K1"]


@pytest.mark.rule("PARTY")
def test_at_other_steps_all_subscribers_go_on_together():
    walker = at_step("3.2.K2", two_subscribers())
    walker.fill("3.2.K2")
    refused("PARTY", walker, complete(walker, 0, "3.2.K2", party=OTHER.id))


@pytest.mark.rule("TELL")
def test_each_of_several_subscribers_is_asked():
    walker = at_step("3.2.K4", two_subscribers())
    (owed,) = [one for one in walker.table.view(walker.run).open[0].tells if one.who == "Subscriber"]
    assert owed.several
    alone = ask.NameRecipients(run=walker.run, step="3.2.K4", by="P-01", tell=owed.number, recipients=("Mair Evans",))
    assert "2 Subscribers (BOREALIS, CALLUNA)" in refused("TELL", walker, alone)
    walker.fill("3.2.K4")
    assert walker.table.do(complete(walker, 0, "3.2.K4"))


def test_another_subscriber_is_asked_along_until_the_request_has_gone_out():
    walker = at_step("3.2.K4")
    assert may_join(walker.table.runs[walker.run], walker.table.book)
    walker.complete("3.2.K4")
    assert not may_join(walker.table.runs[walker.run], walker.table.book)
    assert not may_join(at_step("4.2.1.1").table.runs["TEST-0042/1"], walker.table.book)


@pytest.mark.rule("RUN-CONFIRM")
def test_where_no_answer_came_nobody_has_to_say_who_gave_it():
    walker = at_step(STEP)
    for item in shown(walker).items:
        walker.table.do(ask.Tick(run=walker.run, step=STEP, by="P-01", item=item.id))
    walker.table.do(
        ask.Excuse(run=walker.run, step=STEP, by="P-01", tell=0, recipient="DCC", reason="there is no answer to tell")
    )
    walker.table.now += timedelta(hours=25)
    walker.table.do(ask.Confirm(run=walker.run, step=STEP, by="P-01", outcome="no answer"))
    assert shown(walker).missing == ()
    assert not any(one.required for one in shown(walker).records)
    walker.table.do(complete(walker, branch_of(walker, "no answer")))
    again = at_step(STEP)
    again.fill(STEP)
    again.table.runs[again.run].open[STEP].facts.clear()
    said = {"outcome": "believed, recover", "person": "Mair Evans", "role": "SMKI SRO", "means": "email"}
    again.table.do(ask.Confirm(run=again.run, step=STEP, by="P-01", **said))
    refused("STEP-RECORD", again, complete(again, 0))
