"""Tells the main program when a person is being asked and when they have answered.

People may take as long as they like; a token that gives no sign of life may not. Only so can the main program tell
the two apart.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.strongroom.private.port import PinQuestion, Seen, ShareAsked, ShareGiven, ShareShown, Surface
from ceremonies.secret import Secret


class Announced:
    """Another surface, each turn on it announced."""

    def __init__(self, inner: Surface, waiting: Callable[[bool], None]) -> None:
        self._inner = inner
        self._waiting = waiting

    def ask_pin(self, question: PinQuestion) -> Secret:
        """A PIN or a passphrase."""
        with self._announced():
            return self._inner.ask_pin(question)

    def show_share(self, share: ShareShown) -> int:
        """Show a share; how often."""
        with self._announced():
            return self._inner.show_share(share)

    def take_share(self, asked: ShareAsked) -> ShareGiven:
        """The words that a custodian gives."""
        with self._announced():
            return self._inner.take_share(asked)

    def agree(self, seen: Seen) -> None:
        """Show what is signed."""
        with self._announced():
            self._inner.agree(seen)

    def tell(self, sentence: str) -> None:
        """Say one thing."""
        with self._announced():
            self._inner.tell(sentence)

    @contextmanager
    def _announced(self) -> Iterator[None]:
        self._waiting(True)  # noqa: FBT003 - the one thing that is said
        try:
            yield
        finally:
            self._waiting(False)  # noqa: FBT003 - as above
