import errno
import os
import signal

import pytest

from ceremonies.errors import Stopped, Unusable
from ceremonies.workspace.layout import os_errors_as_sentences, write_atomically


def killed_at(moment, act, monkeypatch):
    """Carry ``act`` out in a process that is killed before its ``moment``th flush or renaming; whether it was."""
    child = os.fork()
    if child == 0:
        left = [moment]

        def counted(call):
            def maybe(*args, **kwargs):
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left[0] -= 1
                return call(*args, **kwargs)

            return maybe

        for name in ("fsync", "replace"):
            monkeypatch.setattr(os, name, counted(getattr(os, name)))
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path, monkeypatch):
    path = tmp_path / "workspace.toml"
    found = []
    for moment in range(10):
        path.write_bytes(b"old")
        if not killed_at(moment, lambda: write_atomically(path, b"new"), monkeypatch):
            break
        found.append(path.read_bytes())
    assert found == [b"old", b"old", b"new"]
    assert path.read_bytes() == b"new"


def test_what_was_left_half_written_is_not_in_the_way(tmp_path):
    (tmp_path / ".partial-workspace.toml").write_bytes(b"half")
    write_atomically(tmp_path / "workspace.toml", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("workspace.toml", b"new")]


def test_a_link_put_in_the_way_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (tmp_path / "workspace.toml").symlink_to(tmp_path / "elsewhere")
    write_atomically(tmp_path / "workspace.toml", b"new")
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("number", "error", "sentence"),
    [
        (errno.ENOSPC, Stopped, "It can't be done: the disk is full (/a/b). Nothing was lost; free some space"),
        (errno.EDQUOT, Stopped, "the disk is full"),
        (errno.EROFS, Unusable, "not allowed here (/a/b)"),
        (errno.EACCES, Unusable, "not allowed here"),
        (errno.ENOENT, Unusable, "it isn't there (/a/b)."),
        (errno.EIO, Stopped, "It can't be done: input/output error (/a/b)."),
    ],
)
def test_what_the_system_says_becomes_a_sentence(number, error, sentence):
    with pytest.raises(error) as said, os_errors_as_sentences("It can't be done"):
        raise OSError(number, os.strerror(number), "/a/b")
    assert sentence in str(said.value)
