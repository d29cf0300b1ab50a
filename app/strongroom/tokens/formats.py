"""Which of a token's mechanisms wraps and unwraps in the format of RFC 5649, found by trying (rule WRAP-PORTABLE).

The same number is another format on another token: 0x210A is RFC 5649 on SoftHSM, and RFC 3394 over padded data on NSS,
where 0x210B is RFC 5649. So a throwaway key is wrapped under a key whose value is known here, and opened outside; and
one that was wrapped outside is unwrapped, and must sign.
"""

import os
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import KeyType, Mechanism, ObjectClass, exceptions
from pkcs11.types import Object

from app.strongroom.tokens.p256 import is_signature, load_pkcs8, point_of, spki_of, to_pkcs8
from app.strongroom.tokens.templates import NSS_DB, unwrapped_key
from ceremonies.tokens.port import DIGEST_BYTES

FORMATS = (Mechanism.AES_KEY_WRAP_KWP, Mechanism.AES_KEY_WRAP_PAD)
"""The mechanisms that may be RFC 5649, the one that is by the standard first (PKCS #11 v3.1, 6.13.3)."""
ANY = (*FORMATS, Mechanism.AES_KEY_WRAP, Mechanism.AES_KEY_WRAP_PKCS7, Mechanism.AES_CBC_PAD, Mechanism.AES_ECB)
_IV_BYTES = 16


def parameter_of(mechanism: Mechanism) -> bytes | None:
    """What the mechanism is given besides the key."""
    return bytes(_IV_BYTES) if mechanism is Mechanism.AES_CBC_PAD else None


def wrapping_mechanism(wrapping: Any, value: bytes, make_key: Callable[[], Object]) -> Mechanism | None:  # noqa: ANN401
    """The mechanism that wraps in the format of RFC 5649; None if none does.

    Args:
        wrapping: a wrapping key on the token, as python-pkcs11 has it.
        value: the same key's value.
        make_key: makes an extractable throwaway key.
    """
    key = make_key()
    try:
        return next((one for one in FORMATS if _wraps(wrapping, value, key, one)), None)
    finally:
        key.destroy()


def unwrapping_mechanism(wrapping: Any, value: bytes) -> Mechanism | None:  # noqa: ANN401 - see above
    """The mechanism that unwraps the format of RFC 5649; None if none does."""
    private = ec.generate_private_key(ec.SECP256R1())
    blob = keywrap.aes_key_wrap_with_padding(value, to_pkcs8(private))
    public = spki_of(private.public_key())
    return next((one for one in FORMATS if _unwraps(wrapping, blob, public, one)), None)


def unwrap(wrapping: Any, blob: bytes, mechanism: Mechanism, public: bytes, **wanted: Any) -> Any:  # noqa: ANN401
    """One private key out of a blob, as python-pkcs11 has it.

    Args:
        wrapping: the wrapping key, as python-pkcs11 has it.
        blob: what was wrapped.
        mechanism: that unwraps it.
        public: the key's public key; empty if it isn't known.
        wanted: ``label`` and ``extractable``.
    """
    template = unwrapped_key(extractable=wanted.pop("extractable"))
    unwrap_by = {"mechanism": mechanism, "mechanism_param": None, "capabilities": 0, **wanted}
    try:
        return wrapping.unwrap_key(ObjectClass.PRIVATE_KEY, KeyType.EC, blob, template=template, **unwrap_by)
    except exceptions.PKCS11Error:
        if not public:
            raise
        named = {**template, NSS_DB: point_of(public)}
        return wrapping.unwrap_key(ObjectClass.PRIVATE_KEY, KeyType.EC, blob, template=named, **unwrap_by)


def _wraps(wrapping: Any, value: bytes, key: Object, mechanism: Mechanism) -> bool:  # noqa: ANN401
    try:
        blob = wrapping.wrap_key(key, mechanism=mechanism)
        load_pkcs8(keywrap.aes_key_unwrap_with_padding(value, blob))
    except (exceptions.PKCS11Error, keywrap.InvalidUnwrap, ValueError):
        return False
    return True


def _unwraps(wrapping: Any, blob: bytes, public: bytes, mechanism: Mechanism) -> bool:  # noqa: ANN401
    try:
        key = unwrap(wrapping, blob, mechanism, public, label="keyroom trial", extractable=False)
    except exceptions.PKCS11Error:
        return False
    try:
        digest = os.urandom(DIGEST_BYTES)
        return is_signature(public, digest, key.sign(digest, mechanism=Mechanism.ECDSA))
    except exceptions.PKCS11Error:
        return False
    finally:
        key.destroy()
