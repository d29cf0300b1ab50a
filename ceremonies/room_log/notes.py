"""What can be noted of the room, and what each note asks for: one table, ``notes.toml`` beside this module."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

import msgspec


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a note asks for.

    Attributes:
        choices: the answers there are; empty where it is words.
        person: it names somebody who is signed in.
    """

    id: str
    label: str
    optional: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    person: bool = False


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of note; ``notes.toml`` says what each attribute means."""

    id: str
    title: str
    says: str
    asks: tuple[Asked, ...]
    two: bool = False
    signs: str = ""
    opens: str = ""
    closes: str = ""
    at_end: str = ""
    away: bool = False
    alias: tuple[str, ...] = ()


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: tuple[Note, ...]


@functools.cache
def load_notes() -> Mapping[str, Note]:
    """The table as it is shipped, by the note's id."""
    data = files("ceremonies.room_log").joinpath("notes.toml").read_bytes()
    return MappingProxyType({one.id: one for one in msgspec.toml.decode(data, type=_Table).note})
