"""The terminal as a private turn finds it and leaves it: the same settings, an empty screen, an empty scrollback."""

import os
import termios
from contextlib import suppress
from pathlib import Path
from typing import Self

from ceremonies.errors import Unusable

TERMINAL = Path("/dev/tty")

_MODES_OFF = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1016l\x1b[?1006l\x1b[?2004l\x1b[?2048l\x1b[?1004l\x1b[<u"
"""Mouse, paste, resize and focus reports, and the keyboard protocol: what a killed program may have left on."""
_MOST_ROWS = 500


def erasing(rows: int, *, plain: bool) -> bytes:
    """What empties the terminal.

    Line by line first, on either screen: many terminals push what a plain "clear" clears into their scrollback.
    """
    lines = "".join(f"\x1b[{row};1H\x1b[2K" for row in range(1, rows + 1))
    end = "\x1b[2J\x1b[3J\x1b[1;1H\x1b[?7h\x1b[?25h"
    if plain:
        return f"\x1b[0m{lines}{end}".encode()
    return f"{_MODES_OFF}\x1b[0m{lines}\x1b[?1049h{lines}\x1b[?1049l\x1b[0m{lines}{end}".encode()


class Device:
    """The terminal device, open for one private turn.

    Attributes:
        descriptor: the open device.
        plain: whether it gets nothing but positions and erasing.
    """

    def __init__(self, *, plain: bool, path: Path = TERMINAL) -> None:
        """Open it, and remember how it is set.

        Raises:
            Unusable: there is none.
        """
        try:
            self.descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            raise Unusable("There is no terminal to ask on. Run it in a terminal.") from None
        self.plain = plain
        try:
            self._before = termios.tcgetattr(self.descriptor)
        except termios.error:
            os.close(self.descriptor)
            raise Unusable(f"{path} is no terminal. Run it in a terminal.") from None

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines; 80 by 24 where the terminal doesn't say."""
        with suppress(OSError):
            size = os.get_terminal_size(self.descriptor)
            if size.columns and size.lines:
                return size.columns, min(size.lines, _MOST_ROWS)
        return 80, 24

    def write(self, text: str) -> None:
        """Write ``text``, all of it."""
        rest = memoryview(text.encode(errors="replace"))
        while rest:
            rest = rest[os.write(self.descriptor, rest) :]

    def erase(self) -> None:
        """Leave nothing to see, on the screen or above it."""
        rest = memoryview(erasing(self.size[1], plain=self.plain))
        with suppress(OSError):
            while rest:
                rest = rest[os.write(self.descriptor, rest) :]

    def restore(self) -> None:
        """Erase, set it as it was, and forget what was typed ahead."""
        self.erase()
        with suppress(termios.error):
            termios.tcsetattr(self.descriptor, termios.TCSAFLUSH, self._before)

    def seize(self) -> None:
        """Let whatever else in this process writes to the device write to nothing, before it is erased."""
        own = os.dup(self.descriptor)
        nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        os.dup2(nothing, self.descriptor)
        self.descriptor = own

    def take_line(self) -> None:
        """No echo, no line mode, no signals from keys: each byte comes as it is typed."""
        changed = termios.tcgetattr(self.descriptor)
        changed[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        changed[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self.descriptor, termios.TCSAFLUSH, changed)

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()
        self.close()
