import errno
import os
import resource
import signal
import stat
from pathlib import Path

import pytest

from ceremonies.errors import KeyroomError, NotAWorkspace, Stopped, Unusable, Unverified
from ceremonies.workspace.copying import is_same_medium


def copy(workspace, path):
    """Copy and keep, unseen."""
    with workspace.copying(path) as made:
        made.keep()


def test_a_copy_has_what_the_record_is_made_of_and_no_more(make, tmp_path):
    workspace = make()
    workspace.evidence.add(b"a photograph")
    (workspace.evidence.folder / ".partial-0011").write_bytes(b"half")
    (workspace.outbox / "devices.csv").write_text("in clear")
    (workspace.incoming / "letter.txt").write_text("in clear")
    copy(workspace, tmp_path / "copy")
    (digest,) = workspace.evidence.digests()
    assert {str(path.relative_to(tmp_path / "copy")) for path in (tmp_path / "copy").rglob("*")} == {
        "workspace.toml",
        "keyroom.db",
        "passphrase",
        "evidence",
        f"evidence/{digest}",
        "incoming",
        "outbox",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "room"]


def test_only_its_owner_enters_it(make, tmp_path):
    workspace = make()
    workspace.evidence.add(b"a photograph")
    before = os.umask(0)
    try:
        copy(workspace, tmp_path / "copy")
    finally:
        os.umask(before)
    parts = [tmp_path / "copy", *(tmp_path / "copy").rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in parts if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in parts if path.is_file()} == {0o600}


def test_productions_passphrase_is_in_no_copy(make, tmp_path):
    workspace = make("production")
    (workspace.path / "passphrase").write_text("left here by somebody")
    copy(workspace, tmp_path / "copy")
    assert not (tmp_path / "copy" / "passphrase").exists()


def test_the_copy_opens_by_the_same_slots_and_goes_on(make, reopen, tmp_path):
    workspace = make()
    kept = workspace.evidence.add(b"a photograph")
    copy(workspace, tmp_path / "copy")
    again = reopen(tmp_path / "copy")
    assert (again.origin, again.ledger.size, again.ledger.note) == (workspace.origin, 1, workspace.ledger.note)
    assert again.evidence.read(kept.digest) == b"a photograph"
    assert not again.readonly


def test_a_reader_copies_while_another_program_writes(make, reopen, tmp_path):
    writer = make()
    reader = reopen(writer.path)
    assert reader.readonly
    copy(reader, tmp_path / "copy")
    assert reopen(tmp_path / "copy").ledger.size == 1


def test_a_workspace_on_a_medium_that_can_not_be_written_to_is_copied(made, reopen, tmp_path, monkeypatch):
    monkeypatch.setattr("ceremonies.workspace.opening.is_writable", lambda _: False)
    reader = reopen(made)
    assert "can't be written to" in reader.readonly_because
    copy(reader, tmp_path / "copy")
    assert reopen(tmp_path / "copy").ledger.note == reader.ledger.note


def test_a_place_where_nothing_may_be_made_says_so(make):
    with pytest.raises(KeyroomError, match="The copy /proc/copy can't be made"):
        copy(make(), Path("/proc/copy"))


def test_what_is_not_kept_vanishes(make, tmp_path):
    workspace = make()
    with workspace.copying(tmp_path / "copy") as made:
        assert made.workspace.ledger.size == 1
    assert [path.name for path in tmp_path.iterdir()] == ["room"]


def test_what_fails_while_it_is_looked_at_vanishes(make, tmp_path):
    workspace = make()

    def look_badly():
        with workspace.copying(tmp_path / "copy") as made:
            made.keep()
            raise Unverified("as a test")

    with pytest.raises(Unverified, match="as a test"):
        look_badly()
    assert [path.name for path in tmp_path.iterdir()] == ["room"]


def test_an_empty_folder_may_be_there_and_a_full_one_may_not(make, tmp_path):
    workspace = make()
    (tmp_path / "empty").mkdir()
    copy(workspace, tmp_path / "empty")
    with pytest.raises(NotAWorkspace, match="already holds a workspace"):
        copy(workspace, tmp_path / "empty")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_text("dear")
    with pytest.raises(Unusable, match="is not empty"):
        copy(workspace, tmp_path / "full")


def test_a_place_that_is_none_is_refused(make, tmp_path):
    workspace = make()
    with pytest.raises(Unusable, match="lies in the workspace itself"):
        copy(workspace, workspace.outbox / "copy")
    with pytest.raises(Unusable, match="Is the medium there"):
        copy(workspace, tmp_path / "stick" / "copy")
    with pytest.raises(Unusable, match="is a medium itself"):
        copy(workspace, Path("/proc"))
    assert is_same_medium(workspace.path, tmp_path)
    assert not is_same_medium(workspace.path, Path("/proc"))


def test_a_damaged_page_is_found_before_the_copy_hides_it(made, reopen, tmp_path):
    database = made / "keyroom.db"
    data = bytearray(database.read_bytes())
    pages = len(data) // 4096
    found = 0
    for page in range(1, pages):
        data[page * 4096 + 77] ^= 1
        database.write_bytes(bytes(data))
        data[page * 4096 + 77] ^= 1
        try:
            workspace = reopen(made, readonly=True)
        except NotAWorkspace:
            continue
        with pytest.raises(Unverified, match="The database is damaged"):
            copy(workspace, tmp_path / "copy")
        found += 1
        workspace.close()
    assert found
    assert [path.name for path in tmp_path.iterdir()] == ["room"]


def in_child(act):
    """Carry ``act`` out in a process of its own; its exit status."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except KeyroomError:
            os._exit(3)
        except BaseException:  # noqa: BLE001 - a child must never return into the test run
            os._exit(9)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_kill_at_any_moment_leaves_no_copy_or_a_whole_one(made, reopen, tmp_path, monkeypatch):
    reopen(made).close()  # the slow imports are done once, here
    for moment in range(100):
        path = tmp_path / f"at-{moment}" / "copy"
        path.parent.mkdir()

        def dies(path=path, moment=moment):
            workspace = reopen(made, readonly=True)
            left = [moment]

            def counted(act):
                def maybe(*args, **kwargs):
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left[0] -= 1
                    return act(*args, **kwargs)

                return maybe

            for name in ("fsync", "replace", "rename", "rmdir", "unlink"):
                monkeypatch.setattr(os, name, counted(getattr(os, name)))
            copy(workspace, path)

        ended = in_child(dies)
        if not path.exists():
            assert ended == -signal.SIGKILL
            copy(reopen(made, readonly=True), path)
        assert [left.name for left in path.parent.iterdir()] == ["copy"]
        assert reopen(path, readonly=True).ledger.size == 1
        if ended == 0:
            break
    assert moment > 6


@pytest.mark.parametrize("limit", [1, 100, 5000, 9000, 20000])
def test_a_full_medium_leaves_nothing_and_says_so(made, reopen, tmp_path, limit):
    workspace = reopen(made, readonly=True)

    def fills():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            copy(workspace, tmp_path / "copy")
        except Stopped as said:
            assert f"The copy {tmp_path / 'copy'} can't be made: the disk is full" in str(said)  # noqa: PT017 - in a child
            raise

    assert in_child(fills) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["room"]


def test_a_medium_that_is_pulled_out_is_a_sentence_and_the_workspace_stands(make, tmp_path, monkeypatch):
    workspace = make()
    kept = workspace.evidence.add(b"a photograph")

    def gone(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO), "stick")

    monkeypatch.setattr("shutil.copyfileobj", gone)
    with pytest.raises(Stopped, match=r"The copy .* can't be made: input/output error \(stick\)"):
        copy(workspace, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["room"]
    assert workspace.evidence.read(kept.digest) == b"a photograph"
