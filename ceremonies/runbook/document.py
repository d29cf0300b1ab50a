"""The procedures as one plain document, for other programs: the facts of the text beside what is carried out."""

from typing import Any

from ceremonies.runbook.book import Book
from ceremonies.runbook.schema import Correction, Deadline, Item, Next, Section, Step, Tell

Document = dict[str, Any]
"""A JSON object."""


def document(book: Book) -> Document:
    """All sections in the text's order, and beside them the ceremony scripts."""
    return {
        "sections": [_section(section) for section in book.text],
        "ceremonies": [_script(book, script) for script in book.scripts],
    }


def _section(section: Section) -> Document:
    return {
        "id": section.id,
        "part_of": section.part_of,
        "table": section.table,
        "title": section.title,
        "corrections": [_correction(each) for each in section.corrections],
        "steps": [_step(step) for step in section.steps],
    }


def _script(book: Book, script: Section) -> Document:
    """A ceremony script: a section whose steps name their act and who must be there, and the steps that call for it."""
    asked = [{"act": step.act, "quorum": step.quorum, "roles": list(step.roles)} for step in script.steps]
    called = [
        {"step": step.id, "key": each.key, "which": each.which, "says": each.says, "where": each.where}
        for step in book.steps.values()
        for each in step.ceremonies
        if each.script == script.id
    ]
    steps = [_step(step) | more for step, more in zip(script.steps, asked, strict=True)]
    return _section(script) | {"does": script.does, "steps": steps, "called_by": called}


def _step(step: Step) -> Document:
    return {
        "id": step.id,
        "numbered_by": step.numbered_by,
        "actors": list(step.actors),
        "source_actors": list(source_actors(step)),
        "when": step.when,
        "does": step.does,
        "items": [_item(item) for item in step.items],
        "tells": [_tell(tell) for tell in step.tells],
        "next": [_next(each) for each in step.next],
        "source_next": list(step.source_next),
        "corrections": [_correction(each) for each in step.corrections],
        "gate": step.gate is not None,
        "deadline": _deadline(step.deadline),
    }


def source_actors(step: Step) -> tuple[str, ...]:
    """Who acts by the text's column; nobody for a step of ours, which the text doesn't have."""
    if step.numbered_by == "keyroom":
        return ()
    return step.actors if step.source_actors is None else step.source_actors


def _item(item: Item) -> Document:
    actors = None if item.actors is None else list(item.actors)
    return {"id": item.id, "letter": item.letter, "actors": actors, "does": item.does}


def _tell(tell: Tell) -> Document:
    return {"who": tell.who, "what": tell.what, "form": tell.form, "by": tell.by}


def _next(each: Next) -> Document:
    return {"to": each.to, "if": each.if_}


def _correction(each: Correction) -> Document:
    return {"kind": each.kind, "source_says": each.source_says, "carried_out": each.carried_out, "why": each.why}


def _deadline(limit: Deadline | None) -> Document | None:
    if limit is None:
        return None
    lengths = {
        "hours": limit.hours,
        "working_days": limit.working_days,
        "months": limit.months,
        "years": limit.years,
    }
    given = {unit: length for unit, length in lengths.items() if length is not None}
    return {"name": limit.name, "from": limit.from_, **given, "not_before": limit.not_before}
