import os
import pty
import termios
import threading
from pathlib import Path

import pytest

from app.passphrases import (
    DescriptorPassphrases,
    RehearsalPassphrases,
    TerminalPassphrases,
    new_passphrase,
    passphrases_for,
)
from ceremonies.errors import Unusable
from ceremonies.secret import Secret


class Typist:
    """A person at a terminal of their own: types what is expected at each prompt and keeps what is shown."""

    def __init__(self, *lines):
        self._lines = list(lines)
        self._master, self._slave = pty.openpty()
        self.device = Path(os.ttyname(self._slave))
        self.shown = b""
        self._thread = threading.Thread(target=self._type, daemon=True)
        self._thread.start()

    def _type(self):
        while self._lines:
            self._read_to(b": ")
            os.write(self._master, self._lines.pop(0))
        self._read_to(b"the end")

    def _read_to(self, mark):
        seen = b""
        while mark not in seen:
            try:
                seen += os.read(self._master, 1)
            except OSError:
                break
        self.shown += seen

    @property
    def echoes(self):
        return bool(termios.tcgetattr(self._slave)[3] & termios.ECHO)

    def leave(self):
        os.write(self._slave, b"the end")
        self._thread.join(timeout=10)
        os.close(self._slave)
        os.close(self._master)


def pipe(data):
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return reading


def test_what_is_typed_is_not_shown_and_the_echo_comes_back():
    typist = Typist(b"heather otter\n")
    given = TerminalPassphrases(typist.device).ask("Passphrase: ")
    assert given == Secret("heather otter")
    assert typist.echoes
    typist.leave()
    assert b"Passphrase: " in typist.shown
    assert b"heather" not in typist.shown


def test_the_echo_comes_back_when_nothing_can_be_used():
    typist = Typist(b"\xff\xfe\n")
    with pytest.raises(Unusable, match="not UTF-8"):
        TerminalPassphrases(typist.device).ask("Passphrase: ")
    assert typist.echoes
    typist.leave()


def test_end_of_input_at_the_terminal_says_so():
    typist = Typist(b"\x04")
    with pytest.raises(Unusable, match="No passphrase came from the terminal"):
        TerminalPassphrases(typist.device).ask("Passphrase: ")
    typist.leave()


@pytest.mark.parametrize("device", ["/nowhere/tty", "/dev/null"])
def test_without_a_terminal_it_says_what_to_do(device):
    with pytest.raises(Unusable, match=r"no terminal.*--passphrase-fd"):
        TerminalPassphrases(Path(device)).ask("Passphrase: ")


def test_a_new_passphrase_is_typed_twice():
    typist = Typist(b"heather otter\n", b"heather otter\n")
    assert new_passphrase(TerminalPassphrases(typist.device), "P-01") == Secret("heather otter")
    typist.leave()
    assert b"New passphrase of P-01: " in typist.shown


def test_two_that_differ_are_refused():
    typist = Typist(b"heather otter\n", b"heather other\n")
    with pytest.raises(Unusable, match="The two differ"):
        new_passphrase(TerminalPassphrases(typist.device), "P-01")
    typist.leave()


def test_an_empty_one_is_refused():
    with pytest.raises(Unusable, match="P-01 is empty"):
        new_passphrase(DescriptorPassphrases(pipe(b"\n")), "P-01")


def test_a_descriptor_gives_a_line_each_and_leaves_the_rest():
    descriptor = pipe(b"one\ntwo words\r\nthe rest")
    source = DescriptorPassphrases(descriptor)
    assert [source.ask("?"), source.ask("?")] == [Secret("one"), Secret("two words")]
    assert os.read(descriptor, 100) == b"the rest"
    assert not source.can_ask_again


def test_the_last_line_needs_no_end():
    source = DescriptorPassphrases(pipe(b"only"))
    assert source.ask("?") == Secret("only")
    with pytest.raises(Unusable, match="No passphrase came from descriptor"):
        source.ask("?")


def test_a_line_without_an_end_is_not_read_for_ever():
    with pytest.raises(Unusable, match="more than 4096 bytes"):
        DescriptorPassphrases(pipe(b"x" * 5000)).ask("?")


def test_a_descriptor_that_is_not_open_says_so():
    with pytest.raises(Unusable, match=r"Descriptor 987 \(--passphrase-fd\) can't be read"):
        DescriptorPassphrases(987).ask("?")


def test_a_rehearsals_file_gives_its_first_line(tmp_path):
    (tmp_path / "passphrase").write_text("heather otter\n")
    assert RehearsalPassphrases(tmp_path / "passphrase").ask("?") == Secret("heather otter")


def test_a_rehearsals_file_that_can_not_be_read_says_so(tmp_path):
    with pytest.raises(Unusable, match="can't be read"):
        RehearsalPassphrases(tmp_path / "passphrase").ask("?")


def test_the_descriptor_comes_first_then_the_terminal(tmp_path):
    assert isinstance(passphrases_for(tmp_path, 5), DescriptorPassphrases)
    assert isinstance(passphrases_for(tmp_path, None), TerminalPassphrases)


def test_a_file_beside_what_is_no_rehearsal_is_not_used(tmp_path):
    (tmp_path / "passphrase").write_text("heather otter\n")
    assert isinstance(passphrases_for(tmp_path, None), TerminalPassphrases)
