"""P-256 keys in the forms that tokens and certificates have them in (FIPS 186-4; RFC 5480; RFC 5958)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from ceremonies.tokens.der import der_length

PARAMETERS = bytes.fromhex("06082a8648ce3d030107")
"""CKA_EC_PARAMS: the object identifier of prime256v1, DER."""
POINT_BYTES = 65
_OCTET_STRING = 0x04
_HALF = 32


def to_point(ec_point: bytes) -> bytes:
    """The uncompressed point of CKA_EC_POINT, which most tokens give as a DER OCTET STRING and some without it."""
    if len(ec_point) > POINT_BYTES and ec_point[0] == _OCTET_STRING:
        return ec_point[len(ec_point) - POINT_BYTES :]
    return ec_point


def to_spki(point: bytes) -> bytes:
    """The SubjectPublicKeyInfo (DER) of an uncompressed point."""
    return spki_of(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))


def spki_of(public: ec.EllipticCurvePublicKey) -> bytes:
    """A public key's SubjectPublicKeyInfo (DER)."""
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def point_of(spki: bytes) -> bytes:
    """The uncompressed point of a SubjectPublicKeyInfo (DER).

    Raises:
        ValueError: it is no EC public key.
    """
    return load_public(spki).public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def load_public(spki: bytes) -> ec.EllipticCurvePublicKey:
    """The public key of a SubjectPublicKeyInfo (DER).

    Raises:
        ValueError: it is no EC public key.
    """
    public = serialization.load_der_public_key(spki)
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise ValueError("no EC public key")  # noqa: TRY004 - as for bytes that are no key at all
    return public


def load_pkcs8(wrapped: bytes) -> ec.EllipticCurvePrivateKey:
    """The private key of a PKCS #8 that may have trailing zeros behind it.

    Raises:
        ValueError: it is none, or not a P-256 key.
    """
    length = der_length(wrapped)
    if length > len(wrapped) or any(wrapped[length:]):
        raise ValueError("no PKCS #8")
    private = serialization.load_der_private_key(wrapped[:length], None)
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise ValueError("no P-256 key")  # noqa: TRY004 - as for bytes that are no key at all
    return private


def to_pkcs8(private: ec.EllipticCurvePrivateKey) -> bytes:
    """A private key's PKCS #8 (DER)."""
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def to_der_signature(raw: bytes) -> bytes:
    """The DER form of r and s, 32 bytes each (RFC 3279, 2.2.3)."""
    return utils.encode_dss_signature(int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big"))


def to_raw_signature(der: bytes) -> bytes:
    """The r and s of a DER signature, 32 bytes each."""
    r, s = utils.decode_dss_signature(der)
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def is_signature(spki: bytes, digest: bytes, raw: bytes) -> bool:
    """Whether ``raw`` (r and s) signs the SHA-256 digest under the public key."""
    try:
        load_public(spki).verify(to_der_signature(raw), digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except (InvalidSignature, ValueError):
        return False
    return True
