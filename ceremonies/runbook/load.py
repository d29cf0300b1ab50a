"""Procedure data from TOML: read strictly, judged whole, and refused with every problem named at once."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

from ceremonies.errors import BadProcedure
from ceremonies.runbook.book import END, Book, in_order
from ceremonies.runbook.problems import problems_in
from ceremonies.runbook.schema import Around, File, Section, Step, Strict

T = TypeVar("T", bound=Strict)

WORDS: Mapping[str, str] = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}
"""What a person calls the kinds of value."""

AROUND = "C0.toml"
"""The file with what stands around the steps of every ceremony script."""

OWN = "own"
"""In that file: the script's own first step."""

UNREAD = object()
"""Stands for a value that couldn't be read and has been named."""


def load_book() -> Book:
    """The book of the procedures that ship with the program.

    Raises:
        BadProcedure: the data has problems; all of them are listed.
    """
    return load_texts(shipped_texts())


def shipped_texts() -> dict[str, bytes]:
    """The TOML files that ship with the program, by name."""
    folder = resources.files("ceremonies").joinpath("procedures")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")}


def load_texts(texts: Mapping[str, bytes]) -> Book:
    """The book of these TOML files, given by name.

    Raises:
        BadProcedure: the data has problems. All of one stage are listed: the shape of all files first, then, once
            every part can be read, what the parts say about one another.
    """
    reader = Reader()
    around = reader.read(AROUND, texts[AROUND], Around) if AROUND in texts else None
    files = {name: reader.read(name, texts[name], File) for name in sorted(texts.keys() - {AROUND}, key=_file_order)}
    placed = [(name, section) for name, file in files.items() if file is not None for section in file.section]
    placed.sort(key=lambda each: (each[1].script, in_order(each[1].id)))
    if around is not None:
        placed = [(name, surrounded(section, around) if section.script else section) for name, section in placed]
    problems = reader.problems + ([] if reader.lost else problems_in(placed))
    if problems:
        raise BadProcedure(problems)
    return Book(sections=tuple(section for _, section in placed))


def surrounded(script: Section, around: Around) -> Section:
    """A ceremony script with what every ceremony opens and closes with around its own steps."""
    own = script.steps[0].id if script.steps else f"{script.id}.{around.closing[0].id}"

    def named(id_: str) -> str:
        return own if id_ == OWN else id_ if id_ == END else f"{script.id}.{id_}"

    def of_script(step: Step) -> Step:
        ways = tuple(msgspec.structs.replace(way, to=named(way.to)) for way in step.next)
        return msgspec.structs.replace(step, id=named(step.id), next=ways)

    opening, closing = (tuple(of_script(step) for step in steps) for steps in (around.opening, around.closing))
    return msgspec.structs.replace(script, steps=(*opening, *script.steps, *closing))


class Place(msgspec.Struct, frozen=True):
    """Where in the data something stands. ``key`` is a path within the step or section."""

    file: str
    section: str = ""
    step: str = ""
    key: str = ""

    def at(self, key: str) -> "Place":
        """The place of ``key``, which is relative to this place."""
        return msgspec.structs.replace(self, key=".".join(each for each in (self.key, key) if each))

    def element(self, key: str, index: int, raw: Mapping[str, object]) -> "Place":
        """The place of element ``index`` of the list ``key``: a section and a step by id, all else by position."""
        name = raw.get("id")
        named = name if isinstance(name, str) and name else f"number {index + 1}"
        if key == "section":
            return Place(self.file, section=named)
        if key in {"steps", "opening", "closing"}:
            return Place(self.file, section=self.section, step=named)
        return self.at(f"{key}[{index}]")

    def says(self, words: str) -> str:
        """A sentence about this place."""
        where = f"step {self.step}" if self.step else f"section {self.section}" if self.section else ""
        key = f"key {self.key}" if self.key else ""
        return ", ".join(each for each in (f"file {self.file}", where, key) if each) + f": {words}"


class Reader:
    """Turns parsed TOML into structs and gathers what is wrong with it.

    Attributes:
        problems: a sentence each.
        lost: whether some part couldn't be read, so that references to it can't be judged.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.lost = False

    def read(self, name: str, text: bytes, kind: type[T]) -> T | None:
        """The file called ``name``, as far as it can be read."""
        place = Place(name)
        try:
            raw = tomllib.loads(text.decode())
        except UnicodeDecodeError as error:
            self._lose(place, f"byte {error.start} is not UTF-8. Save the file as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            self._lose(place, f"this is not TOML: {error}.")
        else:
            return self._struct(raw, kind, place)
        return None

    def _struct(self, raw: Mapping[str, Any], kind: type[T], place: Place) -> T | None:
        """One struct, read key by key so that one bad key hides no other."""
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        for key in sorted(raw.keys() - fields.keys()):
            self.problems.append(place.at(key).says("there is no such key. Correct its name or take it out."))
        values = {field.name: self._value(raw[key], field, place) for key, field in fields.items() if key in raw}
        missing = [key for key, field in fields.items() if field.required and key not in raw]
        for key in missing:
            self._lose(place.at(key), "it is missing.")
        return None if missing or any(value is UNREAD for value in values.values()) else kind(**values)

    def _value(self, raw: object, field: FieldInfo, place: Place) -> object:
        key, child = field.encode_name, _struct_in(field.type)
        if child and isinstance(raw, dict) and get_origin(field.type) is not tuple:
            return self._struct(raw, child, place.at(key)) or UNREAD
        if child and isinstance(raw, list) and all(isinstance(each, dict) for each in raw):
            read = [self._struct(each, child, place.element(key, index, each)) for index, each in enumerate(raw)]
            return UNREAD if None in read else tuple(read)
        try:
            return msgspec.convert(raw, field.type)
        except msgspec.ValidationError as error:
            words, _, path = str(error).partition(" - at `$")
            self._lose(place.at(key + path.removesuffix("`")), _in_plain_words(words, field))
            return UNREAD

    def _lose(self, place: Place, words: str) -> None:
        self.problems.append(place.says(words))
        self.lost = True


def _in_plain_words(words: str, field: FieldInfo) -> str:
    """What is wrong with a value, from msgspec's words for it."""
    if chosen := re.fullmatch(r"Invalid enum value (.*)", words, re.DOTALL):
        allowed = ", ".join(each for each in _leaves(field.type) if isinstance(each, str))
        return f"{chosen[1]} can't stand here. It may be one of: {allowed}."
    plain = re.sub(r"`([^`]*)`", lambda found: _kinds(found[1]), words)
    return f"{plain[0].lower()}{plain[1:]}.".replace(" or nothing", "")


def _kinds(names: str) -> str:
    return " or ".join(WORDS.get(name, name) for name in names.split(" | "))


def _struct_in(hint: object) -> type[Strict] | None:
    """The struct that a field holds, alone or in a list."""
    leaves = _leaves(hint)
    return next((each for each in leaves if isinstance(each, type) and issubclass(each, Strict)), None)


def _leaves(hint: object) -> Iterable[object]:
    inner = get_args(hint)
    return [leaf for each in inner for leaf in _leaves(each)] if inner else [hint]


def _file_order(name: str) -> tuple[object, ...]:
    return in_order(name.removesuffix(".toml"))
