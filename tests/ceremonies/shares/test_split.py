import itertools

import pytest
from bip39_slip39 import slip39
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import shamir

from ceremonies.errors import Refused
from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import recombine
from ceremonies.shares.split import split
from tests.fakes import FixedEntropy

BOUNDS = st.integers(2, 16).flatmap(lambda n: st.tuples(st.integers(2, n), st.just(n)))


@settings(max_examples=25, deadline=None)
@given(bounds=BOUNDS, value=st.sampled_from([16, 32]).flatmap(lambda size: st.binary(min_size=size, max_size=size)))
def test_any_m_of_n_give_the_secret_back_and_fewer_do_not(bounds, value):
    (m, n), secret = bounds, Secret(value)
    made = split(secret, m, n, taken_identifiers=(), entropy=FixedEntropy(value.hex()))
    shares = [parse_share(words) for words in made.words]
    for chosen in ([*shares[:m]], [*shares[-m:]], shares):
        assert recombine(chosen).secret == secret
    with pytest.raises(Refused, match="Bring the others"):
        recombine(shares[: m - 1])


def test_another_implementation_recovers_every_subset(made, secret):
    for chosen in itertools.combinations(made.words, 3):
        assert slip39.master_secret_from_mnemonics([one.reveal_text() for one in chosen]) == secret.reveal()


@pytest.mark.parametrize(("size", "words"), [(16, 20), (32, 33)])
def test_a_share_has_as_many_words_as_its_secret_asks_for(size, words):
    made = split(Secret(bytes(range(size))), 2, 2, taken_identifiers=(), entropy=FixedEntropy())
    assert [len(one.reveal_text().split()) for one in made.words] == [words, words]


def test_a_set_has_no_passphrase_and_can_not_be_added_to(made):
    parameters = parse_share(made.words[0]).parameters
    assert (parameters.extendable, parameters.iteration_exponent) == (False, 0)


def test_the_iteration_exponent_can_be_chosen(secret, entropy):
    made = split(secret, 2, 3, taken_identifiers=(), entropy=entropy, iteration_exponent=2)
    shares = [parse_share(words) for words in made.words]
    assert shares[0].parameters.iteration_exponent == 2
    assert recombine(shares).secret == secret


@pytest.mark.rule("SHARE-SET")
def test_a_new_set_never_has_a_number_that_stands_in_the_register(secret):
    free = 4711
    taken = set(range(1 << 15)) - {free}
    assert split(secret, 2, 2, taken_identifiers=taken, entropy=FixedEntropy("free")).identifier == free
    with pytest.raises(Refused, match="Every number of a set has been used"):
        split(secret, 2, 2, taken_identifiers=taken | {free}, entropy=FixedEntropy("free"))


@pytest.mark.parametrize("size", [0, 15, 24, 33])
def test_only_a_key_of_16_or_32_bytes_is_shared_out(size, entropy):
    with pytest.raises(Refused, match="16 or 32 bytes"):
        split(Secret(bytes(size)), 2, 3, taken_identifiers=(), entropy=entropy)


@pytest.mark.parametrize("exponent", [-1, 16])
def test_an_exponent_that_does_not_fit_is_refused(exponent, secret, entropy):
    with pytest.raises(Refused, match="iteration exponent"):
        split(secret, 2, 3, taken_identifiers=(), entropy=entropy, iteration_exponent=exponent)


def test_m_and_n_out_of_bounds_are_refused_before_anything_is_drawn(secret, entropy):
    before = entropy.taken
    with pytest.raises(Refused, match="4 of 3"):
        split(secret, 4, 3, taken_identifiers=(), entropy=entropy)
    assert entropy.taken == before


def test_all_chance_comes_from_the_entropy_that_was_given(secret):
    one, same, other = (
        split(secret, 3, 5, taken_identifiers=(), entropy=FixedEntropy(seed)) for seed in ("a", "a", "b")
    )
    assert one.words == same.words
    assert one.words != other.words


def test_the_library_s_own_source_of_chance_is_put_back_also_after_a_fault(secret):
    class Dry:
        left = 2  # enough for the identifier

        def take(self, count):
            self.left -= count
            if self.left < 0:
                raise BlockingIOError
            return bytes(count)

    before = shamir.RANDOM_BYTES
    with pytest.raises(BlockingIOError):
        split(secret, 3, 5, taken_identifiers=(), entropy=Dry())
    assert before is shamir.RANDOM_BYTES
