"""Public keys: EC P-256 with an uncompressed point, as SubjectPublicKeyInfo in DER, and their key identifiers."""

from hashlib import sha1, sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from ceremonies.errors import Unusable

HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
"""DER of everything before the point: id-ecPublicKey on prime256v1, a bit string without unused bits (RFC 5480)."""
POINT_BYTES = 65
UNCOMPRESSED = 4
SCALAR_BYTES = 32
SIGNATURE_BYTES = 2 * SCALAR_BYTES


def load_public_key(spki: bytes) -> ec.EllipticCurvePublicKey:
    """The key of a SubjectPublicKeyInfo in DER.

    Raises:
        Unusable: not EC P-256, not uncompressed, or no point of the curve.
    """
    if spki[: len(HEAD)] != HEAD or len(spki) != len(HEAD) + POINT_BYTES or spki[len(HEAD)] != UNCOMPRESSED:
        raise Unusable(
            "The public key isn't an EC key on P-256 with an uncompressed point; no other kind is certified."
        )
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        raise Unusable("The public key is no point on the curve P-256. Ask for it again.") from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Unusable("The public key isn't an EC key on P-256; no other kind is certified.")
    return key


def key_identifier(spki: bytes) -> bytes:
    """The 8 octets by which certificates name this key: 0100 and the last 60 bits of SHA-1 over the point.

    Source: RFC 5280, 4.2.1.2, method (2).
    """
    digest = sha1(spki[-POINT_BYTES:], usedforsecurity=False).digest()[-8:]
    return bytes([0x40 | (digest[0] & 0x0F)]) + digest[1:]


def fingerprint(spki: bytes) -> str:
    """SHA-256 of the SubjectPublicKeyInfo, 64 hex digits."""
    return sha256(spki).hexdigest()


def signature_to_der(signature: bytes) -> bytes:
    """``r || s`` (64 bytes, as tokens give it) as ECDSA-Sig-Value in DER (RFC 3279, 2.2.3).

    Raises:
        Unusable: another length, or a part that is zero.
    """
    r, s = signature[:SCALAR_BYTES], signature[SCALAR_BYTES:]
    if len(signature) != SIGNATURE_BYTES or not any(r) or not any(s):
        raise Unusable("What came back is no ECDSA signature on P-256: it needs two parts of 32 bytes. Sign again.")
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


def is_signed(spki: bytes, signature_der: bytes, data: bytes) -> bool:
    """Whether the signature over SHA-256 of ``data`` is by the key.

    Raises:
        Unusable: the key is none of ours.
    """
    key = load_public_key(spki)
    try:
        key.verify(signature_der, data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
