"""A PIN or a passphrase on the private screen: by one person, or a half each by two (rule KEY-CA-DUAL)."""

from collections.abc import Sequence

from app.strongroom.private.app import Look, PrivateApp
from app.strongroom.private.port import PinQuestion, leaving_pin
from app.widgets.line import Line, Piece, line, paragraph
from ceremonies.secret import Secret

LONGEST = 255
"""Characters of one part; what goes on is a scanner."""


class PinApp(PrivateApp[Secret]):
    """Asks each person for their part, twice where it is new."""

    TITLE_WORDS = "PIN"

    def __init__(self, look: Look, question: PinQuestion, *, rehearsal: bool) -> None:
        super().__init__(look, whose=f"{question.people[0]} alone", rehearsal=rehearsal)
        self._question = question
        self._wrong = question.wrong
        self._parts: list[str] = []
        self._first = ""
        self._typed = ""

    @property
    def _again(self) -> bool:
        """Whether a new part is being typed for the second time."""
        return bool(self._first)

    @property
    def _person(self) -> str:
        return self._question.people[len(self._parts)]

    @property
    def left(self) -> str:
        """What to say when the person left."""
        return leaving_pin()

    def body(self, width: int) -> Sequence[Line]:
        """What is asked of whom; how much was typed shows as dots."""
        many = len(self._question.people) > 1
        half = ("First half", "Second half")[len(self._parts)] if many else "All of it"
        lines = [
            *paragraph(self._question.title, width, tone="strong"),
            Line(),
            line(f" {half}, typed by ", (self._person, "strong")),
        ]
        if many:
            lines += paragraph("Nobody but this person looks at the keyboard.", width)
        if self._question.new:
            lines.append(line(" The same again" if self._again else " A new one"))
        dots = ("•" if self.signs else "*") * min(len(self._typed), max(8, width - 8))
        lines += [Line(), line(" > ", (dots or "_", "key")), Line()]
        return [*lines, *(paragraph(self._wrong, width, tone="alert") if self._wrong else [])]

    def keys(self) -> list[list[Piece]]:
        """Enter, Backspace and the way out."""
        return [
            [("Enter", "key"), " go on"],
            [("Backspace", "key"), " take one back"],
            [("Esc", "key"), " leave, nothing is opened"],
        ]

    def press(self, key: str, character: str | None) -> None:
        """Type, take back, go on, or leave."""
        if key == "escape":
            self._forget()
            self.leave(None)
            return
        if key == "enter":
            self._enter()
        elif key == "backspace":
            self._typed = self._typed[:-1]
        elif character is not None and len(self._typed) < LONGEST:
            self._typed += character
        self.draw()

    def _enter(self) -> None:
        self._wrong = ""
        typed, self._typed = self._typed, ""
        if not typed:
            self._wrong = "Nothing was typed."
        elif self._question.new and not self._again:
            self._first = typed
        elif self._question.new and typed != self._first:
            self._first, self._wrong = "", "The two differ. Type both again."
        else:
            self._parts.append(typed)
            self._first = ""
            self._next()

    def _next(self) -> None:
        """Go on with the next person, or give the whole."""
        if len(self._parts) < len(self._question.people):
            self._whose = f"{self._person} alone"
            return
        whole = Secret("".join(self._parts))
        people = len(self._question.people)
        self._forget()
        self._parts = [""] * (people - 1)  # the last person stays named until the screen is blank
        self.leave(whole)

    def _forget(self) -> None:
        self._parts, self._first, self._typed = [], "", ""
