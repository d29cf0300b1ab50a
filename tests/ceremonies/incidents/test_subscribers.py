"""Several Subscribers in one incident, through a whole room: who is asked, and in which run."""

import pytest

from ceremonies.errors import Refused
from ceremonies.incidents.actions import AddCompromise
from ceremonies.parties.actions import PutParty
from ceremonies.parties.party import Party
from ceremonies.runbook.actions import Confirm
from tests.walker import INCIDENT, SUBSCRIBER, Walker, perform, room_of

FIRST = f"{INCIDENT}/1"
OTHER = Party(id="CALLUNA", name="Calluna Gas plc", party_roles=("Gas Transporter",), sros=("Nia Rees",))


@pytest.fixture
def table():
    table = room_of()
    perform(table.room, PutParty(by="P-01", party=OTHER, source="RA list"))
    return table


def add(table, subscriber=OTHER.id):
    action = AddCompromise(by="P-01", incident=INCIDENT, what="another key", subscriber=subscriber, notified_by="desk")
    return [entry.kind for entry in perform(table.room, action).entries]


def subscribers(table, run):
    return table.room.run(run).subscribers


def test_another_subscriber_is_asked_along_before_the_request_goes_out(table):
    assert subscribers(table, FIRST) == (SUBSCRIBER.id,)
    Walker(table, FIRST).until("3.2.K3")
    assert add(table) == ["compromise.added", "subscriber.joined"]
    assert subscribers(table, FIRST) == (SUBSCRIBER.id, OTHER.id)
    owed = [one for one in table.room.run(FIRST).open[0].tells if one.who == "Subscriber"]
    assert all(one.several for one in owed)


def test_another_subscriber_that_comes_later_is_asked_in_a_run_of_its_own(table):
    Walker(table, FIRST).until("3.2.K5")
    assert add(table) == ["compromise.added", "run.started"]
    assert subscribers(table, FIRST) == (SUBSCRIBER.id,)
    assert subscribers(table, f"{INCIDENT}/2") == (OTHER.id,)
    assert add(table) == ["compromise.added"]


@pytest.mark.rule("PARTY")
def test_each_subscriber_is_answered_for_by_its_own_people(table):
    add(table)
    walker = Walker(table, FIRST).until("3.2.K5")
    said = {"run": FIRST, "step": "3.2.K5", "by": "P-01", "outcome": "believed, recover", "means": "telephone"}
    mine = Confirm(**said, party=OTHER.id, person="Mair Evans", role="SMKI SRO")
    with pytest.raises(Refused, match="may not confirm for Calluna"):
        perform(table.room, mine)
    perform(table.room, Confirm(**said, party=OTHER.id, person="Nia Rees", role="SMKI SRO"))
    (step,) = table.room.run(walker.run).open
    assert step.confirmation == "BOREALIS: not yet; CALLUNA: believed, recover"
