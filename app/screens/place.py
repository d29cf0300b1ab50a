"""Where a screen stands: which screen, and what it shows."""

from datetime import datetime
from typing import Literal

import msgspec

from app.acts.act import Where
from app.machine import Machine

Name = Literal[
    "home",
    "incident",
    "run",
    "track",
    "decisions",
    "kept",
    "handover",
    "ledger",
    "people",
    "help",
    "corrections",
    "keys",
    "key",
    "tokens",
]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One screen on one subject; empty strings are what it isn't about."""

    name: Name
    incident: str = ""
    run: str = ""
    step: str = ""
    key: str = ""
    about: str = ""
    """Help: the screen it explains."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a screen draws, at one moment. The App hands it down; a screen computes nothing else.

    Attributes:
        where: what is shown, and who is at the keyboard.
        now: the moment, UTC.
        machine: the workstation.
        last: the record's last entry in words.
        notice: what was refused last, until the next key; "" when nothing was.
        said: what the last act says beside the record, for example where a file lies.
        ready: whether anything can be done yet.
    """

    where: Where
    now: datetime
    machine: Machine
    last: str = ""
    notice: str = ""
    said: str = ""
    ready: bool = True
