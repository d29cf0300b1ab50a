"""Command of an incident: nobody declines it in another's name, and it isn't lost with whoever has it."""

import pytest

from ceremonies.errors import Refused
from ceremonies.incidents import actions as ask
from ceremonies.incidents.decide import IncidentFacts, decide
from ceremonies.incidents.state import IncidentState
from ceremonies.parties.state import PartiesState
from ceremonies.runbook.facts import RunFacts
from ceremonies.runbook.state import Mark
from tests.fakes import START
from tests.walker import the_book

REFERENCE = "TEST-0042"


def decided(state, action, *present):
    run_facts = RunFacts(book=the_book(), parties=PartiesState())
    facts = IncidentFacts(
        run_facts=run_facts, rehearsal=True, known=frozenset(), present=frozenset(present), going=(f"{REFERENCE}/1",)
    )
    (ruling,) = decide(state, facts, action, START)
    return ruling


def commanded_by(person, offered_to=""):
    mark = Mark(1, "2026-03-02T09:30:00.000000Z", (person,))
    return IncidentState(incident=REFERENCE, raised=mark, commander=person, offered_to=offered_to)


def test_who_declines_command_signs_for_it():
    action = ask.DeclineCommand(by="P-02", incident=REFERENCE, reason="off duty")
    assert decided(commanded_by("P-01", "P-02"), action, "P-01", "P-02").signed_by == ("P-02",)


def test_command_of_somebody_who_is_gone_is_offered_by_another_who_says_why():
    state = commanded_by("P-01")
    offer = ask.OfferCommand(by="P-03", incident=REFERENCE, to="P-02", note="Taken ill at 14:05")
    with pytest.raises(Refused, match="who has command and is here"):
        decided(state, offer, "P-01", "P-02", "P-03")
    ruling = decided(state, offer, "P-02", "P-03")
    assert ruling.signed_by == ("P-03",)
    assert ruling.body == {"from": "P-01", "to": "P-02", "note": "Taken ill at 14:05"}
    with pytest.raises(Refused, match="who isn't here is empty"):
        decided(state, ask.OfferCommand(by="P-03", incident=REFERENCE, to="P-02"), "P-02", "P-03")
