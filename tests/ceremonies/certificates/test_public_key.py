"""Public keys on P-256, their identifiers and signatures."""

from hashlib import sha1

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.certificates.public_key import is_signed, key_identifier, load_public_key, signature_to_der
from ceremonies.errors import Unusable
from tests.issuing import Key

KEY = Key("public")


def spki_of(key):
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_the_identifier_is_0100_and_the_last_60_bits_of_sha1_over_the_point():
    digest = sha1(KEY.public[26:], usedforsecurity=False).hexdigest()
    assert key_identifier(KEY.public).hex() == "4" + digest[-15:]


@pytest.mark.parametrize(
    "spki",
    [
        b"",
        KEY.public[:-1],
        KEY.public + b"\0",
        KEY.public[:-1] + bytes([KEY.public[-1] ^ 1]),
        KEY.public[:26] + b"\x02" + KEY.public[27:],
        KEY.public[:26] + b"\x04" + bytes(64),
        spki_of(ec.derive_private_key(5, ec.SECP384R1()).public_key()),
        spki_of(ec.derive_private_key(5, ec.SECP256K1()).public_key()),
        spki_of(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()),
    ],
    ids=["empty", "short", "long", "no point", "compressed mark", "zero", "P-384", "K-256", "Ed25519"],
)
def test_any_other_key_is_refused(spki):
    with pytest.raises(Unusable, match="public key"):
        load_public_key(spki)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_a_signature_verifies_over_what_was_signed_and_nothing_else(data):
    signature = signature_to_der(KEY.sign(data))
    assert is_signed(KEY.public, signature, data)
    assert not is_signed(KEY.public, signature, data + b"\0")
    assert not is_signed(Key("another").public, signature, data)


@pytest.mark.parametrize("signature", [b"", bytes(64), bytes(63), b"\x01" * 65, bytes(32) + b"\x01" * 32])
def test_what_is_no_signature_is_refused(signature):
    with pytest.raises(Unusable, match="no ECDSA signature"):
        signature_to_der(signature)
