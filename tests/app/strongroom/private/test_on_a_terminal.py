"""Each private turn on a terminal, as a screen and as lines: what is typed, what is shown, and that nothing stays."""

import os
import signal
import termios
from pathlib import Path

import pytest
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from app.strongroom.device import erasing
from tests.app.strongroom.watched import Watched

PROGRAM = str(Path(__file__).parents[1] / "private_program.py")
WORDS = (Path(__file__).parents[1] / "share_words.txt").read_text().split()
FORMS = ("screen", "lines")


@pytest.fixture(params=FORMS)
def play(request, tmp_path):
    """Starts a private turn; its ``result`` once it is over."""
    started = []

    def start(what: str, *, columns: int = 80, lines: int = 24, **environment: str) -> Watched:
        os.environ.update(environment)
        program = Watched(PROGRAM, what, request.param, str(tmp_path), columns=columns, lines=lines)
        for name in environment:
            del os.environ[name]
        program.form = request.param
        program.folder = tmp_path
        started.append(program)
        program.wait_for("PRIVATE", "OVER")
        return program

    yield start
    for one in started:
        one.__exit__()


def result(program: Watched) -> str:
    """What came of it; the terminal is as it was, and empty."""
    program.wait_for("OVER")
    assert not set(program.text.split()) & set(WORDS)
    assert termios.tcgetattr(program.fd)[3] == program.cooked[3]
    return (program.folder / "result").read_text()


def test_a_pin_is_entered_in_two_halves_and_never_shown(play):
    program = play("pin")
    program.wait_for("P-01")
    program.type("4829\r")
    program.wait_for("P-02")
    program.type("167\x7f6\r")
    assert result(program) == "'4829166'"
    assert b"4829" not in program.raw


def test_a_new_pin_is_typed_twice_and_must_be_the_same(play):
    program = play("new")
    program.type("one\r")
    program.type("two\r")
    program.wait_for("differ")
    program.type("three\r")
    program.type("three\r")
    assert result(program) == "'three'"


def test_a_pin_can_be_declined(play):
    program = play("pin")
    program.type("\x03" if program.form == "lines" else "\x1b")
    assert result(program).startswith("Left: The PIN was not given")


def test_the_words_are_shown_on_request_only_and_vanish_with_any_key(play):
    program = play("hand")
    assert program.shown_words() == []
    program.type("s")
    program.wait_for(WORDS[32])
    assert program.shown_words() == WORDS
    program.type("s")
    assert program.shown_words() == []
    program.type("n")
    program.wait_for("0")
    program.type(" ")
    program.type("d" if program.form == "lines" else "\r")
    assert result(program) == "2"


def test_the_words_vanish_after_the_scripts_seconds(play):
    program = play("hand", SECONDS_SHOWN="1")
    program.type("s")
    program.wait_for("were shown once", "Shown 1 times")
    assert not set(program.text.split()) & set(WORDS)


def test_a_share_that_was_never_shown_is_not_handed_out(play):
    program = play("hand")
    program.type("d" if program.form == "lines" else "\r")
    program.type("q" if program.form == "lines" else "\x1b")
    assert "never shown" in result(program)


def test_leaving_after_the_words_were_shown_says_so(play):
    program = play("hand")
    program.type("s")
    program.type(" ")
    program.type("q" if program.form == "lines" else "\x1b")
    assert "were shown 1 times" in result(program)


def test_a_fault_in_the_middle_of_a_hand_out_prints_no_word(play):
    program = play("fails")
    if program.form == "screen":
        program.type("s")
    said = result(program)
    assert not set(said.split()) & set(WORDS)
    assert "RuntimeError" in said or "Stopped" in said


def test_a_share_is_typed_with_four_letters_a_word(play):
    program = play("take")
    program.type(" ".join(word[:4] for word in WORDS[:32]))
    program.type("\r")
    program.wait_for("32 of 33")
    program.type(f"{WORDS[32][:4]}\r")
    assert result(program) == "(True, 0)"


def test_a_scanner_types_the_numbers_of_a_share(play):
    program = play("take")
    program.type("".join(f"{WORD_INDEX_MAP[word]:04}" for word in WORDS) + "\r")
    assert result(program) == "(True, 0)"


def test_a_bad_word_is_named_at_once_and_can_be_mended(play):
    program = play("take")
    program.type(f"{WORDS[0]} zzz")
    program.wait_for("Word 2")
    program.type("\x7f\x7f\x7f" + " ".join(WORDS[1:]) + "\r")
    assert result(program) == "(True, 0)"


def test_a_share_whose_checksum_does_not_fit_is_asked_for_again(play):
    program = play("take")
    program.type(" ".join([*WORDS[:32], "academic"]) + "\r")
    program.wait_for("checksum")
    program.type(f"\x7f{WORDS[32]}\r" if program.form == "screen" else " ".join(WORDS) + "\r")
    assert result(program) == "(True, 1)"


def test_a_scanner_that_types_control_keys_does_nothing(play):
    program = play("take")
    for keys in ("\t", "\x1b", "\x03", "\x11", "\x10", "\x04", "\x1a", "\x1b[A", "\x1bOP", "!", "%"):
        program.type(keys)
    program.type(" ".join(WORDS) + "\r")
    assert result(program) == "(True, 0)"


def test_share_entry_is_left_by_typing_quit(play):
    program = play("take")
    program.type("quit\r")
    assert result(program).startswith("Left: K-01 left without giving a share")


def test_what_is_signed_is_agreed_to_by_typing_how_much_it_is(play):
    program = play("seen", lines=50)
    program.wait_for("aardvark")
    program.wait_for("2 certificates")
    program.type("3\r")
    if program.form == "screen":
        program.wait_for("not the count")
    program.type("2\r")
    assert result(program) == "None"


def test_what_does_not_fit_the_screen_is_read_to_its_end_first(tmp_path):
    with Watched(PROGRAM, "seen", "screen", str(tmp_path)) as program:
        program.folder = tmp_path
        program.wait_for("more lines")
        program.type("2\r")
        program.wait_for("Read to the end")
        program.type("\x1b[6~")
        program.type("\x1b[6~")
        program.type("2\r")
        assert result(program) == "None"


def test_a_signal_in_the_middle_leaves_an_empty_terminal(play):
    program = play("hand")
    program.type("s")
    os.kill(program.pid, signal.SIGTERM)
    assert program.end() == 3
    assert not set(program.text.split()) & set(WORDS)
    assert termios.tcgetattr(program.fd)[3] == program.cooked[3]


def test_lines_send_no_control_but_clearing(tmp_path):
    with Watched(PROGRAM, "hand", "lines", str(tmp_path)) as program:
        program.folder = tmp_path
        program.wait_for("PRIVATE", "OVER")
        program.type("s")
        program.type("s")
        program.type("d")
        result(program)
        rest = bytes(program.raw).replace(erasing(24, plain=True), b"")
    assert b"\x1b" not in rest


def test_a_plain_terminal_gets_ascii(tmp_path):
    with Watched(PROGRAM, "hand", "screen", str(tmp_path), "vt100") as program:
        program.folder = tmp_path
        program.wait_for("PRIVATE", "OVER")
        program.type("s")
        assert program.shown_words() == WORDS
        program.type("s")
        program.type("\r")
        result(program)
        assert bytes(program.raw).isascii()
        assert b"?1049" not in program.raw
