import io
import json
import sys

import pytest

from app.cli.exits import Exit
from app.cli.ledger import printable
from app.cli.main import main
from app.wiring import SystemClock, SystemEntropy
from ceremonies.ledger.entry import Draft
from ceremonies.ledger.note import parse_verifier_key
from ceremonies.people.actions import EnrolFirstTwo, Enrolment
from ceremonies.room import Room
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace, open_workspace


@pytest.fixture
def workspace(tmp_path):
    """A rehearsal in which two people were enrolled and one sitting is open."""
    path = tmp_path / "room"
    clock, entropy = SystemClock(), SystemEntropy()
    with create_workspace(path, "rehearsal", Secret("w"), clock=clock, entropy=entropy, cost=SMALLEST_COST) as made:
        room = Room(made, clock, entropy, cost=SMALLEST_COST)
        room.open_sitting()
        keys = [room.make_key(Secret("one"), ("Scribe",), after=place) for place in range(2)]
        first, second = (
            Enrolment(name=name, organisation="DCC", roles=("Scribe",), public_key=key)
            for name, key in zip(("Ada Okafor", "Zoë Ní Dhuibhir"), keys, strict=True)
        )
        room.perform(EnrolFirstTwo(first=first, second=second), {"P-01": Secret("one"), "P-02": Secret("one")})
    return path


@pytest.fixture
def keyroom(workspace, capfdbinary, monkeypatch):
    """Runs a command on that workspace and gives its end, its bytes on stdout and its text on stderr."""

    def run(*words):
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.FileIO(1, "w", closefd=False), encoding="utf-8"))
        code = main(["--workspace", str(workspace), "ledger", *map(str, words)])
        sys.stdout.flush()
        found = capfdbinary.readouterr()
        return code, found.out, found.err.decode()

    return run


def tamper(workspace, *statements):
    """Do something to the database, the passphrase in hand."""
    with open_workspace(workspace, Secret("w"), entropy=SystemEntropy()) as opened:
        for statement in statements:
            opened.connection.execute(statement)


def test_a_sound_record_verifies_with_its_nine_checks(keyroom):
    code, out, _ = keyroom("verify")
    assert code is Exit.GOOD
    assert out.decode().splitlines()[-1].startswith("The ledger verifies: ")
    code, out, _ = keyroom("verify", "--json")
    document = json.loads(out)
    assert code is Exit.GOOD
    assert list(document) == ["ok", "entries", "root", "first_bad", "checks"]
    assert [(each["n"], each["ok"]) for each in document["checks"]] == [(n, True) for n in range(1, 10)]
    assert document["checks"][6]["count"] == 4


def test_a_record_that_does_not_verify_ends_with_four(keyroom, workspace):
    tamper(
        workspace,
        "DROP TRIGGER entry_is_never_changed",
        "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE seq = 0) WHERE seq = 1",
    )
    code, out, _ = keyroom("verify", "--json")
    assert code is Exit.UNVERIFIED
    assert json.loads(out)["first_bad"] == 1
    code, out, _ = keyroom("verify")
    assert code is Exit.UNVERIFIED
    assert "First bad entry: 1." in out.decode()


def test_a_derived_row_that_was_changed_is_found_and_rebuilt(keyroom, workspace):
    tamper(workspace, "UPDATE stream SET summary = '{}', count = 9")
    assert keyroom("verify")[0] is Exit.UNVERIFIED
    code, out, _ = keyroom("rebuild")
    assert code is Exit.GOOD
    assert b"Rebuilt" in out
    assert keyroom("verify")[0] is Exit.GOOD


def test_nothing_is_rebuilt_from_a_record_that_does_not_verify(keyroom, workspace):
    tamper(workspace, "DROP TRIGGER entry_is_never_changed", "UPDATE entry SET leaf = x'00' WHERE seq = 1")
    code, _, err = keyroom("rebuild")
    assert code is Exit.UNVERIFIED
    assert "Nothing was rebuilt" in err


def test_what_was_taken_away_is_held_against_the_record(keyroom, workspace, tmp_path):
    assert keyroom("export", tmp_path / "before")[0] is Exit.GOOD
    vkey, checkpoint = tmp_path / "before" / "log.vkey", tmp_path / "before" / "checkpoint"
    with open_workspace(workspace, Secret("w"), entropy=SystemEntropy()) as opened:
        draft = Draft("workspace", "report.made", {"size": 1})
        entries = opened.ledger.prepare([draft], SystemClock().now(), SystemEntropy())
        opened.ledger.commit(entries, {})
    assert keyroom("verify", "--vkey", vkey, "--checkpoint", checkpoint)[0] is Exit.GOOD
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n", b"\r\n").rstrip())
    assert keyroom("verify", "--checkpoint", checkpoint)[0] is Exit.GOOD
    checkpoint.write_text(checkpoint.read_text().replace("A", "B"))
    assert keyroom("verify", "--checkpoint", checkpoint)[0] is Exit.UNVERIFIED


def test_another_logs_key_does_not_verify_it(keyroom, tmp_path):
    other = tmp_path / "other.vkey"
    other.write_text("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n")
    assert keyroom("verify", "--vkey", other)[0] is Exit.UNVERIFIED


@pytest.mark.parametrize("content", [b"rubbish", b"\xff\xfe", None])
def test_a_file_that_is_no_key_is_wrong_use(keyroom, tmp_path, content):
    path = tmp_path / "some.vkey"
    if content is not None:
        path.write_bytes(content)
    code, _, err = keyroom("verify", "--vkey", path)
    assert code is Exit.MISUSE
    assert err.strip().endswith(".")


def test_the_record_is_shown_and_its_json_is_the_export_line_by_line(keyroom, tmp_path):
    code, out, _ = keyroom("show")
    assert code is Exit.GOOD
    assert "workspace.made" in out.decode().splitlines()[0]
    assert keyroom("export", tmp_path / "out")[0] is Exit.GOOD
    code, out, _ = keyroom("show", "--json")
    assert code is Exit.GOOD
    assert out == (tmp_path / "out" / "entries.jsonl").read_bytes()
    code, out, _ = keyroom("show", "--json", "--stream", "people")
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["person.enrolled"] * 2


def test_a_stream_that_is_not_there_is_said_so(keyroom):
    code, _, err = keyroom("show", "--stream", "peo\x1bple")
    assert code is Exit.MISUSE
    assert err == "The record has no stream peo\\x1bple.\n"


def test_what_could_move_a_cursor_is_spelt_out():
    assert printable("a\x1b[2J\u202eb\u0085ü") == "a\\x1b[2J\\u202eb\\x85ü"


def test_an_export_is_not_written_twice(keyroom, tmp_path):
    assert keyroom("export", tmp_path / "out")[0] is Exit.GOOD
    code, _, err = keyroom("export", tmp_path / "out")
    assert code is Exit.MISUSE
    assert "already" in err


def test_a_proof_is_checked_without_any_workspace(keyroom, workspace, tmp_path):
    vkey, proof = tmp_path / "log.vkey", tmp_path / "2.tlog-proof"
    with open_workspace(workspace, Secret("w"), entropy=SystemEntropy(), readonly=True) as opened:
        vkey.write_text(opened.vkey + "\n")
        assert parse_verifier_key(opened.vkey).name == opened.origin
    code, out, _ = keyroom("prove", 2)
    assert code is Exit.GOOD
    proof.write_bytes(out)
    words = ["--workspace", str(tmp_path / "nowhere"), "ledger", "check-proof", str(proof), "--vkey", str(vkey)]
    assert main(words) is Exit.GOOD
    proof.write_bytes(out.replace(b"index 2", b"index 1"))
    assert main(words) is Exit.UNVERIFIED


def test_an_entry_that_is_not_there_is_wrong_use(keyroom):
    code, out, err = keyroom("prove", 999)
    assert code is Exit.MISUSE
    assert out == b""
    assert "no entry 999" in err
