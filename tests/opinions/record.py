"""golang.org/x/mod on the record: exports and proofs must hold there, and tampered ones must not."""

import base64
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlcipher3 import dbapi2

from ceremonies.ledger.entry import Draft
from ceremonies.ledger.export import export_ledger
from ceremonies.ledger.note import cosign, verifier_key
from ceremonies.ledger.prove import prove_entry
from ceremonies.ledger.store import Ledger, create_schema
from ceremonies.signing import signer_name
from tests.fakes import START, FixedEntropy, fixed_key

GOPATH = Path("/usr/share/gocode")
PACKAGE = GOPATH / "src" / "golang.org" / "x" / "mod" / "sumdb" / "note"
PROGRAM = Path(__file__).parent / "tlog" / "main.go"
DEMO = Path(__file__).parents[2] / "demo" / "out" / "ledger"
ORIGIN = "keyroom.test/log"
PEOPLE = ("P-01", "P-02")
SIZES = (1, 2, 3, 7, 8, 64, 200)


def missing() -> list[str]:
    """What has to be installed first."""
    found = [] if shutil.which("go") else ["go (Debian: golang-go)"]
    return found if PACKAGE.is_dir() else [*found, "golang.org/x/mod (Debian: golang-golang-x-mod-dev)"]


def ask() -> list[str]:
    """Every disagreement, as a sentence; what was agreed on is printed."""
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = build(folder)
        for size in SIZES:
            problems += ask_about(program, make_export(folder / str(size), size))
        problems += refused_exports(program, folder / "200" / "export", folder)
        if DEMO.is_dir():
            problems += expect(program, ["export", str(DEMO)], holds=True)
    return problems


def build(folder: Path) -> Path:
    """The Go program, compiled."""
    program = folder / "tlog"
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOCACHE": str(folder / "cache")}
    subprocess.run(["go", "build", "-o", str(program), str(PROGRAM)], check=True, env=environment)
    return program


def make_export(folder: Path, size: int) -> Path:
    """A record of ``size`` entries, counter-signed on the way, exported, with a few proofs beside it."""
    folder.mkdir()
    connection = dbapi2.connect(":memory:")
    create_schema(connection)
    ledger = Ledger(connection, ORIGIN, fixed_key())
    entropy = FixedEntropy()
    for number in range(size):
        ledger.commit(ledger.prepare([draft(number)], START, entropy), {})
        if number and number % 50 == 0:
            keep_cosigned(ledger)
    export_ledger(connection, verifier_key(ORIGIN, fixed_key().public_key()), folder / "export")
    for seq in {0, size // 2, size - 1}:
        (folder / f"{seq}.tlog-proof").write_text(prove_entry(connection, seq), encoding="utf-8")
    return folder


def draft(number: int) -> Draft:
    """Two people, then what they did."""
    if number < len(PEOPLE):
        public = base64.b64encode(fixed_key(PEOPLE[number]).public_key().public_bytes_raw()).decode()
        return Draft("people", "person.enrolled", {"person": PEOPLE[number], "public": public})
    return Draft("run/R-1", "step.done", {"count": number, "said": "control \x01, ü, \u2028, \U0001f511"}, PEOPLE)


def keep_cosigned(ledger: Ledger) -> None:
    """Both people counter-sign the head."""
    text = ledger.note.split("\n\n", 1)[0] + "\n"
    lines = [cosign(text, signer_name(ORIGIN, one), fixed_key(one), int(START.timestamp())) for one in PEOPLE]
    ledger.keep_cosigned(ledger.size, ledger.note + "".join(lines))


def ask_about(program: Path, folder: Path) -> list[str]:
    """Hold one export and its proofs against the other software."""
    export = folder / "export"
    problems = expect(program, ["export", str(export)], holds=True)
    for proof in sorted(folder.glob("*.tlog-proof")):
        problems += expect(program, ["proof", str(proof), str(export / "log.vkey")], holds=True)
    return problems


def refused_exports(program: Path, export: Path, folder: Path) -> list[str]:
    """Tamper with copies of a good export: a check that agrees with everything is none."""
    acts: dict[str, Callable[[Path], None]] = {
        "entries.jsonl": lambda path: change(path, b'"count":9', b'"count":8'),
        "checkpoint": lambda path: change(path, b"\n200\n", b"\n199\n"),
        "log.vkey": lambda path: change(
            path, path.read_bytes(), verifier_key(ORIGIN, fixed_key("x").public_key()).encode()
        ),
        "cosigned/51": lambda path: change(path, b"\n51\n", b"\n50\n"),
    }
    problems = []
    for number, (name, act) in enumerate(acts.items()):
        copy = folder / f"tampered-{number}"
        shutil.copytree(export, copy)
        act(copy / name)
        problems += expect(program, ["export", str(copy)], holds=False)
    return problems


def change(path: Path, old: bytes, new: bytes) -> None:
    """Replace something that must be there."""
    data = path.read_bytes()
    if old not in data:
        raise LookupError(f"{path} holds no {old!r}")
    path.write_bytes(data.replace(old, new, 1))


def expect(program: Path, words: list[str], *, holds: bool) -> list[str]:
    """Run the program; a sentence when it judges otherwise than expected."""
    done = subprocess.run([str(program), *words], check=False, capture_output=True, text=True)
    said = (done.stdout or done.stderr).strip()
    print(f"  {'agrees' if (done.returncode == 0) == holds else 'DISAGREES'}: {words[0]}: {said}")
    if (done.returncode == 0) == holds:
        return []
    return [f"golang.org/x/mod {'refused' if holds else 'accepted'} {' '.join(words)}: {said}"]
