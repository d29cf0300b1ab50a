"""A token's answers as sentences: which error of the tree a PKCS #11 return code becomes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from pkcs11 import exceptions

from app.strongroom.tokens.pins import locked_sentence, wrong_pin_sentence
from ceremonies.errors import (
    KeyroomError,
    PinLocked,
    TokenCannot,
    TokenFull,
    TokenGone,
    TokenRefused,
    Unusable,
    WrongPin,
)
from ceremonies.tokens.port import TokenInfo

_GONE = (
    exceptions.DeviceRemoved,
    exceptions.TokenNotPresent,
    exceptions.TokenNotRecognised,
    exceptions.DeviceError,
    exceptions.SlotIDInvalid,
    exceptions.SessionHandleInvalid,
    exceptions.SessionClosed,
)
_CANNOT = (exceptions.MechanismInvalid, exceptions.MechanismParamInvalid, exceptions.FunctionNotSupported)
_WRONG_PIN = (exceptions.PinIncorrect, exceptions.PinInvalid)
_READ_ONLY = (exceptions.SessionReadOnly, exceptions.TokenWriteProtected)

_SENTENCES: tuple[tuple[tuple[type[exceptions.PKCS11Error], ...], type[KeyroomError], str], ...] = (
    ((exceptions.PinLenRange,), Unusable, "{token} doesn't take a PIN of that length. Use one that its maker allows."),
    ((exceptions.PinExpired,), PinLocked, "The PIN of {token} has expired. Its Security Officer sets a new one."),
    ((exceptions.UserPinNotInitialized,), TokenRefused, "{token} has no user PIN yet. Initialise it first."),
    (
        (exceptions.DeviceMemory,),
        TokenFull,
        "{token} is full and can't {doing}. Destroy what is no longer needed on it, or use another.",
    ),
    ((exceptions.UserNotLoggedIn,), TokenRefused, "{token} wants a PIN before it does this: {doing}."),
    (
        _GONE,
        TokenGone,
        "{token} is gone: it couldn't {doing}. Plug it in again; what was not acknowledged didn't happen.",
    ),
    (_CANNOT, TokenCannot, "{token} can't {doing}: it has no such function."),
    (_READ_ONLY, TokenRefused, "{token} is write-protected and can't {doing}."),
    ((exceptions.PKCS11Error,), TokenRefused, "{token} refused to {doing} ({reason})."),
)
"""By what the token answers: the error of the tree, and its sentence. The first that fits counts."""


_REASONS: Mapping[type[exceptions.PKCS11Error], str] = MappingProxyType(
    {
        exceptions.GeneralError: "it gives no reason",
        exceptions.FunctionFailed: "it gives no reason",
        exceptions.KeyUnextractable: "the key isn't extractable",
        exceptions.KeyNotWrappable: "the key may not be wrapped by this one",
        exceptions.AttributeSensitive: "the value is sensitive",
        exceptions.AttributeReadOnly: "the attribute can't be set",
        exceptions.ObjectHandleInvalid: "there is no such object",
        exceptions.KeyHandleInvalid: "there is no such key",
        exceptions.WrappedKeyInvalid: "what was wrapped is not valid",
        exceptions.WrappedKeyLenRange: "what was wrapped has a wrong length",
    }
)
_CODES: Mapping[str, str] = MappingProxyType({"0x1b": "the action is prohibited", "0x68": "the key isn't for that"})
"""Return codes that python-pkcs11 has no class for."""


@contextmanager
def as_sentences(token: TokenInfo, doing: str) -> Iterator[None]:
    """Turn what python-pkcs11 raises inside into a sentence.

    Args:
        token: whose answer it is.
        doing: what was asked, for example "sign with TEST-REC-0001".
    """
    try:
        yield
    except exceptions.PKCS11Error as error:
        raise sentence(error, token, doing) from None
    except NotImplementedError:
        raise TokenCannot(f"{token.name} can't {doing}: it answered in a form that isn't known.") from None


def sentence(error: exceptions.PKCS11Error, token: TokenInfo, doing: str) -> KeyroomError:
    """The one error of the tree that ``error`` means."""
    if isinstance(error, exceptions.PinLocked):
        return PinLocked(locked_sentence(token))
    if isinstance(error, _WRONG_PIN):
        return WrongPin(wrong_pin_sentence(token))
    kind, words = next((kind, words) for answers, kind, words in _SENTENCES if isinstance(error, answers))
    return kind(words.format(token=token.name, doing=doing, reason=reason_of(error)))


def reason_of(error: exceptions.PKCS11Error) -> str:
    """The token's own reason, as far as it gives one."""
    if type(error) is exceptions.PKCS11Error:
        code = str(error).removeprefix("Unmapped error code ")
        return _CODES.get(code, f"code {code}")
    return _REASONS.get(type(error), type(error).__name__)
