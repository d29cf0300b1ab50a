import pytest

from ceremonies.parties.party import canonical_user_id, problems_of, same_name, tidied


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("00DB1234567890A0", "00-DB-12-34-56-78-90-A0"),
        ("00-db-12-34-56-78-90-a0", "00-DB-12-34-56-78-90-A0"),
        (" 00:DB:12:34:56:78:90:A0 ", "00-DB-12-34-56-78-90-A0"),
        ("00-DB:12-34-56-78-90-A0", None),
        ("00-DB-12-34-56-78-90", None),
        ("00-DB-12-34-56-78-90-A0-00", None),
        ("00-DB-12-34-56-78-90-G0", None),
        ("\u0660\u0660DB1234567890A0", None),
        ("", None),
    ],
)
def test_user_ids_have_one_form(text, canonical):
    assert canonical_user_id(text) == canonical


def test_a_good_party_has_no_problems(supplier):
    assert problems_of(tidied(supplier())) == []


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("id", {"id": ""}),
        ("id", {"id": "borealis"}),
        ("id", {"id": "B" * 17}),
        ("name", {"name": " "}),
        ("name", {"name": "B" * 100_000}),
        ("name", {"name": "Bore\x07alis"}),
        ("party_roles", {"party_roles": (), "responsible_supplier": False}),
        ("party_roles", {"party_roles": ("Supplier Party", "Wizard")}),
        ("party_roles", {"party_roles": ("Supplier Party", "Supplier Party")}),
        ("party_roles", {"party_roles": ("Supplier Party", "DCC")}),
        ("user_ids", {"user_ids": ("00-DB",)}),
        ("user_ids", {"user_ids": ("00DB1234567890A0", "00-DB-12-34-56-78-90-A0")}),
        ("sros", {"sros": ("Mair Evans", "mair  evans")}),
        ("aros", {"aros": ("",)}),
        ("ra_managers", {"ra_managers": ("Rhys Morgan",)}),
        ("ra_personnel", {"ra_personnel": ("Ravi Patel",)}),
        ("telephone", {"telephone": "ask Tom"}),
        ("email", {"email": "smki at borealis"}),
        ("responsible_supplier", {"party_roles": ("Gas Transporter",)}),
    ],
)
def test_each_problem_is_named_with_its_field(supplier, field, changes):
    assert [found for found, _ in problems_of(tidied(supplier(**changes)))] == [field]


def test_a_partys_spacing_and_ids_are_tidied(supplier):
    party = tidied(supplier(name="  Borealis   Energy ", user_ids=("00db1234567890a0",), sros=(" Mair  Evans",)))
    assert (party.name, party.user_ids, party.sros) == (
        "Borealis Energy",
        ("00-DB-12-34-56-78-90-A0",),
        ("Mair Evans",),
    )


def test_names_are_the_same_but_for_case_and_spacing():
    assert same_name("Mair  EVANS ", "mair evans")
    assert not same_name("Mair Evans", "Mair Evan")
