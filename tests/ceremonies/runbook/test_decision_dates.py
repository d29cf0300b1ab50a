"""The dates that an SMKI PMA decision sets run as deadlines until what they order is done (rule TIME-FROM)."""

import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from tests.records import enrol_two, make_workspace, perform, raise_incident, room_in


@pytest.fixture
def run(tmp_path):
    with make_workspace(tmp_path / "workspace") as workspace:
        room = room_in(workspace)
        enrol_two(room)
        yield room, raise_incident(room)


def decide(room, run, **said):
    facts = {"reference": "PMA-7", "outcome": "act", "timescales": "as proposed", "second": "P-02", **said}
    perform(room, ask.Decide(run=run, step=room.run(run).open[0].id, by="P-01", **facts))


def due(room, run):
    return {one.name: one.due for one in room.run(run).deadlines if not one.step and not one.met_at}


def test_a_day_runs_to_its_end_in_london_and_a_time_to_the_minute(run):
    room, name = run
    orders = (ask.Order("revoke the old Certificate", "2027-07-01"), ask.Order("destroy the key", "once all is proven"))
    decide(room, name, recovery_by="2027-06-30 17:00", orders=orders)
    assert due(room, name) == {
        "recovery by the SMKI PMA's deadline (D-1)": "2027-06-30T16:00:00.000000Z",
        "revoke the old Certificate (D-1)": "2027-07-01T23:00:00.000000Z",
    }


def test_a_later_decision_replaces_the_deadline_for_recovery(run):
    room, name = run
    decide(room, name, recovery_by="2027-06-30")
    decide(room, name, recovery_by="2027-08-31")
    assert list(due(room, name)) == ["recovery by the SMKI PMA's deadline (D-2)"]


def test_what_is_ordered_is_kept_once_it_is_recorded_as_done(run):
    room, name = run
    decide(room, name, orders=(ask.Order("revoke the old Certificate", "2027-07-01"),))
    kept = ask.KeepDate(run=name, by="P-01", name="revoke the old Certificate (D-1)", note="CRL 12, by the DCC")
    perform(room, kept)
    assert due(room, name) == {}
    with pytest.raises(Refused) as refusal:
        perform(room, kept)
    assert refusal.value.rule == "TIME-FROM"


def test_a_deadline_for_recovery_that_is_no_date_is_asked_for_again(run):
    with pytest.raises(Refused) as refusal:
        decide(*run, recovery_by="soon")
    assert refusal.value.rule == "DECISION"
