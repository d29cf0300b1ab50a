"""Two verifiers agree about every signature, good or bad."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.certificates.public_key import is_signed, signature_to_der
from ceremonies.certificates.second_verify import N, verifies
from tests.issuing import Key

KEY = Key("verified")
GOOD = KEY.sign(b"data")


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=20), st.binary(max_size=100))
def test_a_signature_by_the_library_is_good(seed, data):
    key = Key(seed)
    assert verifies(key.public, key.sign(data), data)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 511))
def test_one_changed_bit_is_bad_to_both(bit):
    changed = bytearray(GOOD)
    changed[bit // 8] ^= 1 << bit % 8
    assert not verifies(KEY.public, bytes(changed), b"data")
    assert not is_signed(KEY.public, signature_to_der(bytes(changed)), b"data")


@pytest.mark.parametrize("seed", range(20))
def test_the_other_s_is_as_good(seed):
    signature = KEY.sign(bytes([seed]))
    other = signature[:32] + (N - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
    assert verifies(KEY.public, other, bytes([seed]))
    assert is_signed(KEY.public, signature_to_der(other), bytes([seed]))


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        bytes(64),
        GOOD[:-1],
        GOOD + b"\0",
        N.to_bytes(32, "big") + GOOD[32:],
        GOOD[:32] + N.to_bytes(32, "big"),
        b"\xff" * 64,
        (1).to_bytes(32, "big") * 2,
    ],
    ids=["empty", "zero", "short", "long", "r too large", "s too large", "all ones", "one and one"],
)
def test_what_is_no_signature_is_bad(signature):
    assert not verifies(KEY.public, signature, b"data")


@pytest.mark.parametrize(
    "public",
    [
        b"",
        KEY.public[:-1],
        KEY.public[:-1] + bytes([KEY.public[-1] ^ 1]),
        KEY.public[:27] + b"\xff" * 64,
        Key("x").public,
    ],
    ids=["empty", "short", "no point", "too large", "another"],
)
def test_another_key_or_none_is_bad(public):
    assert not verifies(public, GOOD, b"data")
