import base64

import msgspec
import pytest

from ceremonies.errors import Refused
from ceremonies.people.actions import (
    AddRecoverySlot,
    AddSlot,
    ChangeRoles,
    Enrol,
    EnrolFirstTwo,
    Enrolment,
    Leave,
    Rekey,
    RemoveSlot,
)
from ceremonies.people.decide import PeopleFacts, decide, next_person
from ceremonies.people.roles import ROLES
from ceremonies.people.state import PeopleState, apply


class Register:
    """The register with a room around it, in which everybody enrolled is signed in unless told otherwise."""

    def __init__(self, written, noon, enrolment):
        self.state = PeopleState()
        self._written, self._noon, self.enrolment = written, noon, enrolment
        self.slots = frozenset()

    def ask(self, action, present=None):
        here = frozenset(self.state.people) if present is None else frozenset(present)
        rulings = decide(self.state, PeopleFacts(present=here, slots=self.slots), action, self._noon)
        for entry in self._written(*rulings):
            apply(self.state, entry)
        return rulings

    def refusal(self, action, present=None):
        before = msgspec.json.encode(self.state)
        with pytest.raises(Refused) as caught:
            self.ask(action, present)
        assert msgspec.json.encode(self.state) == before
        assert caught.value.sentence.endswith(".")
        return caught.value.rule

    def enrol(self, number, name=None, roles=("Scribe",), **more):
        return self.ask(Enrol(by="P-01", second="P-02", person=self.enrolment(number, name, roles, **more)))


@pytest.fixture
def empty(written, noon, enrolment):
    return Register(written, noon, enrolment)


@pytest.fixture
def two(empty):
    empty.ask(EnrolFirstTwo(first=empty.enrolment(1, "Ada Okafor"), second=empty.enrolment(2, "Ben Price")))
    return empty


@pytest.fixture
def three(two):
    two.enrol(3, "Cai Rees", roles=("Auditor", "SMKI ARO"))
    return two


def test_the_first_two_enrol_each_other_and_both_sign_both_entries(empty):
    pair = EnrolFirstTwo(first=empty.enrolment(1, "Ada Okafor"), second=empty.enrolment(2, "Ben Price"))
    rulings = empty.ask(pair)
    assert [ruling.body["person"] for ruling in rulings] == ["P-01", "P-02"]
    assert {ruling.signed_by for ruling in rulings} == {("P-01", "P-02")}
    assert {ruling.kind for ruling in rulings} == {"person.enrolled"}
    assert rulings[0].body["public"] == pair.first.public_key


def test_nobody_is_enrolled_before_the_first_two(empty):
    alone = Enrol(by="P-01", second="P-02", person=empty.enrolment(3, "Cai Rees"))
    assert empty.refusal(alone, present=["P-01", "P-02"]) == "PEOPLE-FIRST-TWO"


def test_the_first_two_are_enrolled_once(two):
    again = EnrolFirstTwo(first=two.enrolment(4, "Dai Owen"), second=two.enrolment(5, "Eve Shaw"))
    assert two.refusal(again) == "PEOPLE-FIRST-TWO"


def test_an_alias_is_none_of_the_first_two(empty):
    pair = EnrolFirstTwo(first=empty.enrolment(1, "Ada Okafor"), second=empty.enrolment(2, roles=("Key Custodian",)))
    assert empty.refusal(pair) == "PEOPLE-FIRST-TWO"


def test_one_person_is_not_both_of_the_first_two(empty):
    pair = EnrolFirstTwo(first=empty.enrolment(1, "Ada Okafor"), second=empty.enrolment(2, " ada  OKAFOR "))
    assert empty.refusal(pair) == "TWO-PEOPLE"


def test_the_first_two_have_a_key_each(empty):
    pair = EnrolFirstTwo(first=empty.enrolment(1, "Ada Okafor"), second=empty.enrolment(1, "Ben Price"))
    assert empty.refusal(pair) == "PEOPLE-KEY"


def test_the_next_person_is_enrolled_by_two_who_both_sign(two):
    (ruling,) = two.enrol(3, "Cai Rees")
    assert ruling.body["person"] == "P-03"
    assert ruling.body["enrolled_by"] == ["P-01", "P-02"]
    assert ruling.signed_by == ("P-01", "P-02")


@pytest.mark.parametrize(
    ("by", "second", "present", "rule"),
    [
        pytest.param("P-01", "", ["P-01", "P-02"], "TWO-PEOPLE", id="no second person"),
        pytest.param("P-01", "P-01", ["P-01", "P-02"], "TWO-PEOPLE", id="the same person twice"),
        pytest.param("P-01", "P-02", ["P-01"], "SIGNED-IN", id="the second is not here"),
        pytest.param("P-01", "P-02", ["P-02"], "SIGNED-IN", id="the first is not here"),
        pytest.param("", "P-02", ["P-02"], "SIGNED-IN", id="nobody at the keyboard"),
    ],
)
def test_every_change_needs_two_different_people_who_are_here(three, by, second, present, rule):
    person = three.enrolment(4, "Dai Owen")
    public = person.public_key
    for action in (
        Enrol(by=by, second=second, person=person),
        ChangeRoles(by=by, second=second, person="P-03", roles=("Scribe",)),
        Rekey(by=by, second=second, person="P-03", public_key=public, reason="forgotten", checked="passport"),
        Leave(by=by, second=second, person="P-03", reason="new post"),
        AddSlot(by=by, second=second, person="P-03"),
        RemoveSlot(by=by, second=second, person="P-03", reason="new post"),
    ):
        assert three.refusal(action, present) == rule


def test_a_custodian_is_enrolled_under_an_alias_with_a_digest_and_nothing_personal(two):
    digest = "ab" * 32
    (ruling,) = two.enrol(3, roles=("Key Custodian",), register_digest=digest.upper())
    body = ruling.body
    assert (body["person"], body["name"], body["organisation"]) == ("K-01", None, None)
    assert body["register_digest"] == digest
    assert next_person(two.state, ("Symmetric Key Custodian",)) == "K-02"
    assert next_person(two.state, ("Scribe",)) == "P-03"


@pytest.mark.parametrize(
    ("name", "roles", "more"),
    [
        pytest.param("Cai Rees", ("Key Custodian",), {}, id="with a name"),
        pytest.param("Cai Rees", ("Symmetric Key Custodian",), {}, id="a symmetric one with a name"),
        pytest.param(None, ("Key Custodian", "Scribe"), {}, id="with a role that shows who it is"),
        pytest.param(None, ("Key Custodian",), {"register_digest": "xy"}, id="with a digest that is none"),
    ],
)
def test_personal_data_of_a_custodian_never_reaches_an_entry(two, name, roles, more):
    action = Enrol(by="P-01", second="P-02", person=two.enrolment(3, name, roles, **more))
    assert two.refusal(action) == "CUSTODIAN-ALIAS"


def test_a_custodian_with_an_organisation_alone_is_refused_too(two):
    person = msgspec.structs.replace(two.enrolment(3, roles=("Key Custodian",)), organisation="Borealis Energy")
    assert two.refusal(Enrol(by="P-01", second="P-02", person=person)) == "CUSTODIAN-ALIAS"


def test_nobody_enrolled_by_name_becomes_a_custodian(three):
    action = ChangeRoles(by="P-01", second="P-02", person="P-03", roles=("Key Custodian",))
    assert three.refusal(action) == "CUSTODIAN-ALIAS"


def test_an_alias_takes_no_other_role(two):
    two.enrol(3, roles=("Key Custodian",))
    action = ChangeRoles(by="P-01", second="P-02", person="K-01", roles=("Scribe",))
    assert two.refusal(action) == "CUSTODIAN-ALIAS"


def test_roles_are_changed_and_the_earlier_ones_are_named(three):
    (ruling,) = three.ask(ChangeRoles(by="P-01", second="P-02", person="P-03", roles=("Scribe", "SMKI SRO")))
    assert ruling.body == {"person": "P-03", "roles": ["SMKI SRO", "Scribe"], "before": ["SMKI ARO", "Auditor"]}


@pytest.mark.parametrize("roles", [(), ("Janitor",), ("SMKI ARO", "Auditor")], ids=["none", "unknown", "unchanged"])
def test_roles_that_are_no_change_are_refused(three, roles):
    assert three.refusal(ChangeRoles(by="P-01", second="P-02", person="P-03", roles=roles)) == "PEOPLE-ROLES"


def test_there_are_the_fourteen_roles():
    assert len(ROLES) == len(set(ROLES)) == 14


def test_a_new_key_is_enrolled_by_two_others(three):
    key = three.enrolment(9).public_key
    action = Rekey(by="P-01", second="P-02", person="P-03", public_key=key, reason="forgotten", checked="passport")
    (ruling,) = three.ask(action, present=["P-01", "P-02"])
    assert ruling.body["public"] == key
    assert ruling.body["before"] == three.enrolment(3).public_key
    assert three.state.people["P-03"].public == key


@pytest.mark.parametrize("pair", [("P-03", "P-01"), ("P-01", "P-03")])
def test_nobody_vouches_for_themselves(three, pair):
    key = three.enrolment(9).public_key
    action = Rekey(by=pair[0], second=pair[1], person="P-03", public_key=key, reason="forgotten", checked="passport")
    assert three.refusal(action) == "TWO-PEOPLE"


@pytest.mark.parametrize(
    "public",
    [
        pytest.param("", id="empty"),
        pytest.param("!!!", id="not base64"),
        pytest.param(base64.b64encode(bytes(31)).decode(), id="too short"),
        pytest.param("é" * 44, id="not ASCII"),
        pytest.param(base64.b64encode(bytes([1]) * 32).decode(), id="somebody else's"),
    ],
)
def test_a_key_that_can_not_be_used_is_refused(three, public):
    person = Enrolment(name="Dai Owen", organisation="DCC", roles=("Scribe",), public_key=public)
    assert three.refusal(Enrol(by="P-01", second="P-02", person=person)) == "PEOPLE-KEY"
    again = Rekey(by="P-01", second="P-02", person="P-03", public_key=public, reason="lost", checked="passport")
    assert three.refusal(again) == "PEOPLE-KEY"


def test_a_key_once_replaced_is_nobodys_again(three):
    old = three.enrolment(3).public_key
    new = three.enrolment(9).public_key
    three.ask(Rekey(by="P-01", second="P-02", person="P-03", public_key=new, reason="lost", checked="passport"))
    person = Enrolment(name="Dai Owen", organisation="DCC", roles=("Scribe",), public_key=old)
    assert three.refusal(Enrol(by="P-01", second="P-02", person=person)) == "PEOPLE-KEY"


@pytest.mark.parametrize(
    ("name", "organisation"),
    [("", "DCC"), ("Dai Owen", " "), ("Dai\x1bOwen", "DCC"), ("D" * 100_000, "DCC")],
    ids=["no name", "no organisation", "control character", "too long"],
)
def test_a_name_that_can_not_be_written_down_is_refused(two, name, organisation):
    person = msgspec.structs.replace(two.enrolment(3, "x"), name=name, organisation=organisation)
    assert two.refusal(Enrol(by="P-01", second="P-02", person=person)) == "TEXT"


def test_a_name_is_one_line(two):
    (ruling,) = two.enrol(3, " Cai \n P-01  Ada ")
    assert ruling.body["name"] == "Cai P-01 Ada"


def test_somebody_enrolled_twice_is_refused(three):
    again = Enrol(by="P-01", second="P-02", person=three.enrolment(4, "Cai Rees"))
    assert three.refusal(again) == "TWO-PEOPLE"


def test_the_same_name_elsewhere_is_somebody_else(three):
    (ruling,) = three.enrol(4, "Cai Rees", organisation="Borealis Energy")
    assert ruling.body["person"] == "P-04"


def test_who_has_left_changes_no_more_and_their_id_is_not_given_again(three):
    three.ask(Leave(by="P-01", second="P-02", person="P-03", reason="new post"))
    action = ChangeRoles(by="P-01", second="P-02", person="P-03", roles=("Scribe",))
    assert three.refusal(action) == "PEOPLE-UNKNOWN"
    assert next_person(three.state, ("Scribe",)) == "P-04"


def test_a_person_nobody_knows_is_named(three):
    action = ChangeRoles(by="P-01", second="P-02", person="P-77", roles=("Scribe",))
    assert three.refusal(action) == "PEOPLE-UNKNOWN"


def test_the_last_two_can_not_leave(two):
    assert two.refusal(Leave(by="P-01", second="P-02", person="P-02", reason="new post")) == "PEOPLE-FIRST-TWO"


def test_a_slot_is_added_by_two_and_a_second_time_it_is_a_new_passphrase(three):
    (ruling,) = three.ask(AddSlot(by="P-01", second="P-02", person="P-03"))
    assert (ruling.kind, ruling.body) == ("slot.added", {"person": "P-03", "replaces": False})
    (ruling,) = three.ask(AddSlot(by="P-01", second="P-02", person="P-03"))
    assert ruling.body["replaces"] is True
    assert three.state.slots == ["P-03"]


def test_the_last_slot_stays(three):
    three.slots = frozenset({"workspace maker"})
    action = RemoveSlot(by="P-01", second="P-02", person="workspace maker", reason="handed over")
    assert three.refusal(action) == "KEY-SLOTS"


def test_a_slot_older_than_the_record_can_be_removed_once_there_is_another(three):
    three.ask(AddSlot(by="P-01", second="P-02", person="P-01"))
    three.slots = frozenset({"workspace maker", "P-01"})
    action = RemoveSlot(by="P-01", second="P-02", person="workspace maker", reason="handed over")
    (ruling,) = three.ask(action)
    assert ruling.kind == "slot.removed"
    assert three.state.slots == ["P-01"]


def test_a_slot_nobody_has_is_named(three):
    action = RemoveSlot(by="P-01", second="P-02", person="P-02", reason="handed over")
    assert three.refusal(action) == "KEY-SLOTS"


def test_who_still_can_open_the_workspace_can_not_leave(three):
    three.ask(AddSlot(by="P-01", second="P-02", person="P-03"))
    three.slots = frozenset({"workspace maker", "P-03"})
    leave = Leave(by="P-01", second="P-02", person="P-03", reason="new post")
    assert three.refusal(leave) == "KEY-SLOTS"
    three.ask(RemoveSlot(by="P-01", second="P-02", person="P-03", reason="new post"))
    three.slots = frozenset({"workspace maker"})
    assert three.ask(leave)[0].kind == "person.left"


@pytest.mark.rule("KEY-SLOTS")
def test_the_recovery_slot_has_three_different_holders(three):
    slot = AddRecoverySlot(by="P-01", second="P-02", identifier=17, holders=("P-01", "P-02", "P-03"))
    for holders in (("P-01", "P-02"), ("P-01", "P-02", "P-02")):
        assert three.refusal(msgspec.structs.replace(slot, holders=holders)) == "KEY-SLOTS"
    assert three.refusal(msgspec.structs.replace(slot, holders=("P-01", "P-02", "P-09"))) == "PEOPLE-UNKNOWN"
    (ruling,) = three.ask(slot)
    assert (ruling.body["person"], ruling.body["replaces"]) == ("recovery slot", False)
    (ruling,) = three.ask(slot)
    assert ruling.body["replaces"]
