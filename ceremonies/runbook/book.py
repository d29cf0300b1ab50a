"""A book of procedures: every section in the text's order, found by the ids the text and the data use."""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec

from ceremonies.errors import Unusable
from ceremonies.runbook.schema import Section, Step

END = "end"
"""Where a run ends: the one ``next.to`` that is no id."""


class Book(msgspec.Struct, frozen=True, dict=True):
    """All sections, in the text's order. A run keeps its own copy as ``to_json`` and is named by its ``digest``."""

    sections: tuple[Section, ...]

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Every step by its id, in the text's order."""
        return {step.id: step for section in self.sections for step in section.steps}

    @cached_property
    def section_ids(self) -> frozenset[str]:
        """The ids of all sections."""
        return frozenset(self._sections)

    @cached_property
    def text(self) -> tuple[Section, ...]:
        """The sections of the text, with our steps in them: all but the ceremony scripts."""
        return tuple(section for section in self.sections if not section.script)

    @cached_property
    def scripts(self) -> tuple[Section, ...]:
        """The ceremony scripts."""
        return tuple(section for section in self.sections if section.script)

    @cached_property
    def part_ids(self) -> frozenset[str]:
        """The ids of all parts, for example "4.2"."""
        return frozenset(section.part_of for section in self.sections)

    def has_step(self, id_: str) -> bool:
        """Whether there is a step with this id."""
        return id_ in self.steps

    def step(self, id_: str) -> Step:
        """The step with this id.

        Raises:
            Unusable: there is none.
        """
        try:
            return self.steps[id_]
        except KeyError:
            raise Unusable(
                f"There is no step {id_} in the procedures. `keyroom procedures` lists the sections."
            ) from None

    def section(self, id_: str) -> Section:
        """The section with this id.

        Raises:
            Unusable: there is none.
        """
        try:
            return self._sections[id_]
        except KeyError:
            raise Unusable(f"There is no section {id_} in the procedures. `keyroom procedures` lists them.") from None

    def section_of(self, step_id: str) -> Section:
        """The section that a step stands in.

        Raises:
            Unusable: there is no such step.
        """
        return self._section_by_step[self.step(step_id).id]

    def part(self, id_: str) -> tuple[Section, ...]:
        """All sections of a part, in order: "4.2" gives 4.2.1, 4.2.2 and 4.2.3.

        Raises:
            Unusable: there is no such part.
        """
        sections = tuple(section for section in self.sections if section.part_of == id_)
        if not sections:
            raise Unusable(f"There is no procedure {id_}. `keyroom procedures` lists them.")
        return sections

    def under(self, id_: str) -> tuple[Section, ...]:
        """The section with this id, or all sections of the part with this id.

        Raises:
            Unusable: there is neither.
        """
        if id_ in self.section_ids:
            return (self.section(id_),)
        return self.part(id_)

    def part_of_step(self, step_id: str) -> tuple[Section, ...]:
        """All sections of the part that a step belongs to, in order.

        Raises:
            Unusable: there is no such step.
        """
        return self.part(self.section_of(step_id).part_of)

    def entry_step(self, id_: str) -> str:
        """The id of the step at which a step, a section or a part is entered: "4.2" is entered at 4.2.1.1.

        Raises:
            Unusable: there is no such id, or nothing in it to carry out.
        """
        if id_ in self.steps:
            return id_
        for section in self.under(id_):
            if section.steps:
                return section.steps[0].id
        raise Unusable(f"Section {id_} has no steps, so it can't be carried out.")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of ``to_json``, in hexadecimal."""
        return hashlib.sha256(self.to_json()).hexdigest()

    def to_json(self) -> bytes:
        """The book as canonical JSON in UTF-8: sorted keys, no spaces, nothing that is at its default.

        Leaving defaults out keeps an old copy's digest the same under a schema that has gained a key.
        """
        plain = {"sections": [without_defaults(section) for section in self.sections]}
        return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Book":
        """A book from its own copy. Only the shape is checked: a run goes on with the copy that it began with.

        Raises:
            Unusable: it isn't a copy that ``to_json`` wrote.
        """
        try:
            plain = msgspec.json.decode(text)
            return msgspec.convert(_of_today(plain), type=cls)
        except msgspec.MsgspecError as error:
            raise Unusable(f"The copy of the procedures can't be read: {error}.") from error

    @cached_property
    def _sections(self) -> Mapping[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def _section_by_step(self) -> Mapping[str, Section]:
        return {step.id: section for section in self.sections for step in section.steps}


def in_order(id_: str) -> tuple[tuple[bool, int, str], ...]:
    """The key that sorts ids as the text orders them: 4, 4.1.3, 4.1A.1, 4.2.1, 4.2.1.10, A."""
    return tuple(_rank(piece) for piece in id_.split("."))


def without_defaults(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    """A struct as plain mappings and lists under its keys in the data, without the keys that are at their default."""
    if isinstance(value, tuple):
        return [without_defaults(each) for each in value]
    if not isinstance(value, msgspec.Struct):
        return value
    held = ((field, getattr(value, field.name)) for field in msgspec.structs.fields(value))
    return {field.encode_name: without_defaults(each) for field, each in held if each != field.default}


def _of_today(plain: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """A copy as the schema has it today: an older one named a step's ceremony in words, as something done outside."""
    for section in _tables(plain, "sections"):
        for step in _tables(section, "steps"):
            if "ceremony" in step:
                step["outside"] = [*step.get("outside", ()), step.pop("ceremony")]
    return plain


def _tables(plain: Any, key: str) -> list[dict[str, Any]]:  # noqa: ANN401 - what JSON can hold
    listed = plain.get(key) if isinstance(plain, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _rank(piece: str) -> tuple[bool, int, str]:
    number, letters = re.fullmatch(r"(\d*)(.*)", piece, re.DOTALL).groups()  # type: ignore[union-attr]  # matches all
    return (not number, int(number or 0), letters)
