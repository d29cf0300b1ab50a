"""How an AES key comes onto a token: by RSA-OAEP under a session key where the token can, else as it is.

Rule WRAP-ORIGIN: the record says which.
"""

from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pkcs11 import MGF, Attribute, KeyType, Mechanism, ObjectClass, exceptions
from pkcs11.types import Object, Session

from app.strongroom.tokens.templates import created_wrapping_key, transport_halves, wrapping_key
from ceremonies.secret import Secret

BY_OAEP = "RSA-OAEP"
BY_CREATION = "C_CreateObject"
_RSA_BITS = 2048
_OAEP: tuple[tuple[hashes.HashAlgorithm, Mechanism, MGF], ...] = (
    (hashes.SHA256(), Mechanism.SHA256, MGF.SHA256),
    (hashes.SHA1(), Mechanism.SHA_1, MGF.SHA1),  # noqa: S303 - OAEP needs no collision resistance; some tokens know no other
)


def import_wrapping_key(session: Session, label: str, value: Secret) -> tuple[Any, str]:
    """The key on the token, as python-pkcs11 has it, and how it came in."""
    found = _by_oaep(session, label, value)
    return (found, BY_OAEP) if found is not None else (create(session, label, value), BY_CREATION)


def create(session: Session, label: str, value: Secret) -> Object:
    """The key by C_CreateObject alone."""
    return session.create_object(created_wrapping_key(label, value.reveal()))


def create_trusted(session: Session, label: str, value: Secret) -> Object:
    """The key by C_CreateObject, marked as trusted; only the Security Officer may, who sees no private object."""
    template = created_wrapping_key(label, value.reveal())
    return session.create_object({**template, Attribute.PRIVATE: False, Attribute.TRUSTED: True})


def _by_oaep(session: Session, label: str, value: Secret) -> Object | None:
    """The key out of a seal that only the token opens; None where the token can't."""
    try:
        public, private = _transport_pair(session)
    except exceptions.PKCS11Error:
        return None
    try:
        numbers = rsa.RSAPublicNumbers(_number(public, Attribute.PUBLIC_EXPONENT), _number(public, Attribute.MODULUS))
        return _first_unwrapped(private, numbers.public_key(), label, value)
    finally:
        private.destroy()
        public.destroy()


def _transport_pair(session: Session) -> tuple[Any, Any]:
    public, private = transport_halves()
    return session.generate_keypair(
        KeyType.RSA,
        _RSA_BITS,
        label="keyroom transport",
        id=b"keyroom transport",
        store=False,
        capabilities=0,
        public_template=public,
        private_template=private,
    )


def _number(public: Object, which: Attribute) -> int:
    return int.from_bytes(public[which], "big")


def _first_unwrapped(private: Any, public: rsa.RSAPublicKey, label: str, value: Secret) -> Object | None:  # noqa: ANN401
    for algorithm, digest, mask in _OAEP:
        sealed = public.encrypt(value.reveal(), padding.OAEP(padding.MGF1(algorithm), algorithm, None))
        try:
            found: Object = private.unwrap_key(
                ObjectClass.SECRET_KEY,
                KeyType.AES,
                sealed,
                label=label,
                mechanism=Mechanism.RSA_PKCS_OAEP,
                mechanism_param=(digest, mask, None),
                capabilities=0,
                template=wrapping_key(label),
            )
        except exceptions.PKCS11Error:
            continue
        return found
    return None
