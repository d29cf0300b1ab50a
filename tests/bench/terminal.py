"""A terminal without a person: a pseudo-terminal, and pyte as an independent opinion on what it shows."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Self

import pyte

PATIENCE = 30.0
"""Seconds to wait for something that should be shown."""


class Terminal:
    """A program running in a terminal of ``columns`` by ``lines``."""

    def __init__(self, command: Sequence[str], columns: int = 80, lines: int = 24) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.started = perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS=str(columns), LINES=str(lines))
            os.execvp(command[0], list(command))  # noqa: S606 - a fixed command, in the child
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(self.screen.display)

    def until(self, shown: Callable[[str], bool]) -> float:
        """The moment at which ``shown`` became true of the screen's text.

        Raises:
            TimeoutError: it never did.
        """
        begun = perf_counter()
        while perf_counter() - begun < PATIENCE:
            if self._read(0.5) and shown(self.text):
                return perf_counter()
        raise TimeoutError(f"not shown in {PATIENCE} s:\n{self.text}")

    def settle(self, quiet: float = 0.25) -> None:
        """Read until nothing has come for ``quiet`` seconds."""
        while self._read(quiet):
            pass

    def press(self, keys: bytes) -> float:
        """Type ``keys``; the seconds until the first answer was painted."""
        before = perf_counter()
        os.write(self.fd, keys)
        if not self._read(PATIENCE):
            raise TimeoutError(f"no answer to {keys!r}:\n{self.text}")
        return perf_counter() - before

    def _read(self, wait: float) -> bool:
        if not select.select([self.fd], [], [], wait)[0]:
            return False
        try:
            self._stream.feed(os.read(self.fd, 1 << 16))
        except OSError:  # the program has ended
            return False
        return True
