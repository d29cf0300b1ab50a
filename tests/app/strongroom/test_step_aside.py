"""The main program steps aside for a private turn and comes back, whatever happens to either process."""

import fcntl
import os
import signal
import struct
import termios
from pathlib import Path

import pytest

from tests.app.strongroom.ceremony import PIN
from tests.app.strongroom.watched import Watched, is_gone

PROGRAM = str(Path(__file__).with_name("aside_program.py"))
CHANCE = 3
CLEARS = b"\x1b[2J\x1b[3J"


@pytest.fixture(params=["screen", "lines"])
def form(request):
    """Both ways of drawing."""
    return request.param


@pytest.fixture
def shown(software, form):
    """The program, with a share's words on the terminal."""
    address = software.address
    with Watched(PROGRAM, address.module, address.label, address.serial, str(software.folder), form) as program:
        program.wait_for("PIN of CA-1")
        program.type(f"{PIN}\r")
        back(program, form)
        program.wait_for("S show the words", "S shows the words")
        program.type("s")
        program.words = program.shown_words()
        assert len(program.words) == 33
        program.child = int((software.folder / "pid").read_text())
        yield program


def back(program: Watched, form: str) -> None:
    """Press the key that a private turn ends with."""
    if form == "screen":
        program.wait_for("Press any key to go on")
        program.type("x")


def left(program: Watched) -> list[str]:
    """The share's words that stand anywhere on the terminal; a few stand in our own sentences too."""
    found = [one for one in program.words if one in program.text.split()]
    return found if len(found) >= CHANCE else []


def test_a_share_is_handed_out_and_proved_and_the_program_goes_on(shown, form):
    shown.type(" ")
    assert left(shown) == []
    shown.type("d" if form == "lines" else "\r")
    back(shown, form)
    shown.wait_for("gives a share of REC-0001")
    assert left(shown) == []
    shown.type(" ".join(word[:4] for word in shown.words) + "\r")
    back(shown, form)
    text = shown.wait_for("THE END")
    assert text.count("SAID") == 4 if form == "screen" else "SAID Proved" in text
    assert left(shown) == []
    if form == "screen":
        assert " TYPED ." in text
        first = text.split()[1]
        shown.settle_briefly()
        assert shown.text.split()[1] != first


@pytest.mark.parametrize("form", ["screen"], indirect=True)
def test_what_is_typed_ahead_at_a_private_screen_reaches_nobody(shown, form):
    shown.type(" ")
    os.write(shown.fd, b"\racid acid acid")
    back(shown, form)
    shown.wait_for("gives a share of REC-0001")
    shown.type("quit\r")
    back(shown, form)
    assert "TYPED ." in shown.wait_for("THE END")


def test_a_strong_room_that_is_killed_ends_the_act_with_a_sentence_and_leaves_no_word(shown, form):
    os.kill(shown.child, signal.SIGKILL)
    back(shown, form)
    text = shown.wait_for("THE END")
    assert "ended in the middle of the act by signal SIGKILL" in " ".join(text.split())
    assert left(shown) == []
    if form == "screen":
        shown.type("q")
        assert shown.end() == 0
    assert termios.tcgetattr(shown.fd)[3] == shown.cooked[3]
    assert CLEARS in shown.raw


@pytest.mark.rule("ROOM-ALONE")
def test_with_the_main_program_killed_the_strong_room_ends_and_leaves_no_word(shown):
    os.kill(shown.pid, signal.SIGKILL)
    assert is_gone(shown.child)
    shown.settle_briefly()
    assert left(shown) == []
    assert termios.tcgetattr(shown.fd)[3] == shown.cooked[3]


def test_a_terminated_main_program_takes_the_strong_room_with_it(shown):
    os.kill(shown.pid, signal.SIGTERM)
    assert is_gone(shown.child)
    shown.settle_briefly()
    assert left(shown) == []


def test_ctrl_c_hides_the_words_and_interrupts_nothing(shown, form):
    shown.type("\x03")
    assert left(shown) == []
    shown.wait_for("were shown once" if form == "screen" else "Shown 1 times")


@pytest.mark.parametrize("form", ["screen"], indirect=True)
def test_words_are_hidden_when_the_terminal_changes_its_size(shown):
    shown.screen.resize(40, 120)
    fcntl.ioctl(shown.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    shown.wait_for("were shown once")
    assert left(shown) == []
