import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from ceremonies.errors import KeyroomError, NotAWorkspace, NotRecorded, Unusable, WrongPassphrase
from ceremonies.ledger.entry import Draft
from ceremonies.secret import Secret

NOTE = Draft(stream="sitting/1", kind="noted", body={"text": "the door is shut"})


def append(workspace, clock, entropy):
    ledger = workspace.ledger
    ledger.commit(ledger.prepare([NOTE], clock.now(), entropy), {})


def edit(folder, old, new):
    path = folder / "workspace.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_it_opens_as_it_was_made(make, reopen):
    with make("production") as made:
        said = (made.kind, made.origin, made.id, made.vkey, made.slots)
        note = made.ledger.note
    again = reopen(made.path)
    assert (again.kind, again.origin, again.id, again.vkey, again.slots) == said
    assert again.ledger.note == note
    assert (again.readonly, again.readonly_because) == (False, None)
    assert again.opened_by == "workspace maker"
    assert (again.incoming.is_dir(), again.outbox.is_dir()) == (True, True)


def test_what_was_recorded_is_there_again(made, reopen, clock, entropy):
    with reopen(made) as workspace:
        append(workspace, clock, entropy)
    assert [entry.kind for entry in reopen(made).ledger.entries()] == ["workspace.made", "noted"]


def test_a_wrong_passphrase_is_said_in_a_sentence_and_keeps_nobody_out(made, reopen):
    with pytest.raises(WrongPassphrase, match="No slot of the workspace opens"):
        reopen(made, Secret("heather otter"))
    assert not reopen(made).readonly


def test_nobody_is_asked_for_a_passphrase_where_there_is_no_workspace(tmp_path, reopen):
    def ask():
        pytest.fail("asked")

    with pytest.raises(NotAWorkspace, match=r"There is no workspace at .*keyroom new"):
        reopen(tmp_path / "nowhere", ask)
    with pytest.raises(NotAWorkspace, match="is not a workspace"):
        reopen(tmp_path, ask)


def test_the_passphrase_may_come_from_a_function(made, reopen, passphrase):
    assert reopen(made, lambda: passphrase).ledger.size == 1


def test_a_file_is_no_workspace(tmp_path, reopen):
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(NotAWorkspace, match="is a file"):
        reopen(tmp_path / "letter")


@pytest.mark.parametrize("part", ["keyroom.db", "evidence", "incoming", "outbox"])
def test_a_missing_part_is_named(made, reopen, part):
    path = made / part
    path.rmdir() if path.is_dir() else path.unlink()
    with pytest.raises(NotAWorkspace, match=f"lacks {part}"):
        reopen(made)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("format = 1", "format = 2", "format 2; this version reads up to 1"),
        ("format = 1", "format = 2\nthing = 3", "newer Keyroom"),
        ("format = 1", "format = 0", "names no format"),
        ("format = 1", 'format = "1"', "names no format"),
        ("format = 1", "format = ", "can't be understood"),
        ("format = 1\n", "", "names no format"),
        ('kind = "rehearsal"', 'kind = "party"', "damaged.*kind"),
        ('kind = "rehearsal"', 'kind = "production"', "origin doesn't fit"),
        ("created =", "surprise = 1\ncreated =", "surprise"),
        ("memory_kib = 8", "memory_kib = 999999999999", "slot of workspace maker"),
        ("lanes = 1", "lanes = 4", "cost of a passphrase"),
        ("[[slot]]", "[[slit]]", "damaged"),
        ('salt = "', 'salt = "AAAA', "damaged"),
    ],
)
def test_a_description_that_was_changed_is_refused_with_a_sentence(made, reopen, old, new, sentence):
    edit(made, old, new)
    with pytest.raises((NotAWorkspace, Unusable), match=sentence):
        reopen(made)


def test_a_description_that_is_no_text_is_refused(made, reopen):
    (made / "workspace.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotAWorkspace, match="can't be understood"):
        reopen(made)


def test_a_rehearsal_can_not_be_passed_off_as_production(made, reopen):
    edit(made, "rehearsal", "production")
    with pytest.raises(NotAWorkspace, match="was changed since the workspace was made"):
        reopen(made)


def test_the_verifier_key_of_another_workspace_is_noticed(make, reopen):
    one, other = make(name="one"), make(name="other")
    one.close()
    edit(one.path, one.vkey, other.vkey)
    with pytest.raises(NotAWorkspace, match="was changed since"):
        reopen(one.path)


def test_the_description_of_another_workspace_does_not_open_this_database(make, reopen):
    one, other = make(name="one"), make(name="other")
    one.close()
    other.close()
    shutil.copy(other.path / "workspace.toml", one.path / "workspace.toml")
    with pytest.raises(NotAWorkspace, match="damaged"):
        reopen(one.path)


def test_a_database_of_a_newer_version_is_refused(made, reopen):
    with reopen(made) as workspace:
        workspace.connection.execute("PRAGMA user_version=7")
    with pytest.raises(NotAWorkspace, match="version 7; this Keyroom reads up to 1"):
        reopen(made)


def test_an_emptied_database_is_refused(made, reopen):
    (made / "keyroom.db").write_bytes(b"")
    with pytest.raises(NotAWorkspace, match="version 0, which no Keyroom makes"):
        reopen(made)


@pytest.mark.parametrize("place", [3, 100, 3000])
def test_a_flipped_bit_in_the_first_page_is_damage(made, reopen, place, capfd):
    data = bytearray((made / "keyroom.db").read_bytes())
    data[place] ^= 1
    (made / "keyroom.db").write_bytes(data)
    with pytest.raises(NotAWorkspace, match="is damaged: a page fails its check"):
        reopen(made)
    assert capfd.readouterr() == ("", "")


def test_a_flipped_bit_anywhere_never_ends_in_a_traceback(made, reopen):
    whole = (made / "keyroom.db").read_bytes()
    for place in range(0, len(whole), 1021):
        data = bytearray(whole)
        data[place] ^= 0x40
        (made / "keyroom.db").write_bytes(data)
        try:
            with reopen(made) as workspace:
                assert workspace.ledger.damage or workspace.ledger.size == 1
        except KeyroomError as said:
            assert str(said).endswith(".")  # noqa: PT017 - either end is right


@pytest.mark.parametrize("part", ["", "workspace.toml", "keyroom.db", "passphrase", "evidence"])
def test_a_workspace_that_others_can_enter_is_refused_with_the_command_that_closes_it(made, reopen, part):
    (made / part).chmod(0o755)
    with pytest.raises(NotAWorkspace, match=r"open to other people \(mode 0755\).*chmod -R go="):
        reopen(made)


def test_a_second_program_only_reads_and_says_why(made, reopen, clock, entropy):
    first = reopen(made)
    second = reopen(made)
    assert second.readonly_because == (
        f"Another Keyroom (process {os.getpid()}) has this workspace open, so this one only reads."
    )
    append(first, clock, entropy)
    second.ledger.refresh()
    assert second.ledger.size == 2
    with pytest.raises(NotRecorded):
        append(second, clock, entropy)
    second.close()
    append(first, clock, entropy)
    first.close()
    assert not reopen(made).readonly


def test_whoever_asks_only_to_read_leaves_writing_to_another(made, reopen, clock, entropy):
    reader = reopen(made, readonly=True)
    assert "as asked" in reader.readonly_because
    writer = reopen(made)
    assert not writer.readonly
    append(writer, clock, entropy)
    reader.ledger.refresh()
    assert reader.ledger.size == 2


def test_a_reader_can_change_nothing(made, reopen):
    reader = reopen(made, readonly=True)
    for statement in ("DELETE FROM stream", "DROP TRIGGER entry_is_the_next", "PRAGMA user_version=3"):
        with pytest.raises(dbapi2.Error):
            reader.connection.execute(statement)


def test_a_closed_workspace_leaves_no_wal(made, reopen, clock, entropy):
    with reopen(made) as workspace:
        append(workspace, clock, entropy)
        assert (made / "keyroom.db-wal").exists()
    assert not list(made.glob("keyroom.db-*"))


def test_closing_twice_is_closing_once(made, reopen):
    workspace = reopen(made)
    workspace.close()
    workspace.close()


def test_what_was_acknowledged_before_a_kill_is_there_afterwards(made, reopen, clock, entropy):
    child = os.fork()
    if child == 0:
        append(reopen(made), clock, entropy)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert (made / "keyroom.db-wal").stat().st_size
    assert reopen(made).ledger.size == 2


def test_what_a_kill_left_half_written_is_taken_away(made, reopen):
    (made / ".partial-workspace.toml").write_text("half")
    (made / "evidence" / ".partial-0011").write_bytes(b"half")
    reopen(made, readonly=True)
    assert (made / "evidence" / ".partial-0011").exists()
    reopen(made)
    assert not list(made.rglob(".partial-*"))


@pytest.fixture
def unwritable(made):
    """A copy in a folder that may not be written to; root becomes nobody meanwhile."""
    base = Path(tempfile.mkdtemp())
    base.chmod(0o755)
    copy = base / "room"
    shutil.copytree(made, copy)
    is_root = os.geteuid() == 0
    if is_root:
        for path in (copy, *copy.rglob("*")):
            os.chown(path, 65534, 65534)

    def close():
        copy.chmod(0o500)
        if is_root:
            os.seteuid(65534)
        return copy

    yield copy, close
    if is_root:
        os.seteuid(0)
    copy.chmod(0o700)
    shutil.rmtree(base)


def test_a_folder_that_can_not_be_written_to_opens_to_read(unwritable, reopen):
    _, close = unwritable
    path = close()
    workspace = reopen(path)
    assert workspace.ledger.size == 1
    assert "can't be written to" in workspace.readonly_because
    workspace.close()
    assert not list(path.glob("keyroom.db-*"))


def test_a_leftover_wal_on_a_medium_that_can_not_be_written_to_is_refused(unwritable, reopen):
    path, close = unwritable
    (path / "keyroom.db-wal").write_bytes(b"entries")
    os.chown(path / "keyroom.db-wal", path.stat().st_uid, path.stat().st_gid)
    close()
    with pytest.raises(NotAWorkspace, match="Copy the whole folder"):
        reopen(path)


def test_an_empty_leftover_wal_hides_nothing(unwritable, reopen):
    path, close = unwritable
    (path / "keyroom.db-wal").touch()
    os.chown(path / "keyroom.db-wal", path.stat().st_uid, path.stat().st_gid)
    close()
    assert reopen(path).ledger.size == 1


def test_somebody_elses_workspace_says_so(unwritable, reopen):
    path, close = unwritable
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    for part in (path, *path.rglob("*")):
        os.chown(part, 0, 0)
    close()
    with pytest.raises(NotAWorkspace, match="You may not read"):
        reopen(path)
