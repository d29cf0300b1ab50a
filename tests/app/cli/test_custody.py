"""``keyroom custody`` says where everything is, and ends with a problem where something waits for somebody."""

import json

from app.cli.exits import Exit
from app.cli.main import main
from app.wiring import SystemEntropy
from ceremonies.custody.actions import ExamineItem, RegisterItem
from ceremonies.sittings.actions import SignIn
from ceremonies.workspace import open_workspace
from tests.records import PASSPHRASE, enrol_two, make_workspace, perform, room_in

TWO = {"by": "P-01", "second": "P-02"}


def test_the_register_is_listed_with_its_history_and_what_waits(tmp_path, capsys):
    path = tmp_path / "room"
    words = ["--workspace", str(path), "custody"]
    with make_workspace(path) as workspace:
        room = room_in(workspace)
        enrol_two(room)
        perform(room, RegisterItem(**TWO, kind="box", number="12", place="the bank"))
    assert main(words) == Exit.GOOD
    assert "box 12: at the bank; number last recorded 12" in capsys.readouterr().out
    with open_workspace(path, PASSPHRASE, entropy=SystemEntropy()) as workspace:
        room = room_in(workspace)
        for person in ("P-01", "P-02"):
            perform(room, SignIn(by=person, person=person))
        perform(room, ExamineItem(**TWO, item="box 12", found="13", intact="yes", opened="yes"))
    assert main([*words, "--history"]) == Exit.PROBLEM
    said = capsys.readouterr().out
    assert "opened, by P-01 and P-02: last recorded 12, found 13; intact" in said
    assert "Two people decide." in said
    assert main([*words, "--json"]) == Exit.PROBLEM
    assert json.loads(capsys.readouterr().out)["items"][0]["id"] == "box 12"


def test_an_empty_register_says_so(tmp_path, capsys):
    make_workspace(tmp_path / "room").close()
    assert main(["--workspace", str(tmp_path / "room"), "custody"]) == Exit.GOOD
    assert "Nothing stands" in capsys.readouterr().out
