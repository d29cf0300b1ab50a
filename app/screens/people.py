"""People: who is enrolled, who is signed in, who is at the keyboard."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.phrases import when
from app.screens.place import Name, Standing
from app.widgets.line import BLANK, Line, Piece, heading, line, paragraph
from ceremonies.room_view import Person


class PeopleScreen(KeyroomScreen):
    """Everybody of the register."""

    NAME: ClassVar[Name] = "people"
    SCOPE: ClassVar[Scope | None] = "people"

    def subject(self) -> str:
        """What it shows."""
        return "people"

    def body(self, width: int) -> Sequence[Line]:
        """Those who are here first."""
        if self.standing is None:
            return ()
        people = self.standing.where.people
        here = [one for one in people if one.present]
        away = [one for one in people if not one.present]
        if not people:
            says = "Nobody is enrolled yet. f lets the first two people enrol each other; each sets a passphrase."
            return paragraph(says, width)
        lines = [heading("SIGNED IN")]
        lines += [drawn for one in here for drawn in _person(one, self.standing, width)]
        lines += [] if here else [line(("   nobody", "warn"))]
        lines += [BLANK, heading("NOT HERE")]
        lines += [drawn for one in away for drawn in _person(one, self.standing, width)]
        return lines if away else [*lines, line(("   nobody", "dim"))]

    def chosen(self, act: str) -> dict[str, str]:
        """The person the cursor is on."""
        del act
        return {"person": self.sheet.row} if self.sheet.row else {}


def _person(one: Person, standing: Standing, width: int) -> list[Line]:
    at_keyboard = "  at the keyboard" if one.id == standing.where.by else ""
    since = f"  since {when(one.since, standing.now)}" if one.since else ""
    about = f", {one.organisation}" if one.organisation else ""
    start: list[Piece] = [
        "   ",
        (f"{one.id}  ", "dim"),
        (one.name or one.alias, "strong"),
        about,
        (since, "dim"),
        (at_keyboard, "good"),
    ]
    roles = paragraph(", ".join(one.roles), width, first=("         ",), tone="dim", row=one.id)
    return [line(*start, row=one.id), *roles]
