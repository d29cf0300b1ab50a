"""Custody, the room and its attendance among the other streams."""

import pytest

from ceremonies.attendance.actions import TakeRole
from ceremonies.custody import actions as ask
from ceremonies.errors import Refused
from ceremonies.people.actions import ChangeRoles
from ceremonies.room_log.actions import NoteRoom
from tests.walker import INCIDENT, SUBSCRIBER, perform, room_of

TWO = {"by": "P-01", "second": "P-02"}


@pytest.fixture
def room():
    room = room_of().room
    perform(room, ask.RegisterItem(**TWO, kind="box", number="12", place="bank"))
    perform(room, ask.RegisterItem(**TWO, kind="physical key", number="12a", opens="box 12", holder="P-01"))
    return room


def loss(incident):
    return ask.ReportLoss(
        **TWO,
        item="physical key 12a",
        how="lost",
        reason="not in the drawer",
        incident=incident,
        subscriber=SUBSCRIBER.id,
        notified_by="K-01",
    )


@pytest.mark.rule("CUSTODY")
def test_a_lost_key_raises_its_incident_in_the_same_transaction(room):
    done = perform(room, loss("TEST-0099"))
    assert [entry.kind for entry in done.entries[:2]] == ["item.lost", "incident.raised"]
    assert room.incident("TEST-0099").runs
    with pytest.raises(Refused, match="That is settled first"):
        perform(room, ask.ReturnKey(**TWO, item="physical key 12a", manager="P-01", courier="c", reference="r"))


def test_an_incident_that_was_raised_before_is_not_raised_again(room):
    done = perform(room, loss(INCIDENT))
    assert [entry.kind for entry in done.entries] == ["item.lost"]


def test_a_loss_whose_incident_can_t_be_raised_is_not_recorded(room):
    with pytest.raises(Refused, match="INCIDENT-REFERENCE"):
        perform(room, loss("nothing like a reference"))
    assert room.state("custody").items["physical key 12a"].status == "kept"


@pytest.mark.rule("ROOM-LOG")
def test_only_a_key_ceremony_has_a_room_and_an_attendance(room):
    perform(room, ChangeRoles(**TWO, person="P-02", roles=("Auditor",)))
    with pytest.raises(Refused, match="ROOM-LOG"):
        perform(room, NoteRoom(by="P-01", run=f"{INCIDENT}/1", note="light", answers={"remark": ""}))
    with pytest.raises(Refused, match="PEOPLE-CONFLICT"):
        perform(room, TakeRole(by="P-01", run=f"{INCIDENT}/1", person="P-02", role="Auditor", seen="by sight"))
