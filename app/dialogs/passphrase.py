"""A passphrase: typed unseen, handed on as a Secret, kept nowhere."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from app.widgets.band import Band
from app.widgets.line import Line, Piece, flow, line, paragraph
from ceremonies.secret import Secret


class PassphraseDialog(ModalScreen[Secret | None]):
    """Asks for one passphrase, or twice for a new one. Its answer is a Secret, or None where it is declined."""

    CSS_PATH = "passphrase.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "decline", show=False)]

    def __init__(self, says: str, what: str = "", *, new: bool = False) -> None:
        """Ask with the words ``says``; ``what`` is what is signed with it."""
        super().__init__()
        self._says = says.rstrip(": ")
        self._what = what
        self._new = new
        self._wrong = ""

    def compose(self) -> ComposeResult:
        """What is signed, and one or two masked fields."""
        with Vertical(id="passphrase"):
            yield Band(self._heading, id="passphrase-title")
            yield Input(password=True, id="first", compact=True)
            if self._new:
                yield Band(lambda _width: [line(" The same again")])
                yield Input(password=True, id="again", compact=True)
            yield Band(self._refused, id="passphrase-refusal")
            keys: list[list[Piece]] = [[("Enter", "key"), " go on"], [("Esc", "key"), " leave, nothing is recorded"]]
            yield Band(lambda width: flow(keys, width), id="passphrase-keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on; a new passphrase must be the same twice."""
        event.stop()
        if self._new and event.input.id == "first":
            self.query_one("#again", Input).focus()
            return
        if self._new and self.query_one("#again", Input).value != self.query_one("#first", Input).value:
            self._again("The two differ. Type both again.")
        elif not self.query_one("#first", Input).value:
            self._again("It is empty.")
        else:
            secret = Secret(self.query_one("#first", Input).value)
            self._empty()
            self.dismiss(secret)

    def action_decline(self) -> None:
        """Leave without it."""
        self._empty()
        self.dismiss(None)

    def _again(self, says: str) -> None:
        self._wrong = says
        self._empty()
        self.query_one("#passphrase-refusal", Band).show(self._refused)
        self.query_one("#first", Input).focus()

    def _empty(self) -> None:
        """Leave nothing in the fields: they live until Textual drops the screen."""
        for field in self.query(Input):
            field.value = ""

    def _heading(self, width: int) -> list[Line]:
        what = [*paragraph(self._what, width), Line()] if self._what else []
        return [*what, *paragraph(self._says, width, tone="strong")]

    def _refused(self, width: int) -> list[Line]:
        return paragraph(self._wrong, width, tone="alert") if self._wrong else []
