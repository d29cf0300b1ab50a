"""What a private turn asks and shows, whoever draws it: screens, lines, or a rehearsal's prepared answers."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from app.strongroom.protocol import Sight
from ceremonies.errors import Stopped
from ceremonies.secret import Secret

LEAVE = "quit"
"""Typed instead of an answer, it leaves the private screen. It is no word of the SLIP-39 list."""


class Left(Stopped):
    """The person at the private screen left it without doing what it was for.

    Attributes:
        tries: how many answers before that did not fit.
    """

    def __init__(self, sentence: str, tries: int = 0) -> None:
        super().__init__(sentence)
        self.tries = tries


class PinQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for a PIN or a passphrase.

    Attributes:
        title: what it opens, "PIN of CA-1 (serial 77)".
        people: who types: one person, or two people a half each.
        new: a new one, typed twice.
        wrong: what was wrong with the one before.
    """

    title: str
    people: tuple[str, ...]
    new: bool = False
    wrong: str = ""


class ShareShown(msgspec.Struct, frozen=True, kw_only=True):
    """A share to hand out by its words.

    Attributes:
        share: its number, from 1.
        of: how many there are.
        needed: how many open the key.
        words: the words, in order.
        numbers: their four-digit numbers, in order.
        seconds: how long they stay.
    """

    key: str
    identifier: int
    share: int
    of: int
    needed: int
    alias: str
    rehearsal: bool
    words: Secret
    numbers: Secret
    seconds: int


class ShareAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for a share's words.

    Attributes:
        purpose: why, "to activate REC-0001".
        lengths: how many words a share may have.
        vocabulary: every word of the list.
        check: what is wrong with a complete share; "" for nothing. A share that fails it is asked for again.
        handed: the share as this process handed it out, in a rehearsal only.
    """

    key: str
    alias: str
    purpose: str
    rehearsal: bool
    lengths: tuple[int, ...]
    vocabulary: Sequence[str]
    check: Callable[[Secret], str]
    handed: Secret | None = None


class ShareGiven(msgspec.Struct, frozen=True):
    """What came: the words, and how many tries before them failed."""

    words: Secret
    tries: int


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What is about to be signed.

    Attributes:
        about: the key, as people know it.
        kind: in words, "3 certificates".
        digest: the manifest's SHA-256.
        sights: what was read from each thing that is signed, where it can be shown.
    """

    about: str
    kind: str
    count: int
    limit: int
    digest: bytes
    rehearsal: bool
    sights: tuple[tuple[Sight, ...], ...] = ()


def leaving_hand_out(alias: str, shown: int) -> str:
    """What to say when a hand-out was left."""
    seen = "its words were never shown" if not shown else f"its words were shown {shown} times, so they are not secret"
    return f"{alias} left before the share was handed out; {seen}. Hand it out again, or abandon the key."


def leaving_entry(alias: str, tries: int) -> str:
    """What to say when a share's entry was left."""
    tried = f" after {tries} that did not fit" if tries else ""
    return f"{alias} left without giving a share{tried}. Those that were taken before are kept."


def leaving_pin() -> str:
    """What to say when a PIN was not given."""
    return "The PIN was not given, so nothing was opened."


def leaving_seen() -> str:
    """What to say when what would be signed was not agreed to."""
    return "What would be signed was seen and not agreed to. Nothing was signed."


class Surface(Protocol):
    """Where private turns take place.

    Every method raises ``Left`` when the person leaves instead.
    """

    def ask_pin(self, question: PinQuestion) -> Secret:
        """A PIN or a passphrase."""
        ...

    def show_share(self, share: ShareShown) -> int:
        """Show a share until its custodian has it; how often its words were on the screen."""
        ...

    def take_share(self, asked: ShareAsked) -> ShareGiven:
        """The words that a custodian types or scans."""
        ...

    def agree(self, seen: Seen) -> None:
        """Show what is signed; returns when it was agreed by typing the count."""
        ...

    def tell(self, sentence: str) -> None:
        """Say one thing, and go on when it was read."""
        ...
