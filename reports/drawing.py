"""Draws a ``Document`` as a PDF: contents, outline, tables that break between rows, no heading left at a page's end."""

import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    LongTable,
    PageTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus.tableofcontents import TableOfContents

from reports.document import Block, Chapter, Document, Facts, Fixed, Heading, Paragraph, Table, to_text
from reports.fonts import BOLD, NOTICE, PLAIN, drawable, loses, register
from reports.page import (
    ACCENT,
    FOOT,
    HEIGHT,
    INK,
    QUIET,
    RULE,
    SIDE,
    TINT,
    TOP,
    WIDTH,
    canvas_dated,
    draw_foot,
    draw_head,
    draw_watermark,
    fitting,
)

AUTHOR = "Keyroom"
LANGUAGE = "en-GB"
MEASURE = WIDTH - 2 * SIDE
"""Points from margin to margin."""
LABEL = 34 * mm
TALLEST_CELL = 30
"""Lines that one cell may have; the rest goes on in a row below, so that no row is higher than half a page."""
KEPT_ROWS = 12
KEPT_CHARACTERS = 2_000
"""Facts of at most so many rows and characters stay on one page with their heading."""
_ROOM_FOR_CONTENTS = 61 * mm
_ROOM_FOR_CHAPTER = 62 * mm
_MOST_LEFT_EMPTY = 90 * mm
_FIXED_SIZE = 7.5
_AFTER_TABLE = 6
_CELL_SIDES = 8
_SMALLEST = 5.0
_FIRST_ROWS = 4
_SHORT = 240


def _style(name: str, size: float, *, font: str = PLAIN, lead: float = 1.32, **more: Any) -> ParagraphStyle:  # noqa: ANN401 - reportlab's own keywords
    return ParagraphStyle(
        name,
        fontName=font,
        fontSize=size,
        leading=size * lead,
        textColor=more.pop("colour", INK),
        alignment=TA_LEFT,
        **more,
    )


TITLE = _style("title", 19, font=BOLD, colour=ACCENT, spaceAfter=3, lead=1.2)
SUBTITLE = _style("subtitle", 9.5, colour=QUIET, spaceAfter=9)
HEADINGS = {
    1: _style("chapter", 13.5, font=BOLD, colour=ACCENT, spaceBefore=15, spaceAfter=6),
    2: _style("heading", 10, font=BOLD, colour=ACCENT, spaceBefore=11, spaceAfter=4),
    3: _style("step", 8.8, font=BOLD, spaceBefore=9, spaceAfter=3),
}
BODY = _style("body", 8.6, spaceBefore=2, spaceAfter=5, lead=1.42)
ASIDE = _style("aside", 7.8, colour=QUIET, spaceBefore=2, spaceAfter=5, lead=1.42)
CELL = _style("cell", 7.5)
STRONG = _style("strong", 7.5, font=BOLD)
DIGEST = _style("digest", 6.6)
COLUMN = _style("column", 7, font=BOLD, colour=QUIET)
VALUE = _style("value", 8.2, lead=1.38)
LABELS = _style("label", 7.6, font=BOLD, colour=QUIET, lead=1.48)
CONTENTS = _style("contents", 8.4, lead=1.25)

_PADDING = [
    ("FONTNAME", (0, 0), (-1, -1), PLAIN),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3.5),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3.5),
    ("TOPPADDING", (0, 0), (-1, -1), 2.4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
    ("LINEBELOW", (0, 0), (-1, -1), 0.35, RULE),
]
_HEADED = [("BACKGROUND", (0, 0), (-1, 0), TINT), ("LINEBELOW", (0, 0), (-1, 0), 0.7, QUIET)]
_CONTENTS = [
    ("FONTNAME", (0, 0), (-1, -1), PLAIN),
    ("TOPPADDING", (0, 0), (-1, -1), 0.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0.2),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
]
_FACTS = [*_PADDING, ("LEFTPADDING", (0, 0), (0, -1), 0)]


def to_pdf(document: Document) -> bytes:
    """The document as a PDF; the same document gives the same bytes."""
    register()
    out = io.BytesIO()
    paper = _Paper(out, document)
    paper.multiBuild(list(_story(document)), canvasmaker=canvas_dated(document.made_at))
    return out.getvalue()


class _Marked(Text):  # type: ignore[misc]  # reportlab carries no types
    """A heading that puts itself into the outline, and a chapter into the contents."""

    def __init__(self, text: str, level: int, marks: "_Marks") -> None:
        super().__init__(_markup(text), HEADINGS[level])
        self.level = level
        self.words = text
        self.key, self.depth = marks.take(level)

    def draw(self) -> None:
        self.canv.bookmarkHorizontal(self.key, 0, self.height + 12)
        self.canv.addOutlineEntry(drawable(self.words), self.key, self.depth, closed=True)
        super().draw()


class _Marks:
    """Hands out the names of headings, and how deep each stands in the outline, which may not skip a level."""

    def __init__(self) -> None:
        self._count = 0
        self._depth = -1

    def take(self, level: int) -> tuple[str, int]:
        """A name for the next heading, and its depth from 0."""
        self._count += 1
        self._depth = min(level - 1, self._depth + 1)
        return f"h{self._count}", self._depth


class _Paper(BaseDocTemplate):  # type: ignore[misc]  # reportlab carries no types
    """The pages; built over again until the contents and the number of pages stand."""

    def __init__(self, out: io.BytesIO, document: Document) -> None:
        super().__init__(
            out,
            pagesize=(WIDTH, HEIGHT),
            title=drawable(document.title),
            author=AUTHOR,
            subject=drawable(document.subtitle),
            creator=AUTHOR,
            lang=LANGUAGE,
            invariant=1,
            initialFontName=PLAIN,
        )
        self.document = document
        self.total = self.reached = 0
        frame = Frame(SIDE, FOOT, MEASURE, HEIGHT - TOP - FOOT, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._draw_page))

    def beforeDocument(self) -> None:  # noqa: N802 - reportlab's name
        """Take over how many pages the pass before had."""
        self.total, self.reached = self.reached, 0
        self.canv.showOutline()
        self.canv.setViewerPreference("DisplayDocTitle", "true")

    def _draw_page(self, canvas: Canvas, _doc: object) -> None:
        said = self.document
        self.reached = canvas.getPageNumber()
        draw_watermark(canvas, said.banner)
        draw_head(canvas, said.running, said.banner)
        draw_foot(canvas, said.made_from, f"page {self.reached} of {self.total}", said.warning)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Give chapters to the contents."""
        if isinstance(flowable, _Marked) and flowable.level == 1:
            self.notify("TOCEntry", (0, _markup(flowable.words), self.page, flowable.key))


def _story(document: Document) -> Iterator[Flowable]:
    yield Text(_markup(document.title), TITLE)
    yield Text(_markup(document.subtitle), SUBTITLE)
    marks = _Marks()
    yield from _flow(document.opening, marks)
    yield CondPageBreak(_ROOM_FOR_CONTENTS)
    yield _Marked("Contents", 2, marks)
    contents = TableOfContents(levelStyles=[CONTENTS], dotsMinLevel=0)
    contents.tableStyle = TableStyle(_CONTENTS)
    yield contents
    for chapter in document.chapters:
        yield from _chapter(chapter, marks)
    if loses(to_text(document)):
        yield Spacer(0, 8)
        yield Text(_markup(NOTICE), ASIDE)


def _chapter(chapter: Chapter, marks: _Marks) -> Iterator[Flowable]:
    yield CondPageBreak(_ROOM_FOR_CHAPTER)
    yield from _flow((Heading(chapter.title, level=1), *chapter.blocks), marks)


def _flow(blocks: Sequence[Block], marks: _Marks) -> Iterator[Flowable]:
    """The blocks in turn; headings stay with the beginning of what follows them."""
    headings: list[Flowable] = []
    for block in blocks:
        drawn = list(_block(block, marks))
        if isinstance(block, Heading) or (headings and isinstance(block, Paragraph) and block.quiet):
            headings += drawn
            continue
        if isinstance(block, Table) or (isinstance(block, Facts) and not _is_short(block)):
            if headings:
                yield CondPageBreak(_height_of(headings) + _height_of([_beginning(block)]))
            yield from (*headings, *drawn)
        elif headings or isinstance(block, Facts):
            yield KeepTogether([*headings, *drawn])
        else:
            yield from drawn
        headings = []
    yield from headings


def _height_of(flowables: Sequence[Flowable]) -> float:
    """Points that these take, one below the other; at most what a page may be left empty for."""
    heights = (each.wrap(MEASURE, HEIGHT)[1] + each.getSpaceBefore() + each.getSpaceAfter() for each in flowables)
    return float(min(sum(heights), _MOST_LEFT_EMPTY))


def _is_short(block: Facts) -> bool:
    """Whether facts are few enough to be kept on one page."""
    return len(block.rows) <= KEPT_ROWS and sum(len(value) for _, value in block.rows) <= KEPT_CHARACTERS


def _beginning(block: Table | Facts) -> Flowable:
    """The rows that a heading must not be parted from."""
    if isinstance(block, Facts):
        return _facts(Facts(block.rows[:1]))
    return _table(Table(block.columns, block.rows[:_FIRST_ROWS], block.headed))


def _block(block: Block, marks: _Marks) -> Iterator[Flowable]:
    match block:
        case Heading(text=text, level=level):
            yield _Marked(text, level, marks)
        case Paragraph(text=text, quiet=quiet):
            yield Text(_markup(text), ASIDE if quiet else BODY)
        case Facts():
            yield _facts(block)
        case Table():
            yield _table(block)
        case Fixed(lines=lines):
            yield from (Text(_markup(line) or "&#160;", _fixed_style(lines)) for line in lines)
            yield Spacer(0, 4)


def _facts(block: Facts) -> LongTable:
    widths = [LABEL, MEASURE - LABEL]
    rows = [
        [Text(_markup(label), LABELS), Text(_markup(value), VALUE)]
        for row in block.rows
        for label, value in _portions(row, widths, VALUE)
    ]
    return LongTable(rows, colWidths=widths, style=_FACTS, spaceAfter=_AFTER_TABLE)


def _table(block: Table) -> LongTable:
    total = sum(column.share for column in block.columns)
    widths = [MEASURE * column.share / total for column in block.columns]
    styles = [STRONG if column.strong else DIGEST if column.fixed else CELL for column in block.columns]
    portions = [portion for row in block.rows for portion in _portions(row, widths, CELL)]
    rows = [[Text(_markup(cell), style) for cell, style in zip(row, styles, strict=True)] for row in portions]
    if not block.headed:
        return LongTable(rows, colWidths=widths, style=[*_PADDING, *_unsplit(portions)], spaceAfter=_AFTER_TABLE)
    head = [Text(_markup(column.title), COLUMN) for column in block.columns]
    return LongTable(
        [head, *rows], colWidths=widths, style=[*_PADDING, *_HEADED], repeatRows=1, spaceAfter=_AFTER_TABLE
    )


def _unsplit(rows: Sequence[Sequence[str]]) -> list[tuple[Any, ...]]:
    """Keep the first rows of a list together and the last ones, so that none stands alone on a page."""
    ends = (rows[:_FIRST_ROWS], rows[-_FIRST_ROWS:])
    if len(rows) < 2 * _FIRST_ROWS or any(len(cell) > _SHORT for end in ends for row in end for cell in row):
        return []
    return [("NOSPLIT", (0, 0), (-1, _FIRST_ROWS - 1)), ("NOSPLIT", (0, -_FIRST_ROWS), (-1, -1))]


def _portions(row: Sequence[str], widths: Sequence[float], style: ParagraphStyle) -> Iterator[tuple[str, ...]]:
    """A row as one or more rows, none of which is higher than ``TALLEST_CELL`` lines."""
    if all(len(cell) + TALLEST_CELL * cell.count("\n") < _SHORT for cell in row):
        yield tuple(row)
        return
    cells = [list(_in_lines(cell, width - _CELL_SIDES, style)) for cell, width in zip(row, widths, strict=True)]
    if all(len(lines) <= TALLEST_CELL for lines in cells):
        yield tuple(row)
        return
    for start in range(0, max(len(lines) for lines in cells), TALLEST_CELL):
        yield tuple("\n".join(lines[start : start + TALLEST_CELL]) for lines in cells)


def _in_lines(text: str, width: float, style: ParagraphStyle) -> Iterator[str]:
    """``text`` in lines of at most ``width`` points, in bold, the wider face; what is too long for one is broken."""
    for line in drawable(text).split("\n"):
        words = [piece for word in line.split() for piece in _broken(word, width, style.fontSize)]
        yield from simpleSplit(" ".join(words), BOLD, style.fontSize, width) or [""]


def _broken(word: str, width: float, size: float) -> Iterator[str]:
    """A word in pieces of at most ``width`` points."""
    widest = max(stringWidth(letter, BOLD, size) for letter in word)
    if len(word) * widest <= width or stringWidth(word, BOLD, size) <= width:
        yield word
        return
    length = max(1, int(width / widest))
    yield from (word[start : start + length] for start in range(0, len(word), length))


def _fixed_style(lines: Sequence[str]) -> ParagraphStyle:
    """The largest size at which no line is broken."""
    size = max(_SMALLEST, min(fitting(line, PLAIN, _FIXED_SIZE, MEASURE - 8) for line in lines))
    return _style("fixed", size, leftIndent=6, lead=1.4)


def _markup(text: str) -> str:
    """Plain text as reportlab's markup."""
    return escape(drawable(text), quote=False).replace("\n", "<br/>")
