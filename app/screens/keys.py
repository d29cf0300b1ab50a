"""The keys: every key of the record, what holds it, and what of it was begun and not ended."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.phrases import when
from app.screens.place import Name, Place, Standing
from app.widgets.line import BLANK, Line, Piece, ends, fitted, heading, line, paragraph
from ceremonies.keys.views import KeyLine


class KeysScreen(KeyroomScreen):
    """The register."""

    NAME: ClassVar[Name] = "keys"
    SCOPE: ClassVar[Scope | None] = "keys"

    def subject(self) -> str:
        """What it shows."""
        return "keys"

    def body(self, width: int) -> Sequence[Line]:
        """A key a row, by kind and generation."""
        if self.standing is None or self.standing.where.keys is None:
            return ()
        keys = self.standing.where.keys.keys
        if not keys:
            return paragraph("There is no key in this record yet. n announces one.", width)
        lines: list[Line] = []
        for title in dict.fromkeys(one.title for one in keys):
            lines += [heading(title.upper())]
            lines += [drawn for one in keys if one.title == title for drawn in _key(one, self.standing, width)]
            lines.append(BLANK)
        return lines

    def go(self, move: str) -> None:
        """Open the key the cursor is on; everything else is the App's."""
        if move == "open" and self.sheet.row:
            self.post_message(self.PlaceChosen(Place(name="key", key=self.sheet.row)))
        elif move != "open":
            super().go(move)


def _key(one: KeyLine, standing: Standing, width: int) -> list[Line]:
    awake = f"  AWAKE {one.activation}" if one.activation else ""
    start: list[Piece] = [
        "   ",
        (fitted(one.mark, 4), "warn" if one.mark == "OLD" else "good"),
        (fitted(one.key, 10), "strong"),
        fitted(one.status, 16),
        one.held,
        (awake, "alert"),
    ]
    lines = [ends(start, [(f"  since {when(one.since, standing.now)} ", "dim")], width, row=one.key)]
    if one.serial:
        lines.append(line(" " * 17, (f"certificate {one.serial}", "dim"), row=one.key))
    for each in one.waits:
        lines += paragraph(each, width, first=(" ", ("!!", "alert"), "  "), row=one.key)
    return lines
