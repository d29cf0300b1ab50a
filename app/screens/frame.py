"""What every screen has: the first line, a sheet, the record's last entry, the keys; and how keys become messages."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from app.acts.act import Scope
from app.screens.moves import acts_on, due_here, moves_on, shown_key
from app.screens.place import Name, Place, Standing
from app.widgets.band import Band
from app.widgets.line import Line, Piece, ends, flow, line, paragraph
from app.widgets.sheet import Sheet
from ceremonies.times import london_date, zone

if TYPE_CHECKING:
    from ceremonies.ledger.entry import Entry

WIDE = 110
"""Cells from which there is a side column."""
_SIDE = 40
_DATE_FITS = 100
_MOST_KEY_LINES = 3


ReadEntries = Callable[[int, int], "Sequence[Entry]"]
"""Gives the entries of the record from a number to before another."""


def nothing_recorded(_start: int, _stop: int) -> "Sequence[Entry]":
    """An empty record."""
    return ()


class KeyroomScreen(Screen[None]):
    """A screen on one place.

    Attributes:
        place: what it is about.
        standing: what it draws; None until the App has handed it down.
        read: the record, for the screens that show it.
    """

    NAME: ClassVar[Name]
    SCOPE: ClassVar[Scope | None] = None
    standing: reactive[Standing | None] = reactive(None, init=False)

    class ActPressed(Message):
        """The key of an act was pressed.

        Attributes:
            act: its name.
            chosen: the answers that follow from where the cursor stands, by field.
            at_once: nothing more need be asked.
        """

        def __init__(self, act: str, chosen: dict[str, str], *, at_once: bool = False) -> None:
            super().__init__()
            self.act = act
            self.chosen = chosen
            self.at_once = at_once

    class MovePressed(Message):
        """The key of a move was pressed, with the cursor on ``row``."""

        def __init__(self, move: str, row: str = "") -> None:
            super().__init__()
            self.move = move
            self.row = row

    class PlaceChosen(Message):
        """Something was opened."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self._has_bands = False
        self.read: ReadEntries = nothing_recorded

    def compose(self) -> ComposeResult:
        """The bands around the body."""
        yield Band(id="top")
        with Horizontal(id="middle"):
            yield self.make_body()
            yield Band(id="side")
        yield Band(id="record")
        yield Band(id="keys")

    def make_body(self) -> Widget:
        """The widget in the middle."""
        return Sheet(id="sheet")

    @property
    def sheet(self) -> Sheet:
        """The sheet in the middle."""
        return self.query_one("#sheet", Sheet)

    def watch_standing(self) -> None:
        """Draw what was handed down."""
        if self.standing is None or not self._has_bands:
            return
        standing = self.standing
        with self.app.batch_update():  # one paint, not one a band
            self.query_one("#top", Band).show(lambda width: [*self._first_lines(standing, width), *self.under(width)])
            self.query_one("#side", Band).show(self.side)
            self.query_one("#record", Band).show(lambda width: _record_lines(standing, width))
            self.query_one("#keys", Band).show(self._key_lines)
            self.draw()

    def on_mount(self) -> None:
        """Draw what came before the widgets were there."""
        self._has_bands = True
        self._place_side()
        self.watch_standing()

    def on_resize(self) -> None:
        """A wide terminal has a side column."""
        self._place_side()

    def _place_side(self) -> None:
        self.query_one("#side", Band).display = self.app.size.width >= WIDE and self.HAS_SIDE

    HAS_SIDE: ClassVar[bool] = False

    @property
    def is_wide(self) -> bool:
        """Whether the side column is shown."""
        return self.app.size.width >= WIDE

    # What a screen says for itself

    def draw(self) -> None:
        """Draw the body."""
        self.sheet.show(self.body)

    def body(self, width: int) -> Sequence[Line]:
        """The lines in the middle."""
        del width
        return ()

    def side(self, width: int) -> Sequence[Line]:
        """The lines of the side column."""
        del width
        return ()

    def under(self, width: int) -> Sequence[Line]:
        """What stands under the first line."""
        return [line(("─" * width, "dim"))]

    def subject(self) -> str:
        """What the screen is about, for the first line."""
        return ""

    def chosen(self, act: str) -> dict[str, str]:
        """The answers that follow from where the cursor stands."""
        del act
        return {}

    def in_body(self, act: str) -> bool:
        """Whether the body shows the act's key already, where there is too little room to show it twice."""
        del act
        return False

    # Keys

    def on_key(self, event: Key) -> None:
        """Turn a key into the message of its act or move."""
        if self.standing is None or not self.standing.ready:
            return
        key = event.character if event.is_printable and event.character != " " else event.key
        where = self.standing.where
        act = next((one for one in acts_on(where, self.NAME, self.SCOPE) if one.key == key), None)
        move = next((one for one in moves_on(where, self.NAME) if one.key == key), None)
        if act is None and move is None:
            return
        event.stop()
        event.prevent_default()
        if act is not None:
            self.press(act.name)
        elif move is not None:
            self.go(move.name)

    def press(self, act: str) -> None:
        """Post that an act's key was pressed."""
        self.post_message(self.ActPressed(act, self.chosen(act)))

    def go(self, move: str) -> None:
        """Post that a move's key was pressed."""
        self.post_message(self.MovePressed(move))

    # The bands

    def _first_lines(self, standing: Standing, width: int) -> list[Line]:
        home, by = standing.where.home, standing.where.by
        name = home.names.get(by, by)
        others = len(home.present) - 1
        person: Piece = (
            (f"{name}{f' +{others}' if others > 0 else ''} ", "strong") if by else ("nobody signed in ", "warn")
        )
        banner: Piece = (" REHEARSAL ", "banner") if home.kind == "rehearsal" else (" PRODUCTION ", "banner-production")
        local = standing.now.astimezone(zone())
        clock = f"{local:%H:%M} {local.tzname()}"
        date = f"{london_date(standing.now)}  " if width >= _DATE_FITS or not self.subject() else ""
        left: list[Piece] = [" ", ("KEYROOM", "strong"), " ", banner, "  ", (self.subject(), "strong")]
        lines = [ends(left, [f"  {date}{clock}   ", person], width)]
        if home.readonly:
            lines += paragraph(home.readonly, width, first=(" ", ("READ ONLY", "alert"), "  "))
        return lines

    def _key_lines(self, width: int) -> list[Line]:
        if self.standing is None or not self.standing.ready:
            return [line(" Opening ..."), line()]
        where = self.standing.where
        here = acts_on(where, self.NAME, self.SCOPE)
        offered = [one for one in here if not one.aside and not self.in_body(one.name)]
        acts = [(one.key, one.name) for one in offered if one.scope != "ceremony" or due_here(one, where)]
        moves = [(one.key, one.label) for one in moves_on(where, self.NAME)]
        parts: list[list[Piece]] = [[(shown_key(key), "key"), f" {label}"] for key, label in [*acts, *moves]]
        lines = flow(parts, width)
        return lines if len(lines) <= _MOST_KEY_LINES else flow(parts, width, gap=1)


def _record_lines(standing: Standing, width: int) -> list[Line]:
    """What was refused, if anything was, and what was written down last."""
    lines = [line(("─" * width, "dim"))]
    if standing.notice:
        lines += paragraph(standing.notice, width, first=(" ", ("REFUSED", "alert"), "  "))
    if standing.said:
        lines += paragraph(standing.said, width, first=(" ", ("NOTE", "good"), "  "))
    return [*lines, line(f" {standing.last}" if standing.last else " The record is empty.")]
