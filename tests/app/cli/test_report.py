import contextlib
import json
import os
import shutil
import stat
import subprocess
import sys

import pytest

from app.cli.exits import Exit
from app.cli.main import main
from tests.reports.incident import play
from tests.reports.reading import pages_of, text_of


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    folder = tmp_path_factory.mktemp("played") / "workspace"
    player = play(folder)
    run = player.run
    player.workspace.close()
    return folder, run


@pytest.fixture
def workspace(played, tmp_path):
    folder = tmp_path / "workspace"
    shutil.copytree(played[0], folder)
    return folder


def keyroom(workspace, *words):
    return main(["--workspace", str(workspace), *map(str, words)])


def test_the_recovery_report_is_written_for_its_owner_only(workspace, played, tmp_path, capsys):
    out = tmp_path / "recovery.pdf"
    assert keyroom(workspace, "report", "recovery", played[1], "--out", out) == Exit.GOOD
    assert "Recovery report: Incident TEST-0042" in text_of(out.read_bytes())
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert capsys.readouterr().out.strip() == str(out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["recovery.pdf", "workspace"]


def test_the_same_report_has_the_same_bytes_and_changes_nothing_in_the_record(workspace, played, tmp_path):
    before = (workspace / "keyroom.db").read_bytes()
    outs = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for out in outs:
        assert keyroom(workspace, "report", "recovery", played[1], "--out", out) == Exit.GOOD
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert (workspace / "keyroom.db").read_bytes() == before


def test_a_report_can_be_made_at_a_size(workspace, tmp_path):
    out = tmp_path / "early.pdf"
    assert keyroom(workspace, "report", "recovery", "TEST-0042/1", "--at", 60, "--out", out) == Exit.GOOD
    assert "at size 60" in pages_of(out.read_bytes())[0]


def test_the_head_is_one_page(workspace, tmp_path):
    out = tmp_path / "head.pdf"
    assert keyroom(workspace, "report", "head", "--out", out) == Exit.GOOD
    assert len(pages_of(out.read_bytes())) == 1


def test_a_record_that_does_not_verify_gives_no_report(workspace, played, tmp_path, capsys, damaged):
    damaged(workspace, 100)
    out = tmp_path / "recovery.pdf"
    assert keyroom(workspace, "report", "recovery", played[1], "--out", out) == Exit.UNVERIFIED
    assert not out.exists()
    assert "does not verify" in capsys.readouterr().err
    assert keyroom(workspace, "report", "head", "--out", out) == Exit.UNVERIFIED


def test_up_to_the_last_good_head_every_page_says_that_the_record_was_damaged(workspace, tmp_path, damaged):
    damaged(workspace, 100)
    out = tmp_path / "recovery.pdf"
    assert keyroom(workspace, "report", "recovery", "TEST-0042/1", "--at", 100, "--out", out) == Exit.GOOD
    assert all("The record is damaged from entry 100 on." in page for page in pages_of(out.read_bytes()))


@pytest.fixture
def damaged():
    from ceremonies.workspace import open_workspace  # noqa: PLC0415
    from tests.fakes import FixedEntropy  # noqa: PLC0415
    from tests.reports.incident import PASSPHRASE  # noqa: PLC0415

    def damage(folder, seq):
        with open_workspace(folder, PASSPHRASE, entropy=FixedEntropy()) as opened:
            connection = opened.ledger.connection
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("UPDATE entry SET leaf = replace(leaf, 'a', 'b') WHERE seq = ?", (seq,))

    return damage


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["recovery", "TEST-0042/9", "--out", "x.pdf"], (Exit.PROBLEM, "There is no run TEST-0042/9")),
        (["recovery", "TEST-0042/1", "--at", "9999", "--out", "x.pdf"], (Exit.PROBLEM, "Choose a size")),
        (["head", "--out", "nowhere/x.pdf"], (Exit.MISUSE, "There is no folder")),
        (["head", "--out", "workspace/workspace.toml"], (Exit.MISUSE, "is no PDF, so it is left alone")),
        (["head", "--out", "workspace"], (Exit.MISUSE, "is no PDF, so it is left alone")),
    ],
    ids=["unknown run", "unknown size", "no folder", "not a PDF", "a folder"],
)
def test_a_wrong_use_gets_a_sentence(workspace, tmp_path, capsys, words, answer):
    exit_code, says = answer
    with contextlib.chdir(tmp_path):
        assert keyroom(workspace, "report", *words) == exit_code
    assert says in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_to_gets_a_sentence(workspace, tmp_path, capsys):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert keyroom(workspace, "report", "head", "--out", closed / "x.pdf") == Exit.MISUSE
    assert "can't be written" in capsys.readouterr().err


def test_an_older_report_is_replaced(workspace, tmp_path):
    out = tmp_path / "head.pdf"
    out.write_bytes(b"%PDF-1.4 an older one")
    assert keyroom(workspace, "report", "head", "--out", out) == Exit.GOOD
    assert len(pages_of(out.read_bytes())) == 1


def test_nothing_that_makes_documents_is_imported_before_it_is_asked_for():
    code = "import sys, json, app.cli.main, app.cli.report, app.cli.runs; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout)
    assert not {"reportlab", "qrcode", "textual"} & set(loaded)
