import pytest

from ceremonies.errors import Refused
from ceremonies.room_log.actions import NoteRoom
from ceremonies.room_log.decide import RoomLogFacts, check_at_end, check_dark, check_room, decide
from ceremonies.room_log.notes import load_notes
from ceremonies.room_log.state import RoomLogState, apply
from ceremonies.room_log.view import view

PRESENT = frozenset({"P-01", "P-02", "K-01"})


class RoomTable:
    """A room in which notes are made by P-01, with P-02."""

    def __init__(self, written, noon):
        self.state, self.written, self.noon = RoomLogState(), written, noon
        self.ceremony = True

    def note(self, note, by="P-01", second="P-02", **answers):
        facts = RoomLogFacts(present=PRESENT, aliases=frozenset({"K-01"}), ceremony=self.ceremony)
        action = NoteRoom(run="TEST-1/1", note=note, answers=answers, by=by, second=second)
        (ruling,) = decide(self.state, facts, action, self.noon)
        for entry in self.written(ruling):
            apply(self.state, entry)
        return ruling


@pytest.fixture
def room(written, noon):
    return RoomTable(written, noon)


ANSWERS = {"person": "P-02", "intact": "intact", "which": "SO", "found": "S-1", "recorded": "S-1"}
FIRST = {
    "recording off": "recording on",
    "safe closed": "safe opened",
    "goes out": "comes in",
    "reentered": "evacuated",
    "light": "dark",
}
"""What is noted before a note that ends something."""


def every_answer(note):
    return {one.id: ANSWERS.get(one.id, one.default or "words") for one in load_notes()[note].asks}


@pytest.mark.rule("ROOM-LOG")
@pytest.mark.parametrize("note", [one for one in load_notes() if one != "attested"])
def test_each_note_is_made_with_all_that_it_asks_for_and_refused_without(room, note):
    if note in FIRST:
        room.note(FIRST[note], **every_answer(FIRST[note]))
    answers = every_answer(note)
    for asked in load_notes()[note].asks:
        if not asked.optional:
            with pytest.raises(Refused):
                room.note(note, **(answers | {asked.id: ""}))
    ruling = room.note(note, **answers)
    assert ruling.stream == "room/TEST-1/1"
    assert "{" not in ruling.body["says"]
    assert room.state.notes[-1].note == note


@pytest.mark.rule("ROOM-LOG")
def test_a_safe_is_opened_by_two_and_is_closed_before_the_ceremony_ends(room):
    with pytest.raises(Refused, match="TWO-PEOPLE"):
        room.note("safe opened", second="", safe="1")
    assert room.note("safe opened", safe="1").signed_by == ("P-01", "P-02")
    with pytest.raises(Refused, match=r"ROOM-LOG.*so already: safe 1 open"):
        room.note("safe opened", safe="1")
    with pytest.raises(Refused, match=r"ROOM-LOG.*not so: safe 2 open"):
        room.note("safe closed", safe="2")
    with pytest.raises(Refused, match=r"ROOM-LOG.*safe 1 is still open"):
        check_at_end(room.state)
    room.note("safe closed", safe="1")
    check_at_end(room.state)


@pytest.mark.rule("ROOM-LOG")
def test_after_an_evacuation_everybody_attests_again_before_anything_goes_on(room):
    room.note("recording on", media="7")
    room.note("evacuated", why="fire alarm", left="all as it was, door locked")
    assert view(room.state, PRESENT).evacuated
    for doing in (lambda: room.note("safe opened", safe="1"), lambda: room.note("attested", person="P-01")):
        with pytest.raises(Refused, match=r"ROOM-LOG.*evacuated"):
            doing()
    room.note("reentered", state="seals whole")
    for person in ("P-01", "P-02"):
        ruling = room.note("attested", person=person, second="")
        assert person in ruling.signed_by
    assert view(room.state, PRESENT).to_attest == ("K-01",)
    with pytest.raises(Refused, match=r"ROOM-LOG.*K-01 did not attest"):
        check_room(room.state, PRESENT)
    room.note("attested", person="K-01", second="")
    check_room(room.state, PRESENT)
    with pytest.raises(Refused, match="nothing to attest"):
        room.note("attested", person="K-01", second="")
    assert view(room.state, PRESENT).standing == ("recording on media 7",)


@pytest.mark.rule("ROOM-PRIVATE")
def test_nothing_private_is_shown_before_somebody_confirmed_that_the_room_is_dark(room):
    with pytest.raises(Refused, match="ROOM-PRIVATE"):
        check_dark(room.state)
    ruling = room.note("dark", person="P-02", second="")
    assert ruling.signed_by == ("P-01", "P-02")
    check_dark(room.state)
    with pytest.raises(Refused, match="ROOM-PRIVATE"):
        room.note("dark", person="P-02")
    room.note("light")
    with pytest.raises(Refused, match="ROOM-PRIVATE"):
        check_dark(room.state)


@pytest.mark.rule("CUSTODIAN-ALIAS")
def test_the_number_of_a_custodian_s_document_is_left_out(room):
    seen = {"document": "passport", "number": "5"}
    with pytest.raises(Refused, match=r"CUSTODIAN-ALIAS.*personal data"):
        room.note("documents seen", person="K-01", **seen)
    room.note("documents seen", person="P-02", **seen)
    room.note("documents seen", person="K-01", document="passport")


def test_a_custodian_signs_the_acceptance_themselves(room):
    accepted = room.note("acceptance signed", second="", person="K-01", component="share 1", sheet="4")
    assert accepted.signed_by == ("P-01", "K-01")


@pytest.mark.rule("ROOM-LOG")
def test_a_seal_that_differs_is_noted_with_a_decision(room):
    seal = {"serial": "17", "recorded": "S-1", "found": "S-2", "intact": "intact"}
    with pytest.raises(Refused, match=r"last recorded is S-1 and the one found is S-2"):
        room.note("seal examined", **seal)
    room.note("seal examined", **seal, decision="PMA 8: not used")


def test_what_is_no_note_or_no_ceremony_is_refused(room):
    with pytest.raises(Refused, match="no note 'weather'"):
        room.note("weather")
    with pytest.raises(Refused, match="asks for nothing called 'rain'"):
        room.note("light", rain="no")
    with pytest.raises(Refused, match="intact or not intact"):
        room.note("seal examined", serial="17", recorded="1", found="1", intact="perhaps")
    room.ceremony = False
    with pytest.raises(Refused, match="no key ceremony"):
        room.note("light")
