"""What ``make demo`` runs, played once into a folder of its own."""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from app.wiring import SystemEntropy
from ceremonies.parties.load import load_parties
from ceremonies.runbook.load import load_book
from ceremonies.secret import Secret
from ceremonies.verification import verify_record
from ceremonies.workspace import open_workspace

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "fixtures" / "demo"
RUN = "TEST-0042/2"
SECTIONS = ("4.2.1", "4.2.2", "4.2.3")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The folder after the demo was played in it twice, and what the second playing printed."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, str(DEMO / "play.py"), "--into", str(folder)],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd=folder.parent,
            env=os.environ | {"CI": "1"},
            timeout=900,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return folder, done.stdout


@pytest.fixture(scope="module")
def record(played):
    """The rehearsal's entries."""
    folder, _ = played
    passphrase = Secret((folder / "workspace" / "passphrase").read_text().splitlines()[0])
    with open_workspace(folder / "workspace", passphrase, entropy=SystemEntropy(), readonly=True) as workspace:
        verdict = verify_record(workspace)
        assert verdict.ok, verdict.lines()
        return list(workspace.ledger.entries())


def test_it_shows_progress_and_says_where_everything_is(played):
    folder, printed = played
    assert "1 of 40" in printed
    assert "4.2.2.4 Place Access Control Broker Certificates" in printed
    assert "The ledger verifies" in printed
    for name in ("out/recovery-report.pdf", "out/ledger/", "workspace/"):
        assert name in printed
        assert (folder / name).exists()


def test_every_step_of_method_2_on_its_full_path_was_carried_out(record):
    done = {str(one.body["step"]) for one in record if one.stream == f"run/{RUN}" and one.kind == "step.completed"}
    expected = {step.id for section in load_book().sections if section.id in SECTIONS for step in section.steps}
    way_out = {"4.2.1.K1"}
    assert done == (expected - way_out) | {"3.1.K1", "3.1.K2", "3.1.K3"}


def test_the_incident_has_what_an_incident_has(record):
    kinds = {one.kind for one in record}
    assert kinds >= {
        "incident.raised",
        "confirmation.taken",
        "risks.weighed",
        "decision.recorded",
        "command.offered",
        "command.taken",
        "custodians.called",
        "deviation.recorded",
        "evidence.added",
        "hold.set",
        "hold.released",
        "hold.left",
        "recovery.declared",
        "incident.closed",
        "sitting.closed",
    }
    told = {one.body["means"] for one in record if one.kind == "party.told" and one.body["step"] == "3.2.K3"}
    assert told >= {"telephone", "email"}
    assert any(one.happened_source == "telephone" for one in record)


def test_the_recovery_key_is_made_before_the_incident_and_woken_in_it(played, record):
    folder, _ = played
    of_key = [one for one in record if one.stream == "key/REC-0001"]
    kinds = [one.kind for one in of_key]
    assert kinds.index("key.committed") < kinds.index("activation.woken") < kinds.index("activation.closed")
    raised = next(one.seq for one in record if one.kind == "incident.raised")
    assert next(one.seq for one in of_key if one.kind == "key.committed") < raised
    assert next(one.seq for one in of_key if one.kind == "activation.opened") > raised
    assert next(one for one in of_key if one.kind == "activation.signed").body["count"] == 300
    assert (folder / "out" / "minutes-activation.pdf").exists()


def test_the_report_names_every_step_and_the_devices(played, record):
    folder, _ = played
    pages = pypdf.PdfReader(folder / "out" / "recovery-report.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for one in record:
        if one.kind == "step.completed" and one.stream == f"run/{RUN}":
            assert str(one.body["step"]) in text
    for said in ("TEST-0042", "98,214", "PMA-2026-118", "11,308", "Imran Qureshi", "cancelled train"):
        assert said in text


def test_the_export_holds_each_entry_byte_for_byte(played, record):
    folder, _ = played
    lines = (folder / "out" / "ledger" / "entries.jsonl").read_bytes().splitlines()
    assert lines == [one.leaf() for one in record]
    newest = folder / "out" / "ledger" / "cosigned" / str(len(record))
    assert newest.read_text().count("/P-0") == 5


def test_the_report_that_was_handed_over_is_among_the_evidence(record):
    handed = [one.body for one in record if one.kind == "evidence.added" and one.body["step"] == "3.1.K1"]
    written = [one.body["value"] for one in record if one.kind == "fact.written" and one.body["field"] == "report"]
    assert [one["digest"] for one in handed] == written


def test_the_generated_fixtures_are_what_their_script_makes():
    made = fixture_module("make_fixtures.py")
    assert (DEMO / "evidence" / "progress.csv").read_text(encoding="ascii") == made["progress"]()
    text = made["notification"]()
    assert made["DEVICES"] == 98_214
    records = text.splitlines()[1:-2]
    assert len({one.partition(",")[0] for one in records}) == len(records) == 98_214
    assert all(one.count(",") == 6 for one in records)


def test_the_numbers_of_the_script_agree_with_the_progress():
    total = list(csv.reader((DEMO / "evidence" / "progress.csv").read_text().splitlines()))[-1][2:]
    attempted, recovered, gone, silent, replaced, left = map(int, total)
    script = (DEMO / "method-2.txt").read_text(encoding="utf-8")
    for line in (
        f"set what=recovery status ; amount={attempted} ;",
        f"set what=recovered status ; amount={recovered} ;",
        f"back what=recovered status ; amount={replaced} ;",
        f"back what=recovery status ; amount={gone} ;",
        f"leave what=recovery status ; amount={silent} ;",
        f"leave what=recovered status ; amount={left} ;",
        f"declare outcome=partly successful ; not_recovered={silent + left}",
        f"record failed ; value={gone + silent + left}",
    ):
        assert line in script


def test_the_parties_can_be_taken_in():
    assert len(load_parties((DEMO / "parties.toml").read_bytes(), "parties.toml")) == 7


def test_what_depends_on_the_moment_is_filled_in():
    script = fixture_module("demo/script.py")["Script"]([], datetime(2026, 7, 1, 9, 0, tzinfo=UTC))
    assert script.fill("a {at -00:25} b") == "a 2026-07-01 09:35+01:00 b"
    assert script.fill("{date +10}") == "Sat 11 Jul 2026"
    assert script.fill("{path people.txt}") == str(DEMO / "people.txt")
    assert len(script.fill("{sha256 people.txt}")) == 64


def fixture_module(name):
    """What a script of the fixtures defines; they are no package."""
    path = ROOT / "fixtures" / name
    found = {"__name__": "fixture", "__file__": str(path)}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), found)  # noqa: S102 - our own script
    return found


def test_runs_and_ceremonies_are_listed_as_ended(played):
    folder, _ = played
    done = subprocess.run(
        [str(Path(sys.executable).with_name("keyroom")), "--workspace", str(folder / "workspace"), "runs", "--json"],
        capture_output=True,
        check=True,
    )
    assert [one["state"] for one in json.loads(done.stdout)] == ["ended"] * 4
