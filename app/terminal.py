"""What the terminal can do, and the drivers for those that can do little.

Textual sends every terminal the same private modes. A Linux console, a serial line or a terminal that isn't UTF-8 gets
ASCII, no mouse, and of the private modes only the cursor (?25) and the line wrap (?7). Under NO_COLOR, and there,
nothing but bold, underline and reverse is sent.
"""

import signal
import termios
import tty
from collections.abc import Mapping
from functools import lru_cache
from threading import Thread
from typing import IO, cast

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.filter import LineFilter
from textual.geometry import Size

PLAIN_TERMS = ("linux", "dumb", "vt52", "vt100", "vt102", "vt220", "ansi", "cons25", "")
"""Values of TERM that get the plain driver."""

_SIGNS = {
    **dict(zip("▸▲▼●◆○✓·•…", ">^v#@.v-x~", strict=True)),
    **dict(zip("─━▔▁═│▎▊▌▐█", "-=-_=|||||#", strict=True)),
    **dict.fromkeys("╭╮╰╯├┤┌┐└┘", "+"),
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00a0": " ",
    "\u202f": " ",
    "\u00d7": "x",
}
"""What stands for a sign where only ASCII is sent."""


class Terminal(msgspec.Struct, frozen=True):
    """What is sent to the terminal.

    Attributes:
        plain: ASCII, and no private modes.
        colour: colours.
    """

    plain: bool = False
    colour: bool = True


def terminal_for(environ: Mapping[str, str], encoding: str | None) -> Terminal:
    """What a terminal gets, by its environment and the encoding of standard output."""
    utf8 = (encoding or "").lower().replace("-", "").replace("_", "") == "utf8"
    plain = environ.get("TERM", "") in PLAIN_TERMS or not utf8
    return Terminal(plain=plain, colour=not plain and "NO_COLOR" not in environ)


def to_ascii(text: str) -> str:
    """``text`` with ASCII for every character; what has no likeness becomes a question mark."""
    return text if text.isascii() else "".join(_ascii(one) for one in text)


@lru_cache(1024)
def _ascii(character: str) -> str:
    return character if character.isascii() else _SIGNS.get(character, "?")


class WithoutColour(LineFilter):
    """Keeps bold, underline and reverse."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colour."""
        del background
        return [Segment(text, _without_colour(style) if style else None, control) for text, style, control in segments]


@lru_cache(4096)
def _without_colour(style: Style) -> Style:
    return Style(bold=style.bold, underline=style.underline, reverse=style.reverse)


class PlainDriver(LinuxDriver):
    """Sends ASCII, SGR and cursor positions; of the private modes ?25 and ?7 alone."""

    def write(self, data: str) -> None:
        """Send, as ASCII."""
        super().write(to_ascii(data))

    def start_application_mode(self) -> None:
        """Take the terminal over: no echo, no line mode, no cursor."""
        self._writer_thread = WriterThread(cast("IO[str]", self._file))
        self._writer_thread.start()
        signal.signal(signal.SIGWINCH, lambda *_: self._tell_size())
        self._tell_size()
        self._take_line()
        self.write("\x1b[?25l\x1b[?7l\x1b[2J")
        self.flush()
        self._key_thread = Thread(target=self._run_input_thread, name="keyroom-input")
        self._key_thread.start()

    def stop_application_mode(self) -> None:
        """Give it back as it was, with an empty screen."""
        self.disable_input()
        if self.attrs_before is not None:
            termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        self.write("\x1b[0m\x1b[2J\x1b[1;1H\x1b[?7h\x1b[?25h")
        self.flush()

    def _take_line(self) -> None:
        try:
            self.attrs_before = termios.tcgetattr(self.fileno)
            changed = termios.tcgetattr(self.fileno)
        except termios.error:
            self.attrs_before = None
            return
        changed[tty.LFLAG] = self._patch_lflag(changed[tty.LFLAG])
        changed[tty.IFLAG] = self._patch_iflag(changed[tty.IFLAG])
        changed[tty.CC][termios.VMIN] = 1
        termios.tcsetattr(self.fileno, termios.TCSANOW, changed)

    def _tell_size(self) -> None:
        size = Size(*self._get_terminal_size())
        self.send_message(Resize(size, size))

    def _disable_mouse_support(self) -> None:
        """The mouse was never asked for."""
