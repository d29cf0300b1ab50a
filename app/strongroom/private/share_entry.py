"""Taking one share: typed word by word, or scanned as numbers; what is wrong is named at once."""

from collections.abc import Sequence

from app.strongroom.private.app import Look, PrivateApp
from app.strongroom.private.port import LEAVE, ShareAsked, ShareGiven, leaving_entry
from app.strongroom.private.typed import Typed
from app.widgets.line import Line, Piece, line, paragraph
from ceremonies.secret import Secret

_COLUMNS = 4
_COLUMN_CELLS = 18


class ShareEntryApp(PrivateApp[ShareGiven]):
    """One custodian's entry. Letters, digits, space, Backspace and Enter; nothing else does anything."""

    TITLE_WORDS = "SHARE ENTRY"

    def __init__(self, look: Look, asked: ShareAsked) -> None:
        super().__init__(look, whose=f"{asked.alias} alone", rehearsal=asked.rehearsal)
        self._asked = asked
        self._typed = Typed(asked.vocabulary, max(asked.lengths))
        self._says = ""

    @property
    def left(self) -> str:
        """What to say when the person left."""
        return leaving_entry(self._asked.alias, self.tries)

    def body(self, width: int) -> Sequence[Line]:
        """What was typed so far, numbered, and the word at hand with what it can become."""
        asked, typed = self._asked, self._typed
        expected = " or ".join(str(one) for one in asked.lengths)
        lines = [
            line(" ", (asked.alias, "strong"), f" gives a share of {asked.key}, {asked.purpose}."),
            line(f" Type its {expected} words, or scan the card's code. Four letters of a word are enough."),
            Line(),
            *self._rows(max(asked.lengths)),
            Line(),
        ]
        wrong = typed.wrong or self._says
        return [*lines, *(paragraph(wrong, width, tone="alert") if wrong else [])]

    def _rows(self, most: int) -> list[Line]:
        """The places for the words, down one column after the other."""
        rows = -(-most // _COLUMNS)
        return [line(*(p for at in range(row, most, rows) for p in self._place(at))) for row in range(rows)]

    def _place(self, at: int) -> list[Piece]:
        typed = self._typed
        number: Piece = (f"{at + 1:>4} ", "dim")
        room = _COLUMN_CELLS - 5
        if at < len(typed.words):
            return [number, (typed.words[at].ljust(room), "strong")]
        if at > len(typed.words):
            return [number, ("." * 4).ljust(room)]
        rest = typed.suggestion[len(typed.rest) :]
        mark = "_" if not rest else ""
        written = typed.rest[:room]
        tail = (rest + mark)[: room - len(written)]
        return [number, (written, "key"), (tail, "dim"), " " * (room - len(written) - len(tail))]

    def keys(self) -> list[list[Piece]]:
        """What the few keys do."""
        return [
            [("Space", "key"), " next word"],
            [("Backspace", "key"), " take back"],
            [("Enter", "key"), " give the share"],
            [("quit Enter", "key"), " at word 1: leave"],
        ]

    def press(self, key: str, character: str | None) -> None:
        """Take in what share entry accepts; everything else a keyboard or a scanner sends is ignored."""
        typed = self._typed
        if key == "enter":
            self._enter()
        elif key == "backspace":
            self._says = ""
            typed.back()
        elif character is not None:
            self._says = ""
            typed.type(character)
        self.draw()

    def _enter(self) -> None:
        typed = self._typed
        if typed.leaves:
            typed.clear()
            self.leave(None)
            return
        typed.finish()
        if typed.wrong:
            return
        self._says = wrong_length(len(typed.words), self._asked.lengths)
        if self._says:
            return
        words = Secret(" ".join(typed.words))
        self._says = self._asked.check(words)
        if self._says:
            self.tries += 1
            return
        typed.clear()
        self.leave(ShareGiven(words, self.tries))


def wrong_length(count: int, lengths: Sequence[int]) -> str:
    """What to say of so many words; "" where a share can have them."""
    if count in lengths:
        return ""
    expected = next((one for one in sorted(lengths) if one > count), max(lengths))
    return f"{count} of {expected} words are there. Type the rest; type {LEAVE} at word 1 to leave."
