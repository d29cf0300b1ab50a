"""Work done from the screens: the strong room is asked, its end is recorded, and a failure is one sentence."""

import asyncio

import pytest

from app.carrying import Stopped
from app.strong_rooms import StrongRooms
from app.strongroom import protocol as p
from app.work import Worker
from app.working import Working
from ceremonies.errors import Stopped as StrongRoomGone
from ceremonies.keys import actions as ask
from tests.fakes import FixedEntropy
from tests.key_room import KeyRoom
from tests.key_table import MEDIA, TOKEN
from tests.walker import perform


class ScriptedRoom:
    """A strong room that answers in turn, with a reply or an error."""

    def __init__(self, replies):
        self.replies = list(replies)
        self.asked = []
        self.over = ""

    def takes_terminal(self, _request):
        return False

    def ask(self, request, _told=None):
        self.asked.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            self.over = str(reply)
            raise reply
        return reply

    def close(self):
        self.over = "closed"


@pytest.fixture
def table():
    return KeyRoom()


def planned(table):
    pair = {"by": "P-01", "second": "P-02", "key": "REC-0001"}
    perform(table.room_of_record, ask.PlanKey(**pair, kind="recovery", m=2, n=3))
    return perform(table.room_of_record, ask.Generate(**pair, token=TOKEN, media=MEDIA)).work


def working(table, *replies):
    room = ScriptedRoom(replies)
    rooms = StrongRooms(p.Begin(kind="rehearsal"), start=lambda _begin: room)
    worker = Worker(table.room_of_record, rooms, FixedEntropy("working"))
    return room, worker


def carried_out(table, worker, work):
    done = Working(None, worker, lambda: None, plain=False)
    return asyncio.run(done.carry_out(work, "P-01"))


def test_a_strong_room_that_dies_leaves_its_end_in_the_record(table):
    work = planned(table)
    room, worker = working(table, StrongRoomGone("The strong room ended in the middle of the act."))
    outcome = carried_out(table, worker, work)
    assert not isinstance(outcome, Stopped)
    assert outcome.entries[0].kind == "work.ended"
    assert outcome.entries[0].body["outcome"] == "failed"
    assert "in the middle of the act" in outcome.said
    assert isinstance(room.asked[0], p.OpenToken)
    assert not worker.rooms.held


def test_an_answer_that_breaks_a_rule_is_recorded_as_a_failure(table):
    work = planned(table)
    odd = p.TokensSeen(tokens=())
    room, worker = working(table, odd, odd)
    outcome = carried_out(table, worker, work)
    assert [one.kind for one in outcome.entries] == ["work.ended"]
    assert outcome.entries[0].body["rule"] == "WORK"
    assert len(room.asked) == 2
