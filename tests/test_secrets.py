"""A passphrase or a private key stands nowhere that it can be read: no file, no output, no error, no traceback."""

import base64
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from app.acts.catalogue import ACTS
from app.passphrases import DescriptorPassphrases, RehearsalPassphrases
from app.performing import Ask, perform
from app.plain.people_passphrases import people_passphrases
from app.standing import where
from app.wiring import SystemEntropy
from ceremonies.people.keys import unseal_key
from ceremonies.secret import Secret
from ceremonies.workspace import open_workspace
from tests.records import PASSPHRASE, enrol_two, make_workspace, raise_incident, room_in

HERE = Path(__file__).parents[1]
WORKSPACE = "correct horse battery staple"
ADA = "brambles, rain and Ŵyn"
CY = "otters in the dark"
SLOT = "lanterns over wet slate"
WRONG = "not the passphrase at all"
SCRIPT = """firsttwo first_name=Ada Bell ; first_organisation=DCC ; first_roles=Incident Commander ; \
second_name=Cy Dunn ; second_organisation=DCC ; second_roles=Scribe
signin P-01
signin P-02
clock reference=2026-03-02 09:30:00+00:00 ; said_by=speaking clock
endsitting ;
countersign P-01
countersign P-02
quit
"""


def forms(secret: bytes) -> set[bytes]:
    """How bytes may be written down."""
    encoded = base64.b64encode(secret).rstrip(b"=")
    text = {repr(secret).encode()[2:-1], ascii(secret.decode()).encode()[1:-1]} if _is_text(secret) else set()
    return {secret, secret.hex().encode(), secret.hex().upper().encode(), encoded, repr(secret).encode()[2:-1]} | text


def _is_text(secret: bytes) -> bool:
    return secret.isascii() or secret == ADA.encode()


def standing_in(data: bytes, secrets: dict[str, bytes]) -> list[str]:
    """The names of the secrets that can be read in ``data``."""
    return [name for name, secret in secrets.items() for form in forms(secret) if form in data]


def plain(room: Path, script: str, given: str):
    """A session of the plain lines, as a process, its passphrases on a descriptor."""
    reading, writing = os.pipe()
    os.write(writing, given.encode())
    os.close(writing)
    words = ["--workspace", str(room), "--plain", "--passphrase-fd", str(reading)]
    try:
        return subprocess.run(
            [sys.executable, "-c", "from app.cli.main import run; run()", *words],
            input=script.encode(),
            capture_output=True,
            check=False,
            timeout=120,
            cwd=HERE,
            pass_fds=[reading],
        )
    finally:
        os.close(reading)


def private_keys(room: Path) -> dict[str, bytes]:
    """Everybody's private key, and the workspace's own, opened with the passphrases."""
    found = {}
    with open_workspace(room, Secret(WORKSPACE), entropy=SystemEntropy(), readonly=True) as workspace:
        for person, secret in (("P-01", ADA), ("P-02", CY)):
            found[f"key of {person}"] = unseal_key(
                workspace.person_keys.load(person), Secret(secret)
            ).private_bytes_raw()
        found["workspace key"] = workspace._key.reveal()
    return found


def test_no_secret_of_a_session_stands_in_a_file_or_in_what_was_printed(tmp_path):
    room = tmp_path / "room"
    make_workspace(room).close()
    ended = plain(room, SCRIPT, f"{WORKSPACE}\nAda Bell={ADA}\nCy Dunn={CY}\n")
    assert (ended.returncode, ended.stderr) == (0, b""), ended.stdout[-1500:]
    with open_workspace(room, Secret(WORKSPACE), entropy=SystemEntropy()) as workspace:
        workspace.add_slot("P-02", Secret(SLOT))
    wrong = plain(room, "signin P-01\nquit\n", f"{WORKSPACE}\nP-01={WRONG}\n")
    assert b"That is not P-01's passphrase" in wrong.stdout
    refused = plain(room, "quit\n", f"{WRONG}\n")
    assert refused.returncode == 2
    words = {"workspace": WORKSPACE, "Ada's": ADA, "Cy's": CY, "slot's": SLOT, "wrong one": WRONG}
    secrets = {name: text.encode() for name, text in words.items()} | private_keys(room)
    files = [path for path in room.rglob("*") if path.is_file() and path.name != "passphrase"]
    assert {"workspace.toml", "keyroom.db"} <= {path.name for path in files}
    for path in files:
        assert standing_in(path.read_bytes(), secrets) == [], path
    printed = b"".join(one.stdout + one.stderr for one in (ended, wrong, refused))
    assert standing_in(printed, secrets) == []
    assert standing_in("\n".join(map(str, room.rglob("*"))).encode(), secrets) == []


def test_a_secret_in_any_of_its_forms_would_be_found():
    for form in forms(ADA.encode()):
        assert standing_in(b"before " + form + b" after", {"Ada's": ADA.encode()})


@pytest.fixture
def room(tmp_path):
    with make_workspace(tmp_path / "room") as workspace:
        room = room_in(workspace)
        enrol_two(room)
        raise_incident(room)
        yield room


def shown(error: BaseException) -> bytes:
    """All that a report of a crash could print, local variables of our own code included."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [frame for frame in report.stack if "/tests/" not in frame.filename]
    assert frames, "the crash went through no code of ours"
    parts = [str(error), repr(error), *(repr(frame.locals) for frame in frames)]
    return " ".join(parts).encode()


def crash(*_args, **_more):
    raise RuntimeError("a fault of the program")


DEVIATION = {"expected": "a call", "happened": "none came", "decided": "to go on", "second": "P-02"}
EVE = {"person_name": "Eve Frost", "person_organisation": "DCC", "person_roles": "Auditor", "second": "P-02"}


@pytest.mark.parametrize(
    ("act", "answers", "place"),
    [
        ("deviate", DEVIATION, "ceremonies.room.to_canonical"),
        ("deviate", DEVIATION, "ceremonies.drafting.sign_off"),
        ("deviate", DEVIATION, "ceremonies.people.keys.unlock"),
        ("deviate", DEVIATION, "ceremonies.people.keys.public_key"),
        ("deviate", DEVIATION, "ceremonies.sealing.Argon2id"),
        ("deviate", DEVIATION, "ceremonies.sealing.AESGCM"),
        ("deviate", DEVIATION, "ceremonies.ledger.store.Ledger.commit"),
        ("enrol", EVE, "ceremonies.people.keys.lock"),
        ("enrol", EVE, "ceremonies.sealing.AESGCM"),
        ("enrol", EVE, "ceremonies.workspace.person_keys.PersonKeys.store"),
        ("slot", {"person": "P-02", "second": "P-02"}, "ceremonies.workspace.handle.make_slot"),
        ("slot", {"person": "P-02", "second": "P-02"}, "ceremonies.workspace.handle.save_description"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_crash_while_carrying_an_act_out_shows_no_secret(room, monkeypatch, act, answers, place):
    seeds: list[bytes] = []
    take = room._entropy.take
    monkeypatch.setattr(room._entropy, "take", lambda count: seeds.append(take(count)) or seeds[-1])
    monkeypatch.setattr(place, crash)
    at = where(room, by="P-01", run="TEST-0042/1")
    chosen = next(one for one in ACTS if one.name == act)
    performing = perform(room, chosen, at, dict.fromkeys((one.name for one in chosen.fields(at)), "") | answers)
    with pytest.raises(RuntimeError, match="a fault of the program") as caught:
        drive(performing)
    said = shown(caught.value)
    secrets = {"passphrase": PASSPHRASE.reveal(), "workspace key": room.workspace._key.reveal()}
    secrets |= {f"seed {number}": seed for number, seed in enumerate(seeds[:1]) if act == "enrol"}
    assert standing_in(said, secrets) == []
    assert b"Secret(...)" in said


def drive(performing) -> None:
    ask = next(performing)
    while True:
        assert isinstance(ask, Ask)
        ask = performing.send(PASSPHRASE)


def test_nothing_on_the_way_of_a_passphrase_prints_it(room):
    ask = Ask(person="P-01", says="Passphrase: ")
    reading, writing = os.pipe()
    os.write(writing, f"P-01={ADA}\n{CY}\n".encode())
    source = people_passphrases(room, reading)
    given = source.answer(ask)
    assert given == Secret(ADA)
    at = where(room, by="P-01", run="TEST-0042/1")
    performing = perform(room, next(one for one in ACTS if one.name == "deviate"), at, DEVIATION | {"objection": ""})
    next(performing)
    performing.send(PASSPHRASE)
    key = room.make_key(given, ("Auditor",))
    things = [ask, source, given, performing, performing.gi_frame.f_locals, room, room._keyring, room.workspace, key]
    things += [DescriptorPassphrases(reading), RehearsalPassphrases(room.workspace.path / "passphrase")]
    said = " ".join(repr(thing) + repr(getattr(thing, "__dict__", "")) for thing in things).encode()
    words = {"Ada's": ADA.encode(), "everybody's": PASSPHRASE.reveal(), "key": room.workspace._key.reveal()}
    assert standing_in(said, words) == []
    os.close(reading)
    os.close(writing)


def test_the_demos_lines_and_transcripts_hold_none_of_its_passphrases():
    given = HERE / "fixtures" / "demo" / "passphrases.txt"
    secrets = {
        name: secret.encode()
        for name, _, secret in (line.partition("=") for line in given.read_text(encoding="utf-8").splitlines())
        if secret
    }
    assert secrets
    kept = [*(HERE / "fixtures").rglob("*"), *(HERE / "tests" / "app" / "plain" / "transcripts").rglob("*")]
    files = [path for path in kept if path.is_file() and path != given and path.suffix != ".pyc"]
    assert len(files) > 3
    assert [path.name for path in files if standing_in(path.read_bytes(), secrets)] == []
