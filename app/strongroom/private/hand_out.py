"""Handing out one share: its words on request only, gone with any key or after a time (rule ROOM-PRIVATE)."""

from collections.abc import Sequence
from typing import Literal

from textual.events import Resize
from textual.timer import Timer

from app.strongroom.private.app import Look, PrivateApp
from app.strongroom.private.port import ShareShown, leaving_hand_out
from app.strongroom.private.square import square_lines
from app.widgets.line import Line, Piece, line, paragraph

_COLUMNS = 4
_COLUMN_CELLS = 18
_DIGITS = 4

Form = Literal["", "words", "numbers", "square"]


class HandOutApp(PrivateApp[int]):
    """One custodian's share; answers how often it was shown."""

    TITLE_WORDS = "HAND-OUT"

    def __init__(self, look: Look, share: ShareShown) -> None:
        super().__init__(look, whose=f"{share.alias} alone", rehearsal=share.rehearsal)
        self._share = share
        self._form: Form = ""
        self._left = 0
        self._timer: Timer | None = None
        self._says = ""
        self._squares = look.signs and look.colour
        self.shown = 0

    @property
    def left(self) -> str:
        """What to say when the person left."""
        return leaving_hand_out(self._share.alias, self.shown)

    def body(self, width: int) -> Sequence[Line]:
        """What the share is, and its words while they are shown."""
        if self._form == "square":
            return square_lines(self._share.numbers)
        share = self._share
        lines = [
            line(" Share ", (f"{share.share} of {share.of}", "strong"), f"; {share.needed} of them open the key."),
            line(" Key ", (share.key, "strong"), f"   set {share.identifier:05d}   for ", (share.alias, "strong")),
            Line(),
        ]
        if self._form:
            columns = in_columns(self._texts(), _COLUMNS)
            return [*lines, *columns, Line(), line((f" They vanish in {self._left} s, or with any key.", "warn"))]
        lines += paragraph("The words are hidden. They are shown when you ask for them, as often as you need.", width)
        lines += paragraph("Look round first: projector and cameras are dark, and you are alone at this screen.", width)
        if self.shown:
            times = "once" if self.shown == 1 else f"{self.shown} times"
            lines += [Line(), line((f" They were shown {times}.", "good"))]
        return [*lines, Line(), *(paragraph(self._says, width, tone="alert") if self._says else [])]

    def _texts(self) -> list[str]:
        """The words, or their numbers, in order."""
        if self._form == "words":
            return self._share.words.reveal_text().split()
        digits = self._share.numbers.reveal_text()
        return [digits[start : start + _DIGITS] for start in range(0, len(digits), _DIGITS)]

    def keys(self) -> list[list[Piece]]:
        """What can be shown; nothing else while it is."""
        if self._form:
            return [[("any key", "key"), " hide them"]]
        square: list[list[Piece]] = [[("Q", "key"), " as a QR code"]] if self._squares else []
        return [
            [("S", "key"), " show the words"],
            [("N", "key"), " show their numbers"],
            *square,
            [("Enter", "key"), " I have them all"],
            [("Esc", "key"), " leave without"],
        ]

    def press(self, key: str, character: str | None) -> None:
        """Hide what is shown; otherwise show, finish or leave."""
        self._says = ""
        if self._form:
            self._hide()
            return
        match (character or key).lower():
            case "s":
                self._show("words")
            case "n":
                self._show("numbers")
            case "q" if self._squares:
                self._show("square")
            case "enter" if self.shown:
                self.leave(self.shown)
            case "enter":
                self._says = "The share was not shown yet, so it can't have been copied. Press S."
                self.draw()
            case "escape":
                self.leave(None)

    def _show(self, form: Form) -> None:
        self._form, self._left = form, self._share.seconds
        self.shown += 1
        self._timer = self.set_interval(1, self._tick)
        self.draw()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._hide()
        else:
            self.draw()

    def _hide(self) -> None:
        self._form = ""
        if self._timer is not None:
            self._timer.stop()
        self.draw()

    def on_resize(self, event: Resize) -> None:
        """A terminal that changes its size may push lines into its scrollback: hide them at once."""
        del event
        if self._form:
            self._hide()


def in_columns(texts: Sequence[str], columns: int) -> list[Line]:
    """Numbered texts, down one column after the other."""
    rows = -(-len(texts) // columns)
    return [
        line(
            *(
                piece
                for at in range(row, len(texts), rows)
                for piece in ((f"{at + 1:>4} ", "dim"), (texts[at].ljust(_COLUMN_CELLS - 5), "strong"))
            )
        )
        for row in range(rows)
    ]
