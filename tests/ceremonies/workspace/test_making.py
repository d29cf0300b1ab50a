import os
import resource
import signal
import stat
from pathlib import Path

import pytest

from ceremonies.errors import KeyroomError, NotAWorkspace, Refused, Stopped, Unusable
from ceremonies.ledger.note import open_note, parse_verifier_key
from ceremonies.sealing import SMALLEST_COST, Cost
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace, open_workspace
from ceremonies.workspace.description import load_description


def modes(folder):
    return {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_its_owner_enters_it_whatever_the_umask(make, umask):
    before = os.umask(umask)
    try:
        path = make().path
    finally:
        os.umask(before)
    assert {mode for part, mode in modes(path).items() if part.is_dir()} == {0o700}
    assert {mode for part, mode in modes(path).items() if part.is_file()} == {0o600}


def test_it_has_the_parts_that_the_design_names(made):
    assert {path.name for path in made.iterdir()} == {
        "workspace.toml",
        "keyroom.db",
        "evidence",
        "incoming",
        "outbox",
        "lock",
        "passphrase",
    }


def test_a_rehearsal_keeps_its_passphrase_beside_it_and_production_does_not(make):
    assert (make("rehearsal", "a").path / "passphrase").read_text() == "heather otter candle\n"
    assert not (make("production", "b").path / "passphrase").exists()


@pytest.mark.parametrize("kind", ["rehearsal", "production"])
def test_the_first_entry_signs_what_it_is(make, kind):
    workspace = make(kind)
    (entry,) = workspace.ledger.entries()
    assert (entry.stream, entry.kind) == ("workspace", "workspace.made")
    assert entry.body == {
        "kind": kind,
        "origin": workspace.origin,
        "id": workspace.id,
        "format": 1,
        "vkey": workspace.vkey,
        "continues": None,
    }
    open_note(workspace.ledger.note, [parse_verifier_key(workspace.vkey)])


@pytest.mark.parametrize("kind", ["rehearsal", "production"])
def test_the_origin_says_its_kind_and_fits_a_checkpoint(make, kind):
    origin = make(kind).origin
    assert origin.split("/")[1] == kind
    assert origin.isascii()
    assert not set(origin) & set(" +\n")


def test_two_workspaces_share_no_key(make):
    one, other = make(name="one"), make(name="other")
    assert one.vkey != other.vkey
    assert one.id != other.id


def test_the_usual_cost_of_a_passphrase_is_19_mib_in_2_passes(tmp_path, clock, entropy, passphrase):
    create_workspace(tmp_path / "room", "rehearsal", passphrase, clock=clock, entropy=entropy).close()
    slot = load_description(tmp_path / "room").slot[0]
    assert (slot.memory_kib, slot.passes, slot.lanes) == (19 * 1024, 2, 1)
    assert slot.lock().cost == Cost()


def test_an_existing_empty_folder_and_missing_parents_are_fine(make, tmp_path):
    (tmp_path / "empty").mkdir(mode=0o755)
    assert make(name="empty").path.stat().st_mode & 0o777 == 0o700
    assert make(name="some/where/new").path.is_dir()


def test_a_folder_with_something_in_it_is_refused_and_left_alone(make, tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "letter.txt").write_text("dear")
    with pytest.raises(Unusable, match="is not empty"):
        make()
    assert [path.name for path in tmp_path.rglob("*")] == ["room", "letter.txt"]


def test_a_workspace_is_not_made_over_another(make, made):
    before = (made / "workspace.toml").read_bytes()
    with pytest.raises(NotAWorkspace, match="already holds a workspace"):
        make()
    assert (made / "workspace.toml").read_bytes() == before


@pytest.mark.parametrize("thing", ["file", "link"])
def test_what_is_no_folder_is_refused(make, tmp_path, thing):
    if thing == "file":
        (tmp_path / "room").write_text("")
    else:
        (tmp_path / "room").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Unusable, match="is not a folder"):
        make()


def test_an_empty_passphrase_is_refused_before_anything_is_made(tmp_path, clock, entropy):
    with pytest.raises(Refused, match="KEY-SLOTS"):
        create_workspace(tmp_path / "room", "production", Secret(""), clock=clock, entropy=entropy)
    assert not list(tmp_path.iterdir())


class Died(BaseException):
    """Stands for kill -9: nothing of ours may run after it."""


def dying_at(moment, monkeypatch):
    """Let this process die before its ``moment``th flush or renaming."""
    left = [moment]

    def counted(act):
        def maybe(*args, **kwargs):
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return act(*args, **kwargs)

        return maybe

    for name in ("fsync", "replace", "rename", "rmdir"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))


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


def test_a_kill_at_any_moment_leaves_no_workspace_or_a_whole_one(tmp_path, clock, entropy, passphrase, monkeypatch):
    def make_one(path):
        return create_workspace(path, "rehearsal", passphrase, clock=clock, entropy=entropy, cost=SMALLEST_COST)

    make_one(tmp_path / "first").close()  # the slow imports are done once, here
    for moment in range(100):
        path = tmp_path / f"at-{moment}" / "room"

        def dies(path=path, moment=moment):
            with monkeypatch.context() as patch:
                dying_at(moment, patch)
                make_one(path)

        ended = in_child(dies)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        if not path.exists() or not any(path.iterdir()):
            sentence = "was cut short" if not path.exists() and path.parent.exists() else "no"
            with pytest.raises(NotAWorkspace, match=sentence):
                open_workspace(path, passphrase, entropy=entropy)
            make_one(path).close()
            assert [left.name for left in path.parent.iterdir()] == ["room"]
        with open_workspace(path, passphrase, entropy=entropy) as workspace:
            assert workspace.ledger.size == 1
            assert not workspace.readonly
    assert moment > 8


@pytest.mark.parametrize("limit", [1, 100, 5000, 9000, 20000])
def test_a_full_disk_leaves_nothing_and_says_so(tmp_path, clock, entropy, passphrase, make, limit):  # noqa: PLR0917 - by name
    make(name="first").close()

    def fills():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            create_workspace(tmp_path / "room", "rehearsal", passphrase, clock=clock, entropy=entropy)
        except Stopped as said:
            assert f"The workspace {tmp_path / 'room'} can't be made: the disk is full" in str(said)  # noqa: PT017 - in a child
            raise

    assert in_child(fills) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["first"]


def test_a_place_where_nothing_may_be_made_says_so(clock, entropy, passphrase):
    with pytest.raises(KeyroomError, match="The workspace /proc/room can't be made"):
        create_workspace(Path("/proc/room"), "rehearsal", passphrase, clock=clock, entropy=entropy)
