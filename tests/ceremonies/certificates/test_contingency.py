"""The wrapped Contingency Public Key, tried with RFC 5649 written out here."""

import msgspec
import pytest
from asn1crypto import core
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.certificates.apex import apex_to_der, parse_apex
from ceremonies.certificates.contingency import unwrap_contingency, wrap_contingency
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.errors import Refused, Unusable
from ceremonies.secret import Secret
from tests.issuing import PROFILES, SYMMETRIC, Authorities, Key

KEY = Key("contingency")
HOW = PROFILES.contingency
SHORT = msgspec.structs.replace(HOW, key_bytes=16, wrap_algorithm="2.16.840.1.101.3.4.1.8")


def wrapped_by_the_book(key, plain):
    """RFC 5649, 4.1, for more than 8 bytes, on single blocks of AES."""
    block = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - the primitive of the standard
    a = bytes.fromhex("a65959a6") + len(plain).to_bytes(4, "big")
    padded = plain + bytes(-len(plain) % 8)
    r = [padded[at : at + 8] for at in range(0, len(padded), 8)]
    for round_ in range(6):
        for at, part in enumerate(r):
            out = block.update(a + part)
            a = (int.from_bytes(out[:8], "big") ^ (len(r) * round_ + at + 1)).to_bytes(8, "big")
            r[at] = out[8:]
    return a + b"".join(r)


@pytest.mark.parametrize(("how", "size"), [(HOW, 32), (SHORT, 16)], ids=["AES-256", "AES-128"])
def test_the_value_is_that_of_the_standards(how, size):
    symmetric = bytes(range(size))
    value = wrap_contingency(Secret(symmetric), KEY.public, how)
    algorithm, wrapped = core.Sequence.load(value), None
    wrapped = algorithm[1].native
    assert algorithm[0][0].dotted == how.wrap_algorithm
    assert len(algorithm[0]) == 1
    assert wrapped == wrapped_by_the_book(symmetric, KEY.public)


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_it_unwraps_to_the_contingency_public_key(symmetric):
    value = wrap_contingency(Secret(symmetric), KEY.public, HOW)
    assert unwrap_contingency(value, Secret(symmetric), HOW) == KEY.public


def test_what_stands_in_a_root_unwraps_to_the_contingency_public_key():
    room = Authorities()
    apex = parse_certificate(room.root)[0].apex
    assert unwrap_contingency(apex.der, SYMMETRIC, HOW) == room.contingency_key.public


def test_another_symmetric_key_does_not_open_it():
    value = wrap_contingency(SYMMETRIC, KEY.public, HOW)
    with pytest.raises(Unusable, match="belongs to another one"):
        unwrap_contingency(value, Secret(bytes(32)), HOW)


@settings(deadline=None)
@given(st.integers(0, 103), st.integers(0, 7))
def test_a_changed_bit_is_noticed(at, bit):
    apex = parse_apex(wrap_contingency(SYMMETRIC, KEY.public, HOW))
    damaged = bytearray(apex.wrapped)
    damaged[at] ^= 1 << bit
    with pytest.raises(Unusable, match="doesn't open"):
        unwrap_contingency(apex_to_der(apex.wrap_algorithm, bytes(damaged)), SYMMETRIC, HOW)


@pytest.mark.rule("CSK")
@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_symmetric_key_of_another_length_is_refused_unseen(size):
    with pytest.raises(Refused, match="CSK") as refused:
        wrap_contingency(Secret(b"\x5a" * size), KEY.public, HOW)
    assert "5a" not in str(refused.value).lower()


def test_a_key_of_another_curve_is_not_wrapped():
    with pytest.raises(Unusable, match="P-256"):
        wrap_contingency(SYMMETRIC, KEY.public[:-1], HOW)


def test_another_algorithm_than_the_configured_one_is_refused():
    value = wrap_contingency(SYMMETRIC, KEY.public, HOW)
    with pytest.raises(Unusable, match="configured is"):
        unwrap_contingency(value, Secret(bytes(16)), SHORT)


@pytest.mark.parametrize("tail", [b"", b"\0", b"\x05\x00"])
def test_only_the_exact_form_is_read(tail):
    value = wrap_contingency(SYMMETRIC, KEY.public, HOW)
    if not tail:
        assert parse_apex(value).der == value
        return
    with pytest.raises(Unusable, match="wrapped Contingency"):
        parse_apex(value + tail)


@settings(deadline=None)
@given(st.binary(max_size=140))
def test_no_bytes_end_in_anything_but_a_sentence(data):
    with pytest.raises(Unusable):
        parse_apex(data)
