"""What a token says of its objects and of itself, read one attribute at a time: some tokens fail on a whole list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pkcs11 import Attribute, KeyType, SlotFlag, TokenFlag, exceptions
from pkcs11.types import Object, Session, Token

from app.strongroom.tokens.templates import CLASSES, USAGES
from ceremonies.tokens.port import Handle, KeyAttributes, ObjectInfo, TokenInfo

_TYPES: Mapping[int, str] = MappingProxyType({KeyType.EC: "EC", KeyType.AES: "AES", KeyType.RSA: "RSA"})
_FLAGS: tuple[tuple[TokenFlag, str], ...] = (
    (TokenFlag.USER_PIN_COUNT_LOW, "user PIN count low"),
    (TokenFlag.USER_PIN_FINAL_TRY, "user PIN final try"),
    (TokenFlag.USER_PIN_LOCKED, "user PIN locked"),
    (TokenFlag.SO_PIN_COUNT_LOW, "SO PIN count low"),
    (TokenFlag.SO_PIN_FINAL_TRY, "SO PIN final try"),
    (TokenFlag.SO_PIN_LOCKED, "SO PIN locked"),
    (TokenFlag.WRITE_PROTECTED, "write protected"),
)


def token_info(token: Token, module: str) -> TokenInfo:
    """What a token says of itself."""
    return TokenInfo(
        kind="pkcs11",
        module=module,
        label=token.label,
        serial=token.serial.decode("utf-8", "replace").rstrip("\0 "),
        manufacturer=token.manufacturer_id,
        model=token.model,
        hardware=bool(token.slot.flags & SlotFlag.HW_SLOT),
        flags=_flags(token),
    )


def _flags(token: Token) -> tuple[str, ...]:
    if not token.flags & TokenFlag.TOKEN_INITIALIZED:
        return ("not initialised",)
    has = [words for flag, words in _FLAGS if token.flags & flag]
    if not token.flags & TokenFlag.LOGIN_REQUIRED:
        has.insert(0, "no login")
    elif not token.flags & TokenFlag.USER_PIN_INITIALIZED:
        has.insert(0, "no user PIN")
    return tuple(has)


def attribute(found: Object, which: Attribute) -> Any:  # noqa: ANN401 - each attribute has its own type
    """One attribute; None where the token doesn't know it for this object."""
    try:
        return found[which]
    except (
        exceptions.AttributeTypeInvalid,
        exceptions.AttributeSensitive,
        exceptions.AttributeValueInvalid,
        exceptions.FunctionFailed,
        NotImplementedError,
    ):
        return None


def key_attributes(found: Object) -> KeyAttributes:
    """A key's attributes as the token gives them."""
    key_type = attribute(found, Attribute.KEY_TYPE)
    return KeyAttributes(
        label=attribute(found, Attribute.LABEL) or "",
        key_class=CLASSES.get(attribute(found, Attribute.CLASS), "other"),
        key_type=_TYPES.get(key_type, str(key_type)),
        token=bool(attribute(found, Attribute.TOKEN)),
        private=bool(attribute(found, Attribute.PRIVATE)),
        sensitive=attribute(found, Attribute.SENSITIVE),
        always_sensitive=attribute(found, Attribute.ALWAYS_SENSITIVE),
        extractable=attribute(found, Attribute.EXTRACTABLE),
        never_extractable=attribute(found, Attribute.NEVER_EXTRACTABLE),
        local=attribute(found, Attribute.LOCAL),
        trusted=attribute(found, Attribute.TRUSTED),
        wrap_with_trusted=attribute(found, Attribute.WRAP_WITH_TRUSTED),
        modifiable=attribute(found, Attribute.MODIFIABLE),
        usages=tuple(usage for usage, which in USAGES if attribute(found, which)),
    )


def object_info(found: Object) -> ObjectInfo:
    """What a listing shows of an object."""
    return ObjectInfo(
        handle=Handle(found.handle or 0),
        key_class=CLASSES.get(attribute(found, Attribute.CLASS), "other"),
        label=attribute(found, Attribute.LABEL) or "",
        token=bool(attribute(found, Attribute.TOKEN)),
        private=bool(attribute(found, Attribute.PRIVATE)),
    )


def objects_of(session: Session, template: dict[Any, Any] | None = None) -> list[Object]:
    """Every object that the session sees and that has these attributes; the search is over when they are used."""
    return list(session.get_objects(template or {}))
