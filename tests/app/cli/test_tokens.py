import json
import os

import pytest

from app.cli import tokens
from app.cli.exits import Exit
from app.cli.main import main, parser_for
from app.strongroom.tokens.pkcs11_token import Pkcs11Tokens
from app.strongroom.tokens.software_token import SoftwareTokens
from app.strongroom.tokens.stores import OperatingSystem
from ceremonies.errors import Refused
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from tests import system
from tests.token_stores import PIN, SO_PIN, nss_parameters, softhsm_folder


@pytest.fixture
def softhsm(tmp_path, monkeypatch):
    """SoftHSM's module, with one token, "desk"."""
    module = softhsm_folder(tmp_path, monkeypatch)
    store = Pkcs11Tokens(module)
    store.initialise("", "", new_label="desk", so_pin=Secret(SO_PIN), pin=Secret(PIN))
    store.finish()
    return module


@pytest.fixture
def practice(tmp_path):
    """A workspace's folder with one software token, "practice"."""
    store = SoftwareTokens(tmp_path / tokens.SOFTWARE_FOLDER, OperatingSystem(), SMALLEST_COST)
    store.initialise("", "", new_label="practice", so_pin=Secret(SO_PIN), pin=Secret(PIN))
    return tmp_path


def pins(*lines):
    """A descriptor that gives these lines."""
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    return str(reading)


class Person:
    """Somebody at the terminal who types these PINs."""

    can_ask_again = True

    def __init__(self, *typed):
        self.typed, self.told = list(typed), []

    def ask(self, prompt):
        self.told.append(prompt)
        return Secret(self.typed.pop(0))

    def tell(self, sentence):
        self.told.append(sentence)


def test_tokens_are_shown_with_label_serial_and_what_they_are(softhsm, capsys):
    assert main(["tokens", "--module", softhsm]) is Exit.GOOD
    said = capsys.readouterr().out
    assert "desk  serial " in said
    assert "SoftHSM project, SoftHSM v2; not hardware; production refuses it" in said
    assert "not initialised" in said


def test_the_probe_is_shown_check_by_check_and_fits_eighty_columns(softhsm, capsys):
    assert main(["tokens", "--module", softhsm, "--label", "desk", "--probe", "--pin-fd", pins(PIN)]) is Exit.GOOD
    said = capsys.readouterr().out
    assert "passed its probe; an M#N key can be made on it" in said
    assert "passed         second process" in said
    assert "80 bytes, opened outside the token; 5 trailing zeros after the DER" in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 80


@pytest.mark.rule("TOKEN-PROBE")
def test_a_token_that_fails_is_named_with_the_reason_and_the_exit_code(tmp_path, capsys):
    nss = system.needed(system.nss())
    words = ["tokens", "--module", nss, "--parameters", nss_parameters(tmp_path), "--probe"]
    assert main([*words, "--label", "NSS Generic Crypto Services"]) is Exit.PROBLEM
    said = capsys.readouterr().out
    assert "FAILED its probe" in said
    assert "failed         not wrapped" in said


def test_as_json_the_same_is_one_document(practice, capsys):
    words = ["--workspace", str(practice), "tokens", "--probe", "--json", "--pin-fd", pins(PIN)]
    assert main(words) is Exit.GOOD
    (token,) = json.loads(capsys.readouterr().out)["tokens"]
    assert (token["label"], token["kind"], token["mark"]) == ("practice", "software", "")
    assert token["probe"]["passed"] is True
    assert {one["outcome"] for one in token["probe"]["checks"]} == {"passed"}


def test_without_a_module_the_rehearsals_software_tokens_are_shown(practice, capsys):
    assert main(["--workspace", str(practice), "tokens"]) is Exit.GOOD
    assert "the software token of rehearsals; production refuses it" in capsys.readouterr().out


def test_no_token_at_all_is_a_sentence(tmp_path, capsys):
    assert main(["--workspace", str(tmp_path), "tokens"]) is Exit.GOOD
    assert "There is no token behind" in capsys.readouterr().out


def test_a_wrong_pin_is_asked_for_again_with_what_the_token_admits(practice, monkeypatch, capsys):
    person = Person("000000", PIN)
    monkeypatch.setattr(tokens, "TerminalPassphrases", lambda: person)
    assert main(["--workspace", str(practice), "tokens", "--probe"]) is Exit.GOOD
    assert any("not the user PIN of practice" in one and "counts wrong tries" in one for one in person.told)
    assert PIN not in capsys.readouterr().out


def test_a_wrong_pin_from_a_descriptor_ends_it(practice, capsys):
    words = ["--workspace", str(practice), "tokens", "--probe", "--pin-fd", pins("000000")]
    assert main(words) is Exit.MISUSE
    assert "not the user PIN of practice" in capsys.readouterr().err


def test_nobody_who_gives_a_pin_is_a_sentence(practice, capsys):
    assert main(["--workspace", str(practice), "tokens", "--probe", "--pin-fd", pins()]) is Exit.MISUSE
    assert "--pin-fd" in capsys.readouterr().err


@pytest.mark.rule("ROOM-PRIVATE")
def test_a_production_tokens_pin_comes_from_the_terminal_only(softhsm, capsys):
    store = Pkcs11Tokens(softhsm)
    token = next(one for one in store.tokens() if one.label == "desk")
    with store.open(token.label, token.serial, Secret(PIN)) as session:
        session.put_marker("keyroom enrolled", b"production dcc/log")
    store.finish()
    words = ["tokens", "--module", softhsm, "--label", "desk"]
    with pytest.raises(Refused, match="ROOM-PRIVATE"):
        tokens.run(parser_for("tokens").parse_args([*words, "--probe", "--pin-fd", pins(PIN)]))
    assert main(words) is Exit.GOOD
    assert "enrolled for production dcc/log" in capsys.readouterr().out


def test_a_wrong_module_is_a_sentence_and_no_traceback(capsys):
    assert main(["tokens", "--module", "/nowhere/m.so"]) is Exit.MISUSE
    assert capsys.readouterr().err.startswith("There is no module /nowhere/m.so.")
