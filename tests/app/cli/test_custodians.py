"""``keyroom custodians``: aliases to everybody, personal data to a manager, nothing of it in the record."""

import json

import pytest

from app.cli.exits import Exit
from app.cli.main import main
from app.wiring import SystemEntropy
from ceremonies.custodians.actions import RequestNominations
from ceremonies.custodians.files import RegisterFiles
from ceremonies.people.actions import Enrol, Enrolment
from ceremonies.sittings.actions import CloseSitting
from ceremonies.workspace import open_workspace
from tests.records import PASSPHRASE, enrol_two, make_workspace, perform, room_in

FORM = {
    "name": "Theodora Quillfeather",
    "organisation": "Acme Energy",
    "nominated_by": "R. Owen, Director",
    "telephone": "+44 1632 960999",
    "location": "Leeds",
    "travel": "2 hours",
    "employment": "letter of 3 March",
    "screening": "certificate 12",
}


@pytest.fixture
def room(tmp_path):
    """A rehearsal with P-03 and P-04, Registration Authority Managers, and a request for nominations."""
    path = tmp_path / "room"
    with make_workspace(path) as workspace:
        room = room_in(workspace)
        enrol_two(room)
        roles = ("SMKI Registration Authority Manager",)
        for name in ("Cai Rees", "Dee Lowe"):
            key = room.make_key(PASSPHRASE, roles)
            person = Enrolment(name=name, organisation="DCC", roles=roles, public_key=key)
            perform(room, Enrol(by="P-01", second="P-02", person=person))
        perform(
            room,
            RequestNominations(
                by="P-01", request="R-1", key_kind="Recovery Private Key", means="secured email", locations="London"
            ),
        )
        perform(room, CloseSitting(by="P-01"))
    (tmp_path / "form.json").write_text(json.dumps(FORM))
    (tmp_path / "letter.pdf").write_bytes(b"%PDF screening of Quillfeather")
    return path


def custodians(room, *words):
    return main(["--workspace", str(room), "custodians", *words])


def put(room):
    folder = room.parent
    form = ("--form", str(folder / "form.json"), "--paper", str(folder / "letter.pdf"))
    return custodians(room, "put", "--by", "P-01", "--request", "R-1", *form)


@pytest.mark.rule("CUSTODIAN-ALIAS")
def test_a_form_is_sealed_shown_to_a_manager_and_erased_and_never_stands_in_the_record(room, capsys):
    assert custodians(room, "admit", "P-03", "--by", "P-01", "--second", "P-02") == Exit.GOOD
    assert put(room) == Exit.GOOD
    assert "N-01 is put forward" in capsys.readouterr().out
    assert custodians(room, "show", "N-01", "--by", "P-03", "--reason", "to call them") == Exit.GOOD
    shown = capsys.readouterr().out
    assert "Theodora Quillfeather" in shown
    assert "letter.pdf, 30 bytes" in shown
    assert custodians(room) == Exit.GOOD
    listed = capsys.readouterr().out
    assert "N-01  nominated, request R-1" in listed
    assert "opens to P-03." in listed
    with open_workspace(room, PASSPHRASE, entropy=SystemEntropy(), readonly=True) as workspace:
        record = b"".join(entry.leaf() for entry in workspace.ledger.entries())
    for clear in ("Quillfeather", "Acme", "960999", "Leeds"):
        assert clear not in listed
        assert clear.encode() not in record
        assert all(clear.encode() not in path.read_bytes() for path in room.rglob("*") if path.is_file())
    assert custodians(room, "erase", "N-01", "--by", "P-01", "--second", "P-02", "--reason", "asked") == Exit.GOOD
    assert RegisterFiles(room).nominees() == ()
    assert custodians(room, "show", "N-01", "--by", "P-03", "--reason", "again") == Exit.MISUSE


def test_a_second_manager_is_let_in_by_the_first(room, capsys):
    assert custodians(room, "admit", "P-03", "--by", "P-01", "--second", "P-02") == Exit.GOOD
    assert put(room) == Exit.GOOD
    assert custodians(room, "admit", "P-04", "--by", "P-03", "--second", "P-01") == Exit.GOOD
    assert "1 records" in capsys.readouterr().out
    assert custodians(room, "show", "N-01", "--by", "P-04", "--reason", "to call them") == Exit.GOOD
    assert custodians(room, "--json") == Exit.GOOD
    assert '"managers":["P-03","P-04"]' in capsys.readouterr().out


def test_nothing_is_sealed_before_somebody_can_open_it(room, capsys):
    assert put(room) == Exit.PROBLEM
    assert "No Registration Authority Manager can open" in capsys.readouterr().err


def test_a_key_that_was_slipped_into_the_folder_opens_nothing(room, capsys):
    assert custodians(room, "admit", "P-03", "--by", "P-01", "--second", "P-02") == Exit.GOOD
    folder = RegisterFiles(room).folder
    slipped = (folder / "P-03.manager").read_text().replace('"P-03"', '"P-04"')
    (folder / "P-04.manager").write_text(slipped)
    (folder / "P-04.manager").chmod(0o600)
    assert put(room) == Exit.GOOD
    assert [slot.person for slot in RegisterFiles(room).record("N-01").slots] == ["P-03"]
    capsys.readouterr()


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"name": ""}, "lacks name"), ({"shoe size": "9"}, "unknown fields: shoe size"), ({"travel": 5}, "no nomination")],
)
def test_a_form_that_is_none_is_refused(room, capsys, changed, says):
    (room.parent / "form.json").write_text(json.dumps(FORM | changed))
    assert put(room) == Exit.MISUSE
    assert says in capsys.readouterr().err
