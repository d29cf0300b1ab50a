"""What is printed: whole lines, flushed, in ASCII where the locale is not UTF-8, with nothing that moves a cursor."""

import codecs
import locale
import textwrap
import unicodedata
from typing import TextIO

WIDTH = 78
"""Characters of a wrapped line; a serial console has 80."""

_ASCII = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u00b7": "-",
    "\u2192": "->",
    "\u202f": " ",
    "\u00a0": " ",
    "\u00a3": "GBP ",
}


def speaks_utf8(stream: TextIO) -> bool:
    """Whether both the locale and the stream are UTF-8. Python makes its streams so even where the terminal is not."""
    try:
        names = {codecs.lookup(one).name for one in (locale.getencoding(), stream.encoding)}
    except LookupError:
        return False
    return names == {"utf-8"}


def printable(text: str) -> str:
    """``text`` with every control character written out, so that nothing printed can move the cursor."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)


def to_ascii(text: str) -> str:
    """``text`` in ASCII: accents dropped, signs spelled out, anything else a question mark."""
    spelled = "".join(_ASCII.get(one, one) for one in text)
    plain = "".join(one for one in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(one))
    return plain.encode("ascii", "replace").decode()


def wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """``text`` in lines of at most ``WIDTH``: the first begins with ``first``, the others with ``rest``.

    Line ends within ``text`` are kept.
    """
    after = " " * len(first) if rest is None else rest
    lines: list[str] = []
    for part in text.splitlines() or [""]:
        begin = after if lines else first
        lines += textwrap.wrap(part, WIDTH, initial_indent=begin, subsequent_indent=after) or [begin.rstrip()]
    return lines


class Output:
    """Prints to one stream."""

    def __init__(self, stream: TextIO, *, utf8: bool) -> None:
        self._stream = stream
        self._utf8 = utf8

    def line(self, text: str = "") -> None:
        """Print one line as it is, and flush it."""
        self._stream.write(self._safe(text) + "\n")
        self._stream.flush()

    def lines(self, texts: list[str]) -> None:
        """Print several lines."""
        for text in texts:
            self.line(text)

    def say(self, text: str) -> None:
        """Print ``text``, wrapped."""
        self.lines(wrapped(text))

    def prompt(self, text: str) -> None:
        """Print ``text`` and leave the line open for an answer."""
        self._stream.write(self._safe(text))
        self._stream.flush()

    def _safe(self, text: str) -> str:
        safe = printable(text)
        return safe if self._utf8 else to_ascii(safe)
