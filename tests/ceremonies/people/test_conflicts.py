from itertools import permutations

import pytest

from ceremonies.errors import Refused
from ceremonies.people.conflicts import check_conflict, load_conflicts
from ceremonies.people.roles import ROLES

FIVE = ("Ceremony Administrator", "Internal Witness", "Key Custodian", "Symmetric Key Custodian", "Auditor")


@pytest.mark.parametrize(("held", "role"), permutations(FIVE, 2))
def test_the_five_are_five_different_people(held, role):
    with pytest.raises(Refused, match=f"{held} and {role}") as caught:
        check_conflict(["Scribe", held], role)
    assert caught.value.rule == "PEOPLE-CONFLICT"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in FIVE])
def test_any_other_role_goes_with_each_of_the_five(role):
    for held in FIVE:
        check_conflict([held], role)
        check_conflict([role], held)


def test_a_role_that_is_held_already_is_no_conflict_with_itself():
    check_conflict(["Auditor"], "Auditor")


def test_the_table_gives_a_reason_for_each_group():
    assert all(group.why.endswith(".") for group in load_conflicts().group)
