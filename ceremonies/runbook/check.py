"""Finds the slips of the text that a machine can find, and says of each whether a recorded correction covers it.

Only what the text itself says is looked at: its column of next steps (``source_next``) and the words that corrections
quote from it. What is carried out instead is judged when the data is loaded (``problems.py``).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from ceremonies.runbook.book import END, Book, in_order
from ceremonies.runbook.graph import followers, reached, said_followers
from ceremonies.runbook.problems import EXPLAINS_NEXT
from ceremonies.runbook.schema import Correction, Section, Step

Sort = Literal[
    "next step does not exist",
    "no path reaches the step",
    "step names itself",
    "next leaves the method",
    "reference into another section",
]

STEP_NUMBER = re.compile(r"\b\d(?:\.\d+A?)+\b(?! of the (?:TADP|Threshold Anomaly))")
"""A number of a section or step, for example 4.1A.2.3; not of a section of the other document that is often named."""


class Slip(msgspec.Struct, frozen=True):
    """A slip that was found, where, and the corrections that cover it."""

    sort: Sort
    at: str
    """The id of the step, or of the section for what stands outside its table."""
    names: str
    """The id that is at fault."""
    covered_by: tuple[Correction, ...]

    @property
    def sentence(self) -> str:
        """What is wrong, for a person."""
        return {
            "next step does not exist": f"{self.at} goes on to {self.names}, which the text doesn't have.",
            "no path reaches the step": f"{self.at} is reached by no path that the text gives.",
            "step names itself": f"{self.at} names itself.",
            "next leaves the method": f"{self.at} goes on to {self.names}, a step inside another procedure.",
            "reference into another section": f"{self.at} refers to {self.names}, which is another section's.",
        }[self.sort]


class Recorded(msgspec.Struct, frozen=True):
    """A correction and the step or section it stands on."""

    at: str
    correction: Correction


def corrections(book: Book) -> list[Recorded]:
    """Every recorded correction, in the text's order: a section's own before those of its steps."""
    return [Recorded(at, each) for section in book.sections for at, owner in _owners(section) for each in owner]


def slips(book: Book) -> list[Slip]:
    """Every slip that can be found by machine, in the text's order."""
    order = {id_: place for place, id_ in enumerate(id_ for section in book.sections for id_, _ in _owners(section))}
    found = [*_wrong_next(book), *_unreached(book), *_self_named(book), *_wrong_reference(book)]
    return sorted(found, key=lambda slip: order[slip.at])


def uncovered(found: Sequence[Slip]) -> list[Slip]:
    """The slips that no correction covers."""
    return [slip for slip in found if not slip.covered_by]


def _owners(section: Section) -> Iterator[tuple[str, tuple[Correction, ...]]]:
    yield section.id, section.corrections
    for step in section.steps:
        yield step.id, step.corrections


def _numbered(book: Book) -> list[Step]:
    return [step for step in book.steps.values() if step.numbered_by == "source"]


def _wrong_next(book: Book) -> Iterator[Slip]:
    """Steps that the text sends to where nothing is, or into the middle of another procedure."""
    known = {step.id for step in _numbered(book)} | book.section_ids | book.part_ids | {END}
    for step in _numbered(book):
        for target in step.source_next:
            if target == step.id:
                yield Slip("step names itself", step.id, target, _about_next(step))
            elif target not in known:
                yield Slip("next step does not exist", step.id, target, _about_next(step))
            elif book.has_step(target) and book.part_of_step(target) != book.part_of_step(step.id):
                yield Slip("next leaves the method", step.id, target, _about_next(step))


def _unreached(book: Book) -> Iterator[Slip]:
    """Steps that can't be reached from their procedure's start by the text's column alone.

    Of a chain that hangs on one such step only the first is named. Into another procedure only its start leads, so a
    wrong leap there doesn't hide a step.
    """
    for part in sorted(book.part_ids, key=in_order):
        steps = (step for section in book.part(part) for step in section.steps)
        own = {step.id: step for step in steps if step.numbered_by == "source"}
        edges = {id_: [each for each in said_followers(book, step) if each in own] for id_, step in own.items()}
        live = reached([*own][:1], edges)
        for id_, step in own.items():
            if id_ not in live:
                yield Slip("no path reaches the step", id_, id_, _about_reach(book, step))
                live |= reached([id_], edges)


def _self_named(book: Book) -> Iterator[Slip]:
    """Steps whose own time condition or words, as quoted from the text, wait for themselves."""
    for step in _numbered(book):
        quoting = tuple(
            each for each in step.corrections if each.kind == "when" and step.id in _numbers(each.source_says)
        )
        if quoting:
            yield Slip("step names itself", step.id, step.id, quoting)


def _wrong_reference(book: Book) -> Iterator[Slip]:
    """References, quoted by corrections, to a step or section of another procedure."""
    for section in book.sections:
        for at, owner in _owners(section):
            for each in owner:
                wrong = [id_ for id_ in _numbers(each.source_says) if _is_elsewhere(book, section, id_)]
                if each.kind == "reference" and wrong:
                    yield Slip("reference into another section", at, ", ".join(wrong), (each,))


def _is_elsewhere(book: Book, section: Section, id_: str) -> bool:
    if book.has_step(id_):
        return book.section_of(id_).id != section.id
    return (id_ in book.section_ids or id_ in book.part_ids) and id_ not in {section.id, section.part_of}


def _numbers(words: str) -> list[str]:
    return STEP_NUMBER.findall(words)


def _about_next(step: Step) -> tuple[Correction, ...]:
    return tuple(each for each in step.corrections if each.kind in EXPLAINS_NEXT)


def _about_reach(book: Book, step: Step) -> tuple[Correction, ...]:
    """Corrections on the step, or on those that lead to it in what is carried out though not in the text."""
    leading = [each for each in book.steps.values() if step.id in followers(book, each)]
    added = [each for each in leading if step.id not in said_followers(book, each)]
    return tuple(each for owner in (step, *added) for each in _about_next(owner))
