"""The strong rooms of this program: one for each key that is being made or awake, from its first act to its last."""

from collections.abc import Callable

from app.strongroom.client import StrongRoom
from app.strongroom.protocol import Begin
from ceremonies.errors import Refused

Start = Callable[[Begin], StrongRoom]
"""Starts a strong room; from the main thread only."""


def strong_rooms(kind: str, *, lines: bool = False, answers: int | None = None) -> "StrongRooms":
    """The strong rooms of a program on a workspace of that kind.

    Args:
        kind: "rehearsal" or "production".
        lines: whether private turns are lines, not screens.
        answers: a descriptor with prepared answers to private questions.

    Raises:
        Refused: ROOM-PRIVATE: prepared answers in production.
    """
    if answers is not None and kind != "rehearsal":
        raise Refused(
            "ROOM-PRIVATE", "In production private questions are answered at the terminal. Leave --answers-fd out."
        )
    setting = Begin(kind="production" if kind == "production" else "rehearsal", lines=lines)
    return StrongRooms(setting, answers)


class StrongRooms:
    """Keeps those that are there, by the stream that each works for: a key's, or that of the tokens."""

    def __init__(self, setting: Begin, answers: int | None = None, start: Start | None = None) -> None:
        """Start strong rooms with ``setting``, when they are needed.

        Args:
            setting: how they work.
            answers: a descriptor with prepared answers to private questions; rehearsals only.
            start: what starts one, where it isn't the usual.
        """
        self._setting = setting
        self._start = start or (lambda begin: StrongRoom.start(begin, answers=answers))
        self._there: dict[str, StrongRoom] = {}
        self._holding: set[str] = set()

    def answers(self, stream: str) -> bool:
        """Whether one is there for ``stream``, and answers."""
        return stream in self._there and not self._there[stream].over

    def holds(self, stream: str) -> bool:
        """Whether one is there that holds the key of ``stream``."""
        return stream in self._holding and self.answers(stream)

    @property
    def held(self) -> tuple[str, ...]:
        """The streams of all keys that are held."""
        return tuple(sorted(one for one in self._holding if self.answers(one)))

    def keep(self, stream: str) -> None:
        """From now on it holds a key, and is kept for the acts that follow."""
        self._holding.add(stream)

    def ready(self, stream: str) -> StrongRoom:
        """The one that is there, or a new one. From the main thread only.

        Raises:
            Stopped: it doesn't start.
        """
        if not self.answers(stream):
            self.dismiss(stream)
            self._there[stream] = self._start(self._setting)
        return self._there[stream]

    def dismiss(self, stream: str) -> None:
        """End the one for ``stream``, if it is there. What it held in memory is gone."""
        self._holding.discard(stream)
        there = self._there.pop(stream, None)
        if there is not None:
            there.close()

    def dismiss_all(self) -> None:
        """End them all."""
        for stream in tuple(self._there):
            self.dismiss(stream)
