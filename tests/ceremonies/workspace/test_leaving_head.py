import stat

import pytest

from ceremonies.errors import KeyroomError
from ceremonies.ledger.note import open_note, parse_verifier_key
from ceremonies.workspace.leaving_head import write_head


def test_the_signed_head_lies_in_the_outbox_for_its_owner_alone(make):
    workspace = make()
    path = write_head(workspace)
    assert path == workspace.outbox / "heads" / "head-1.note"
    assert path.read_text() == workspace.ledger.note
    open_note(path.read_text(), [parse_verifier_key(workspace.vkey)])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_counter_signatures_are_taken_along(make):
    workspace = make()
    write_head(workspace)
    name = workspace.ledger.note.splitlines()[-1]
    workspace.ledger.keep_cosigned(1, workspace.ledger.note + name + "\n")
    assert write_head(workspace).read_text() == workspace.ledger.note + name + "\n"
    assert [path.name for path in (workspace.outbox / "heads").iterdir()] == ["head-1.note"]


def test_what_a_kill_left_half_written_is_taken_away_at_the_next_opening(made, reopen):
    heads = made / "outbox" / "heads"
    heads.mkdir()
    (heads / ".partial-head-1.note").write_text("half")
    reopen(made)
    assert not list(heads.iterdir())


def test_an_outbox_that_is_gone_is_said_in_a_sentence(make):
    workspace = make()
    workspace.outbox.rmdir()
    with pytest.raises(KeyroomError, match=r"The head can't be written to .*head-1\.note"):
        write_head(workspace)
