from datetime import timedelta

import pytest

from ceremonies import showing
from ceremonies.errors import Refused, Unverified
from ceremonies.known import Known
from ceremonies.ledger.port import StreamRow
from ceremonies.people.actions import AddSlot, RemoveSlot
from tests.fakes import START
from tests.walker import INCIDENT, MemoryWorkspace, perform, room_of

RUN = f"{INCIDENT}/1"


@pytest.fixture(scope="module")
def room():
    """A room that is only looked at."""
    return room_of().room


def test_the_first_screen_of_an_empty_workspace_shows_nobody_and_nothing():
    home = showing.home(Known(MemoryWorkspace()), START)
    assert (home.entries, home.people, home.incidents, home.sitting) == (0, 0, (), 0)


def test_the_first_screen_shows_incidents_and_who_is_here(room):
    home = showing.home(room, START)
    assert [one.incident for one in home.incidents] == [INCIDENT]
    assert (home.present, home.sitting, home.entries) == (("P-01", "P-02"), 1, room.ledger.size)


def test_whoever_reads_without_a_sitting_sees_who_is_enrolled_and_nobody_here(room):
    known = Known(room.workspace)
    assert [(one.id, one.present, one.since) for one in showing.persons(known)] == [
        ("P-01", False, ""),
        ("P-02", False, ""),
    ]
    assert all(one.present and one.since for one in showing.persons(room))


def test_all_that_is_shown_of_an_incident_is_of_one_moment(room):
    then = START + timedelta(days=3)
    shown = showing.incident_view(room, INCIDENT, then)
    assert [one.run for one in shown.runs] == [RUN]
    assert shown.runs[0] == showing.run_view(room, RUN, then)


def test_what_there_is_none_of_is_not_shown(room):
    with pytest.raises(Refused, match="RUN: There is no run"):
        showing.run_view(room, f"{INCIDENT}/9", START)
    with pytest.raises(Refused, match="INCIDENT: There is no incident"):
        showing.incident_view(room, "TEST-9", START)


def test_a_damaged_row_is_said_in_a_sentence():
    workspace = MemoryWorkspace()
    workspace.ledger._streams["run/X/1"] = StreamRow("run/X/1", 0, 1, "{}")
    with pytest.raises(Unverified, match="rebuild"):
        showing.home(Known(workspace), START)


@pytest.mark.rule("KEY-SLOTS")
def test_a_key_slot_that_a_crash_kept_from_being_made_is_shown_with_what_mends_it():
    room = room_of().room
    assert showing.home(room, START).slots_say == ()
    perform(room, AddSlot(by="P-01", second="P-02", person="P-02"))
    (says,) = showing.home(room, START).slots_say
    assert says.startswith("Cy Dunn (P-02) was given a key slot that is missing")
    assert "Add the slot again" in says
    room.workspace.slots += ("P-02",)
    assert showing.home(room, START).slots_say == ()


@pytest.mark.rule("KEY-SLOTS")
def test_a_key_slot_that_a_crash_kept_from_being_taken_away_is_shown_too():
    room = room_of().room
    room.workspace.slots += ("P-02",)
    perform(room, AddSlot(by="P-01", second="P-02", person="P-02"))
    perform(room, RemoveSlot(by="P-01", second="P-02", person="P-02", reason="they leave"))
    (says,) = showing.home(room, START).slots_say
    assert says.startswith("Cy Dunn (P-02) can still open the workspace")
