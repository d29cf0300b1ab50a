import base64

import pytest

from ceremonies.errors import Unverified
from ceremonies.incidents.actions import StartRun
from ceremonies.known import Known
from ceremonies.ledger.port import StreamRow
from ceremonies.sittings.state import SittingState
from tests.walker import INCIDENT, MemoryWorkspace, perform, room_of


@pytest.fixture(scope="module")
def room():
    """A room that is only read."""
    return room_of().room


@pytest.fixture
def known(room):
    """What a program knows that opens the same folder again."""
    return Known(room.workspace)


def test_of_an_empty_record_nothing_is_known():
    known = Known(MemoryWorkspace())
    assert (known.newest(), known.last_recorded_at(), known.public_of("P-01")) == (None, None, None)
    assert (known.rows(), known.runs_of(INCIDENT), known.continues) == ({}, (), "")
    assert known.next_run(INCIDENT) == f"{INCIDENT}/1"


def test_what_is_known_is_the_same_for_whoever_reads_the_record_again(room, known):
    for stream in ("people", "parties", "calendar", f"incident/{INCIDENT}", f"run/{INCIDENT}/1", "sitting/0001"):
        assert known.state(stream) == room.state(stream)
    assert known.rows() == room.rows()


def test_a_fold_is_made_once(known):
    assert known.state("people") is known.people
    assert known.state("parties") is known.parties
    assert known.state("calendar") is known.calendar


def test_whoever_only_reads_has_no_sitting_of_their_own(room, known):
    assert known.sitting == SittingState()
    assert room.sitting.number == 1


def test_the_newest_entry_is_the_one_that_was_written_last(room, known):
    assert known.newest() == list(room.ledger.entries())[-1]
    assert known.last_recorded_at().tzinfo is not None


def test_a_person_is_shown_by_name_and_id_and_a_stranger_by_what_they_are_called(known):
    assert known.shown("P-01") == "Ada Bell (P-01)"
    assert known.shown("the Service Desk") == "the Service Desk"


def test_a_person_s_public_key_is_the_one_that_the_record_names_now(known):
    assert base64.b64encode(known.public_of("P-01")).decode() == known.people.people["P-01"].public
    assert known.public_of("P-09") is None


def test_an_incident_s_runs_are_counted_apart_from_those_of_one_whose_name_begins_alike():
    room = room_of().room
    perform(room, StartRun(by="P-01", second="P-02", incident=INCIDENT, section="8.1", because="a test"))
    assert room.runs_of(INCIDENT) == (f"{INCIDENT}/1", f"{INCIDENT}/2")
    assert room.runs_of("TEST-004") == ()
    assert room.next_run(INCIDENT) == f"{INCIDENT}/3"


def test_a_procedure_is_the_program_s_own_or_the_copy_that_was_kept(known):
    current = known.current_book()
    assert known.book(current.digest) is current
    known.workspace.evidence.kept["ab" * 32] = current.to_json()
    assert known.book("ab" * 32).digest == current.digest


def test_a_damaged_row_is_said_in_a_sentence():
    workspace = MemoryWorkspace()
    workspace.ledger._streams["people"] = StreamRow("people", 0, 1, "[not json")
    with pytest.raises(Unverified, match="rebuild"):
        Known(workspace).rows()
