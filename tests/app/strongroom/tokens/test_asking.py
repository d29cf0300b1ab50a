"""A module is loaded in a process of its own: what it does there ends in a sentence here."""

import sys

import pytest

from app.strongroom.tokens import asking, messages
from app.strongroom.tokens.asking import ask
from app.strongroom.tokens.elsewhere import seen_elsewhere
from ceremonies.errors import BadModule, TokenCannot, TokenGone, WrongPin
from ceremonies.secret import Secret
from tests import system
from tests.token_stores import PIN


def listing(module):
    return messages.List(kind="pkcs11", module=module)


def instead(monkeypatch, program):
    monkeypatch.setattr(asking, "_LOOKS", (sys.executable, "-c", program))


def test_the_tokens_of_a_module_are_listed_with_their_marks(softhsm):
    with softhsm.open() as session:
        session.put_marker("keyroom enrolled", b"rehearsal keyroom.test/log")
    found = ask(listing(softhsm.token.module))
    assert [(one.token.label, one.mark) for one in found.tokens if one.token.serial] == [
        ("desk", "rehearsal keyroom.test/log")
    ]


def test_a_module_that_crashes_ends_with_a_sentence(monkeypatch):
    instead(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(BadModule, match=r"m\.so crashed \(SIGSEGV\)\. Nothing else was touched"):
        ask(listing("m.so"))


def test_a_module_that_ends_the_process_is_named(monkeypatch):
    instead(monkeypatch, "raise SystemExit(3)")
    with pytest.raises(BadModule, match="exit code 3"):
        ask(listing("m.so"))


def test_a_module_that_hangs_is_stopped(monkeypatch):
    instead(monkeypatch, "import threading; threading.Event().wait()")
    with pytest.raises(BadModule, match="hasn't answered"):
        ask(listing("m.so"), seconds=0.3)


def test_a_wrong_path_is_a_sentence():
    with pytest.raises(BadModule, match=r"There is no module /nowhere/m\.so"):
        ask(listing("/nowhere/m.so"))


def test_a_file_that_is_no_library_is_a_sentence(tmp_path):
    (tmp_path / "m.so").write_text("no library")
    with pytest.raises(BadModule, match="can't be loaded"):
        ask(listing(str(tmp_path / "m.so")))


def test_a_library_that_is_no_module_is_a_sentence():
    with pytest.raises(BadModule, match="no PKCS #11 module"):
        ask(listing(system.needed(system.library("libnss3.so"))))


def test_a_module_that_wants_parameters_says_so():
    with pytest.raises(BadModule, match=r"doesn't start \(code 0x7\)\. Perhaps it wants parameters"):
        ask(listing(system.needed(system.nss())))


def test_errors_keep_their_place_in_the_tree(desk):
    token = desk.token
    where = {"kind": token.kind, "module": token.module}
    with pytest.raises(WrongPin, match="not the user PIN"):
        ask(messages.Try(**where, label=token.label, serial=token.serial, pin="000000"))
    with pytest.raises(TokenGone):
        ask(messages.Try(**where, label="other", serial=token.serial, pin=PIN))


def test_a_question_never_shows_its_pin(desk):
    assert PIN not in repr(messages.Try(kind="software", module="m", label="desk", serial="17", pin=PIN))


@pytest.mark.rule("TOKEN-PROBE")
def test_a_second_process_sees_what_stays_and_no_session_object(desk):
    token = desk.token
    with desk.open() as session:
        session.put_private("share 3", Secret("academic acid"))
        session.generate_ec("REC-0001", session=True, extractable=True)

        def seen(wanted):
            return seen_elsewhere(
                token.kind, token.module, wanted, label=token.label, serial=token.serial, pin=desk.pin
            )

        assert seen("share 3")
        assert not seen("REC-0001")


def test_a_second_process_that_can_not_look_says_so(desk):
    token = desk.token
    with pytest.raises(TokenCannot, match="second process couldn't look"):
        seen_elsewhere(token.kind, token.module, "x", label=token.label, serial=token.serial, pin=Secret("000000"))
