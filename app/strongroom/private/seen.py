"""What the key will sign, seen on the strong room's own screen and agreed by typing how much it is (SIGN-SEEN)."""

from collections.abc import Sequence

from textual.events import Resize

from app.strongroom.private.app import Look, PrivateApp
from app.strongroom.private.port import Seen, leaving_seen
from app.widgets.line import Line, Piece, Tone, fitted, line, paragraph
from ceremonies.people.pgp_words import to_lines

_LABEL = 24
_MOST_DIGITS = 9
_AROUND = 6
"""Lines that are not the body's."""


class SeenApp(PrivateApp[bool]):
    """Shows what is signed, page by page; answers True once all was on the screen and the count was typed."""

    TITLE_WORDS = "WHAT IS SIGNED"

    def __init__(self, look: Look, seen: Seen) -> None:
        super().__init__(look, whose="the quorum", rehearsal=seen.rehearsal)
        self._seen = seen
        self._typed = ""
        self._says = ""
        self._top = 0
        self._read = False

    @property
    def left(self) -> str:
        """What to say when the person left."""
        return leaving_seen()

    def body(self, width: int) -> Sequence[Line]:
        """As much of the sheet as fits, and the line that is typed into."""
        sheet = seen_lines(self._seen, width)
        room = self._room()
        more = len(sheet) - self._top - room
        self._read = self._read or more <= 0
        shown = [*sheet[self._top : self._top + room]]
        shown += [Line()] * (room - len(shown))
        says = self._says or (f"{more} more lines: PgDn" if more > 0 else "")
        tone: Tone = "alert" if self._says else "dim"
        return [
            *shown,
            line(f" Type {self._seen.count} and Enter to agree: ", (f"{self._typed}_", "key")),
            line((f" {says}", tone)),
        ]

    def _room(self) -> int:
        return max(4, self.size.height - _AROUND - 2)

    def keys(self) -> list[list[Piece]]:
        """The few keys."""
        return [
            [("digits Enter", "key"), " agree"],
            [("PgUp PgDn", "key"), " read"],
            [("Esc", "key"), " leave, nothing is signed"],
        ]

    def press(self, key: str, character: str | None) -> None:
        """Read on, type the count, or leave."""
        self._says = ""
        match key:
            case "escape":
                self.leave(None)
                return
            case "pagedown" | "down" | "pageup" | "up":
                self._scroll(key)
            case "backspace":
                self._typed = self._typed[:-1]
            case "enter":
                self._enter()
            case _ if character is not None and character.isdecimal() and len(self._typed) < _MOST_DIGITS:
                self._typed += character
        self.draw()

    def _scroll(self, key: str) -> None:
        step = self._room() if key.startswith("page") else 1
        last = max(0, len(seen_lines(self._seen, self.size.width)) - self._room())
        self._top = min(last, max(0, self._top + (step if key.endswith("down") else -step)))

    def _enter(self) -> None:
        typed, self._typed = self._typed, ""
        if not self._read:
            self._says = "Read to the end first: PgDn."
        elif typed == str(self._seen.count):
            self.leave(answer=True)
        else:
            self._says = f"That is not the count. Type {self._seen.count} to agree, or Esc to leave."

    def on_resize(self, event: Resize) -> None:
        """Fill the new size."""
        del event
        self._top = 0
        self.draw()


def seen_lines(seen: Seen, width: int) -> list[Line]:
    """The sheet: key, kind, count, the manifest's digest in hex and in words, and what was read from the bytes."""
    digest = seen.digest.hex()
    groups = " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
    lines = [
        _fact("Key", seen.about, width),
        _fact("Signs", seen.kind, width),
        _fact("Still agreed", f"{seen.limit} signatures", width),
        line(" Manifest, SHA-256"),
        *(line(("   " + part, "strong")) for part in (groups[:35], groups[36:])),
        *(line(("   " + words, "strong")) for words in to_lines(seen.digest)),
    ]
    for number, sights in enumerate(seen.sights, 1):
        lines += [Line(), line(" ", (f"{number} of {seen.count}", "head"))]
        for one in sights:
            lines += paragraph(one.value, width, first=(" ", (fitted(one.label, _LABEL), "dim"), " "))
    return lines


def _fact(label: str, value: str, width: int) -> Line:
    return paragraph(value, width, first=(" ", (fitted(label, 14), "dim"), " "), tone="strong")[0]
