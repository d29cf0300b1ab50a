"""No share, PIN, passphrase or key of a ceremony stands anywhere but where it belongs; where it does, it is found."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding
from cryptography.hazmat.primitives.serialization import load_der_private_key

from app.wiring import SystemEntropy
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace, open_workspace
from tests.fakes import FakeClock
from tests.plain_ceremony import (
    CUSTODIAN,
    END,
    GATHER,
    MAKE,
    PEOPLE,
    PIN,
    SEALED,
    SO_PIN,
    WAKE,
    WORKSPACE,
    PlainCeremony,
)
from tests.records import CHEAP
from tests.secret_places import arguments_watched, in_database, in_files, in_memory, in_terminal
from tests.secret_search import Wanted, found_in, key, share, text

SPOOL = Path("/var/spool/cups")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A whole ceremony, with what was found on the way; the program still runs, with nothing to do."""
    ceremony = PlainCeremony(tmp_path_factory.mktemp("secrets"))
    create_workspace(
        ceremony.workspace, "rehearsal", Secret(WORKSPACE), clock=FakeClock(), entropy=SystemEntropy(), cost=CHEAP
    ).close()
    (ceremony.workspace / "passphrase").unlink(missing_ok=True)
    with arguments_watched() as watch:
        ceremony.start({})
        ceremony.say(GATHER)
        ceremony.say(MAKE)
        ceremony.say(WAKE)
        ceremony.awake = in_memory(ceremony.strong_room, wanted_of(ceremony))
        ceremony.say(END)
    ceremony.watch = watch
    ceremony.private = wanted_of(ceremony)
    with open_workspace(ceremony.workspace, Secret(WORKSPACE), entropy=SystemEntropy(), readonly=True) as workspace:
        ceremony.opened = workspace._key.reveal()
    ceremony.after = in_memory(ceremony.pid, (*ceremony.private, key("workspace's key", ceremony.opened)))
    yield ceremony
    ceremony.kill()


def wanted_of(ceremony) -> tuple[Wanted, ...]:
    """What only the strong room may know."""
    words = ceremony.words()
    wrapping = ceremony.wrapping_key()
    private = load_der_private_key(aes_key_unwrap_with_padding(wrapping, ceremony.wrapped()).rstrip(b"\0"), None)
    assert isinstance(private, EllipticCurvePrivateKey)
    scalar = private.private_numbers().private_value.to_bytes(32, "big")
    return (
        *(share(f"share {number}", said) for number, said in words.items()),
        *(text(f"seal of share {number}", said) for number, said in SEALED.items()),
        text("SO PIN", SO_PIN),
        text("PIN", PIN),
        key("wrapping key", wrapping),
        key("half of the wrapping key", wrapping[:16]),
        key("private key", scalar),
        key("half of the private key", scalar[16:]),
    )


@pytest.fixture(scope="module")
def everything(played):
    """That, and the passphrases, which the main program must know."""
    people = (text(f"passphrase of {name}", said) for name, said in PEOPLE.items())
    return (*played.private, *people, text("custodian's passphrase", CUSTODIAN), text("workspace's", WORKSPACE))


def test_the_words_that_are_looked_for_are_those_of_whole_shares(played):
    assert {number: len(words.split()) for number, words in played.words().items()} == {1: 33, 2: 33, 3: 33}


def test_the_memory_of_the_strong_room_holds_secrets_while_the_key_is_awake_so_the_search_can_find_them(played):
    names = {one.removeprefix("memory: ").split(",")[0] for one in played.awake}
    assert {"share 1", "share 2"} <= names, played.awake


def test_the_memory_of_the_main_program_holds_none_after_the_act_but_the_workspaces_key_which_it_must(played):
    assert played.after == ["memory: workspace's key"]


def test_no_argument_of_any_process_held_one(played, everything):
    assert any(b"app.strongroom" in one for one in played.watch.seen)
    assert played.watch.found(everything) == []


def test_the_terminal_was_sent_none(played, everything):
    assert b"activation.closed" in played.shown
    assert in_terminal(played.shown, everything) == []


def test_no_file_of_the_workspace_and_no_temporary_file_holds_one(played, everything):
    assert {"keyroom.db", "keyroom.db-wal"} <= {path.name for path in played.workspace.rglob("*")}
    assert in_files(played.workspace, everything) == []
    assert in_files(played.temporary, everything) == []
    if SPOOL.exists():
        assert in_files(SPOOL, everything) == []


def test_no_row_of_the_database_opened_with_its_key_holds_one(played, everything):
    assert in_database(played.workspace / "keyroom.db", played.opened, everything) == []


def test_what_custodians_take_away_is_sealed_but_for_the_card_which_is_found(played, everything):
    card = played.shares / "3.pdf"
    assert in_files(played.shares, everything, but=[card]) == []
    assert any("share 3" in one for one in found_in(card.read_bytes(), everything))


def test_it_ends_well(played):
    assert played.end() == 0, played.shown[-1500:]
