import itertools

import msgspec
import pytest

from ceremonies.errors import Stopped
from ceremonies.secret import Secret
from ceremonies.shares.second_opinion import check_split, places, subset
from ceremonies.shares.split import split
from tests.fakes import FixedEntropy


def test_every_subset_of_a_small_set_is_recombined(made, secret, entropy):
    checked = check_split(made, secret, rng=entropy)
    assert (checked.count, checked.of, checked.how) == (10, 10, "every subset")


def test_of_too_many_subsets_a_recorded_seed_chooses(made, secret):
    checked = check_split(made, secret, rng=FixedEntropy("seed"), most=7)
    assert (checked.count, checked.of) == (7, 10)
    assert checked.how == f"random, seed {FixedEntropy('seed').take(16).hex()}"


def test_the_seed_alone_tells_which_subsets_they_were():
    seed = bytes(16)
    first = list(places(seed, 12870, 1000))
    assert first == list(places(seed, 12870, 1000))
    assert len(set(first)) == 1000
    assert first != list(places(b"another seed of16", 12870, 1000))


@pytest.mark.parametrize(("m", "n"), [(2, 2), (1, 4), (3, 5), (8, 16)])
def test_places_are_counted_in_the_order_of_itertools(m, n):
    for place, chosen in enumerate(itertools.combinations(range(n), m)):
        assert subset(place, m, n) == chosen


def test_shares_of_another_secret_stop_everything(made, entropy):
    with pytest.raises(Stopped, match="none may be handed out"):
        check_split(made, Secret(bytes(32)), rng=entropy)


def test_one_share_of_another_making_stops_everything(made, secret, entropy):
    other = split(secret, 3, 5, taken_identifiers=(), entropy=entropy)
    mixed = msgspec.structs.replace(made, words=(*made.words[:4], other.words[4]))
    with pytest.raises(Stopped, match="Abandon this key"):
        check_split(mixed, secret, rng=entropy)


def test_a_forged_share_with_the_set_s_number_stops_everything(made, secret, forge):
    forged = forge(made)
    assert forged.identifier == made.identifier
    mixed = msgspec.structs.replace(made, words=(*made.words[:4], forged.words[4]))
    with pytest.raises(Stopped):
        check_split(mixed, secret, rng=FixedEntropy())


def test_a_set_that_says_another_threshold_than_its_shares_stops_everything(made, secret, entropy):
    with pytest.raises(Stopped):
        check_split(msgspec.structs.replace(made, m=4), secret, rng=entropy)
