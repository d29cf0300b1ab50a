"""Private turns played from prepared lines: rehearsals only. Nothing is drawn, and no word of a share leaves.

A line for each question: a PIN's part by each person; "seen" for a share that was shown; a share's words, its numbers,
or "=" for the share as it was handed out; the count of what is signed. "quit" leaves.
"""

import os

from app.strongroom.private.port import (
    LEAVE,
    Left,
    PinQuestion,
    Seen,
    ShareAsked,
    ShareGiven,
    ShareShown,
    leaving_entry,
    leaving_hand_out,
    leaving_pin,
    leaving_seen,
)
from ceremonies.errors import Unusable
from ceremonies.secret import Secret

AS_HANDED_OUT = "="
SEEN = "seen"
LONGEST = 4096


class Answers:
    """Reads a descriptor, line by line, byte by byte: whoever shares it finds the lines that follow."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def ask_pin(self, question: PinQuestion) -> Secret:
        """A line for each person."""
        parts = [self._line() for _ in question.people]
        if LEAVE in parts:
            raise Left(leaving_pin())
        return Secret("".join(parts))

    def show_share(self, share: ShareShown) -> int:
        """The custodian has seen it, or leaves."""
        if self._line() != SEEN:
            raise Left(leaving_hand_out(share.alias, 0))
        return 1

    def take_share(self, asked: ShareAsked) -> ShareGiven:
        """The share, after as many tries as it takes."""
        tries = 0
        while True:
            line = self._line()
            if line == LEAVE:
                raise Left(leaving_entry(asked.alias, tries), tries)
            words = asked.handed if line == AS_HANDED_OUT and asked.handed is not None else Secret(line)
            if not asked.check(words):
                return ShareGiven(words, tries)
            tries += 1

    def agree(self, seen: Seen) -> None:
        """The count, or not."""
        if self._line() != str(seen.count):
            raise Left(leaving_seen())

    def tell(self, sentence: str) -> None:
        """Nobody reads it."""

    def _line(self) -> str:
        """The next line.

        Raises:
            Unusable: there is none.
        """
        line = bytearray()
        while (byte := os.read(self._descriptor, 1)) not in (b"", b"\n"):
            line += byte
            if len(line) > LONGEST:
                raise Unusable(f"A prepared answer has more than {LONGEST} bytes.")
        if not byte and not line:
            raise Unusable("The prepared answers have run out: a private question has none. Add a line for it.")
        return line.decode(errors="replace").strip()
