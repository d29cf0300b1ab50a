"""The page that every document shares: size, margins, colours, running head, foot with the checkpoint, watermark."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import md5
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ceremonies.times import parse_utc
from reports.fonts import BOLD, PLAIN, drawable

WIDTH, HEIGHT = A4
"""Points."""
SIDE = 20 * mm
TOP = 25 * mm
FOOT = 25 * mm
INK = HexColor("#1c2430")
QUIET = HexColor("#5a6573")
ACCENT = HexColor("#1f3f66")
RULE = HexColor("#c9d0d9")
TINT = HexColor("#eef2f6")
WATERMARK = Color(0.80, 0.80, 0.84, alpha=0.30)
CONFIDENTIAL = "Confidential"
_FOOT_SIZE = 6.5
_HEAD_SIZE = 7.5
_WATERMARK_SIZE = 92


class DatedCanvas(Canvas):  # type: ignore[misc]  # reportlab carries no types
    """A canvas whose document has the ledger's date, and whose bytes depend on nothing else around it."""

    def __init__(self, at: datetime, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - reportlab's own arguments
        super().__init__(*args, **kwargs | {"invariant": 1})
        _date(self._doc, at)


def canvas_dated(moment: str) -> Callable[..., Canvas]:
    """What makes a canvas whose document is dated ``moment`` (ISO 8601, UTC)."""
    return partial(DatedCanvas, parse_utc(moment))


def _date(document: Any, at: datetime) -> None:  # noqa: ANN401 - reportlab carries no types
    """Date a PDF, and let its identifier follow from its pages alone.

    Left to itself, reportlab takes both from the clock or the environment.
    """
    stamp = document._timeStamp  # noqa: SLF001 - there is no other way to a date that isn't now or 2000
    stamp.t = int(at.timestamp())
    stamp.YMDhms = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    stamp.dhh = stamp.dmm = 0
    document.signature = md5(b"", usedforsecurity=False)


def draw_watermark(canvas: Canvas, words: str) -> None:
    """Large pale words across the page, under everything else."""
    if not words:
        return
    canvas.saveState()
    canvas.setFillColor(WATERMARK)
    canvas.setFont(BOLD, _WATERMARK_SIZE)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, -_WATERMARK_SIZE / 3, words)
    canvas.restoreState()


def draw_head(canvas: Canvas, running: str, banner: str) -> None:
    """The running head: what this is, and whether it is practice."""
    canvas.saveState()
    at = HEIGHT - 15 * mm
    canvas.setFillColor(QUIET)
    says = f"{banner}, {CONFIDENTIAL.lower()}" if banner else CONFIDENTIAL
    room = WIDTH - 2 * SIDE - stringWidth(says, BOLD, _HEAD_SIZE) - 4 * mm
    canvas.setFont(PLAIN, fitting(running, PLAIN, _HEAD_SIZE, room))
    canvas.drawString(SIDE, at, drawable(running))
    canvas.setFont(BOLD, _HEAD_SIZE)
    canvas.drawRightString(WIDTH - SIDE, at, says)
    _rule(canvas, at - 2.2 * mm)
    canvas.restoreState()


def draw_foot(canvas: Canvas, made_from: tuple[str, str, str], page: str, warning: str = "") -> None:
    """The foot: the checkpoint this page was made from, and the page's number."""
    canvas.saveState()
    origin, size, root = made_from
    top = 15.5 * mm
    _rule(canvas, top + 3.2 * mm)
    canvas.setFillColor(QUIET)
    canvas.setFont(PLAIN, _FOOT_SIZE)
    canvas.drawString(SIDE, top, f"Made from {origin} at size {size}")
    canvas.drawString(SIDE, top - 3 * mm, f"root {root}")
    if page:
        canvas.drawRightString(WIDTH - SIDE, top, page)
    if warning:
        _warn(canvas, warning, top - 6.2 * mm)
    canvas.restoreState()


def _warn(canvas: Canvas, warning: str, at: float) -> None:
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, fitting(warning, BOLD, _FOOT_SIZE, WIDTH - 2 * SIDE))
    canvas.drawString(SIDE, at, drawable(warning))


def fitting(line: str, font: str, size: float, width: float) -> float:
    """The largest size, up to ``size``, at which ``line`` fits into ``width``; all in points."""
    unit = stringWidth(drawable(line), font, 1)
    return min(size, width / unit) if unit else size


def _rule(canvas: Canvas, at: float) -> None:
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, at, WIDTH - SIDE, at)
