"""Lines of text with tones: what every screen makes of its view, and what the widgets draw."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from rich.cells import cell_len as measured

Tone = Literal["", "strong", "dim", "head", "alert", "warn", "good", "banner", "banner-production", "key"]
"""How a piece of text is meant; the style sheet says how that looks. The words must say it too."""

TONES: tuple[Tone, ...] = (
    "strong",
    "dim",
    "head",
    "alert",
    "warn",
    "good",
    "banner",
    "banner-production",
    "key",
)


class Span(msgspec.Struct, frozen=True):
    """A piece of one line."""

    text: str
    tone: Tone = ""


class Line(msgspec.Struct, frozen=True):
    """One line of the terminal.

    Attributes:
        spans: its pieces from the left.
        row: the id of the row it belongs to; a row is what the cursor stands on, and may have several lines.
    """

    spans: tuple[Span, ...] = ()
    row: str = ""


_SIGNS = str.maketrans(dict.fromkeys("▸▲▼●◆○✓·•…─═│", ""))
"""The signs of our own lines; each takes one cell."""


def cell_len(text: str) -> int:
    """How many cells ``text`` takes. Rich reads its table of widths, 30 ms, for the first character it must look up."""
    return len(text) if text.isascii() or text.translate(_SIGNS).isascii() else measured(text)


Piece = str | tuple[str, Tone] | Span
BLANK = Line()


def line(*pieces: Piece, row: str = "") -> Line:
    """A line of plain texts and of (text, tone) pairs."""
    return Line(tuple(_span(one) for one in pieces), row)


def _span(piece: Piece) -> Span:
    if isinstance(piece, Span):
        return piece
    return Span(piece) if isinstance(piece, str) else Span(*piece)


def heading(text: str) -> Line:
    """The heading of a block."""
    return line(" ", (text, "head"))


def cells(spans: Iterable[Span]) -> int:
    """How many cells of the terminal the pieces take."""
    return sum(cell_len(one.text) for one in spans)


def ends(left: Sequence[Piece], right: Sequence[Piece], width: int, *, row: str = "") -> Line:
    """A line with one part at its left end and one at its right end; the left part gives way."""
    last = tuple(_span(one) for one in right)
    room = max(0, width - cells(last) - 1)
    first = _cropped((_span(one) for one in left), room)
    gap = Span(" " * max(0, width - cells(first) - cells(last)))
    return Line((*first, gap, *last), row)


def with_sign(one: Line, sign: str, word: str, width: int) -> Line:
    """A line with a sign at its right end, and the word that explains it where that hides no text."""
    spans = _stripped(one.spans)
    said = f" {sign} {word} "
    if cells(spans) + cell_len(said) > width:
        said = sign
        spans = _cropped(spans, width - cell_len(sign))
    gap = Span(" " * (width - cells(spans) - cell_len(said)))
    return Line((*spans, gap, Span(said, "key")), one.row)


def _stripped(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The pieces without the space at their end."""
    kept = list(spans)
    while kept and not kept[-1].text.strip():
        kept.pop()
    return (*kept[:-1], Span(kept[-1].text.rstrip(), kept[-1].tone)) if kept else ()


def _cropped(spans: Iterable[Span], room: int) -> tuple[Span, ...]:
    """The pieces that fit into ``room`` cells; what is cut ends in an ellipsis."""
    kept: list[Span] = []
    for one in spans:
        size = cell_len(one.text)
        if size > room:
            if room > 1:
                kept.append(Span(fitted(one.text, room).rstrip(), one.tone))
            break
        kept.append(one)
        room -= size
    return tuple(kept)


def fitted(text: str, width: int) -> str:
    """``text`` in exactly ``width`` cells: padded, or cut with an ellipsis."""
    size = cell_len(text)
    if size <= width:
        return text + " " * (width - size)
    while text and cell_len(text) > width - 1:
        text = text[:-1]
    return text + "…" + " " * (width - 1 - cell_len(text))


def wrap(text: str, width: int, *, taken: int = 0) -> list[str]:
    """``text`` in lines of at most ``width`` cells, the first of them ``taken`` cells shorter.

    Its own line ends are kept, long words are cut.
    """
    lines: list[str] = []
    for paragraph_ in text.splitlines() or [""]:
        current, room = "", width - (taken if not lines else 0)
        for word in paragraph_.replace("\t", " ").split(" "):
            rest = word
            longer = f"{current} {rest}" if current else rest
            if cell_len(longer) <= room:
                current = longer
                continue
            if current:
                lines.append(current)
                room = width
            while cell_len(rest) > room:
                cut = _cut(rest, room)
                lines.append(rest[:cut])
                rest, room = rest[cut:], width
            current = rest
        lines.append(current)
    return lines


def _cut(word: str, width: int) -> int:
    """How many characters of ``word`` fit into ``width`` cells; at least one, so that it comes to an end."""
    count = 1
    while count < len(word) and cell_len(word[: count + 1]) <= width:
        count += 1
    return count


def paragraph(
    text: str, width: int, *, first: Sequence[Piece] = (" ",), rest: str | None = None, tone: Tone = "", row: str = ""
) -> list[Line]:
    """``text`` wrapped, with ``first`` before its first line and as much space, or ``rest``, before the others."""
    before = tuple(_span(one) for one in first)
    indent = " " * cells(before) if rest is None else rest
    room = max(8, width - cell_len(indent) - 1)
    found = wrap(text, room, taken=max(0, min(cells(before) - cell_len(indent), room - 8)))
    lines = [Line((*before, Span(found[0], tone)), row)]
    lines += [Line((Span(indent), Span(one, tone)), row) for one in found[1:]]
    return lines


def flow(parts: Sequence[Sequence[Piece]], width: int, *, gap: int = 2) -> list[Line]:
    """Parts one after the other, going on in the next line where one doesn't fit."""
    lines: list[Line] = []
    current: tuple[Span, ...] = ()
    for part in parts:
        spans = tuple(_span(one) for one in part)
        space = Span(" " * (gap if current else 1))
        if current and cells(current) + gap + cells(spans) > width:
            lines.append(Line(current))
            current, space = (), Span(" ")
        current = (*current, space, *spans)
    if current:
        lines.append(Line(current))
    return lines
