"""Help: everything that can be done where it was asked for, made from the list of acts, and how to read the screens."""

from collections.abc import Sequence
from typing import ClassVar, cast

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.moves import acts_on, moves_on, shown_key
from app.screens.place import Name
from app.screens.track_line import MARKS
from app.widgets.line import BLANK, Line, Piece, heading, line, paragraph

SCOPES: dict[str, Scope] = {
    "home": "home",
    "incident": "incident",
    "handover": "incident",
    "run": "run",
    "people": "people",
    "ledger": "record",
}
"""Whose acts each screen offers."""
_SIGNS = (
    ("[x]", "done"),
    ("[-]", "does not apply, with its reason"),
    ("[ ]", "still wanted"),
    ("!!", "overdue"),
    ("!", "due, or waiting for somebody else"),
    ("*", "carried out otherwise than the text says; C on the runbook tells what it says, and why"),
)
_READING = (
    "Small letters write to the record, capital letters only look. Arrows, Page Up and Page Down move, Enter opens, "
    "Esc goes back. Nothing counts as done before the line above the keys shows it."
)


class HelpScreen(KeyroomScreen):
    """What can be done on the screen it was asked for."""

    NAME: ClassVar[Name] = "help"
    SCOPE: ClassVar[Scope | None] = None

    def subject(self) -> str:
        """Which screen it explains."""
        return f"help: {'runbook' if self.place.about == 'run' else self.place.about}"

    def body(self, width: int) -> Sequence[Line]:
        """Acts, ways, signs."""
        if self.standing is None:
            return ()
        where, about = self.standing.where, cast("Name", self.place.about)
        lines = [*paragraph(_READING, width), BLANK, heading("WHAT CAN BE DONE HERE")]
        for act in acts_on(where, about, SCOPES.get(about)):
            lines += _key(act.key, act.title, act.help, width)
        lines += [BLANK, heading("WHERE THE KEYS LEAD")]
        for move in moves_on(where, about):
            lines += _key(move.key, move.title, "", width)
        lines += [BLANK, heading("SIGNS")]
        lines += [line("   ", (f"{sign:<5}", "strong"), f"  {says}") for sign, says in _SIGNS]
        return [*lines, *(line("   ", (f"{sign:<5}", tone), f"  step {mark}") for mark, (sign, tone) in MARKS.items())]


def _key(key: str, title: str, says: str, width: int) -> list[Line]:
    start: list[Piece] = ["   ", (f"{shown_key(key):<6}", "key"), " ", (title, "strong")]
    lines = [line(*start)]
    return lines + (paragraph(says, width, first=(" " * 10,), tone="dim") if says else [])
