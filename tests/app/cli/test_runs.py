import json

import pytest

from app.cli.exits import Exit
from app.cli.main import main
from app.cli.runs import listing
from tests.reports.incident import Player


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "workspace"
    player = Player(folder)
    player.gather()
    player.raise_incident()
    player.until("4.2.1.1")
    player.workspace.close()
    return folder


def test_runs_are_listed_as_one_json_document(workspace, capsys):
    assert main(["--workspace", str(workspace), "runs", "--json"]) == Exit.GOOD
    assert json.loads(capsys.readouterr().out) == [
        {"run": "TEST-0042/1", "incident": "TEST-0042", "section": "3.2", "state": "ended"},
        {"run": "TEST-0042/2", "incident": "TEST-0042", "section": "4.2", "state": "going"},
    ]


def test_runs_are_listed_to_read(workspace, capsys):
    assert main(["--workspace", str(workspace), "runs"]) == Exit.GOOD
    assert capsys.readouterr().out.splitlines() == [
        "TEST-0042/1  section 3.2    ended",
        "TEST-0042/2  section 4.2    going",
    ]


def test_a_record_without_runs_says_so(tmp_path, capsys):
    folder = tmp_path / "workspace"
    Player(folder).workspace.close()
    assert main(["--workspace", str(folder), "runs", "--json"]) == Exit.GOOD
    assert json.loads(capsys.readouterr().out) == []
    assert listing([]) == "There is no run in this record yet."
