"""Cards that carry a share on paper: with its words and their code, or blank for handwriting.

A card with words on it is made inside the strong room and printed from there; what is returned is as secret as the
share. A blank card is for handwriting, which is how production does it (rule ROOM-PRIVATE).
"""

from collections.abc import Iterator

import msgspec
from reportlab.lib.units import mm

from ceremonies.secret import Secret
from ceremonies.shares.share import set_name
from ceremonies.times import london, parse_utc
from reports.fonts import BOLD, PLAIN
from reports.page import ACCENT, HEIGHT, QUIET, SIDE, fitting
from reports.qr import draw_qr
from reports.sheet import MEASURE, Sheet

COLUMNS = 3
"""Columns of words, each read from top to bottom."""
FIELDS = ("Key Custodian (alias)", "Bag", "Sealed at")
"""What is filled in by hand."""
_COLUMN = MEASURE / COLUMNS
_LEAD = 9.2 * mm
_WORDS_AT = 80 * mm
_QR_SIZE = 56 * mm
_QR_AT = 189 * mm
_BESIDE = SIDE + _QR_SIZE + 8 * mm
_SAYS = (
    "Whoever reads this page has the share. Let nobody see it, make no copy, and seal it into its bag as soon as it"
    " was proved."
)
_CODE = (
    "The code holds the words' numbers: four digits each, counted from 0000 in the word list of SLIP-39. A scanner"
    " types them where the program asks for a share."
)
_BLANK = "Write each word out in block letters, and compare every one with the screen before it goes dark."


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a card says beside the words; public.

    Attributes:
        key: the label of the key, such as REC-0001.
        identifier: the set's number.
        m: how many shares are needed.
        n: how many there are.
        made_at: when the set was made: ISO 8601, UTC.
        index: which share it is, from 0; a blank card for any of them has none.
        banner: REHEARSAL, or empty.
    """

    key: str
    identifier: int
    m: int
    n: int
    made_at: str
    index: int | None = None
    banner: str = ""

    @property
    def title(self) -> str:
        """Which share it is."""
        return f"Share {'____' if self.index is None else self.index + 1} of {self.n}"


def card_pdf(card: Card, words: Secret, numbers: Secret) -> Secret:
    """The card with its words and their code, as a PDF.

    Args:
        card: what it says beside them.
        words: the share's words, with spaces between.
        numbers: the words' numbers, four digits each.
    """
    sheet = _begin(card)
    split = words.reveal_text().split()
    for word, (left, down) in zip(split, _numbered(sheet, len(split)), strict=True):
        sheet.line(word, left, down, font=BOLD, size=13)
    draw_qr(sheet.canvas, numbers.reveal_text(), SIDE, HEIGHT - _QR_AT - _QR_SIZE, _QR_SIZE)
    sheet.paragraph(_CODE, _BESIDE, _QR_AT + 8 * mm, MEASURE - _BESIDE + SIDE)
    return Secret(sheet.to_pdf())


def blank_card_pdf(card: Card, words: int = 33) -> bytes:
    """A card with lines for so many words, to be written by hand."""
    sheet = _begin(card)
    for left, down in _numbered(sheet, words):
        sheet.rule(left, down + 0.8 * mm, _COLUMN - 14 * mm, colour=QUIET)
    sheet.paragraph(_BLANK, SIDE, _QR_AT + 8 * mm)
    return sheet.to_pdf()


def _begin(card: Card) -> Sheet:
    """The page with what is public: which share it is, of which key, and how it is to be kept."""
    running = f"{card.title} of {card.key}, set {set_name(card.identifier)}"
    sheet = Sheet(card.made_at, title=running, running=running, banner=card.banner)
    sheet.line(card.title, SIDE, 35 * mm, font=BOLD, size=24, colour=ACCENT)
    key = f"Key {card.key}   Set {set_name(card.identifier)}"
    sheet.line(key, SIDE, 44 * mm, font=BOLD, size=fitting(key, BOLD, 13, MEASURE))
    needed = f"{card.m} of {card.n} shares give the key. The set was made on {london(parse_utc(card.made_at))}."
    sheet.line(needed, SIDE, 50.5 * mm, size=fitting(needed, PLAIN, 9.5, MEASURE), colour=QUIET)
    sheet.paragraph(_SAYS, SIDE, 58 * mm)
    sheet.line("Words, from top to bottom", SIDE, _WORDS_AT - 8 * mm, font=BOLD, size=8.2, colour=QUIET)
    for number, field in enumerate(FIELDS):
        down = _QR_AT + (30 + 10 * number) * mm
        sheet.line(field, _BESIDE, down, size=8, colour=QUIET)
        sheet.rule(_BESIDE + 38 * mm, down + 0.8 * mm, MEASURE - _BESIDE + SIDE - 38 * mm, colour=QUIET)
    return sheet


def _numbered(sheet: Sheet, count: int) -> Iterator[tuple[float, float]]:
    """Number the places of so many words; where each word begins, from the left and from the top."""
    rows = -(-count // COLUMNS)
    for place in range(count):
        column, row = divmod(place, rows)
        left, down = SIDE + column * _COLUMN, _WORDS_AT + row * _LEAD
        sheet.line(f"{place + 1:>2}", left + 1.5 * mm, down, size=8, colour=QUIET)
        yield left + 9 * mm, down
