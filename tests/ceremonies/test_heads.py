import pytest

from ceremonies.errors import Misuse, NotRecorded, Refused
from ceremonies.heads import counter_sign, proved_size
from ceremonies.keyring import Keyring
from ceremonies.known import Known
from ceremonies.ledger.note import read_note
from ceremonies.sittings.actions import CloseSitting
from tests.fakes import START, FixedEntropy
from tests.walker import PASSPHRASE, MemoryKeys, MemoryWorkspace, perform, room_of


@pytest.fixture
def room():
    return room_of().room


def sign(room, person="P-01", carried=""):
    counter_sign(room, Keyring(room.workspace, FixedEntropy()), person, PASSPHRASE, carried, now=START)


@pytest.mark.rule("ROLLBACK")
def test_the_record_s_own_head_is_proved_and_gives_its_size(room):
    assert proved_size(room, room.ledger.note) == room.ledger.size
    with pytest.raises(Refused, match="ROLLBACK"):
        proved_size(room, "a shopping list")


def test_nothing_is_proved_against_a_damaged_record(room):
    room.ledger.damage = "Entry 3 is damaged."
    with pytest.raises(NotRecorded, match="Entry 3"):
        proved_size(room, room.ledger.note)


@pytest.mark.rule("SITTING")
def test_a_head_is_counter_signed_only_when_the_sitting_has_ended(room):
    with pytest.raises(Refused, match="End it first"):
        sign(room)
    with pytest.raises(Refused, match="End it first"):
        sign(Known(MemoryWorkspace()))


@pytest.mark.rule("COSIGN-CONSISTENT")
def test_those_who_were_there_counter_sign_one_head_beside_each_other_and_each_once(room):
    perform(room, CloseSitting(by="P-01"))
    size = room.ledger.size
    sign(room, "P-01")
    sign(room, "P-02")
    names = [one.name for one in read_note(room.ledger.cosigned()[size]).signatures]
    assert names == [room.workspace.origin, f"{room.workspace.origin}/P-01", f"{room.workspace.origin}/P-02"]
    assert room.ledger.size == size
    with pytest.raises(Refused, match="ALREADY-RECORDED"):
        sign(room, "P-01")
    with pytest.raises(Refused, match="was not there"):
        sign(room, "P-03")


def test_a_signer_whose_key_the_record_does_not_name_is_the_author_s_fault(room):
    perform(room, CloseSitting(by="P-01"))
    room.people.people["P-01"].keys.clear()
    room.workspace.person_keys = MemoryKeys()
    with pytest.raises(Misuse, match="has no key"):
        sign(room)
