from datetime import timedelta

import msgspec
import pytest

from ceremonies.errors import Refused
from ceremonies.sittings.actions import CloseSitting, CorrectClock, GoOnWithout, OpenSitting, SignIn, SignOut
from ceremonies.sittings.decide import SittingFacts, clock_ruling, decide
from ceremonies.sittings.state import SittingState, apply


class Room:
    def __init__(self, written, noon):
        self.state, self.now = SittingState(), noon
        self._written = written
        self.facts = SittingFacts(enrolled=frozenset({"P-01", "P-02"}))

    def ask(self, action, happened_at=None):
        rulings = decide(self.state, self.facts, action, self.now)
        for entry in self._written(*rulings, happened_at=happened_at):
            apply(self.state, entry)
        return rulings

    def refusal(self, action):
        with pytest.raises(Refused) as caught:
            self.ask(action)
        assert caught.value.sentence.endswith(".")
        return caught.value.rule


@pytest.fixture
def room(written, noon):
    return Room(written, noon)


@pytest.fixture
def opened(room):
    room.ask(OpenSitting())
    return room


def test_the_first_sitting_is_number_one_and_had_none_before(room):
    (ruling,) = room.ask(OpenSitting())
    assert ruling.stream == "sitting/0001"
    assert ruling.body == {
        "number": 1,
        "previous_closed": True,
        "cosigned": None,
        "cosigned_size": None,
        "brought": None,
    }


def test_the_counter_signed_head_stands_whole_in_the_next_sittings_first_entry(room):
    room.facts = SittingFacts(last_number=7, previous_closed=False)
    (ruling,) = room.ask(OpenSitting(cosigned="keyroom\n12\n...", cosigned_size=12))
    assert ruling.stream == "sitting/0008"
    assert ruling.body == {
        "number": 8,
        "previous_closed": False,
        "cosigned": "keyroom\n12\n...",
        "cosigned_size": 12,
        "brought": None,
    }
    assert not room.state.previous_closed


def test_the_size_of_the_head_that_was_brought_stands_in_the_first_entry(room):
    room.facts = SittingFacts(brought=12)
    (ruling,) = room.ask(OpenSitting(brought="the note"))
    assert ruling.body["brought"] == 12
    assert room.state.brought == 12


def test_a_sitting_is_opened_once(opened):
    assert opened.refusal(OpenSitting()) == "SITTING"


@pytest.mark.parametrize("action", [SignIn(person="P-01"), CloseSitting(by="P-01"), SignOut(person="P-01")])
def test_nothing_happens_without_an_open_sitting(room, action):
    assert room.refusal(action) == "SITTING"


def test_coming_and_going_is_signed_by_that_person_and_listed(opened):
    (ruling,) = opened.ask(SignIn(person="P-01"))
    assert (ruling.kind, ruling.signed_by) == ("person.signed_in", ("P-01",))
    (ruling,) = opened.ask(SignOut(by="P-01", person="P-01"))
    assert (ruling.kind, ruling.signed_by) == ("person.signed_out", ("P-01",))
    opened.ask(SignIn(person="P-01"))
    assert [stay.left is None for stay in opened.state.attendance] == [False, True]


def test_a_time_from_the_paper_list_is_when_somebody_came(opened):
    then = "2026-11-22T11:30:00.000000Z"
    opened.ask(SignIn(person="P-01"), happened_at=then)
    assert opened.state.present == {"P-01": then}


@pytest.mark.parametrize("person", ["P-09", ""])
def test_only_who_is_enrolled_signs_in(opened, person):
    assert opened.refusal(SignIn(person=person)) == "SIGNED-IN"


def test_nobody_is_here_twice_and_nobody_leaves_who_is_not_here(opened):
    opened.ask(SignIn(person="P-01"))
    assert opened.refusal(SignIn(person="P-01")) == "SIGNED-IN"
    assert opened.refusal(SignOut(by="P-02", person="P-02")) == "SIGNED-IN"


def test_the_end_names_who_is_present_and_sends_them_out(opened):
    opened.ask(SignIn(person="P-02"))
    opened.ask(SignIn(person="P-01"))
    (ruling,) = opened.ask(CloseSitting(by="P-01"))
    assert ruling.body == {"present": ["P-01", "P-02"]}
    assert ruling.signed_by == ("P-01",)
    assert opened.state.present == {}
    assert all(stay.left for stay in opened.state.attendance)
    assert opened.refusal(SignIn(person="P-01")) == "SITTING"


def test_only_who_is_present_closes_a_sitting_with_people_in_it(opened):
    opened.ask(SignIn(person="P-02"))
    assert opened.refusal(CloseSitting(by="P-01")) == "SIGNED-IN"


def test_an_empty_rooms_sitting_may_end_unsigned(opened):
    (ruling,) = opened.ask(CloseSitting())
    assert ruling.signed_by == ()


@pytest.mark.parametrize(
    ("back", "seconds"),
    [
        (timedelta(microseconds=1), 1),
        (timedelta(seconds=1), 1),
        (timedelta(seconds=90.5), 91),
        (timedelta(days=1), 86_400),
    ],
)
def test_a_clock_before_the_last_entry_is_recorded_whatever_the_amount(opened, back, seconds):
    ruling = clock_ruling(opened.state, opened.now + back, opened.now)
    assert ruling.stream == "sitting/0001"
    assert ruling.kind == "clock.stepped"
    assert ruling.body["seconds"] == seconds
    assert ruling.body["before"] > ruling.body["now"]


def test_a_clock_that_goes_on_earns_no_entry(opened):
    assert clock_ruling(opened.state, None, opened.now) is None
    assert clock_ruling(opened.state, opened.now, opened.now) is None


def test_a_step_noticed_on_opening_is_recorded_in_the_new_sitting(room):
    room.facts = msgspec.structs.replace(room.facts, last_recorded_at=room.now + timedelta(hours=1))
    assert clock_ruling(room.state, room.facts.last_recorded_at, room.now) is None
    opening, stepped = room.ask(OpenSitting())
    assert (opening.kind, stepped.kind) == ("sitting.opened", "clock.stepped")
    assert stepped.stream == opening.stream
    assert [(event.kind, event.seconds) for event in room.state.clock] == [("stepped", 3600)]


def test_nothing_is_refused_because_of_a_step(opened):
    opened.facts = msgspec.structs.replace(opened.facts, last_recorded_at=opened.now + timedelta(hours=1))
    assert opened.ask(SignIn(person="P-01"))[0].kind == "person.signed_in"


def test_a_correction_says_how_far_the_clock_is_out(opened):
    opened.ask(SignIn(person="P-01"))
    (ruling,) = opened.ask(CorrectClock(by="P-01", reference="2026-11-22 11:58:30+00:00", said_by="speaking clock"))
    assert ruling.body == {
        "reference": "2026-11-22T11:58:30.000000Z",
        "said_by": "speaking clock",
        "offset_seconds": -90,
    }
    assert ruling.signed_by == ("P-01",)


@pytest.mark.parametrize(
    ("by", "reference", "said_by", "rule"),
    [
        ("P-02", "2026-11-22 12:00+00:00", "speaking clock", "SIGNED-IN"),
        ("P-01", "noon", "speaking clock", "CLOCK"),
        ("P-01", "2026-11-22 12:00", "speaking clock", "CLOCK"),
        ("P-01", "2026-11-22 12:00+00:00", "", "TEXT"),
    ],
)
def test_a_correction_without_a_time_or_a_source_is_refused(opened, by, reference, said_by, rule):
    opened.ask(SignIn(person="P-01"))
    assert opened.refusal(CorrectClock(by=by, reference=reference, said_by=said_by)) == rule


@pytest.mark.rule("ROLLBACK")
def test_two_people_decide_to_go_on_where_nothing_shows_that_the_record_is_the_newest(opened):
    for person in ("P-01", "P-02"):
        opened.ask(SignIn(by=person, person=person))
    go_on = GoOnWithout(by="P-01", second="P-02", reason="compared with the sheet by eye", reference="PMA 7")
    assert opened.refusal(go_on) == "ROLLBACK"
    opened.facts = msgspec.structs.replace(opened.facts, doubt="No head was brought.")
    assert opened.refusal(msgspec.structs.replace(go_on, second="")) == "TWO-PEOPLE"
    (ruling,) = opened.ask(go_on)
    assert (ruling.kind, ruling.signed_by) == ("rollback.decided", ("P-01", "P-02"))
    assert ruling.body["doubt"] == "No head was brought."
    assert opened.state.decided == "PMA 7"


def test_a_sitting_says_that_the_recovery_slot_opened_it(room):
    (ruling,) = room.ask(OpenSitting(recovered=True))
    assert ruling.body["recovered"]
    assert room.state.recovered
