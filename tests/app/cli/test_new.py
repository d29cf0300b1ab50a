import os

import pytest

from app.cli.exits import Exit
from app.cli.main import main
from app.wiring import SystemClock, SystemEntropy
from ceremonies.ledger.note import parse_verifier_key
from ceremonies.people.pgp_words import EVEN_WORDS, ODD_WORDS, from_words
from ceremonies.room import Room
from ceremonies.secret import Secret
from ceremonies.workspace import open_workspace


def descriptor(data):
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return str(reading)


def test_a_rehearsal_is_made_without_a_question(tmp_path, capfd):
    path = tmp_path / "room"
    assert main(["new", str(path), "--rehearsal"]) is Exit.GOOD
    passphrase = (path / "passphrase").read_text().removesuffix("\n")
    assert len(passphrase.split()) == 8
    out, err = capfd.readouterr()
    assert passphrase not in out
    assert err == ""
    with open_workspace(path, Secret(passphrase), entropy=SystemEntropy()) as workspace:
        assert workspace.kind == "rehearsal"


def test_the_verifier_key_is_printed_with_its_words_to_be_signed_in_ink(tmp_path, capfd):
    assert main(["new", str(tmp_path / "room"), "--production", "--passphrase-fd", descriptor(b"four words\n")]) == 0
    out = capfd.readouterr().out
    (vkey,) = [line for line in out.splitlines() if line.startswith("keyroom.invalid/")]
    known = {*EVEN_WORDS, *ODD_WORDS}
    lines = [line.split() for line in out.splitlines() if line.startswith("    ")]
    words = [word for line in lines for word in line]
    assert set(words) <= known
    assert from_words(words) == parse_verifier_key(vkey).public
    assert "sign the sheet in ink" in out
    assert [line for line in out.splitlines() if len(line) > 79 and str(tmp_path) not in line] == [vkey]


def test_production_takes_its_passphrase_from_the_descriptor_and_keeps_it_nowhere(tmp_path, capfd):
    path = tmp_path / "room"
    assert (
        main(["new", str(path), "--production", "--passphrase-fd", descriptor(b"heather otter candle\n")]) is Exit.GOOD
    )
    assert not (path / "passphrase").exists()
    out, err = capfd.readouterr()
    assert "heather" not in out + err
    open_workspace(path, Secret("heather otter candle"), entropy=SystemEntropy()).close()


def test_the_descriptor_may_be_named_before_the_command(tmp_path):
    path = tmp_path / "room"
    assert (
        main(["--passphrase-fd", descriptor(b"heather otter candle\n"), "new", str(path), "--rehearsal"]) is Exit.GOOD
    )
    assert (path / "passphrase").read_text() == "heather otter candle\n"


def test_a_short_production_passphrase_is_remarked_upon(tmp_path, capfd):
    assert main(["new", str(tmp_path / "room"), "--production", "--passphrase-fd", descriptor(b"short\n")]) is Exit.GOOD
    assert "fewer than 12 characters" in capfd.readouterr().err


@pytest.mark.parametrize("kinds", [[], ["--rehearsal", "--production"]])
def test_it_is_either_practice_or_production(tmp_path, kinds, capfd):
    with pytest.raises(SystemExit) as ended:
        main(["new", str(tmp_path / "room"), *kinds])
    assert ended.value.code == Exit.MISUSE
    assert not (tmp_path / "room").exists()


def test_nobody_is_asked_for_a_passphrase_that_would_not_be_used(tmp_path, capfd):
    (tmp_path / "letter").write_text("dear")
    assert main(["new", str(tmp_path), "--production", "--passphrase-fd", "987"]) is Exit.MISUSE
    assert capfd.readouterr().err == f"The folder {tmp_path} is not empty. Choose a new one for the workspace.\n"


@pytest.mark.parametrize("lines", [b"", b"\n"])
def test_without_a_passphrase_nothing_is_made(tmp_path, lines, capfd):
    path = tmp_path / "room"
    assert main(["new", str(path), "--production", "--passphrase-fd", descriptor(lines)]) is Exit.MISUSE
    assert not path.exists()
    assert "Traceback" not in capfd.readouterr().err


def head_of(path, tmp_path):
    """The signed head and the verifier key of a workspace, as files that were taken away."""
    with open_workspace(path, Secret("four good words"), entropy=SystemEntropy()) as workspace:
        (tmp_path / "head").write_text(workspace.ledger.note)
        (tmp_path / "vkey").write_text(workspace.vkey + "\n")
        return f"{workspace.origin} at {workspace.ledger.size}"


def new(path, *options):
    return main(["new", str(path), "--production", *options, "--passphrase-fd", descriptor(b"four good words\n")])


@pytest.mark.rule("RUN-NEVER-STOPS")
def test_a_damaged_record_is_continued_in_a_new_workspace(tmp_path, capfd):
    new(tmp_path / "damaged")
    continues = head_of(tmp_path / "damaged", tmp_path)
    capfd.readouterr()
    options = ["--continues", str(tmp_path / "head"), "--vkey", str(tmp_path / "vkey")]
    assert new(tmp_path / "room", *options) is Exit.GOOD
    out = capfd.readouterr().out
    assert "It goes on from the damaged record" in out
    assert "was checked with the verifier key" in out
    with open_workspace(tmp_path / "room", Secret("four good words"), entropy=SystemEntropy()) as workspace:
        room = Room(workspace, SystemClock(), SystemEntropy())
        assert room.continues == room.home().continues == continues


def test_a_head_whose_key_is_not_at_hand_is_remarked_upon(tmp_path, capfd):
    new(tmp_path / "damaged")
    head_of(tmp_path / "damaged", tmp_path)
    assert new(tmp_path / "room", "--continues", str(tmp_path / "head")) is Exit.GOOD
    assert "NOT checked" in capfd.readouterr().out


def test_practice_does_not_continue_production(tmp_path, capfd):
    new(tmp_path / "damaged")
    head_of(tmp_path / "damaged", tmp_path)
    ended = main(["new", str(tmp_path / "room"), "--rehearsal", "--continues", str(tmp_path / "head")])
    assert ended is Exit.PROBLEM
    assert "practice is not production" in capfd.readouterr().err
    assert not (tmp_path / "room").exists()


def test_a_key_without_its_head_is_a_mistake(tmp_path, capfd):
    assert new(tmp_path / "room", "--vkey", str(tmp_path / "vkey")) is Exit.MISUSE
    assert "--continues" in capfd.readouterr().err
