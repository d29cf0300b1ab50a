import pytest

from ceremonies.incidents.actions import OfferCommand, TakeCommand
from ceremonies.incidents.view import brief_of
from ceremonies.runbook import actions as ask
from tests.walker import INCIDENT, Walker, at_step, perform, room_of


def test_an_incident_is_shown_with_its_compromises_its_runs_and_who_commands():
    table = room_of()
    view = table.room.incident(INCIDENT)
    assert [(one.what, one.subscriber) for one in view.compromises] == [("a key", "BOREALIS")]
    assert [run.run for run in view.runs] == [f"{INCIDENT}/1"]
    assert (view.commander, view.offered_to, view.closed_at, view.handovers) == ("P-01", "", "", 0)


def test_a_handover_is_counted_and_the_offer_shown_until_it_is_taken():
    room = room_of().room
    perform(room, OfferCommand(by="P-01", incident=INCIDENT, to="P-02", note="the night shift"))
    view = room.incident(INCIDENT)
    assert (view.offered_to, view.offer_note) == ("P-02", "the night shift")
    perform(room, TakeCommand(by="P-02", incident=INCIDENT))
    view = room.incident(INCIDENT)
    assert (view.commander, view.offered_to, view.handovers) == ("P-02", "", 1)


@pytest.mark.rule("HANDOVER")
def test_the_brief_has_open_steps_decisions_deadlines_who_was_not_told_what_stands_and_evidence():
    walker = at_step("4.2.1.4")
    walker.decide("4.2.1.4", "amend", amendments={"4.2.2.7": "in writing"})
    walker.table.do(ask.Attach(run=walker.run, step="4.2.1.4", by="P-01", name="a.csv", digest="ab" * 32, size=1))
    request = at_step("3.2.K5", walker.table)
    brief = brief_of((walker.table.view(walker.run), walker.table.view(request.run)))
    assert brief.open_steps[0].startswith("TEST-0042/1 4.2.1.4 ")
    assert brief.decisions == ("TEST-0042/1 D-1 PMA 7: amend",)
    assert brief.deadlines[0].startswith("TEST-0042/2 Subscriber's confirmation, due Tue 3 Mar 2026 ")
    assert brief.standing == ("TEST-0042/1 10 recovery status",)
    assert (brief.evidence, brief.deviations) == (1, 0)
    assert set(brief.facts()) == {
        "open_steps",
        "decisions",
        "deadlines",
        "not_told",
        "standing",
        "evidence",
        "deviations",
    }


def test_the_brief_leaves_out_what_a_run_that_was_taken_over_owed():
    walker = at_step("4.2.3.2")
    first = walker.run
    declare = ask.DeclareRecovered(run=first, step="4.2.2.10", by="P-01", outcome="not successful", not_recovered=10)
    walker.table.do(declare)
    walker.complete("4.2.2.10")
    walker.fill("4.2.3.2")
    assert brief_of((walker.table.view(first),)).deadlines
    walker.table.do(ask.Complete(run=first, step="4.2.3.2", by="P-01", branch=0))
    assert brief_of((walker.table.view(first),)).deadlines == ()


def test_a_closed_incident_says_when_and_why():
    table = room_of()
    Walker(table, f"{INCIDENT}/1").until("3.1.K3").go()
    view = table.room.incident(INCIDENT)
    assert view.closed_at > view.raised_at
    assert view.closed_because.endswith("carried out to its end")
