"""What every private screen is: three bands, its own keys and no others, and nothing left of it when it goes."""

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import ClassVar, Generic, Protocol, TypeVar

import msgspec
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.events import Key
from textual.screen import Screen

from app.terminal import WithoutColour
from app.theme import KEYROOM
from app.widgets.band import Band
from app.widgets.line import Line, Piece, ends, flow, line

Answered = TypeVar("Answered")


class Look(msgspec.Struct, frozen=True):
    """How private screens look on this terminal.

    Attributes:
        driver: what draws; None for Textual's own.
        colour: whether there are colours.
        signs: whether there is more than ASCII.
    """

    driver: type[Driver] | None = None
    colour: bool = True
    signs: bool = True


class Drawn(Protocol):
    """What the bands show, and what hears the keys."""

    def first_lines(self, width: int) -> Sequence[Line]:
        """What this screen is, and for whom."""
        ...

    def body_lines(self, width: int) -> Sequence[Line]:
        """The middle."""
        ...

    def last_lines(self, width: int) -> Sequence[Line]:
        """The keys."""
        ...

    def press(self, key: str, character: str | None) -> None:
        """A key was pressed."""
        ...


class PrivateScreen(Screen[None], inherit_bindings=False):
    """The three bands. Text can't be marked, so it can't be copied to a clipboard either."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, owner: "Drawn") -> None:
        super().__init__()
        self._owner = owner

    def compose(self) -> ComposeResult:
        """First line, body, keys."""
        yield Band(self._owner.first_lines, id="top")
        yield Band(self._owner.body_lines, id="body")
        yield Band(self._owner.last_lines, id="keys")

    def on_key(self, event: Key) -> None:
        """Every key is the private screen's own."""
        event.stop()
        event.prevent_default()
        self._owner.press(event.key, event.character if event.is_printable else None)


class PrivateApp(App[Answered], Generic[Answered], inherit_bindings=False):
    """One private turn on the screen.

    Its ``answer`` is what the turn was for; None when the person left.
    """

    CSS_PATH: ClassVar[list[str | PurePath]] = [
        Path(__file__).parents[2] / "main.tcss",
        Path(__file__).with_name("private.tcss"),
    ]
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT: ClassVar[bool] = False
    TITLE_WORDS: ClassVar[str] = ""

    def __init__(self, look: Look, *, whose: str, rehearsal: bool) -> None:
        super().__init__(driver_class=look.driver)
        if not look.colour:
            self.no_color = True
            self._filters = [WithoutColour()]
        self.register_theme(KEYROOM)
        self.theme = KEYROOM.name
        self.signs = look.signs
        self.failed = ""
        self.tries = 0
        self._whose = whose
        self._rehearsal = rehearsal
        self._blank = False

    def get_default_screen(self) -> PrivateScreen:
        """The three bands."""
        return PrivateScreen(self)

    @property
    def left(self) -> str:
        """What to say when the person left."""
        return "The private screen was left. Nothing was done."

    # What a private screen says for itself

    def body(self, width: int) -> Sequence[Line]:
        """The lines in the middle."""
        del width
        return ()

    def keys(self) -> list[list[Piece]]:
        """The keys that do something now."""
        return []

    def press(self, key: str, character: str | None) -> None:
        """A key was pressed; ``character`` is None for those that write nothing."""

    # The bands

    def first_lines(self, width: int) -> Sequence[Line]:
        """What this screen is, and for whom."""
        if self._blank:
            return ()
        banner: Piece = (" REHEARSAL ", "banner") if self._rehearsal else (" PRODUCTION ", "banner-production")
        left: list[Piece] = [" ", ("KEYROOM", "strong"), " ", banner, "  ", (self.TITLE_WORDS, "strong")]
        return [ends(left, [("PRIVATE", "alert"), f"  {self._whose} "], width), line(("─" * width, "dim"))]

    def body_lines(self, width: int) -> Sequence[Line]:
        """The middle, or nothing."""
        return () if self._blank else self.body(width)

    def last_lines(self, width: int) -> Sequence[Line]:
        """The keys, or nothing."""
        return () if self._blank else [line(("─" * width, "dim")), *flow(self.keys(), width)]

    def draw(self) -> None:
        """Draw what stands now."""
        lines = {"top": self.first_lines, "body": self.body_lines, "keys": self.last_lines}
        for band in self.screen.query(Band):
            band.show(lines[str(band.id)])

    def leave(self, answer: Answered | None) -> None:
        """Blank the screen, and when that was painted, go."""
        self._blank = True
        self.draw()
        self.call_after_refresh(self.exit, answer)

    # When it goes wrong

    def _fatal_error(self) -> None:
        """End without a traceback: Textual's would show local variables, and words are among them."""
        self.failed = type(self._exception).__name__ if self._exception else "an unknown fault"
        self._exit_renderables = []
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """End without printing anything."""
        del renderables
        self._fatal_error()
