"""Keys in a whole Room: signed, chained, folded again, and ended by who leaves."""

import pytest

from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.known import key_facts
from ceremonies.sittings.actions import CloseSitting, SignOut
from ceremonies.verification import refold
from tests.key_room import KeyRoom
from tests.key_table import MEDIA, TOKEN
from tests.walker import PASSPHRASE, MemoryWorkspace, perform


@pytest.fixture
def room():
    return KeyRoom()


def committed(room):
    """REC-0001 as 2 of 3."""
    return room.committed(m=2, n=3)


def test_an_act_gives_the_work_that_its_entry_promises(room):
    planned = perform(room.room_of_record, room.pair(ask.PlanKey, "REC-0001", kind="recovery", m=2, n=3))
    assert planned.work is None
    done = perform(room.room_of_record, room.pair(ask.Generate, "REC-0001", token=TOKEN, media=MEDIA))
    assert (done.work.act, done.work.stream, done.work.people) == ("generate", "key/REC-0001", ("P-01",))
    assert len(done.entries[-1].body["signoffs"]) == 2


def test_a_key_is_made_committed_and_woken_and_the_record_folds_to_the_same(room):
    committed(room)
    room.active()
    room.work(room.signing("REC-0001", count=3))
    record = room.room_of_record
    view = record.key("REC-0001")
    assert (view.status, view.activation.signed) == ("made", 3)
    assert [one.key for one in record.keys().keys] == ["REC-0001"]
    again = refold(record.ledger.entries(), record.book)
    assert again["key/REC-0001"] == record.ledger.stream_summaries()["key/REC-0001"].summary


@pytest.mark.rule("ACTIVATION-END")
def test_who_signs_out_ends_the_activation_in_the_same_breath(room):
    committed(room)
    room.active()
    record = room.room_of_record
    stayed = perform(record, SignOut(by="K-03", person="K-03"))
    assert [entry.kind for entry in stayed.entries] == ["person.signed_out"]
    left = perform(record, SignOut(by="K-02", person="K-02"))
    assert [(entry.kind, entry.stream) for entry in left.entries] == [
        ("person.signed_out", "sitting/0001"),
        ("activation.ended", "key/REC-0001"),
    ]
    with pytest.raises(Refused, match="ACTIVATION-END"):
        room.do(room.signing("REC-0001"))


@pytest.mark.rule("ACTIVATION-END")
def test_the_sitting_s_end_is_the_activation_s(room):
    committed(room)
    room.active()
    closed = perform(room.room_of_record, CloseSitting(by="P-01"))
    assert [entry.kind for entry in closed.entries] == ["sitting.closed", "activation.ended"]


@pytest.mark.rule("KEY-COMMIT")
def test_the_next_program_start_says_what_was_begun_and_how_it_goes_on(room):
    room.generated(m=2, n=3)
    room.begin(ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01"))
    assert room.room_of_record.unfinished_work() == ()
    assert room.room_of_record.home().unfinished == ()
    room.enter()
    (waits,) = room.room_of_record.unfinished_work()
    assert (waits.way, waits.act) == ("abandon", "hand out")
    said = "REC-0001: hand share 1 of 3 to K-01, not committed; abandon it"
    assert room.room_of_record.home().unfinished == (said,)
    with pytest.raises(Refused, match="KEY-COMMIT"):
        room.do(room.pair(ask.CommitKey, "REC-0001"))
    room.do(room.pair(ask.Abandon, "REC-0001", reason="the power failed"))
    room.work(ask.CloseCeremony(key="REC-0001", by="P-01"))
    assert room.room_of_record.unfinished_work() == ()


@pytest.mark.rule("SIGNED-IN")
def test_two_people_sign_and_neither_can_be_left_out(room):
    plan = room.pair(ask.PlanKey, "REC-0001", kind="recovery", m=2, n=3)
    assert room.room_of_record.signers(plan) == ("P-01", "P-02")
    with pytest.raises(Refused, match="SIGNED-IN"):
        room.room_of_record.perform(plan, {"P-01": PASSPHRASE})


@pytest.mark.rule("CHOICE")
def test_a_kind_or_carrier_that_there_is_not_is_refused(room):
    room.generated(m=2, n=3)
    smoke = ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01", carrier="smoke signals")
    with pytest.raises(Refused, match="CHOICE"):
        room.do(smoke)


@pytest.mark.rule("KEY-STATE")
def test_a_key_that_is_not_there_can_t_be_shown(room):
    with pytest.raises(Refused, match="KEY-STATE"):
        room.room_of_record.key("REC-0009")


@pytest.mark.rule("ROLLBACK")
def test_production_signs_nothing_in_a_sitting_to_which_the_newest_head_was_not_brought():
    room = KeyRoom(MemoryWorkspace(kind="production"))
    assert key_facts(room.room_of_record).doubt == ""
    room.enter()
    assert key_facts(room.room_of_record).doubt
