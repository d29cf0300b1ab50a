import pytest

from ceremonies.errors import Refused
from ceremonies.parties.actions import ImportParties, PutParty, RemoveParty
from ceremonies.parties.decide import (
    PartiesFacts,
    check_confirms,
    check_method,
    check_submits,
    decide,
    is_network_party,
    may_confirm,
    may_submit,
    methods_open_to,
    party_of_user_id,
)
from ceremonies.parties.party import PARTY_ROLES, Party
from ceremonies.parties.state import PartiesState, apply

HERE = PartiesFacts(present=frozenset({"P-01"}))

MANAGER = "SMKI Registration Authority Manager"
PERSONNEL = "Registration Authority Personnel"


@pytest.mark.parametrize(
    ("party", "person", "role", "may"),
    [
        ("BOREALIS", "Mair Evans", "SMKI SRO", True),
        ("BOREALIS", "mair  EVANS", "SMKI SRO", True),
        ("BOREALIS", "Tom Hale", "SMKI SRO", False),
        ("BOREALIS", "Tom Hale", "SMKI ARO", False),
        ("BOREALIS", "Sara Lund", "SMKI SRO", False),
        ("BOREALIS", "Rhys Morgan", MANAGER, False),
        ("NEWSUP", "Mair Evans", "SMKI SRO", False),
        ("DCC", "Sara Lund", "SMKI SRO", True),
        ("DCC", "Rhys Morgan", MANAGER, True),
        ("DCC", "Ravi Patel", PERSONNEL, True),
        ("DCC", "Ravi Patel", MANAGER, False),
        ("DCC", "Mair Evans", "SMKI SRO", False),
        ("DCC", "Sara Lund", "Incident Commander", False),
        ("DCC", "", "", False),
    ],
)
def test_only_the_representatives_of_3_2_may_confirm(state, party, person, role, may):
    assert may_confirm(state, party, person, role) is may
    if may:
        check_confirms(state, party, person, role)
        return
    with pytest.raises(Refused) as caught:
        check_confirms(state, party, person, role)
    assert caught.value.rule == "PARTY"


def test_a_refused_confirmation_says_who_may(state):
    with pytest.raises(Refused, match="Those who may: Sara Lund, Rhys Morgan, Ravi Patel"):
        check_confirms(state, "DCC", "Mair Evans", "SMKI SRO")
    with pytest.raises(Refused, match="nobody on the register"):
        check_confirms(state, "NEWSUP", "Mair Evans", "SMKI SRO")


def test_only_an_aro_of_that_subscriber_may_submit(state):
    assert may_submit(state, "BOREALIS", "Una Byrne")
    check_submits(state, "BOREALIS", "Una Byrne")
    assert not may_submit(state, "BOREALIS", "Mair Evans")
    assert not may_submit(state, "NEWSUP", "Una Byrne")
    with pytest.raises(Refused, match="Tom Hale, Una Byrne") as caught:
        check_submits(state, "BOREALIS", "Mair Evans")
    assert caught.value.rule == "PARTY"


@pytest.mark.parametrize(
    ("party", "methods"),
    [
        ("BOREALIS", ("4.1", "4.1A", "4.2", "4.3")),
        ("NEWSUP", ("4.2", "4.3")),
        ("GRIDCO", ("4.1", "4.1A", "4.3")),
        ("PIPECO", ("4.1", "4.1A", "4.3")),
        ("DCC", ("4.1", "4.3")),
        ("S1", ("4.3",)),
    ],
)
def test_the_methods_of_section_4_are_open_to_whom_the_text_says(state, party, methods):
    assert methods_open_to(state, party) == methods
    for section in ("4.1", "4.1A", "4.2", "4.3"):
        if section in methods:
            check_method(state, party, section)
            continue
        with pytest.raises(Refused) as caught:
            check_method(state, party, section)
        assert caught.value.rule == "PARTY"


def test_network_parties_are_told_apart(state):
    assert [party for party in state.parties if is_network_party(state, party)] == ["GRIDCO", "PIPECO"]


def test_a_party_is_found_by_any_spelling_of_its_user_id(state):
    assert party_of_user_id(state, "00db1234567890a1").id == "BOREALIS"
    assert party_of_user_id(state, "00-DB-12-34-56-78-90-FF") is None
    assert party_of_user_id(state, "nonsense") is None


@pytest.mark.parametrize(
    "ask",
    [
        lambda state: may_confirm(state, "NOBODY", "Mair Evans", "SMKI SRO"),
        lambda state: may_submit(state, "NOBODY", "Tom Hale"),
        lambda state: methods_open_to(state, "NOBODY"),
        lambda state: is_network_party(state, "NOBODY"),
    ],
)
def test_a_party_that_is_not_on_the_register_is_named(state, ask):
    with pytest.raises(Refused, match="'NOBODY'") as caught:
        ask(state)
    assert caught.value.rule == "PARTY"


def put(party, **changes):
    return PutParty(**({"by": "P-01", "party": party, "source": "RA list of 20 Nov"} | changes))


def test_a_party_is_entered_with_its_source_and_signed(supplier, noon):
    (ruling,) = decide(PartiesState(), HERE, put(supplier(user_ids=("00db1234567890a0",))), noon)
    assert (ruling.stream, ruling.kind, ruling.signed_by) == ("parties", "party.registered", ("P-01",))
    assert ruling.body["source"] == "RA list of 20 Nov"
    assert ruling.body["party"]["user_ids"] == ["00-DB-12-34-56-78-90-A0"]


def test_a_party_that_changes_is_recorded_and_one_that_does_not_is_not(state, supplier, noon):
    (ruling,) = decide(state, HERE, put(supplier(aros=("Tom Hale",))), noon)
    assert ruling.kind == "party.changed"
    with pytest.raises(Refused, match="already") as caught:
        decide(state, HERE, put(supplier()), noon)
    assert caught.value.rule == "PARTY"


def test_an_import_takes_in_all_or_nothing(state, supplier, noon):
    good = Party(id="FRESH", name="Fresh Ltd", party_roles=("Other",))
    action = ImportParties(by="P-01", parties=(supplier(), good), file="parties.csv", digest="ab" * 32)
    (ruling,) = decide(state, HERE, action, noon)
    assert ruling.body["party"]["id"] == "FRESH"
    assert (ruling.body["source"], ruling.body["digest"]) == ("parties.csv", "ab" * 32)
    bad = ImportParties(by="P-01", parties=(good, supplier(name="", email="x")), file="parties.csv", digest="ab" * 32)
    with pytest.raises(Refused) as caught:
        decide(state, HERE, bad, noon)
    assert caught.value.rule == "PARTY"
    assert "BOREALIS, name" in caught.value.sentence
    assert "BOREALIS, email" in caught.value.sentence


def test_a_user_id_belongs_to_one_party(state, noon):
    thief = Party(id="FRESH", name="Fresh Ltd", party_roles=("Other",), user_ids=("00DB1234567890A0",))
    with pytest.raises(Refused, match="belongs to BOREALIS"):
        decide(state, HERE, put(thief), noon)


def test_a_user_id_may_move_between_two_parties_of_one_import(state, supplier, noon):
    new = Party(id="FRESH", name="Fresh Ltd", party_roles=("Other",), user_ids=("00-DB-12-34-56-78-90-A1",))
    old = supplier(user_ids=("00-DB-12-34-56-78-90-A0",))
    action = ImportParties(by="P-01", parties=(new, old), file="parties.csv", digest="ab" * 32)
    assert len(decide(state, HERE, action, noon)) == 2


def test_one_file_names_a_party_once(state, supplier, noon):
    action = ImportParties(by="P-01", parties=(supplier(), supplier()), file="parties.csv", digest="ab" * 32)
    with pytest.raises(Refused, match="twice"):
        decide(state, HERE, action, noon)


@pytest.mark.parametrize("by", ["", "P-02"])
def test_who_is_not_signed_in_changes_no_party(state, supplier, noon, by):
    with pytest.raises(Refused) as caught:
        decide(state, HERE, put(supplier(), by=by), noon)
    assert caught.value.rule == "SIGNED-IN"


def test_a_party_without_a_source_is_refused(state, supplier, noon):
    with pytest.raises(Refused) as caught:
        decide(state, HERE, put(supplier(), source=""), noon)
    assert caught.value.rule == "TEXT"


@pytest.mark.parametrize("name", ["", "evil\x1b.csv"])
def test_a_files_name_stands_in_the_record_only_if_it_can_be_shown(state, supplier, noon, name):
    action = ImportParties(by="P-01", parties=(supplier(name="X"),), file=name, digest="ab" * 32)
    with pytest.raises(Refused) as caught:
        decide(state, HERE, action, noon)
    assert caught.value.rule == "TEXT"


def test_a_refusal_spells_control_characters_out(state, supplier, noon):
    with pytest.raises(Refused) as caught:
        decide(state, HERE, put(supplier(id="\x1bA")), noon)
    assert "\x1b" not in caught.value.sentence


def test_a_party_is_removed_with_a_reason(state, noon, written):
    for entry in written(*decide(state, HERE, RemoveParty(by="P-01", party="S1", reason="ceased"), noon)):
        apply(state, entry)
    assert "S1" not in state.parties
    with pytest.raises(Refused) as caught:
        decide(state, HERE, RemoveParty(by="P-01", party="S1", reason="ceased"), noon)
    assert caught.value.rule == "PARTY"


def test_every_role_of_the_register_is_listed():
    assert {"Supplier Party", "Electricity Distributor", "Gas Transporter", "S1SP", "SMKI PMA", "Panel"} <= {
        *PARTY_ROLES
    }
