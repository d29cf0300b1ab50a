"""From lines to what Textual paints."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from app.widgets.line import TONES, Line, Tone, cells

COMPONENTS = {f"tone--{tone}" for tone in TONES} | {"tone--cursor"}
"""The component classes that the style sheet sets."""


def strip_of(widget: Widget, line: Line, width: int, *, at_cursor: bool = False) -> Strip:
    """``line`` as one strip of exactly ``width`` cells in the widget's styles."""
    base = widget.rich_style
    if at_cursor:
        base += widget.get_component_rich_style("tone--cursor", partial=True)
    segments = [Segment(one.text, base + _tone(widget, one.tone) if one.tone else base) for one in line.spans]
    return Strip(segments, cells(line.spans)).adjust_cell_length(width, base)


def _tone(widget: Widget, tone: Tone) -> Style:
    return widget.get_component_rich_style(f"tone--{tone}", partial=True)
