"""A field of several lines."""

from textual.events import Key
from textual.message import Message
from textual.widgets import TextArea

_FIRST_LINES = 2


class LongText(TextArea):
    """Wrapped text. Enter goes on to the next field, Ctrl+J begins a new line, Tab leaves."""

    DEFAULT_CSS = """
    LongText {
        height: auto;
        min-height: 2;
        max-height: 6;
        width: 1fr;
    }
    """

    class Passed(Message):
        """Enter was pressed: on to what comes next."""

    def __init__(self, text: str = "", placeholder: str = "") -> None:
        super().__init__(text, placeholder=placeholder, compact=True, tab_behavior="focus", soft_wrap=True)

    async def _on_key(self, event: Key) -> None:
        """Take Enter and the new line; the rest is the text area's."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Passed())
            return
        if event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
            return
        await super()._on_key(event)
