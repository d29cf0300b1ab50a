"""The attributes that objects are asked for with, and how they are read back.

Every usage is said, on or off: python-pkcs11 and tokens both have defaults of their own, and by default an AES key gets
all four of encrypt, decrypt, wrap and unwrap.

Source: PKCS #11 v2.40, 4.7 to 4.10.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.attributes import AttributeMapper
from pkcs11.constants import DEFAULT

from app.strongroom.tokens.p256 import PARAMETERS
from ceremonies.tokens.port import KeyClass, Usage

Template = dict[Any, Any]

NSS_DB: Final = 0xD5A0DB00
"""CKA_NSS_DB: NSS finds a private key again by its public point, and unwraps none without it."""

USAGES: Final[tuple[tuple[Usage, Attribute], ...]] = (
    ("sign", Attribute.SIGN),
    ("verify", Attribute.VERIFY),
    ("encrypt", Attribute.ENCRYPT),
    ("decrypt", Attribute.DECRYPT),
    ("wrap", Attribute.WRAP),
    ("unwrap", Attribute.UNWRAP),
    ("derive", Attribute.DERIVE),
)
CLASSES: Mapping[int, KeyClass] = MappingProxyType(
    {
        ObjectClass.PRIVATE_KEY: "private",
        ObjectClass.PUBLIC_KEY: "public",
        ObjectClass.SECRET_KEY: "secret",
        ObjectClass.DATA: "data",
    }
)
APPLICATION = "keyroom"
_NOT_OF_A_PRIVATE_KEY: Mapping[Attribute, object] = MappingProxyType(
    {Attribute.ENCRYPT: DEFAULT, Attribute.VERIFY: DEFAULT, Attribute.WRAP: DEFAULT}
)
"""python-pkcs11 sends every usage when it unwraps; these a token refuses for a private key."""


def mapper() -> AttributeMapper:
    """How attributes are read: a vendor's class or key type stays its number, and a label that is no UTF-8 a label."""
    made = AttributeMapper()
    for attribute, known in ((Attribute.CLASS, ObjectClass), (Attribute.KEY_TYPE, KeyType)):
        pack, _ = made.attribute_types[attribute]
        made.register_handler(attribute, pack, _reader(known))
    pack, _ = made.attribute_types[Attribute.LABEL]
    made.register_handler(Attribute.LABEL, pack, lambda raw: raw.rstrip(b"\0").decode(errors="replace"))
    made.register_handler(NSS_DB, bytes, bytes)  # type: ignore[arg-type]
    return made


def _reader(known: Any) -> Any:  # noqa: ANN401 - an enum of numbers, and what reads it
    def read(raw: bytes) -> int:
        number = int.from_bytes(raw, "little")
        try:
            return int(known(number))
        except ValueError:
            return number

    return read


def private_half(*, extractable: bool, trusted: bool, token: bool) -> Template:
    """Of a new key pair."""
    wanted = {
        Attribute.TOKEN: token,
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: extractable,
        Attribute.MODIFIABLE: False,
        Attribute.SIGN: True,
        Attribute.DECRYPT: False,
        Attribute.UNWRAP: False,
        Attribute.DERIVE: False,
    }
    return {**wanted, Attribute.WRAP_WITH_TRUSTED: True} if trusted else wanted


def public_half(*, token: bool) -> Template:
    """Of a new key pair."""
    return {
        Attribute.TOKEN: token,
        Attribute.PRIVATE: False,
        Attribute.EC_PARAMS: PARAMETERS,
        Attribute.VERIFY: True,
        Attribute.ENCRYPT: False,
        Attribute.WRAP: False,
    }


def wrapping_key(label: str) -> Template:
    """An AES session key that wraps and unwraps, and does nothing else."""
    return {
        Attribute.LABEL: label,
        Attribute.TOKEN: False,
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: False,
        Attribute.WRAP: True,
        Attribute.UNWRAP: True,
        Attribute.ENCRYPT: False,
        Attribute.DECRYPT: False,
        Attribute.SIGN: False,
        Attribute.VERIFY: False,
        Attribute.DERIVE: False,
    }


def created_wrapping_key(label: str, value: bytes) -> Template:
    """The same, for C_CreateObject, which wants class, type and value."""
    made = {Attribute.CLASS: ObjectClass.SECRET_KEY, Attribute.KEY_TYPE: KeyType.AES, Attribute.VALUE: value}
    return {**made, **wrapping_key(label)}


def transport_halves() -> tuple[Template, Template]:
    """An RSA session pair that brings one wrapping key in, public and private."""
    public = {Attribute.ENCRYPT: True, Attribute.WRAP: False, Attribute.VERIFY: False}
    private = {
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: False,
        Attribute.UNWRAP: True,
        Attribute.DECRYPT: False,
        Attribute.SIGN: False,
        Attribute.DERIVE: False,
    }
    return public, private


def unwrapped_key(*, extractable: bool) -> Template:
    """A private key that comes out of a blob."""
    return {
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: extractable,
        Attribute.MODIFIABLE: False,
        Attribute.SIGN: True,
        Attribute.DECRYPT: False,
        Attribute.UNWRAP: False,
        Attribute.DERIVE: False,
        **_NOT_OF_A_PRIVATE_KEY,
    }


def data(label: str, value: bytes, *, private: bool) -> Template:
    """A data object that stays on the token."""
    return {
        Attribute.CLASS: ObjectClass.DATA,
        Attribute.TOKEN: True,
        Attribute.PRIVATE: private,
        Attribute.MODIFIABLE: False,
        Attribute.APPLICATION: APPLICATION,
        Attribute.LABEL: label,
        Attribute.VALUE: value,
    }
