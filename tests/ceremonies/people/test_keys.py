import msgspec
import pytest

from ceremonies.errors import Refused, Unusable, WrongPassphrase
from ceremonies.people.keys import (
    from_bytes,
    generate,
    load_public,
    public_key,
    seal_key,
    to_bytes,
    unseal_key,
)
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret

PASSPHRASE = Secret("four words of her own")


class CountedEntropy:
    def __init__(self):
        self.calls = 0

    def take(self, count):
        self.calls += 1
        return self.calls.to_bytes(count, "big")


@pytest.fixture
def sealed():
    entropy = CountedEntropy()
    return seal_key(generate(entropy), "P-01", PASSPHRASE, entropy, SMALLEST_COST)


def test_the_right_passphrase_gives_a_key_that_signs(sealed):
    key = unseal_key(sealed, PASSPHRASE)
    load_public(sealed.public).verify(key.sign(b"seen"), b"seen")
    assert public_key(key) == public_key(sealed)


def test_a_wrong_passphrase_names_the_person_and_nothing_else(sealed):
    with pytest.raises(WrongPassphrase, match="P-01's passphrase") as refusal:
        unseal_key(sealed, Secret("not hers"))
    assert "not hers" not in str(refusal.value)


def test_a_key_put_under_another_name_does_not_open(sealed):
    with pytest.raises(WrongPassphrase):
        unseal_key(msgspec.structs.replace(sealed, person="P-02"), PASSPHRASE)


def test_a_key_with_another_public_key_beside_it_does_not_open(sealed):
    with pytest.raises(WrongPassphrase):
        unseal_key(msgspec.structs.replace(sealed, public=bytes(32)), PASSPHRASE)


def test_an_empty_passphrase_is_refused_by_rule():
    with pytest.raises(Refused, match="PEOPLE-FIRST-TWO"):
        seal_key(generate(CountedEntropy()), "P-01", Secret(""), CountedEntropy(), SMALLEST_COST)


def test_a_sealed_key_survives_the_disk(sealed):
    assert from_bytes(to_bytes(sealed)) == sealed


def test_the_seed_stands_nowhere_in_what_is_written(sealed):
    seed = unseal_key(sealed, PASSPHRASE).private_bytes_raw()
    assert seed not in to_bytes(sealed)
    assert seed not in sealed.lock.wrapped


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"person":"P-01","public":"","lock":{},"more":1}'])
def test_something_else_is_no_sealed_key(data):
    with pytest.raises(Unusable, match="no sealed key"):
        from_bytes(data)


def test_a_public_key_of_another_length_is_refused():
    with pytest.raises(Unusable, match="31"):
        load_public(bytes(31))
