"""The end of a form: Enter here records it."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static


class Go(Static, can_focus=True):
    """A word in brackets that can be pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    class Pressed(Message):
        """It was pressed."""

    def __init__(self, says: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(f" [ {says} ] ", id=id, markup=False)

    def action_press(self) -> None:
        """Press it."""
        self.post_message(self.Pressed())

    def on_click(self) -> None:
        """The mouse presses it, where there is a mouse."""
        self.action_press()
