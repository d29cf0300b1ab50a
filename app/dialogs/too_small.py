"""What is shown on a terminal that is too small."""

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from app.widgets.band import Band
from app.widgets.line import Line, paragraph


class TooSmallDialog(ModalScreen[None]):
    """One sentence; it goes when the terminal is large enough."""

    def __init__(self, smallest: Size) -> None:
        super().__init__()
        self._smallest = smallest

    def compose(self) -> ComposeResult:
        """The sentence."""
        yield Band(self._sentence)

    def _sentence(self, width: int) -> list[Line]:
        size = self.app.size
        says = (
            f"This terminal has {size.width} by {size.height} cells. Keyroom needs {self._smallest.width} by "
            f"{self._smallest.height}: make the window larger or the letters smaller. Nothing is lost."
        )
        return paragraph(says, width)
