"""Private turns as screens: each takes the terminal, and gives it back empty."""

from typing import TypeVar

from app.strongroom.device import Device
from app.strongroom.guard import Guard
from app.strongroom.private.app import Look, PrivateApp
from app.strongroom.private.driver import driver_on
from app.strongroom.private.hand_out import HandOutApp
from app.strongroom.private.notice import NoticeApp
from app.strongroom.private.pin import PinApp
from app.strongroom.private.port import Left, PinQuestion, Seen, ShareAsked, ShareGiven, ShareShown
from app.strongroom.private.seen import SeenApp
from app.strongroom.private.share_entry import ShareEntryApp
from app.terminal import Terminal
from ceremonies.errors import Stopped
from ceremonies.secret import Secret

Answered = TypeVar("Answered")


class Screens:
    """Draws on the terminal device."""

    def __init__(self, guard: Guard, terminal: Terminal, *, rehearsal: bool) -> None:
        self._guard = guard
        self._terminal = terminal
        self._rehearsal = rehearsal

    def ask_pin(self, question: PinQuestion) -> Secret:
        """A PIN or a passphrase."""
        with self._guard.terminal(plain=self._terminal.plain) as device:
            return _run(PinApp(self._look(device), question, rehearsal=self._rehearsal))

    def show_share(self, share: ShareShown) -> int:
        """Show a share; how often."""
        with self._guard.terminal(plain=self._terminal.plain) as device:
            return _run(HandOutApp(self._look(device), share))

    def take_share(self, asked: ShareAsked) -> ShareGiven:
        """The words that a custodian gives."""
        with self._guard.terminal(plain=self._terminal.plain) as device:
            return _run(ShareEntryApp(self._look(device), asked))

    def agree(self, seen: Seen) -> None:
        """Show what is signed."""
        with self._guard.terminal(plain=self._terminal.plain) as device:
            _run(SeenApp(self._look(device), seen))

    def tell(self, sentence: str) -> None:
        """Say one thing."""
        with self._guard.terminal(plain=self._terminal.plain) as device:
            _run(NoticeApp(self._look(device), sentence, rehearsal=self._rehearsal))

    def _look(self, device: Device) -> Look:
        terminal = self._terminal
        return Look(driver=driver_on(device), colour=terminal.colour, signs=not terminal.plain)


def _run(app: PrivateApp[Answered]) -> Answered:
    """Have it shown until it is answered.

    Raises:
        Left: the person left.
        Stopped: the screen failed.
    """
    answer = app.run(mouse=False)
    if app.failed:
        raise Stopped(f"The private screen failed ({app.failed}) and was emptied. Nothing was taken; try again.")
    if answer is None:
        raise Left(app.left, app.tries)
    return answer
