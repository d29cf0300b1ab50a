"""One short question with a few answers."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from app.widgets.band import Band
from app.widgets.line import Line, flow, line, paragraph
from app.widgets.picker import Picker


class ChooserDialog(ModalScreen[str | None]):
    """Its answer is a value, or None where it was left."""

    CSS_PATH = "chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, says: str, choices: Sequence[tuple[str, str]], value: str = "") -> None:
        """Ask ``title`` with ``choices``: pairs of a value and its label."""
        super().__init__()
        self._title = title
        self._says = says
        self._choices = tuple(choices)
        self._value = value or (choices[0][0] if choices else "")

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="chooser"):
            yield Band(self._heading)
            yield Picker(self._choices, self._value)
            yield Band(lambda width: flow([[("Enter", "key"), " choose"], [("Esc", "key"), " back"]], width))

    def on_picker_passed(self, event: Picker.Passed) -> None:
        """Answer."""
        event.stop()
        self.dismiss(self.query_one(Picker).value)

    def _heading(self, width: int) -> list[Line]:
        return [line(" ", (self._title, "strong")), *(paragraph(self._says, width) if self._says else [])]
