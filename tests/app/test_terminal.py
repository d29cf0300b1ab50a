"""What terminals are sent, by the bytes."""

import re
import signal
import termios
from pathlib import Path

import pytest

from app.terminal import Terminal as Means
from app.terminal import terminal_for, to_ascii
from tests.app.on_screen import Terminal
from tests.records import PASSPHRASE, enrol_two, make_workspace, room_in

CONTROL = re.compile(rb"\x1b\[\??[0-9;]*[A-Za-z$]|\x1b[^\[]")


@pytest.mark.parametrize(
    ("environ", "encoding", "means"),
    [
        ({"TERM": "xterm-256color"}, "utf-8", Means()),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "UTF-8", Means(colour=False)),
        ({"TERM": "xterm-256color"}, "iso8859-1", Means(plain=True, colour=False)),
        ({"TERM": "linux"}, "utf-8", Means(plain=True, colour=False)),
        ({"TERM": "vt100"}, "utf-8", Means(plain=True, colour=False)),
        ({"TERM": "dumb"}, None, Means(plain=True, colour=False)),
        ({}, "utf-8", Means(plain=True, colour=False)),
    ],
    ids=["full", "no colour", "latin 1", "linux", "vt100", "dumb", "nothing known"],
)
def test_a_terminal_gets_what_it_can_show(environ: dict[str, str], encoding: str | None, means: Means) -> None:
    assert terminal_for(environ, encoding) == means


def test_every_sign_the_screens_use_has_an_ascii_likeness() -> None:
    assert to_ascii("▸ [x] ●◆○· ✓ ─│ “so” …") == '> [x] #@.- v -| "so" ~'
    assert to_ascii("日本") == "??"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with make_workspace(tmp_path / "workspace") as opened:
        enrol_two(room_in(opened))
    (tmp_path / "workspace" / "passphrase").write_text(PASSPHRASE.reveal_text() + "\n")
    return tmp_path / "workspace"


def test_a_plain_terminal_gets_ascii_and_no_private_modes_but_two(path: Path) -> None:
    terminal = Terminal(path, 80, 24, {"TERM": "vt100"})
    terminal.until("signin")
    terminal.press("P", "escape", "ctrl+q")
    assert terminal.end() == 0
    sent = bytes(terminal.raw)
    assert sent.isascii()
    modes = {one for one in CONTROL.findall(sent) if one.startswith(b"\x1b[?")}
    assert modes <= {b"\x1b[?25l", b"\x1b[?25h", b"\x1b[?7l", b"\x1b[?7h"}
    colours = {part for one in re.findall(rb"\x1b\[([0-9;]*)m", sent) for part in one.split(b";")}
    assert colours <= {b"", b"0", b"1", b"4", b"7"}


def test_no_colour_is_kept_without_losing_the_signs(path: Path) -> None:
    terminal = Terminal(path, 80, 24, {"NO_COLOR": "1"})
    terminal.until("signin")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    sent = bytes(terminal.raw)
    colours = {part for one in re.findall(rb"\x1b\[([0-9;]*)m", sent) for part in one.split(b";")}
    assert colours <= {b"", b"0", b"1", b"4", b"7"}
    assert "▸".encode() in sent or "─".encode() in sent


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_program_that_is_ended_leaves_the_terminal_clean(path: Path, which: int) -> None:
    terminal = Terminal(path, 80, 24)
    before = termios.tcgetattr(terminal.descriptor)[3]
    terminal.until("signin")
    assert not termios.tcgetattr(terminal.descriptor)[3] & termios.ECHO
    terminal.kill(which)
    terminal.end(keep=True)
    sent = bytes(terminal.raw)
    assert sent.rindex(b"\x1b[?1049l") > sent.rindex(b"\x1b[?1049h")
    assert sent.rindex(b"\x1b[?1000l") > sent.rindex(b"\x1b[?1000h")
    assert sent.rindex(b"\x1b[?25h") > sent.rindex(b"\x1b[?25l")
    assert termios.tcgetattr(terminal.descriptor)[3] & termios.ECHO == before & termios.ECHO


def test_another_size_is_drawn_anew(path: Path) -> None:
    terminal = Terminal(path, 80, 24)
    terminal.until("signin")
    terminal.resize(120, 40)
    assert "THE RECORD AND THE ROOM" in terminal.until("THE RECORD AND THE ROOM")
    terminal.resize(60, 20)
    assert "Keyroom needs" in terminal.until("Keyroom needs")
    terminal.kill(signal.SIGTERM)
    terminal.end()
