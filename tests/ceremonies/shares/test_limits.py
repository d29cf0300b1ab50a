import pytest

from ceremonies.errors import Refused
from ceremonies.shares.limits import check_m_of_n, check_parts


@pytest.mark.parametrize(("m", "n"), [(2, 2), (2, 3), (5, 9), (16, 16)])
def test_from_two_of_two_to_sixteen_of_sixteen_may_be_shared_out(m, n):
    check_m_of_n(m, n)


@pytest.mark.rule("SHARE-SET")
@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 3), (0, 3), (-1, 2), (4, 3), (2, 17), (17, 17)])
def test_a_share_that_is_the_key_or_more_needed_than_there_are_is_refused(m, n):
    with pytest.raises(Refused, match="SHARE-SET") as refusal:
        check_m_of_n(m, n)
    assert f"{m} of {n}" in refusal.value.sentence


@pytest.mark.parametrize("length", [16, 32])
def test_a_contingency_symmetric_key_takes_all_its_parts(length):
    check_parts(3, 3, length)


@pytest.mark.rule("CSK")
@pytest.mark.parametrize(("m", "n", "length", "said"), [(2, 3, 32, "every part"), (3, 3, 24, "16 or 32")])
def test_fewer_parts_than_all_or_another_length_is_refused(m, n, length, said):
    with pytest.raises(Refused, match="CSK") as refusal:
        check_parts(m, n, length)
    assert said in refusal.value.sentence
