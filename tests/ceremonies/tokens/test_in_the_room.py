"""The register through the one way in: actions, entries, work, and what a second start finds."""

import pytest

from app.wiring import SystemClock, SystemEntropy
from ceremonies.errors import Refused
from ceremonies.room import Room
from ceremonies.sittings.actions import SignIn
from ceremonies.tokens.actions import EndTokenWork, ProbeToken, SeeTokens, Sight
from ceremonies.tokens.enrolled import check_may_be_used
from ceremonies.tokens.state import STREAM
from ceremonies.verification import verify_record
from tests.ceremonies.tokens.register import GOOD, SOFTHSM, told
from tests.records import CHEAP, enrol_two, make_workspace, perform, room_in


@pytest.fixture
def workspace(tmp_path):
    made = make_workspace(tmp_path / "w")
    yield made
    made.close()


@pytest.fixture
def room(workspace):
    room = room_in(workspace)
    enrol_two(room)
    perform(room, SeeTokens(by="P-01", seen=(Sight(token=SOFTHSM),)))
    return room


def asked():
    return ProbeToken(by="P-01", label="soft", serial="42")


def test_a_token_is_tried_through_the_room_and_the_record_verifies(room, workspace):
    work = perform(room, asked()).work
    assert (work.stream, work.act) == (STREAM, "probe")
    results = told(SOFTHSM, checks=GOOD)
    perform(room, EndTokenWork(by="P-01", work=work.id, outcome="done", results=results))
    assert check_may_be_used(room.state(STREAM), "soft", "42", kind="rehearsal").probe_passed
    assert room.rows(STREAM)[STREAM] == {"tokens": 1, "enrolled": 0, "doing": ""}
    assert verify_record(workspace).ok


def test_what_a_crash_left_undone_is_asked_about_and_begun_again(room, workspace):
    work = perform(room, asked()).work
    assert room.unfinished_work() == ()
    again = Room(workspace, SystemClock(), SystemEntropy(), cost=CHEAP)
    again.open_sitting()
    (left,) = again.unfinished_work()
    assert (left.work, left.act, left.way) == (work.id, "probe", "again")
    perform(again, SignIn(by="P-01", person="P-01"))
    with pytest.raises(Refused, match="earlier sitting"):
        perform(again, EndTokenWork(by="P-01", work=work.id, outcome="done", results=told(SOFTHSM, checks=GOOD)))
    perform(again, asked())
    assert again.unfinished_work() == ()
