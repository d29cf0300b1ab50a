"""Trying a key, reading back what the token says of it, and showing that it is gone."""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from app.strongroom.protocol import ObjectSeen
from ceremonies.errors import Refused, Stopped, TokenTrouble, Unusable
from ceremonies.ports import Entropy
from ceremonies.tokens.port import Handle, KeyAttributes, Session

_HALF = 32


def to_pem(public: bytes) -> str:
    """A SubjectPublicKeyInfo in DER as PEM."""
    return load_der_public_key(public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def from_pem(public: str) -> bytes:
    """A PEM public key as DER.

    Raises:
        Unusable: it is none.
    """
    try:
        key = load_pem_public_key(public.encode())
    except ValueError:
        raise Unusable("The record's public key of this key can't be read. Verify the record.") from None
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(public: bytes) -> str:
    """SHA-256 of a SubjectPublicKeyInfo, hex."""
    return sha256(public).hexdigest()


def prove_possession(session: Session, key: Handle, public: bytes, entropy: Entropy) -> None:
    """Sign a fresh random challenge, and verify that with software that isn't the token's.

    Raises:
        Stopped: the signature doesn't fit the public key.
    """
    digest = sha256(b"keyroom possession" + entropy.take(32)).digest()
    signature = session.sign(key, digest)
    verifier = load_der_public_key(public)
    if not isinstance(verifier, EllipticCurvePublicKey):
        raise Stopped("The token gave a public key that is not on P-256. Use another token.")
    r, s = (int.from_bytes(part, "big") for part in (signature[:_HALF], signature[_HALF:]))
    try:
        verifier.verify(encode_dss_signature(r, s), digest, ECDSA(Prehashed(SHA256())))
    except InvalidSignature:
        raise Stopped("A signature of the key doesn't fit its public key. It is not used; use another token.") from None


def otherwise(attributes: KeyAttributes, **wanted: object) -> str:
    """What to say where a token gave other attributes back than a key must have; "" where it didn't."""
    wrong = [name for name, value in wanted.items() if getattr(attributes, name) != value]
    if not wrong:
        return ""
    said = ", ".join(f"{name.replace('_', ' ')} {getattr(attributes, name)}" for name in wrong)
    return f"The token made {attributes.label} otherwise than was asked: {said}. Use another token."


def wrapping_attributes(session: Session, wrapping: Handle) -> KeyAttributes:
    """A wrapping key's, checked: one that also deciphers would give the private key away.

    Raises:
        Refused: WRAP-ORIGIN: it does more than wrap and unwrap, or can be read.
    """
    attributes = session.attributes(wrapping)
    if wrong := otherwise(attributes, token=False, sensitive=True, usages=("wrap", "unwrap")):
        raise Refused("WRAP-ORIGIN", wrong)
    return attributes


def show_gone(session: Session, key: str, private: Handle | None) -> tuple[tuple[ObjectSeen, ...], tuple[str, ...]]:
    """A listing of the token without anything of ``key``, and what was tried with its old handle.

    Raises:
        Stopped: something is left.
    """
    objects = session.objects()
    left = [one.label for one in objects if belongs_to(one.label, key)]
    if left:
        raise Stopped(f"The token still holds {', '.join(sorted(left))}. Zeroise it, and record what happened.")
    tests = [f"A listing of the token shows {len(objects)} objects, and none of {key}."]
    if private is not None:
        tests.append(_try_signing(session, private, key))
    seen = tuple(ObjectSeen(label=one.label, key_class=one.key_class, stays=one.token) for one in objects)
    return seen, tuple(tests)


def belongs_to(label: str, key: str) -> bool:
    """Whether an object's label is a key's, or one that was made beside it."""
    return label == key or label.startswith(f"{key} ")


def _try_signing(session: Session, private: Handle, key: str) -> str:
    try:
        session.sign(private, bytes(32))
    except TokenTrouble:
        return f"A signature with the handle that {key} had was refused."
    raise Stopped(f"The token still signs with {key} after it was destroyed. Zeroise it, and record what happened.")


def stays(session: Session, key: str) -> tuple[tuple[ObjectSeen, ...], tuple[str, ...]]:
    """A listing of the token of a key that stays on it, behind its PIN."""
    objects = session.objects()
    seen = tuple(ObjectSeen(label=one.label, key_class=one.key_class, stays=one.token) for one in objects)
    return seen, (f"{key} stays on its token; the session with it was closed, so its PIN is needed again.",)
