"""A sheet of lines with a cursor on its rows: the body of nearly every screen."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.widgets.band import Draw, nothing
from app.widgets.drawing import COMPONENTS, strip_of
from app.widgets.line import Line, Span, cells, with_sign

CURSOR = "▸"


class Sheet(ScrollView, can_focus=True):
    """Lines that scroll. Up and down go from row to row, and by pages through text without rows."""

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", "up", show=False),
        Binding("down", "go(1)", "down", show=False),
        Binding("pageup", "page(-1)", "a page up", show=False),
        Binding("pagedown", "page(1)", "a page down", show=False),
        Binding("home", "end(0)", "to the top", show=False),
        Binding("end", "end(-1)", "to the end", show=False),
    ]
    DEFAULT_CSS = """
    Sheet {
        height: 1fr;
        width: 1fr;
        scrollbar-size: 0 0;
        overflow-x: hidden;
        overflow-y: scroll;
    }
    """

    class Clicked(Message):
        """A row was clicked."""

        def __init__(self, row: str) -> None:
            super().__init__()
            self.row = row

    def __init__(self, draw: Draw = nothing, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._draw = draw
        self._lines: Sequence[Line] = ()
        self._rows: tuple[str, ...] = ()
        self._width = 0
        self._row_shown = ""
        self.row = ""
        """The row the cursor stands on, or ""."""

    def show(self, draw: Draw, *, row: str | None = None) -> None:
        """Draw something else, with the cursor on ``row`` or where it was."""
        self._draw = draw
        if row is not None:
            self.row = row
        self._make()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows from the top."""
        return self._rows

    def _make(self) -> None:
        """Make the lines anew and keep the cursor on its row, or on the one that took its place."""
        if not self.size.width:
            return
        shown, row, same_width = self._lines, self._row_shown, self._width == self.size.width
        before = self._rows.index(self.row) if self.row in self._rows else 0
        self._width = self.size.width
        self._lines = tuple(self._draw(self._width))
        self._rows = tuple(dict.fromkeys(one.row for one in self._lines if one.row))
        if self.row not in self._rows:
            self.row = self._rows[min(before, len(self._rows) - 1)] if self._rows else ""
        if same_width and len(shown) == len(self._lines):
            changed = [at for at, (old, new) in enumerate(zip(shown, self._lines, strict=True)) if old != new]
            self._paint(changed)
            self._move_cursor(row)
            return
        self.virtual_size = Size(self._width, len(self._lines))
        self._row_shown = self.row
        self._reveal()
        self.refresh()

    def _paint(self, numbers: Iterable[int]) -> None:
        """Paint a few lines again; a whole screen takes a terminal much longer."""
        top = self.scroll_offset.y
        seen = [Region(0, at - top, self._width, 1) for at in numbers if 0 <= at - top < self.size.height]
        if seen:
            self.refresh(*seen)

    def _move_cursor(self, before: str) -> None:
        """Paint the row the cursor left and the one it came to."""
        self._row_shown = self.row
        self._reveal()
        if before != self.row:
            self._paint(at for at, one in enumerate(self._lines) if one.row and one.row in (before, self.row))

    def on_resize(self, event: Resize) -> None:
        """Another width needs other lines."""
        del event
        self._make()

    def action_go(self, by: int) -> None:
        """Go to the next row, or a page where the next row is further away than that."""
        at = self._rows.index(self.row) if self.row in self._rows else -1
        if not 0 <= at + by < len(self._rows):
            self.scroll_end(animate=False) if by > 0 else self.scroll_home(animate=False)
            return
        first, last = self._span(self._rows[at + by])
        top, height = self.scroll_offset.y, self.size.height
        if (by > 0 and first > top + 2 * height) or (by < 0 and last < top - height):
            self.action_page(by)
            return
        self.row = self._rows[at + by]
        self._move_cursor(self._row_shown)

    def action_page(self, by: int) -> None:
        """Go a page up or down, and take the cursor along."""
        self.scroll_to(y=self.scroll_offset.y + by * max(1, self.size.height - 2), animate=False)
        top = max(0, min(self.scroll_target_y, self.max_scroll_y))
        seen = [one.row for one in self._lines[int(top) : int(top) + self.size.height] if one.row]
        if seen and self.row not in seen:
            self.row = seen[0] if by > 0 else seen[-1]
        self._row_shown = self.row
        self.refresh()

    def action_end(self, which: int) -> None:
        """Go to the first or the last row."""
        if self._rows:
            self.row = self._rows[which]
        self._row_shown = self.row
        self.scroll_end(animate=False) if which else self.scroll_home(animate=False)
        self.refresh()

    def _span(self, row: str) -> tuple[int, int]:
        """The first and last line of ``row``."""
        at = [number for number, one in enumerate(self._lines) if one.row == row]
        return at[0], at[-1]

    def _reveal(self) -> None:
        """Scroll as little as shows the whole row, and all above the first and below the last."""
        if self.row not in self._rows:
            return
        first, last = self._span(self.row)
        if self.row == self._rows[0] and last < self.size.height:
            self.scroll_home(animate=False)
        elif self.row == self._rows[-1] and first >= len(self._lines) - self.size.height:
            self.scroll_end(animate=False)
        elif first < self.scroll_offset.y:
            self.scroll_to(y=first, animate=False)
        elif last >= self.scroll_offset.y + self.size.height:
            self.scroll_to(y=last - self.size.height + 1, animate=False)

    def on_click(self, event: Click) -> None:
        """The mouse chooses a row, where there is a mouse."""
        number = event.y + self.scroll_offset.y
        if number < len(self._lines) and self._lines[number].row:
            self.row = self._lines[number].row
            self._move_cursor(self._row_shown)
            self.post_message(self.Clicked(self.row))

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of what is seen."""
        number = y + self.scroll_offset.y
        if number >= len(self._lines):
            return strip_of(self, Line(), self.size.width)
        line = self._lines[number]
        at_cursor = bool(line.row) and line.row == self.row and self.has_focus
        if at_cursor and (number == 0 or self._lines[number - 1].row != line.row):
            line = _with_cursor(line)
        return strip_of(self, self._with_more(line, y, number), self.size.width, at_cursor=at_cursor)

    def _with_more(self, line: Line, y: int, number: int) -> Line:
        """The sign at the right end that there is more above or below."""
        above = y == 0 and number > 0
        below = y == self.size.height - 1 and number < len(self._lines) - 1
        if not above and not below:
            return line
        return with_sign(line, "▲" if above else "▼", "more", self.size.width)


def _with_cursor(line: Line) -> Line:
    """The line with the cursor's sign in its first cell."""
    first, *rest = line.spans
    if not first.text.startswith(" ") or not cells(line.spans):
        return line
    return Line((Span(CURSOR), Span(first.text[1:], first.tone), *rest), line.row)
