"""A sheet: one page that is drawn by hand, not flowed. Cards and the instructions beside them are sheets."""

import io

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from reports.fonts import PLAIN, drawable, register
from reports.page import HEIGHT, INK, SIDE, WIDTH, canvas_dated, draw_head, draw_watermark

MEASURE = WIDTH - 2 * SIDE
"""Points from margin to margin."""
SIZE = 9
LEAD = 4.4 * mm


class Sheet:
    """One page while it is drawn. Places are counted in points from the left and from the top."""

    def __init__(self, made_at: str, *, title: str, running: str, banner: str) -> None:
        register()
        self._out = io.BytesIO()
        self.canvas: Canvas = canvas_dated(made_at)(
            self._out, pagesize=(WIDTH, HEIGHT), lang="en-GB", initialFontName=PLAIN
        )
        self.canvas.setTitle(drawable(title))
        self.canvas.setAuthor("Keyroom")
        self.canvas.setCreator("Keyroom")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        draw_watermark(self.canvas, banner)
        draw_head(self.canvas, running, banner)

    def to_pdf(self) -> bytes:
        """The finished page."""
        self.canvas.showPage()
        self.canvas.save()
        return self._out.getvalue()

    def line(
        self, text: str, left: float, down: float, *, font: str = PLAIN, size: float = SIZE, colour: object = INK
    ) -> None:
        """One line of text."""
        self.canvas.setFillColor(colour)
        self.canvas.setFont(font, size)
        self.canvas.drawString(left, HEIGHT - down, drawable(text))

    def rule(self, left: float, down: float, width: float, *, colour: object) -> None:
        """A thin line to write on."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(0.5)
        self.canvas.line(left, HEIGHT - down, left + width, HEIGHT - down)

    def paragraph(self, text: str, left: float, down: float, width: float = MEASURE) -> float:
        """Running text, wrapped to ``width``; how far down it reaches."""
        lines = simpleSplit(drawable(text), PLAIN, SIZE, width)
        for number, line in enumerate(lines):
            self.line(line, left, down + number * LEAD)
        return float(down + len(lines) * LEAD)
