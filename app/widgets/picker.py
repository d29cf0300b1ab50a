"""A choice of one or of several, as a list that shows what can be chosen."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from app.widgets.drawing import COMPONENTS, strip_of
from app.widgets.line import Line, ends, line, with_sign

_TALL = 36
"""Lines of a terminal on which more choices are seen at once."""
_SEEN, _SEEN_WHERE_TALL = 6, 12


class Picker(Widget, can_focus=True):
    """Choices, one a line. Of one kind the arrows choose; of several, Space does.

    Attributes:
        value: what is chosen: a value, or several joined by commas.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", show=False),
        Binding("down", "go(1)", show=False),
        Binding("space", "mark", show=False),
        Binding("enter", "next", show=False),
    ]
    DEFAULT_CSS = """
    Picker {
        height: auto;
        width: 1fr;
    }
    """

    class Passed(Message):
        """Enter was pressed: on to what comes next."""

    class Left(Message):
        """The arrows went past the first or the last choice."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(
        self, choices: Sequence[tuple[str, str]], value: str = "", *, several: bool = False, required: bool = True
    ) -> None:
        """Show ``choices``: pairs of a value and its label; where one is required, Enter chooses it."""
        super().__init__()
        self.choices = tuple(choices)
        self.required = required
        self.several = several
        values = [one for one, _ in choices]
        wanted = value.split(",") if several else [value]
        self._picked = {one for one in wanted if one in values}
        self._at = next((at for at, one in enumerate(values) if one in self._picked), 0)
        self._top = max(0, min(self._at, len(values) - _SEEN))

    @property
    def _seen(self) -> int:
        """How many choices are seen at once."""
        return _SEEN_WHERE_TALL if self.app.size.height >= _TALL else _SEEN

    @property
    def value(self) -> str:
        """What is chosen."""
        return ",".join(value for value, _ in self.choices if value in self._picked)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are choices, up to a few."""
        del container, viewport, width
        return max(1, min(self._seen, len(self.choices)))

    def action_go(self, by: int) -> None:
        """Go to the next choice; where one is wanted, choose it."""
        if not self.several and not self._picked and self.choices:
            self._choose(self._at)
            return
        if not 0 <= self._at + by < len(self.choices):
            self.post_message(self.Left(by))
            return
        if self.several:
            self._move(self._at + by)
        else:
            self._choose(self._at + by)

    def action_mark(self) -> None:
        """Choose, or take back."""
        if not self.choices:
            return
        value = self.choices[self._at][0]
        if not self.several:
            self._choose(self._at)
            return
        self._picked ^= {value}
        self.refresh()

    def action_next(self) -> None:
        """Go on, with the choice under the cursor where one is required and none was made."""
        if self.required and not self._picked and self.choices:
            self._choose(self._at)
        self.post_message(self.Passed())

    def on_click(self, event: Click) -> None:
        """The mouse chooses, where there is a mouse."""
        at = self._top + event.y
        if at < len(self.choices):
            self._move(at)
            self.action_mark()

    def _choose(self, at: int) -> None:
        self._picked = {self.choices[at][0]}
        self._move(at)

    def _move(self, at: int) -> None:
        self._at = at
        self._top = max(at - self._seen + 1, min(self._top, at, max(0, len(self.choices) - self._seen)))
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in sight, and as many choices as there is room for."""
        self._move(self._at)

    def render_line(self, y: int) -> Strip:
        """Choice ``y`` of those that are seen."""
        width = self.size.width
        if not self.choices:
            return strip_of(self, line(("nothing to choose from", "warn")), width)
        at = self._top + y
        if at >= len(self.choices):
            return strip_of(self, Line(), width)
        value, label = self.choices[at]
        picked = value in self._picked
        sign = ("[x] " if picked else "[ ] ") if self.several else ("(•) " if picked else "( ) ")
        here = self.has_focus and at == self._at
        drawn = line(("▸" if here else " ", "key"), sign, (label, "strong" if picked else ""))
        return strip_of(self, self._with_more(drawn, y, at), width, at_cursor=here)

    def _with_more(self, drawn: Line, y: int, at: int) -> Line:
        above = y == 0 and at > 0
        below = y == self.size.height - 1 and at < len(self.choices) - 1
        if not above and not below:
            return ends(drawn.spans, [""], self.size.width)
        return with_sign(drawn, "▲" if above else "▼", "more", self.size.width)
