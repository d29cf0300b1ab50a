"""The printed head of the record: one page that leaves the room, signed in ink by those present.

It carries the signed checkpoint as text and as a QR code, the root and the log's key in words to be read aloud, and
lines to sign. A log alone can't show that its tail was cut; this page can.
"""

import io
from collections.abc import Sequence

import msgspec
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ceremonies import streams
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.note import parse_verifier_key, read_note
from ceremonies.people.pgp_words import to_words
from ceremonies.people.state import PeopleState
from ceremonies.sittings.state import SittingState
from ceremonies.streams import WorkspaceState
from reports.fonts import BOLD, PLAIN, drawable, register
from reports.page import (
    ACCENT,
    HEIGHT,
    INK,
    QUIET,
    RULE,
    SIDE,
    WIDTH,
    canvas_dated,
    draw_foot,
    draw_head,
    draw_watermark,
    fitting,
)
from reports.qr import draw_qr
from reports.wording import counted, when

TITLE = "Head of the record"
SAYS = (
    "Keep this page away from the workstation. At the next sitting the record must extend this head: compare the size"
    " and the root, or read the words aloud."
)
LINES = 6
"""Lines to sign on, at least; more when more people are in the room, up to ``MOST_LINES``."""
MOST_LINES = 7
WORD_COLUMNS = 4
_QR_SIZE = 52 * mm


class HeadSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says.

    Attributes:
        note: the signed checkpoint, whole.
        made_from: origin, size and root.
        root_words: the root in PGP words.
        vkey: the log's verifier key.
        key_words: its public key in PGP words.
        present: those in the room, who sign: name, or alias.
        made_at: when the last entry was recorded: ISO 8601, UTC.
        banner: "REHEARSAL", or empty.
    """

    note: str
    made_from: tuple[str, str, str]
    root_words: tuple[str, ...]
    vkey: str
    key_words: tuple[str, ...]
    present: tuple[str, ...]
    made_at: str
    banner: str
    warning: str


def head_sheet(entries: Sequence[Entry], *, note: str, vkey: str, warning: str = "") -> HeadSheet:
    """The page for the tree of ``entries``, whose signed checkpoint is ``note``."""
    head = parse_checkpoint(read_note(note).text)
    origin, size, root = head.text().rstrip("\n").split("\n")
    workspace: WorkspaceState = _fold(entries, "workspace")
    return HeadSheet(
        note=note,
        made_from=(origin, size, root),
        root_words=tuple(to_words(head.root)),
        vkey=vkey,
        key_words=tuple(to_words(parse_verifier_key(vkey).public)),
        present=_present(entries),
        made_at=entries[-1].recorded_at,
        banner="REHEARSAL" if workspace.kind == "rehearsal" else "",
        warning=warning,
    )


def _fold(entries: Sequence[Entry], stream: str) -> streams.State:
    state = streams.new_state(stream)
    for entry in entries:
        if entry.stream == stream:
            streams.apply(stream, state, entry)
    return state


def _present(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Who was in the room at the end of the newest sitting, or is in it still."""
    named = [entry.stream for entry in entries if entry.stream.startswith("sitting/")]
    if not named:
        return ()
    sitting: SittingState = _fold(entries, named[-1])
    people: PeopleState = _fold(entries, "people")
    here = [stay.person for stay in sitting.attendance if stay.left in (None, sitting.closed_at)]
    return tuple(people.people[one].shown if one in people.people else one for one in here)


def head_pdf(sheet: HeadSheet) -> bytes:
    """The page as a PDF; the same sheet gives the same bytes."""
    register()
    out = io.BytesIO()
    canvas = canvas_dated(sheet.made_at)(out, pagesize=(WIDTH, HEIGHT), lang="en-GB", initialFontName=PLAIN)
    origin, size, _ = sheet.made_from
    canvas.setTitle(f"{TITLE}: {origin} at {size}")
    canvas.setAuthor("Keyroom")
    canvas.setCreator("Keyroom")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    draw_watermark(canvas, sheet.banner)
    draw_head(canvas, f"{TITLE}   {origin}   {size}", sheet.banner)
    draw_foot(canvas, sheet.made_from, "page 1 of 1", sheet.warning)
    _draw(canvas, sheet)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, sheet: HeadSheet) -> None:
    """The page from top to bottom."""
    _, size, _ = sheet.made_from
    _text(canvas, 35 * mm, TITLE, font=BOLD, size=19, colour=ACCENT)
    entries = counted(int(size), "entry", "entries")
    _text(canvas, 41 * mm, f"{entries}, the last one recorded on {when(sheet.made_at)}", size=9.5, colour=QUIET)
    for number, line in enumerate(_wrapped(SAYS, PLAIN, 8.6, WIDTH - 2 * SIDE - _QR_SIZE - 8 * mm)):
        _text(canvas, (49 + 4.4 * number) * mm, line, size=8.6)
    draw_qr(canvas, sheet.note, WIDTH - SIDE - _QR_SIZE, HEIGHT - 27 * mm - _QR_SIZE, _QR_SIZE)
    _heading(canvas, 68 * mm, "Size")
    _text(canvas, 73.5 * mm, size, font=BOLD, size=13)
    _heading(canvas, 84 * mm, "The signed checkpoint, which the code above holds whole")
    for number, line in enumerate(sheet.note.rstrip("\n").split("\n")):
        _text(canvas, (89.5 + 4 * number) * mm, line, size=fitting(line, PLAIN, 7.5, WIDTH - 2 * SIDE))
    _heading(canvas, 116 * mm, "The root in words, to be read aloud")
    draw_words(canvas, 121.5 * mm, sheet.root_words)
    _heading(canvas, 164 * mm, "The log's verifier key, and its public key in words")
    _text(canvas, 169.5 * mm, sheet.vkey, size=fitting(sheet.vkey, PLAIN, 7.5, WIDTH - 2 * SIDE))
    draw_words(canvas, 175.5 * mm, sheet.key_words)
    _heading(canvas, 217 * mm, "Seen and compared by those present")
    _draw_signatures(canvas, 220 * mm, sheet.present)


def _text(
    canvas: Canvas, down: float, text: str, *, font: str = PLAIN, size: float = 8.6, colour: object = INK
) -> None:
    """One line, ``down`` points from the top."""
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    canvas.drawString(SIDE, HEIGHT - down, drawable(text))


def _heading(canvas: Canvas, down: float, text: str) -> None:
    _text(canvas, down, text, font=BOLD, size=8.2, colour=QUIET)


def _wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw_words(canvas: Canvas, down: float, words: Sequence[str]) -> None:
    """Numbered words, in columns that are read from top to bottom."""
    rows = -(-len(words) // WORD_COLUMNS)
    step = (WIDTH - 2 * SIDE) / WORD_COLUMNS
    for place, word in enumerate(words):
        column, row = divmod(place, rows)
        at = HEIGHT - down - row * 4.6 * mm
        canvas.setFillColor(QUIET)
        canvas.setFont(PLAIN, 7)
        canvas.drawRightString(SIDE + column * step + 5 * mm, at, f"{place + 1}")
        canvas.setFillColor(INK)
        canvas.setFont(PLAIN, 9)
        canvas.drawString(SIDE + column * step + 7 * mm, at, word)


def _draw_signatures(canvas: Canvas, down: float, present: Sequence[str]) -> None:
    """Lines to sign on, with the names of those who are known to be in the room."""
    columns = (("Name", 0.0), ("Signature", 62 * mm), ("Date and time", 128 * mm))
    height = 6.9 * mm
    count = min(MOST_LINES, max(LINES, len(present)))
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    for title, left in columns:
        canvas.setFillColor(QUIET)
        canvas.setFont(PLAIN, 7)
        canvas.drawString(SIDE + left, HEIGHT - down - 2.5 * mm, title)
    for number in range(count):
        at = HEIGHT - down - 4 * mm - (number + 1) * height
        name = present[number] if number < len(present) else ""
        canvas.setFillColor(INK)
        canvas.setFont(PLAIN, 8.6)
        canvas.drawString(SIDE, at + 1.4 * mm, drawable(name))
        for (_, left), (_, right) in zip(columns, (*columns[1:], ("", WIDTH - 2 * SIDE + 4 * mm)), strict=True):
            canvas.line(SIDE + left, at, SIDE + right - 4 * mm, at)
