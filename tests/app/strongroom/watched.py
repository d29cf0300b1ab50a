"""A program on a pseudo-terminal: what it shows, what it sent, and how it left the terminal."""

import os
import re
import signal
import sys
import termios
import time
from pathlib import Path

from tests.bench.terminal import Terminal

HERE = Path(__file__).parents[3]
PATIENCE = 20
FEWEST = 20
"""Words of the shortest share."""
NUMBERED = re.compile(r"(?:^|(?<= ))(\d{1,2}) ([a-z]{4,8})\b", re.MULTILINE)


class Watched(Terminal):
    """The program, with every byte it sent."""

    def __init__(self, *words: str, columns: int = 80, lines: int = 24) -> None:
        self.raw = bytearray()
        os.environ["PYTHONPATH"] = str(HERE)
        super().__init__([sys.executable, *words], columns, lines)
        self.cooked = termios.tcgetattr(self.fd)

    def _read(self, wait: float) -> bool:
        before = self._stream.feed

        def feed(data: bytes) -> None:
            self.raw += data
            before(data)

        self._stream.feed = feed
        try:
            return super()._read(wait)
        finally:
            self._stream.feed = before

    def wait_for(self, *words: str) -> str:
        """The screen, once it shows any of ``words``."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if any(one in self.text for one in words):
                self.settle_briefly()
                return self.text
            self._read(0.05)
        raise AssertionError(f"{words} never came:\n{self.text}")

    def settle_briefly(self) -> None:
        """Take in what comes within a moment; a clock may tick for ever."""
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            self._read(0.05)

    def type(self, keys: str) -> None:
        """Type keys, and take in what they show."""
        os.write(self.fd, keys.encode())
        self.settle_briefly()

    def shown_words(self) -> list[str]:
        """The words of a share that stand on the screen, in order."""
        found = {int(number): word for number, word in NUMBERED.findall(self.text)}
        return [found[number] for number in sorted(found)] if len(found) >= FEWEST else []

    def end(self) -> int:
        """The exit code, once the program has ended; everything it sent is read."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            self._read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.settle_briefly()
                self.gone = True
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"It doesn't end:\n{self.text}")

    gone = False

    def __exit__(self, *_: object) -> None:
        if not self.gone:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


def is_gone(pid: int) -> bool:
    """Whether a process that isn't ours has ended, within a moment."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
