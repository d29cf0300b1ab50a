import pytest
from pkcs11 import exceptions

from app.strongroom.tokens.answers import as_sentences, sentence
from app.strongroom.tokens.pins import locked_sentence, tries_left
from ceremonies.errors import PinLocked, TokenCannot, TokenFull, TokenGone, TokenRefused, Unusable, WrongPin
from ceremonies.tokens.port import TokenInfo

TOKEN = TokenInfo(
    kind="pkcs11", module="m.so", label="desk", serial="17", manufacturer="M", model="X", hardware=True, flags=()
)


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (exceptions.DeviceRemoved(), TokenGone, "Plug it in again"),
        (exceptions.TokenNotPresent(), TokenGone, "is gone"),
        (exceptions.SessionHandleInvalid(), TokenGone, "is gone"),
        (exceptions.PinIncorrect(), WrongPin, "says nothing about tries left"),
        (exceptions.PinLocked(), PinLocked, "locked after too many wrong tries"),
        (exceptions.PinExpired(), PinLocked, "has expired"),
        (exceptions.PinLenRange(), Unusable, "that length"),
        (exceptions.UserPinNotInitialized(), TokenRefused, "no user PIN yet"),
        (exceptions.DeviceMemory(), TokenFull, "is full"),
        (exceptions.MechanismInvalid(), TokenCannot, "no such function"),
        (exceptions.FunctionNotSupported(), TokenCannot, "no such function"),
        (exceptions.SessionReadOnly(), TokenRefused, "write-protected"),
        (exceptions.GeneralError(), TokenRefused, "gives no reason"),
        (exceptions.KeyUnextractable(), TokenRefused, "isn't extractable"),
        (exceptions.PKCS11Error("Unmapped error code 0x68"), TokenRefused, "the key isn't for that"),
        (exceptions.PKCS11Error("Unmapped error code 0x80001234"), TokenRefused, "code 0x80001234"),
        (exceptions.OperationActive(), TokenRefused, "OperationActive"),
    ],
)
def test_every_answer_of_a_token_is_a_sentence_with_its_name(answer, kind, says):
    found = sentence(answer, TOKEN, "sign with TEST-REC-0001")
    assert type(found) is kind
    assert says in str(found)
    assert "desk (serial 17)" in str(found)


def test_every_answer_that_python_pkcs11_knows_has_a_sentence():
    known = [one for one in vars(exceptions).values() if isinstance(one, type)]
    assert len(known) > 60
    for one in known:
        if issubclass(one, exceptions.PKCS11Error):
            assert str(sentence(one(), TOKEN, "sign")).endswith((".", "again."))


def test_an_answer_in_an_unknown_form_is_no_traceback():
    with pytest.raises(TokenCannot, match="a form that isn't known"), as_sentences(TOKEN, "sign"):
        raise NotImplementedError


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ((), "says nothing"),
        (("user PIN count low",), "counts wrong tries"),
        (("user PIN count low", "user PIN final try"), "One try is left"),
        (("user PIN locked",), "locked now"),
        (("SO PIN locked",), "says nothing"),
    ],
)
def test_what_the_token_admits_about_tries_left_is_said(flags, says):
    assert says in tries_left(flags)


def test_a_locked_pin_names_the_way_on():
    assert "Security Officer" in locked_sentence(TOKEN)
    assert "making it new" in locked_sentence(TOKEN, "SO")
