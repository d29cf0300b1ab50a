"""A few lines that are only looked at: the first line, the record's last entry, the keys."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from app.widgets.drawing import COMPONENTS, strip_of
from app.widgets.line import Line

Draw = Callable[[int], Sequence[Line]]
"""Makes the lines for a width in cells."""


def nothing(_width: int) -> Sequence[Line]:
    """No line at all."""
    return ()


class Band(Widget):
    """Lines as high as they are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = """
    Band {
        height: auto;
        width: 1fr;
    }
    """

    def __init__(self, draw: Draw = nothing, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._draw = draw
        self._made: tuple[int, Sequence[Line]] = (-1, ())

    def show(self, draw: Draw) -> None:
        """Draw something else. The layout is only touched when the number of lines changes."""
        width, before = self._made
        self._draw = draw
        self._made = (-1, ())
        lines = self.lines(width) if width > 0 else ()
        if width <= 0 or len(lines) != len(before):
            self.refresh(layout=True)
        elif lines != before:
            self.refresh()

    def lines(self, width: int) -> Sequence[Line]:
        """The lines at ``width``."""
        if self._made[0] != width:
            self._made = (width, tuple(self._draw(width)) if width else ())
        return self._made[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are."""
        del container, viewport
        return len(self.lines(width))

    def render_line(self, y: int) -> Strip:
        """Line ``y`` from the top."""
        lines = self.lines(self.size.width)
        return strip_of(self, lines[y] if y < len(lines) else Line(), self.size.width)
