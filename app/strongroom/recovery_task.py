"""What the recovery slot's process is asked, and what it answers. Imports no library of shares."""

from typing import Literal

import msgspec


class Recovery(msgspec.Struct, frozen=True):
    """What came of it.

    Attributes:
        secret: what opens the slot, in hexadecimal; empty where nothing was made or put together.
        identifier: of the set of shares.
        rule: the refusal's rule; empty where it is none.
        sentence: why there is no secret.
    """

    secret: str = ""
    identifier: int = 0
    rule: str = ""
    sentence: str = ""


class Task(msgspec.Struct, frozen=True):
    """What is asked of the process.

    Attributes:
        people: who gets the shares, or who gives them.
        taken: the identifiers of all sets there ever were.
    """

    act: Literal["make", "take"]
    people: tuple[str, ...]
    rehearsal: bool
    taken: tuple[int, ...] = ()
