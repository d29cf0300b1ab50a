import os
import signal

from ceremonies.workspace.lock import Denied, WriteLock, take_lock


def test_one_holds_it_and_the_next_is_told_who(tmp_path):
    held = take_lock(tmp_path)
    assert isinstance(held, WriteLock)
    denied = take_lock(tmp_path)
    assert isinstance(denied, Denied)
    assert f"(process {os.getpid()})" in denied.because
    held.release()
    held.release()
    again = take_lock(tmp_path)
    assert isinstance(again, WriteLock)
    again.release()


def test_whoever_is_killed_lets_go(tmp_path):
    ready, say = os.pipe()
    child = os.fork()
    if child == 0:
        held = take_lock(tmp_path)
        os.write(say, b"held" if isinstance(held, WriteLock) else b"no")
        signal.pause()
    assert os.read(ready, 4) == b"held"
    assert isinstance(take_lock(tmp_path), Denied)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    free = take_lock(tmp_path)
    assert isinstance(free, WriteLock)
    free.release()


def test_a_lock_file_that_says_nonsense_harms_nobody(tmp_path):
    held = take_lock(tmp_path)
    (tmp_path / "lock").write_bytes(b"\x1b[2Jhello")
    denied = take_lock(tmp_path)
    assert denied.because == "Another Keyroom has this workspace open, so this one only reads."
    held.release()
