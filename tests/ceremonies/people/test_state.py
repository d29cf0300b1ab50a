import copy

import msgspec
import pytest

from ceremonies.people.actions import Enrol, EnrolFirstTwo
from ceremonies.people.decide import PeopleFacts, decide
from ceremonies.people.state import PeopleState, active_people, apply, public_at


@pytest.fixture
def two(written, noon, enrolment):
    state = PeopleState()
    pair = EnrolFirstTwo(first=enrolment(1, "Ada Okafor"), second=enrolment(2, "Ben Price"))
    for entry in written(*decide(state, PeopleFacts(), pair, noon)):
        apply(state, entry)
    return state


def test_the_first_two_have_their_keys_from_the_records_start(two, enrolment):
    assert public_at(two, "P-02", 0) == enrolment(2).public_key
    assert public_at(two, "P-03", 0) is None


def test_an_earlier_signature_is_checked_with_the_earlier_key(two, entry, enrolment):
    third = {"person": "P-03", "name": "Cai", "organisation": "DCC", "roles": ["Scribe"], "public": "old"}
    apply(two, entry(7, "person.enrolled", third | {"enrolled_by": ["P-01", "P-02"]}))
    apply(two, entry(9, "person.rekeyed", {"person": "P-03", "public": "new"}))
    assert [public_at(two, "P-03", seq) for seq in (6, 7, 9, 10)] == [None, "old", "old", "new"]


def test_happened_at_is_when_somebody_left(two, entry):
    then = "2026-11-21T08:00:00.000000Z"
    apply(two, entry(3, "person.left", {"person": "P-01"}, happened_at=then))
    assert two.people["P-01"].left_at == then
    assert active_people(two) == {"P-02"}


def test_what_a_later_version_records_changes_nothing(two, entry):
    before = copy.deepcopy(two)
    apply(two, entry(3, "person.promoted", {"person": "P-01"}))
    assert two == before


def test_the_register_survives_being_copied_as_bytes(two):
    data = msgspec.msgpack.encode(two)
    assert msgspec.msgpack.decode(data, type=PeopleState) == two


def test_deciding_changes_no_state(two, noon, enrolment):
    before = copy.deepcopy(two)
    action = Enrol(by="P-01", second="P-02", person=enrolment(5, "Cai Rees"))
    assert decide(two, PeopleFacts(present=frozenset({"P-01", "P-02"})), action, noon)
    assert two == before
