import pytest

from ceremonies.errors import Refused
from ceremonies.people.present import check_signed_in, check_two_people

HERE = frozenset({"P-01", "P-02"})


@pytest.mark.parametrize("person", ["", "P-03"])
def test_who_is_not_signed_in_can_not_act(person):
    with pytest.raises(Refused) as caught:
        check_signed_in(HERE, person)
    assert caught.value.rule == "SIGNED-IN"


@pytest.mark.parametrize("second", ["", "P-01"])
def test_one_person_is_not_two(second):
    with pytest.raises(Refused) as caught:
        check_two_people(HERE, "P-01", second)
    assert caught.value.rule == "TWO-PEOPLE"


def test_two_who_are_here_may():
    check_two_people(HERE, "P-01", "P-02")
