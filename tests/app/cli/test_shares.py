import io
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from app.cli.exits import Exit
from app.cli.main import main
from app.wiring import SystemClock, SystemEntropy
from ceremonies.keys.register import KeyRow
from ceremonies.ledger.entry import Draft
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.shares.split import split
from ceremonies.workspace import create_workspace, open_workspace
from tests.fakes import FixedEntropy

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "tests" / "vectors" / "slip39"
PUBLISHED = json.loads((VECTORS / "vectors.json").read_text())
SECRET = Secret(bytes(range(32)))


class Standard(io.TextIOWrapper):
    def __init__(self, data):
        super().__init__(io.BytesIO(data))


@pytest.fixture
def made():
    return split(SECRET, 3, 5, taken_identifiers=(), entropy=FixedEntropy("inspected"))


@pytest.fixture
def inspect(tmp_path, monkeypatch, capsys):
    """Runs ``keyroom shares inspect`` on lines, and gives its end, its output and its errors."""
    monkeypatch.setenv("KEYROOM_WORKSPACE", str(tmp_path / "usual"))

    def run(lines, *words, before=()):
        data = b"\n".join(line.reveal() if isinstance(line, Secret) else line for line in lines) + b"\n"
        monkeypatch.setattr(sys, "stdin", Standard(data))
        code = main([*map(str, before), "shares", "inspect", *map(str, words)])
        found = capsys.readouterr()
        return code, found.out, found.err

    return run


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text("TREZOR\n")
    return path


def workspace(path, kind):
    create_workspace(path, kind, Secret("w"), clock=SystemClock(), entropy=SystemEntropy(), cost=SMALLEST_COST).close()
    return path


def descriptor(*lines):
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    return reading


@pytest.mark.parametrize(("name", "lines", "secret", "_key"), PUBLISHED, ids=[row[0] for row in PUBLISHED])
def test_the_published_vectors_end_as_they_should(inspect, passphrase, name, lines, secret, _key):
    code, out, _ = inspect([line.encode() for line in lines], "--passphrase-file", passphrase)
    if secret:
        assert code is Exit.GOOD
        assert out.endswith(f"SHA-256 of the secret: {sha256(bytes.fromhex(secret)).hexdigest()}\n")
    else:
        assert code is Exit.PROBLEM
        assert "SHA-256" not in out


def test_each_line_is_said_and_shares_beyond_the_threshold_are_proved(inspect, made):
    code, out, _ = inspect([made.words[0], b"", made.words[2], made.words[4], made.words[1]])
    name = f"{made.identifier:05d}"
    assert code is Exit.GOOD
    assert out.splitlines() == [
        f"line 1 is share 1 of set {name}; 3 needed",
        f"line 3 is share 3 of set {name}; 3 needed",
        f"line 4 is share 5 of set {name}; 3 needed",
        f"line 5 is share 2 of set {name}; 3 needed",
        "",
        "The threshold is reached.",
        f"Proved too: share 2 of set {name} leads to the same secret.",
        f"SHA-256 of the secret: {sha256(SECRET.reveal()).hexdigest()}",
    ]


def test_what_is_missing_is_said_and_ends_with_a_problem(inspect, made):
    code, out, _ = inspect([made.words[0], made.words[1].reveal()[:-9]])
    assert code is Exit.PROBLEM
    assert "line 2 is no share: " in out
    assert "The threshold is not reached. 1 of 3 shares are here." in out
    assert inspect([])[0] is Exit.PROBLEM


def test_shares_that_do_not_belong_together_recover_nothing(inspect):
    lines = next(row[1] for row in PUBLISHED if row[0].startswith("13. "))
    code, out, _ = inspect([line.encode() for line in lines])
    assert code is Exit.PROBLEM
    assert "The threshold is reached, but nothing was recovered." in out


def test_no_word_of_a_share_is_printed(inspect, made):
    _, out, error = inspect([*made.words, b"violense " + made.words[0].reveal()])
    words = {word for share in made.words for word in share.reveal_text().split() if len(word) > 6}
    assert not [word for word in words | {"violense"} if word in out + error]


@pytest.mark.rule("SHARE-REVEAL")
def test_the_secret_itself_is_shown_beside_a_rehearsal_only(inspect, made, tmp_path):
    room = workspace(tmp_path / "room", "rehearsal")
    fd = descriptor("w")
    code, out, _ = inspect(made.words, "--reveal", before=("--workspace", room, "--passphrase-fd", fd))
    assert code is Exit.GOOD
    assert out.endswith(f"The secret: {SECRET.reveal().hex()}\n")
    code, out, error = inspect(made.words, "--reveal")
    assert code is Exit.PROBLEM
    assert "SHARE-REVEAL" in error
    assert out == ""


@pytest.mark.rule("SHARE-REVEAL")
def test_production_reveals_nothing(inspect, made, tmp_path):
    room = workspace(tmp_path / "room", "production")
    fd = descriptor("w")
    code, out, error = inspect(made.words, "--reveal", before=("--workspace", room, "--passphrase-fd", fd))
    assert (code, out) == (Exit.PROBLEM, "")
    assert "SHARE-REVEAL" in error


def register(path, identifier):
    """Let the record in ``path`` know a key whose shares bear that number."""
    row = KeyRow(
        key="REC-0001",
        kind="recovery",
        generation=1,
        status="in use",
        m=3,
        n=5,
        issuer="",
        replaces="",
        replaced_by="",
        fingerprint="",
        committed=True,
        serials=(),
        issued=(),
        identifiers=(7, identifier),
        check_values=(),
        holders=(),
        waits=(),
        activation="",
        since="",
    )
    with open_workspace(path, Secret("w"), entropy=SystemEntropy()) as opened:
        drafts = [Draft("key/REC-0001", "key.planned", {})]
        entries = opened.ledger.prepare(drafts, SystemClock().now(), SystemEntropy())
        opened.ledger.commit(entries, {"key/REC-0001": msgspec.json.encode(row).decode()})
    return path


@pytest.mark.rule("SHARE-REVEAL")
@pytest.mark.parametrize("where", ["named", "usual"])
def test_a_set_that_production_registered_is_refused(inspect, made, tmp_path, where):
    room = register(workspace(tmp_path / where, "production"), made.identifier)
    before = ("--workspace", room) if where == "named" else ()
    code, out, error = inspect([b"acid", made.words[0]], before=(*before, "--passphrase-fd", descriptor("w")))
    assert (code, out) == (Exit.PROBLEM, "")
    assert f"SHARE-REVEAL: Set {made.identifier:05d} stands in the register" in error


def test_a_set_of_no_register_or_of_a_rehearsal_s_is_inspected(inspect, made, tmp_path):
    other = register(workspace(tmp_path / "production", "production"), made.identifier + 1)
    practice = register(workspace(tmp_path / "rehearsal", "rehearsal"), made.identifier)
    for room in (other, practice):
        before = ("--workspace", room, "--passphrase-fd", descriptor("w"))
        assert inspect(made.words, before=before)[0] is Exit.GOOD


def test_a_workspace_that_can_not_be_opened_is_said_and_asked_nothing(inspect, made, tmp_path):
    room = workspace(tmp_path / "room", "production")
    code, _, error = inspect(made.words, before=("--workspace", room, "--passphrase-fd", descriptor("wrong")))
    assert code is Exit.GOOD
    assert "wasn't opened, so its register wasn't asked" in error


def test_a_passphrase_file_that_can_not_be_one_is_named(inspect, made, tmp_path):
    path = tmp_path / "p"
    assert "can't be read" in inspect(made.words, "--passphrase-file", path)[2]
    path.write_text("zwölf")
    code, _, error = inspect(made.words, "--passphrase-file", path)
    assert code is Exit.MISUSE
    assert "printable ASCII" in error


def test_more_than_can_be_looked_at_is_refused(inspect):
    assert inspect([b"acid"] * 257)[0] is Exit.MISUSE
    code, _, error = inspect([b"acid " * 1000])
    assert code is Exit.MISUSE
    assert "Line 1 is more than can be looked at" in error


def test_five_of_nine_are_recovered_by_the_whole_command(tmp_path):
    made = split(SECRET, 5, 9, taken_identifiers=(), entropy=FixedEntropy("nine"))
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli.main import run; run()", "shares", "inspect"],
        input="\n".join(words.reveal_text() for words in made.words[2:7]),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"KEYROOM_WORKSPACE": str(tmp_path / "none")},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert sha256(SECRET.reveal()).hexdigest() in done.stdout
