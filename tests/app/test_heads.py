import argparse
import io
import os
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.acts.catalogue import ACTS
from app.cli.exits import Exit
from app.cli.main import main
from app.heads import LARGEST, head_brought, leave_head, read_head
from app.performing import perform
from app.standing import where
from app.wiring import SystemEntropy
from ceremonies.errors import Unusable
from ceremonies.ledger.note import read_note
from ceremonies.room import Done
from ceremonies.workspace import open_workspace
from reports.head_sheet import head_pdf, head_sheet
from tests.records import PASSPHRASE, enrol_two, make_workspace, room_in


@pytest.fixture
def room(tmp_path):
    with make_workspace(tmp_path / "room") as workspace:
        room = room_in(workspace)
        enrol_two(room)
        yield room


def carry_out(room, name, **answers):
    """Carry an act out as a front end does."""
    act = next(one for one in ACTS if one.name == name)
    performing = perform(room, act, where(room, by="P-01"), answers)
    try:
        next(performing)
        while True:
            performing.send(PASSPHRASE)
    except StopIteration as end:
        return end.value


def test_a_sittings_end_leaves_its_signed_head_in_the_outbox(room):
    done = carry_out(room, "endsitting")
    path = room.workspace.outbox / "heads" / f"head-{room.ledger.size}.note"
    assert path.read_text() == room.ledger.note
    assert f"The signed head is in {path}." in done.said


def test_a_counter_signature_is_added_to_the_head_that_leaves(room):
    carry_out(room, "endsitting")
    done = carry_out(room, "countersign", person="P-01", head="")
    (path,) = (room.workspace.outbox / "heads").iterdir()
    assert len(read_note(path.read_text()).signatures) == 2
    assert "P-01 counter-signed the head" in done.said


def test_a_head_that_can_not_be_written_takes_nothing_back(room):
    room.workspace.outbox.rmdir()
    done = leave_head(room, Done((), "Done."))
    assert done.said.startswith("Done. What was recorded stands, but its head was not written.")


def test_the_text_on_the_paper_is_a_head(room):
    entries, note = list(room.ledger.entries()), room.ledger.note
    paper = head_pdf(head_sheet(entries, note=note, vkey=room.workspace.vkey))
    lines = PdfReader(io.BytesIO(paper)).pages[0].extract_text().splitlines()
    last = next(at for at, text in enumerate(lines) if text.startswith("\u2014 "))
    assert room.check_head("\n".join(lines[last - 3 : last + 1])) == room.ledger.size


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "is empty"), (b" \n", "is empty"), (b"\xff", "no text"), (b"x" * (LARGEST + 1), "too large")],
    ids=["empty", "blank", "no text", "too large"],
)
def test_a_file_that_is_no_head_is_not_taken(tmp_path, data, says):
    (tmp_path / "head").write_bytes(data)
    with pytest.raises(Unusable, match=says):
        read_head(tmp_path / "head")


def test_a_head_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Unusable, match="can't be read"):
        head_brought(argparse.Namespace(head=tmp_path / "nowhere"))
    assert head_brought(argparse.Namespace(head=None)) == ""


@pytest.fixture
def plain(tmp_path, monkeypatch):
    """A plain-line session without a line."""

    def run(head):
        with Path(os.devnull).open() as nothing:
            monkeypatch.setattr("sys.stdin", nothing)
            return main(["--workspace", str(tmp_path / "room"), "--plain", "--head", str(head)])

    return run


@pytest.mark.rule("ROLLBACK")
def test_the_option_brings_the_head_into_the_sitting(room, tmp_path, plain, capfd):
    carry_out(room, "endsitting")
    (head,) = (room.workspace.outbox / "heads").iterdir()
    size = room.ledger.size
    room.workspace.close()
    assert plain(head) is Exit.GOOD
    assert f"the record extends the head at {size} that was brought" in capfd.readouterr().out


@pytest.mark.rule("ROLLBACK")
def test_a_head_of_another_record_ends_the_program_and_records_nothing(room, tmp_path, plain, capfd):
    with make_workspace(tmp_path / "other") as other:
        (tmp_path / "head").write_text(other.ledger.note)
    size = room.ledger.size
    room.workspace.close()
    assert plain(tmp_path / "head") is Exit.PROBLEM
    assert "refused ROLLBACK: What was brought is no head of this record" in capfd.readouterr().out
    with open_workspace(tmp_path / "room", PASSPHRASE, entropy=SystemEntropy()) as workspace:
        assert workspace.ledger.size == size
