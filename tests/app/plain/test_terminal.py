"""The plain-line mode on a terminal: a person types, passphrases are not seen, nothing moves the cursor."""

import os
import pty
import select
import sys
from pathlib import Path

import pytest

from app.wiring import SystemEntropy
from ceremonies.sealing import SMALLEST_COST
from ceremonies.workspace import create_workspace
from tests.app.plain.conftest import PASSPHRASE
from tests.fakes import FakeClock

ROOT = Path(__file__).parents[3]
PATIENCE = 60
"""Seconds to wait for what is expected."""


class Terminal:
    """A person at a pseudo-terminal, who reads up to a question and answers it."""

    def __init__(self, *words):
        self.seen = b""
        self._read = 0
        self._child, self._descriptor = pty.fork()
        if not self._child:
            os.chdir(ROOT)
            os.environ["LC_ALL"] = "C.UTF-8"
            os.execv(  # noqa: S606 - the child of the fork becomes the command
                sys.executable, [sys.executable, "-c", "from app.cli.main import run; run()", *words]
            )

    def until(self, text):
        """Read on until ``text`` has come."""
        while text.encode() not in self.seen[self._read :]:
            ready, _, _ = select.select([self._descriptor], [], [], PATIENCE)
            assert ready, self.seen[self._read :].decode()
            self.seen += self._next()
        self._read = self.seen.index(text.encode(), self._read) + len(text.encode())

    def _next(self):
        try:
            got = os.read(self._descriptor, 4096)
        except OSError:
            got = b""
        assert got, self.seen.decode()
        return got

    def answer(self, question, text):
        self.until(question)
        os.write(self._descriptor, f"{text}\n".encode())

    def press(self, question, key):
        self.until(question)
        os.write(self._descriptor, key)

    def code(self):
        """The exit code, after everything was read."""
        try:
            while got := os.read(self._descriptor, 4096):
                self.seen += got
        except OSError:
            pass
        os.close(self._descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])


@pytest.fixture
def terminal(tmp_path):
    path = tmp_path / "room"
    create_workspace(
        path, "rehearsal", PASSPHRASE, clock=FakeClock(), entropy=SystemEntropy(), cost=SMALLEST_COST
    ).close()
    return Terminal("--workspace", str(path), "--plain")


def test_two_people_enrol_by_answering_questions_and_nobody_sees_their_passphrases(terminal):
    terminal.answer("> ", "firsttwo")
    for who, name, role in (("First", "Morag Sinclair", "Incident Commander"), ("Second", "Owen Pritchard", "Scribe")):
        terminal.answer(f"{who} person: name: ", name)
        terminal.answer(f"{who} person: organisation: ", "DCC")
        terminal.answer(f"{who} person: roles", "nobody")
        terminal.until("is none of")
        terminal.answer(f"{who} person: roles", role)
    for name, secret in (("Morag Sinclair", "lantern oak"), ("Owen Pritchard", "copper wren")):
        terminal.answer(f"New passphrase of {name}: ", secret)
        terminal.answer("The same again: ", secret)
    terminal.until("recorded 3 people person.enrolled")
    terminal.answer("> ", "signin P-01")
    terminal.answer("Passphrase of Morag Sinclair", "lantern ash")
    terminal.until("Tries left: 2.")
    terminal.answer("Passphrase of Morag Sinclair", "lantern oak")
    terminal.until("recorded 4 sitting/0001 person.signed_in")
    terminal.answer("> ", "signin")
    terminal.press("Who comes in", b"\x03")
    terminal.until("cancelled")
    terminal.answer("> ", "quit")
    assert terminal.code() == 0
    assert b"lantern" not in terminal.seen
    assert b"\x1b" not in terminal.seen
