"""The same in tmux, which keeps a scrollback and moves lines into it: an independent opinion on what stays."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.app.strongroom.ceremony import PIN
from tests.app.strongroom.watched import HERE, NUMBERED, is_gone

PROGRAM = Path(__file__).with_name("aside_program.py")
PATIENCE = 20
CHANCE = 3
"""Words of a share that may stand in our own sentences too."""


class Tmux:
    """A server of its own with one window."""

    def __init__(self, folder: Path, command: str) -> None:
        assert shutil.which("tmux"), "This test needs tmux: apt-get install tmux"
        self._socket = str(folder / "tmux")
        environment = {**os.environ, "PYTHONPATH": str(HERE), "LC_ALL": "C.UTF-8"}
        words = ["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "bash --norc"]
        subprocess.run(["tmux", "-S", self._socket, *words], check=True, env=environment)
        self.type("for i in $(seq 60); do echo before $i; done", "Enter")
        self.wait_for("before 60")
        self.type(command, "Enter")

    def __call__(self, *words: str) -> str:
        return subprocess.run(["tmux", "-S", self._socket, *words], check=True, capture_output=True, text=True).stdout

    def type(self, *keys: str) -> None:
        """Press keys, or type a text."""
        self("send-keys", *keys)

    def wait_for(self, *words: str) -> str:
        """The window, once it shows any of ``words``."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = self("capture-pane", "-p")
            if any(one in text for one in words):
                return text
            time.sleep(0.05)
        raise AssertionError(f"{words} never came:\n{text}")

    def resize(self, columns: int, lines: int) -> None:
        """Another size."""
        self("resize-window", "-x", str(columns), "-y", str(lines))

    def all(self) -> str:
        """The window, everything above it, and the other screen."""
        return self("capture-pane", "-p", "-S", "-") + self("capture-pane", "-p", "-q", "-a", "-S", "-")

    def close(self) -> None:
        """End the server."""
        self("kill-server")


@pytest.fixture(params=["screen", "lines"])
def window(request, software):
    """A window in which a share's words are shown."""
    address = software.address
    words = [str(PROGRAM), address.module, address.label, address.serial, str(software.folder), request.param]
    tmux = Tmux(software.folder, " ".join([sys.executable, *words]))
    tmux.form = request.param
    tmux.wait_for("PIN of CA-1")
    tmux.type(PIN, "Enter")
    back(tmux)
    show(tmux)
    tmux.words = [word for _, word in NUMBERED.findall(tmux("capture-pane", "-p"))]
    assert len(tmux.words) == 33
    tmux.child = int((software.folder / "pid").read_text())
    yield tmux
    tmux.close()


def back(tmux: Tmux) -> None:
    if tmux.form == "screen":
        tmux.wait_for("Press any key to go on")
        tmux.type("x")


def show(tmux: Tmux) -> None:
    tmux.wait_for("S show the words", "S shows the words")
    tmux.type("s")
    tmux.wait_for("They vanish")


def nothing_stays(tmux: Tmux) -> None:
    for columns, lines in ((120, 50), (60, 15), (80, 24)):
        tmux.resize(columns, lines)
        assert len(set(tmux.all().split()) & set(tmux.words)) < CHANCE


def test_nothing_stays_after_a_hand_out_in_windows_of_several_sizes(window):
    for columns, lines in ((120, 40), (80, 20), (100, 30)):
        window.resize(columns, lines)
        if window.form == "screen":
            show(window)
    window.type("x")
    window.wait_for("They were shown", "Shown ")
    window.type("d" if window.form == "lines" else "Enter")
    back(window)
    window.wait_for("gives a share of")
    window.type("-l", "quit")
    window.type("Enter")
    back(window)
    window.wait_for("THE END")
    nothing_stays(window)


def test_nothing_stays_when_the_strong_room_is_killed(window):
    window.resize(120, 40)
    if window.form == "screen":
        show(window)
    os.kill(window.child, signal.SIGKILL)
    back(window)
    window.wait_for("THE END")
    nothing_stays(window)


def test_nothing_stays_when_the_main_program_is_killed(window):
    pane = int(window("display-message", "-p", "#{pane_pid}"))
    children = Path(f"/proc/{pane}/task/{pane}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    assert is_gone(window.child)
    nothing_stays(window)
    window.type("echo still $((40+2)) here", "Enter")
    window.wait_for("still 42 here")
