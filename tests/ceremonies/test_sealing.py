import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.errors import Unusable, WrongPassphrase
from ceremonies.sealing import (
    SMALLEST_COST,
    Cost,
    derive_key,
    lock,
    seal,
    seconds_to_wait,
    unlock,
    unseal,
)
from ceremonies.secret import Secret


class CountedEntropy:
    """Bytes that differ from call to call and from nothing else."""

    def __init__(self):
        self.calls = 0

    def take(self, count):
        self.calls += 1
        return self.calls.to_bytes(count, "big")


KEY = Secret(bytes(range(32)))


@given(st.binary(max_size=100), st.binary(max_size=20))
def test_what_is_sealed_unseals(plain, label):
    assert unseal(KEY, seal(KEY, Secret(plain), label, CountedEntropy()), label) == Secret(plain)


@given(st.data())
def test_a_changed_bit_does_not_unseal(data):
    sealed = bytearray(seal(KEY, Secret(b"the seed"), b"label", CountedEntropy()))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(Unusable):
        unseal(KEY, bytes(sealed), b"label")


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(27)])
def test_something_cut_short_says_so(sealed):
    with pytest.raises(Unusable, match="cut short"):
        unseal(KEY, sealed, b"label")


def test_another_label_does_not_unseal():
    with pytest.raises(Unusable, match="belongs elsewhere"):
        unseal(KEY, seal(KEY, Secret(b"x"), b"one", CountedEntropy()), b"two")


def test_the_right_passphrase_unlocks():
    locked = lock(Secret("right"), Secret(b"key"), b"label", SMALLEST_COST, CountedEntropy())
    assert unlock(locked, Secret("right"), b"label") == Secret(b"key")


@pytest.mark.parametrize(("passphrase", "label"), [("wrong", b"label"), ("right", b"other"), ("", b"label")])
def test_another_passphrase_or_label_does_not_unlock(passphrase, label):
    locked = lock(Secret("right"), Secret(b"key"), b"label", SMALLEST_COST, CountedEntropy())
    with pytest.raises(WrongPassphrase):
        unlock(locked, Secret(passphrase), label)


def test_a_cost_that_was_changed_does_not_unlock():
    locked = lock(Secret("right"), Secret(b"key"), b"label", SMALLEST_COST, CountedEntropy())
    with pytest.raises(WrongPassphrase):
        unlock(msgspec.structs.replace(locked, cost=Cost(memory_kib=16, passes=1, lanes=1)), Secret("right"), b"label")


def test_a_cost_that_argon2_cannot_carry_out_says_so():
    locked = lock(Secret("right"), Secret(b"key"), b"label", SMALLEST_COST, CountedEntropy())
    with pytest.raises(Unusable, match="cost"):
        unlock(msgspec.structs.replace(locked, cost=Cost(memory_kib=8, passes=1, lanes=4)), Secret("right"), b"label")


def test_two_uses_of_one_key_have_different_keys():
    keys = [derive_key(KEY, "one"), derive_key(KEY, "two"), derive_key(KEY, "one", b"salt"), KEY]
    assert len({key.reveal() for key in keys}) == 4


def test_the_derived_key_is_that_of_rfc_5869_with_sha_256():
    import hashlib  # noqa: PLC0415 - a second opinion written out
    import hmac  # noqa: PLC0415

    extracted = hmac.new(bytes(32), KEY.reveal(), hashlib.sha256).digest()
    expanded = hmac.new(extracted, b"keyroom log key\x01", hashlib.sha256).digest()
    assert derive_key(KEY, "log key").reveal() == expanded


@pytest.mark.parametrize(
    ("wrong", "seconds"), [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (6, 10), (10**9, 10)]
)
def test_waits_grow_to_ten_seconds_and_never_lock_out(wrong, seconds):
    assert seconds_to_wait(wrong) == seconds
