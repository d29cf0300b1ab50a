import itertools

import msgspec
import pytest

from ceremonies.errors import Refused
from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import recombine


def shares_of(made):
    return [parse_share(words) for words in made.words]


def test_exactly_the_threshold_is_used_and_the_others_are_proved(made, secret):
    found = recombine(shares_of(made))
    assert found.secret == secret
    assert [share.number for share in found.used] == [1, 2, 3]
    assert [share.number for share in found.proved] == [4, 5]
    assert found.unproved == ()


@pytest.mark.rule("SHARE-SET")
@pytest.mark.parametrize("place", range(4))
def test_one_foreign_share_among_them_is_noticed_wherever_it_stands(made, forge, place):
    shares = shares_of(made)[:4]
    shares[place] = shares_of(forge(made))[place]
    with pytest.raises(Refused, match="SHARE-SET: The shares bear the numbers of one set, but don't belong together"):
        recombine(shares)


def test_too_few_are_counted(made):
    with pytest.raises(Refused, match="2 of 3 shares are here"):
        recombine(shares_of(made)[:2])
    with pytest.raises(Refused, match="No share was taken"):
        recombine([])


def test_a_wrong_passphrase_gives_another_secret_without_an_error_which_is_why_none_is_used(made, secret):
    assert recombine(shares_of(made), Secret("TREZOR")).secret != secret


def test_the_order_of_shares_does_not_matter(made, secret):
    for order in itertools.permutations(shares_of(made), 3):
        assert recombine(order).secret == secret


def test_a_share_of_an_incomplete_group_beyond_the_threshold_stays_unproved(made):
    shares = shares_of(made)
    several = msgspec.structs.replace(shares[0].parameters, group_count=2)
    mine = [msgspec.structs.replace(one, parameters=several) for one in shares[:3]]
    other = msgspec.structs.replace(mine[0], group=1)
    assert recombine([*mine, other]).unproved == (other,)
