"""The typeface of every document: Bitstream Vera, embedded, which reportlab carries. What it lacks is shown by design.

It has the letters of western Europe. A letter it lacks is written without its accent; what has no such base is written
as its code point, for example ``[U+0416]``. The record itself keeps what was typed, and a document says so where it
happens.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import reportlab
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN = "Vera"
BOLD = "VeraBd"
ITALIC = "VeraIt"
NOTICE = (
    "The typeface of this document lacks some letters that were typed. They are written without their accents, or by"
    " their code points as in [U+0416]. The ledger holds them as they were typed."
)
_FACES = ((PLAIN, 0, 0), (BOLD, 1, 0), (ITALIC, 0, 1), ("VeraBI", 1, 1))
_SPACES = "\t\u00a0\u202f\u2009\u2002\u2003"
_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(_SPACES, " "),
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "\u2013",
        "\u2190": "<-",
        "\u2192": "->",
        "\u2713": "yes",
        "\u2714": "yes",
        "\u2717": "no",
    }
)
"""What stands in for signs that the typeface lacks and that mean something."""


@lru_cache(maxsize=1)
def register() -> frozenset[int]:
    """Make the typeface known to reportlab; the code points it covers."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, bold, italic in _FACES:
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
        addMapping(PLAIN, bold, italic, name)
    return frozenset(code for code in pdfmetrics.getFont(PLAIN).face.charToGlyph if code != 0xFFFF)  # noqa: PLR2004 - no character


def drawable(text: str) -> str:
    """``text`` in letters that the typeface has."""
    covered = register()
    return "".join(each if ord(each) in covered or each == "\n" else _instead(each, covered) for each in text)


def _instead(character: str, covered: frozenset[int]) -> str:
    """What is drawn for a character that the typeface lacks."""
    if character in _INSTEAD:
        return _INSTEAD[character]
    if unicodedata.combining(character):
        return ""
    parts = unicodedata.normalize("NFKD", character)
    base = "".join(each for each in parts if not unicodedata.combining(each))
    if base and all(ord(each) in covered for each in base):
        return base
    return f"[U+{ord(character):04X}]"


def loses(text: str) -> bool:
    """Whether ``text`` can't be drawn as it was typed."""
    covered = register()
    return any(ord(each) not in covered and each not in _INSTEAD and each != "\n" for each in text)
