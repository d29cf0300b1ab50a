"""A token's own life: initialised, probed, its PIN changed, zeroised."""

import pytest

from app.strongroom import protocol as p
from app.strongroom.client import LeftPrivately
from ceremonies.errors import Refused, Stopped
from tests.app.strongroom.ceremony import PIN, SO_PIN


@pytest.mark.rule("TOKEN-PROBE")
def test_a_token_is_probed_from_this_process_and_from_a_second_one(table):
    with table.room("000000", PIN) as room:
        found = room.ask(p.Probe(token=table.address, people=("P-01",)))
    assert found.token.label == "CA-1"
    outcomes = {one.name: one.outcome for one in found.checks}
    assert "failed" not in outcomes.values()
    assert outcomes["second process"] == "passed"


def test_a_pin_is_changed_and_the_old_one_fits_no_more(table):
    people = {"people": ("P-01",), "new_people": ("P-01", "P-02")}
    with table.room("000000", "111", "222", PIN) as room:
        room.ask(p.ChangePin(token=table.address, **people))
        table.say(PIN, "111222")
        assert room.ask(p.OpenToken(token=table.address, people=("P-01",))).wrong == 1


def test_a_token_that_is_zeroised_has_lost_its_keys(table):
    with table.opened() as room:
        made = room.ask(p.GenerateTokenKey(key="ROOT-0001"))
        table.say(SO_PIN)
        gone = room.ask(p.Zeroise(token=table.address, so_people=("P-01",)))
    assert gone.token.label == "CA-1"
    with table.room(SO_PIN, PIN) as room:
        again = p.TokenAddress(kind=table.kind, module=table.module, label="CA-1", serial=gone.token.serial)
        new = room.ask(p.Initialise(token=again, new_label="CA-2", so_people=("P-01",), people=("P-01",)))
    table.address = p.TokenAddress(kind=table.kind, module=table.module, label="CA-2", serial=new.token.serial)
    with table.opened() as room, pytest.raises(Stopped):
        room.ask(p.DestroyTokenKey(key="ROOT-0001", public=made.public))


def test_a_token_that_is_not_there_is_a_sentence(table):
    other = p.TokenAddress(kind=table.kind, module=table.module, label="CA-1", serial="0000")
    with table.room(PIN) as room, pytest.raises(Stopped):
        room.ask(p.OpenToken(token=other, people=("P-01",)))


def test_leaving_the_pin_opens_nothing(table):
    with table.room("quit") as room:
        with pytest.raises(LeftPrivately):
            room.ask(p.OpenToken(token=table.address, people=("P-01",)))
        with pytest.raises(Refused, match="No token is open"):
            room.ask(p.GenerateTokenKey(key="ROOT-0001"))


def test_a_duplicate_key_label_is_refused(table):
    with table.opened() as room:
        room.ask(p.GenerateTokenKey(key="ROOT-0001"))
    with table.opened() as room, pytest.raises(Stopped, match="ROOT-0001"):
        room.ask(p.GenerateTokenKey(key="ROOT-0001"))


@pytest.mark.rule("TOKEN-ENROLLED")
def test_a_token_that_was_enrolled_for_production_is_neither_opened_nor_initialised_in_a_rehearsal(software):
    people = {"token": software.address, "people": ("P-01",)}
    with software.room(PIN, PIN) as room:
        assert room.ask(p.Enrol(**people, kind="production", origin="keyroom")).mark == "production keyroom"
        with pytest.raises(Refused, match="TOKEN-ENROLLED"):
            room.ask(p.OpenToken(**people))
        with pytest.raises(Refused, match="TOKEN-ENROLLED"):
            room.ask(p.Initialise(**people, new_label="CA-2", so_people=("P-01",)))
        with pytest.raises(Refused, match="TOKEN-ENROLLED"):
            room.ask(p.Zeroise(token=software.address, so_people=("P-01",)))


def test_a_token_enrolled_for_rehearsals_serves_them(table):
    with table.room(PIN, PIN) as room:
        room.ask(p.Enrol(token=table.address, people=("P-01",), kind="rehearsal", origin="keyroom"))
        assert room.ask(p.OpenToken(token=table.address, people=("P-01",))).token.label == "CA-1"
