import json

import pytest

from app.cli.exits import Exit
from app.cli.keys import account, listing
from app.cli.main import main
from ceremonies.keys import actions as ask
from ceremonies.keys.view import list_view
from tests.key_table import KeyTable
from tests.records import enrol_two, make_workspace, perform, room_in


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "workspace"
    made = make_workspace(folder)
    room = room_in(made)
    enrol_two(room)
    perform(room, ask.PlanKey(key="REC-0001", by="P-01", second="P-02", kind="recovery", m=3, n=5))
    made.close()
    return folder


def test_keys_are_listed_to_read(workspace, capsys):
    assert main(["--workspace", str(workspace), "keys"]) == Exit.GOOD
    assert capsys.readouterr().out == "REC-0001  planned             3 of 5 shares   Recovery Private Key\n"


def test_keys_are_listed_as_one_json_document(workspace, capsys):
    assert main(["--workspace", str(workspace), "keys", "--json"]) == Exit.GOOD
    (key,) = json.loads(capsys.readouterr().out)["keys"]
    assert (key["key"], key["status"], key["held"]) == ("REC-0001", "planned", "3 of 5 shares")


def test_one_key_is_shown_whole(workspace, capsys):
    assert main(["--workspace", str(workspace), "keys", "REC-0001", "--json"]) == Exit.GOOD
    assert json.loads(capsys.readouterr().out)["next"] == ["generate it"]
    assert main(["--workspace", str(workspace), "keys", "REC-0001"]) == Exit.GOOD
    assert "next: generate it" in capsys.readouterr().out


def test_a_key_that_is_not_there_is_a_problem_that_is_named(workspace, capsys):
    assert main(["--workspace", str(workspace), "keys", "REC-0009"]) == Exit.PROBLEM
    assert "KEY-STATE" in capsys.readouterr().err


def test_a_record_without_keys_says_so():
    assert listing(list_view(KeyTable().register, 1)) == "There is no key in this record yet."


def test_the_account_of_a_key_says_who_holds_what_and_what_comes_next():
    table = KeyTable()
    _, issuing = table.authority()
    table.committed(issuer=issuing)
    table.certify(issuing, "REC-0001", "03")
    table.set_state("REC-0001", "in use")
    table.active()
    table.work(table.signing("REC-0001", count=2))
    said = account(table.view("REC-0001"))
    assert "share 1: proved by K-01" in said
    assert "copy 1 on CD-1, safe A: here" in said
    assert "3 of 3 shares entered; 2 signed, 2 of 10 used" in said
    assert "certified by ICA-0001" in said
    assert said.splitlines()[-1] == "  next: deactivate"
    assert max(map(len, said.splitlines())) < 100


def test_the_list_says_what_was_begun_and_not_ended():
    table = KeyTable()
    table.generated()
    said = listing(list_view(table.register, 0))
    assert listing(list_view(table.register, table.sitting)).count("\n") == 0
    assert "!! REC-0001: making REC-0001, not committed; abandon it" in said
