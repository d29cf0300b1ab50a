"""The record, entry by entry, as many as there are."""

from collections.abc import Sequence
from typing import ClassVar

from textual.widget import Widget

from app.acts.act import Scope
from app.dialogs.entry import EntryDialog
from app.entry_words import what_happened, who
from app.screens.frame import KeyroomScreen
from app.screens.phrases import when
from app.screens.place import Name
from app.widgets.line import Line, Piece, ends, fitted
from app.widgets.roll import Roll
from ceremonies.ledger.entry import Entry

_STREAM = 13
_NAMES_FIT = 100
"""Cells from which people stand there by name; below, by id, so that what happened has room."""


class LedgerScreen(KeyroomScreen):
    """The ledger; the newest entry is at the end."""

    NAME: ClassVar[Name] = "ledger"
    SCOPE: ClassVar[Scope | None] = "record"

    def make_body(self) -> Widget:
        """Lines that are made when they are seen."""
        return Roll(self.draw_entries, id="roll")

    def subject(self) -> str:
        """How much there is."""
        return f"record of {self.standing.where.home.entries:,} entries" if self.standing else "record"

    def draw(self) -> None:
        """Tell the roll how long it is."""
        if self.standing is not None:
            self.query_one("#roll", Roll).count = self.standing.where.home.entries

    def draw_entries(self, start: int, stop: int, width: int) -> Sequence[Line]:
        """The lines of a few entries."""
        return [self._line(one, width) for one in self.read(start, stop)]

    def go(self, move: str) -> None:
        """Show the entry the cursor is on; everything else is the App's."""
        if move != "show":
            super().go(move)
            return
        at = self.query_one("#roll", Roll).at
        names = self.standing.where.home.names if self.standing else {}
        for one in self.read(at, at + 1):
            self.app.push_screen(EntryDialog(one, names))

    def _line(self, entry: Entry, width: int) -> Line:
        if self.standing is None:
            return Line()
        names = self.standing.where.home.names
        wide = width >= _NAMES_FIT
        at = when(entry.happened_at or entry.recorded_at, self.standing.now)
        at = f"{at:>16}" if wide else f"{_in_short(at):>6}"
        start: list[Piece] = [
            f" {entry.seq:>6} ",
            (f"{at}  ", "dim"),
            (fitted(_about(entry.stream), _STREAM) + " ", "dim"),
            what_happened(entry, names).replace("\n", " "),
        ]
        by = who(entry, names if wide else {})
        return ends(start, [(f"  {by} ", "dim")], width)


def _in_short(at: str) -> str:
    """A time as ``when`` says it, in six cells: of other days than today the day, without the time."""
    return " ".join(at.split(" ")[1:3]) or at


def _about(stream: str) -> str:
    """What a stream is about: an incident's and a run's by its name alone."""
    return stream.removeprefix("run/").removeprefix("incident/")
