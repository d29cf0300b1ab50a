"""Where a person stands: the views are of one moment, and a step that is no longer open gives way to one that is."""

import pytest

from app.standing import where
from ceremonies.errors import Refused
from tests.walker import INCIDENT, Walker, room_of

RUN = f"{INCIDENT}/1"


def test_home_has_no_incident_no_run_and_no_step():
    at = where(room_of().room, by="P-01")
    assert (at.incident, at.run, at.step, at.by) == (None, None, None, "P-01")
    assert at.home.present == ("P-01", "P-02")
    assert [one.id for one in at.people] == ["P-01", "P-02"]


def test_a_run_brings_its_incident_and_its_first_open_step():
    at = where(room_of().room, by="P-01", run=RUN)
    assert at.run.run == RUN
    assert at.incident.incident == INCIDENT
    assert at.step == at.run.open[0]


def test_an_incident_alone_brings_no_run():
    at = where(room_of().room, by="P-01", incident=INCIDENT)
    assert at.incident.incident == INCIDENT
    assert (at.run, at.step) == (None, None)


def test_the_step_at_hand_is_the_one_that_was_asked_for_while_it_is_open():
    table = room_of()
    walker = Walker(table, RUN)
    while len(table.room.run(walker.run).open) < 2:
        walker.step()
    wanted = table.room.run(walker.run).open[1].id
    assert where(table.room, by="P-01", run=walker.run, step=wanted).step.id == wanted


@pytest.mark.parametrize("gone", ["3.2.1", "4.2.9.99", ""])
def test_a_step_that_is_not_open_gives_way_to_one_that_is(gone):
    table = room_of()
    Walker(table, RUN).step()
    at = where(table.room, by="P-01", run=RUN, step=gone)
    assert at.step == at.run.open[0]


def test_a_run_that_has_ended_has_no_step_at_hand():
    table = room_of()
    Walker(table, RUN).until("4.2.1.1")
    assert table.room.run(RUN).status == "ended"
    assert where(table.room, by="P-01", run=RUN).step is None


@pytest.mark.parametrize(("more", "rule"), [({"run": "TEST-0042/9"}, "RUN"), ({"incident": "TEST-9"}, "INCIDENT")])
def test_what_is_not_in_the_record_is_refused(more, rule):
    with pytest.raises(Refused) as refusal:
        where(room_of().room, by="P-01", **more)
    assert refusal.value.rule == rule
