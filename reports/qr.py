"""QR codes: on paper in rectangles, so that there is no picture to blur, and as modules for a screen."""

from collections.abc import Sequence

import qrcode
from reportlab.pdfgen.canvas import Canvas

QUIET_ZONE = 4
"""Modules of white around a code (ISO/IEC 18004, 6.3.8)."""


def modules(text: str) -> list[list[bool]]:
    """The rows of a code that holds ``text``, dark ones true, with the quiet zone; error correction M.

    Text of digits alone takes the least room: 132 digits make version 4, 41 modules with the quiet zone.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text.encode())
    code.make(fit=True)
    rows: list[list[bool]] = code.get_matrix()
    return rows


def draw_qr(canvas: Canvas, text: str, left: float, bottom: float, size: float) -> None:
    """``text`` as a QR code of ``size`` points with its quiet zone, in rectangles: no picture to blur."""
    rows = modules(text)
    unit = size / len(rows)
    canvas.saveState()
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(left, bottom, size, size, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    for row, line in enumerate(rows):
        for start, length in _dark(line):
            canvas.rect(left + start * unit, bottom + size - (row + 1) * unit, length * unit, unit, stroke=0, fill=1)
    canvas.restoreState()


def _dark(line: Sequence[bool]) -> list[tuple[int, int]]:
    """The dark runs of a row of modules: where each starts, and how long it is."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(line):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
