"""What only PKCS #11 tokens do: trouble that SoftHSM doesn't make, formats, and other programs' sight of them."""

import subprocess

import pytest
from cryptography.hazmat.primitives import keywrap
from pkcs11 import exceptions

from app.strongroom.tokens import importing
from app.strongroom.tokens.pkcs11_token import Pkcs11Tokens
from ceremonies.errors import BadModule, PinLocked, TokenFull, TokenGone, TokenRefused, WrongPin
from ceremonies.secret import Secret
from ceremonies.tokens.der import der_length
from tests import system
from tests.token_stores import PIN

VALUE = Secret(b"\x11" * 32)


def raising(error):
    def act(*args, **kwargs):
        raise error

    return act


def test_a_locked_pin_is_a_sentence_and_leaves_no_session_behind(softhsm, monkeypatch):
    monkeypatch.setattr(softhsm.store._module, "log_in", raising(exceptions.PinLocked("")))
    with pytest.raises(PinLocked, match="locked after too many wrong tries"):
        softhsm.open()
    monkeypatch.undo()
    softhsm.open().close()


def test_a_token_that_does_not_count_tries_says_nothing_of_them(softhsm, monkeypatch):
    monkeypatch.setattr(softhsm.store._module, "log_in", raising(exceptions.PinInvalid("")))
    with pytest.raises(WrongPin, match="says nothing about tries left"):
        softhsm.open()


@pytest.mark.parametrize(
    ("answer", "kind"), [(exceptions.DeviceRemoved(), TokenGone), (exceptions.DeviceMemory(), TokenFull)]
)
def test_a_token_that_is_pulled_out_or_full_in_the_middle_is_a_sentence(softhsm, monkeypatch, answer, kind):
    with softhsm.open() as session:
        monkeypatch.setattr(session, "_generate", raising(answer))
        with pytest.raises(kind, match="make the key ICA-0001"):
            session.generate_ec("ICA-0001", session=False, extractable=False)


def test_a_session_of_a_token_that_is_gone_still_closes(softhsm, monkeypatch):
    session = softhsm.open()
    monkeypatch.setattr(session, "_session", type("Gone", (), {"close": raising(exceptions.DeviceRemoved())})())
    session.close()
    assert softhsm.store._open == set()


def test_a_wrapping_key_that_is_given_more_uses_is_destroyed_and_refused(softhsm, monkeypatch):
    whole = importing.wrapping_key
    monkeypatch.setattr(importing, "wrapping_key", lambda label: {**whole(label), importing.Attribute.DECRYPT: True})
    with softhsm.open() as session:
        with pytest.raises(TokenRefused, match="it is for decrypt, wrap, unwrap"):
            session.import_wrapping_key("wrapping", VALUE)
        assert session.objects() == ()


@pytest.mark.rule("WRAP-PORTABLE")
def test_the_trailing_zeros_that_softhsm_wraps_along_are_seen(softhsm):
    with softhsm.open() as session:
        wrapping, _ = session.import_wrapping_key("wrapping", VALUE)
        blob = session.wrap(wrapping, session.generate_ec("REC-0001", session=True, extractable=True))
    inside = keywrap.aes_key_unwrap_with_padding(VALUE.reveal(), blob)
    assert (len(blob), len(inside), der_length(inside)) == (80, 72, 67)
    assert inside[67:] == bytes(5)


def test_two_objects_of_one_name_that_another_program_made_are_not_chosen_between(softhsm):
    with softhsm.open() as session:
        session.generate_ec("ICA-0001", session=False, extractable=False)
        session._check_free = lambda _label: None
        session.generate_ec("ICA-0001", session=False, extractable=False)
        with pytest.raises(TokenRefused, match="holds 2 objects called ICA-0001"):
            session.find("ICA-0001")


def test_another_program_lists_the_same_token_key_and_no_session_key(softhsm):
    tool = system.needed(system.program("pkcs11-tool"))
    words = [tool, "--module", softhsm.token.module, "--token-label", "desk", "--login", "--pin", PIN, "--list-objects"]
    with softhsm.open() as session:
        session.generate_ec("REC-0001", session=True, extractable=True)
        session.generate_ec("ICA-0001", session=False, extractable=False)
        listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "ICA-0001" in listed
    assert "REC-0001" not in listed


def test_a_module_is_started_once_in_a_process(softhsm):
    with pytest.raises(BadModule, match="in use in this process"):
        Pkcs11Tokens(softhsm.token.module)
