"""Lines that are made only when they are seen: as quick with fifty million as with fifty."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.widgets.drawing import COMPONENTS, strip_of
from app.widgets.line import Line, Span
from app.widgets.sheet import CURSOR

DrawSome = Callable[[int, int, int], Sequence[Line]]
"""Makes the lines from a number to before another, for a width in cells."""
_CHUNK = 64
_KEPT = 8


class Roll(ScrollView, can_focus=True):
    """A cursor over ``count`` lines.

    Attributes:
        count: how many lines there are.
        at: the line the cursor is on; it stays at the end while it is there.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", show=False),
        Binding("down", "go(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "go_to(0)", show=False),
        Binding("end", "end", show=False),
    ]
    DEFAULT_CSS = """
    Roll {
        height: 1fr;
        width: 1fr;
        scrollbar-size: 0 0;
        overflow-x: hidden;
        overflow-y: scroll;
    }
    """
    count: reactive[int] = reactive(0, init=False)
    at: reactive[int] = reactive(-1, init=False)

    def __init__(self, draw: DrawSome, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._draw_some = draw
        self._chunks: dict[int, Sequence[Line]] = {}

    def watch_count(self, before: int, count: int) -> None:
        """There are more lines; a cursor at the end goes along."""
        self._chunks.pop(before // _CHUNK, None)
        self.virtual_size = Size(self.size.width, count)
        if self.at in (-1, before - 1):
            self.at = count - 1
        self._reveal()
        self.refresh()

    def watch_at(self, before: int, at: int) -> None:
        """Show the cursor: paint the line it left and the one it came to."""
        self._reveal()
        top = self.scroll_offset.y
        self.refresh(
            *(Region(0, one - top, self.size.width, 1) for one in (before, at) if 0 <= one - top < self.size.height)
        )

    def on_resize(self, event: Resize) -> None:
        """Another width needs other lines."""
        self._chunks.clear()
        self.virtual_size = Size(event.size.width, self.count)
        self.call_after_refresh(self._reveal)

    def action_go(self, by: int) -> None:
        """Go to a line nearby."""
        self.action_go_to(self.at + by)

    def action_page(self, by: int) -> None:
        """Go a page up or down."""
        self.action_go_to(self.at + by * max(1, self.size.height - 1))

    def action_end(self) -> None:
        """Go to the last line."""
        self.action_go_to(self.count - 1)

    def action_go_to(self, at: int) -> None:
        """Go to a line, or to the one nearest to it."""
        self.at = max(0, min(at, self.count - 1))

    def _reveal(self) -> None:
        height = self.size.height
        if self.at < self.scroll_offset.y:
            self.scroll_to(y=self.at, animate=False)
        elif height and self.at >= self.scroll_offset.y + height:
            self.scroll_to(y=self.at - height + 1, animate=False)

    def _line(self, number: int) -> Line:
        chunk, place = divmod(number, _CHUNK)
        if chunk not in self._chunks:
            if len(self._chunks) >= _KEPT:
                self._chunks.pop(next(iter(self._chunks)))
            self._chunks[chunk] = self._draw_some(chunk * _CHUNK, (chunk + 1) * _CHUNK, self.size.width)
        lines = self._chunks[chunk]
        return lines[place] if place < len(lines) else Line()

    def render_line(self, y: int) -> Strip:
        """Line ``y`` of what is seen."""
        number, width = y + self.scroll_offset.y, self.size.width
        if number >= self.count:
            return strip_of(self, Line(), width)
        line, here = self._line(number), number == self.at
        if here and line.spans:
            first, *rest = line.spans
            line = Line((Span(CURSOR), Span(first.text[1:], first.tone), *rest))
        return strip_of(self, line, width, at_cursor=here)
