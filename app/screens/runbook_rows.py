"""The rows of a step: everything it asks for, each with the act that answers it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from app.ceremony_words import ceremony_line
from app.screens.phrases import number, when
from app.widgets.line import Line, Piece, Tone, paragraph
from ceremonies.runbook.views import CalledView, HoldView, ItemView, RecordView, StepView, TellView

Names = Mapping[str, str]
"""Name or alias by person id."""
_SIGNS: dict[str, tuple[str, Tone]] = {"": ("[ ]", ""), "done": ("[x]", "good"), "does not apply": ("[-]", "dim")}
_OF_CEREMONIES = {"ceremony", "held", "uncalled"}
_DIRECTIONS = {"set": "set", "put back": "back"}


class Row(msgspec.Struct, frozen=True):
    """One thing a step asks for.

    Attributes:
        id: what the sheet calls it.
        act: the act that answers it.
        chosen: the answers that follow from the row.
        done: whether it is answered.
    """

    id: str
    act: str
    chosen: dict[str, str]
    done: bool


def rows_of(step: StepView) -> dict[str, Row]:
    """The rows of a step by id, in the order in which they are shown."""
    found = []
    if step.gate:
        found.append(Row("weigh", "weigh", {}, bool(step.weighed)))
    found += [Row(f"item:{one.id}", "tick", {"item": one.id}, bool(one.answer)) for one in step.items]
    found += [Row(f"fact:{one.id}", "record", {"field": one.id}, bool(one.value)) for one in step.records]
    found += [Row(f"tell:{one.number}", "tell", {"tell": str(one.number)}, one.done) for one in step.tells]
    found += [
        Row(f"{_DIRECTIONS[one.direction]}:{one.what}", _DIRECTIONS[one.direction], {"what": one.what}, one.answered)
        for one in step.holds
        if one.direction == "set" or one.standing or one.answered
    ]
    found += [
        Row(f"ceremony:{one.number}", _opens(one), {"number": str(one.number)}, one.done) for one in step.ceremonies
    ]
    if step.calls_custodians:
        found.append(Row("custodians", "custodians", {}, bool(step.custodians)))
    if step.needs_confirmation:
        found.append(Row("confirm", "confirm", {}, bool(step.confirmation)))
    if step.needs_decision:
        found.append(Row("decide", "decide", {}, bool(step.decision)))
    if step.can_declare:
        found.append(Row("declare", "declare", {}, done=False))
    return {one.id: one for one in found}


def _opens(one: CalledView) -> str:
    """The act of a ceremony's row: it is opened here where the record has a key for it, and reported otherwise."""
    return "ceremony" if one.keys else "held"


def row_lines(step: StepView, now: datetime, names: Names, width: int, declared: str) -> list[Line]:
    """The rows as they are drawn."""
    lines: list[Line] = []
    if step.gate:
        says = f"Weigh the risks (3.5): {step.weighed}" if step.weighed else "Weigh the risks before you act (3.5)"
        lines += _row("weigh", bool(step.weighed), "w", says, width, tail=f"GATE: {step.gate}")
    for item in step.items:
        lines += _item(item, now, names, width)
    for fact in step.records:
        lines += _fact(fact, width)
    for tell in step.tells:
        lines += _tell(tell, width)
    for hold in step.holds:
        if hold.direction == "set" or hold.standing or hold.answered:
            lines += _hold(hold, width)
    return lines + _particulars(step, width, declared)


def _particulars(step: StepView, width: int, declared: str) -> list[Line]:
    lines: list[Line] = []
    for one in step.ceremonies:
        key = "f" if one.keys else "h"
        lines += _row(f"ceremony:{one.number}", one.done, key, f"Key ceremony {ceremony_line(one)}", width)
    if step.calls_custodians:
        called = f"Key Custodians: {step.custodians}" if step.custodians else "Record the call to the Key Custodians"
        lines += _row("custodians", bool(step.custodians), "k", called, width)
    if step.needs_confirmation:
        taken = (
            f"Confirmation: {step.confirmation}" if step.confirmation else "Take the Subscriber's confirmation (3.2)"
        )
        lines += _row("confirm", bool(step.confirmation), "c", taken, width)
    if step.needs_decision:
        decided = f"Decision {step.decision} recorded" if step.decision else "Record the SMKI PMA's decision"
        lines += _row("decide", bool(step.decision), "d", decided, width)
    if step.can_declare:
        said = f"Recovery declared {declared}" if declared else "Declare recovery complete, where it is"
        lines += _row("declare", bool(declared), "v", said, width)
    return lines


def _row(row: str, done: bool, key: str, says: str, width: int, *, tail: str = "") -> list[Line]:
    sign, tone = _SIGNS["done" if done else ""]
    start: list[Piece] = ["   ", (sign, tone), " ", (f"{key:<3}", "key")]
    lines = paragraph(says, width - (len(tail) + 2 if tail else 0), first=start, row=row)
    if tail:
        first, *rest = lines
        used = sum(len(one.text) for one in first.spans)
        pad = " " * max(1, width - used - len(tail) - 1)
        lines = [Line((*first.spans, *paragraph(tail, width, first=(pad,), tone="warn")[0].spans), row), *rest]
    return lines


def _item(item: ItemView, now: datetime, names: Names, width: int) -> list[Line]:
    sign, tone = _SIGNS[item.answer]
    about = [f"where {item.where}"] if item.where else []
    about += [", ".join(item.who)] if item.who else []
    about += ["may be left out"] if item.optional and not item.answer else []
    says = item.does + (f" ({'; '.join(about)})" if about else "")
    start: list[Piece] = ["   ", (sign, tone), " ", fitted_letter(item)]
    lines = paragraph(says, width, first=start, row=f"item:{item.id}", tone="dim" if item.answer else "")
    if item.answer:
        by = " and ".join(names.get(one, one) for one in item.by)
        stamp = f"{when(item.at, now)} {by}" + (f": {item.reason}" if item.reason else "")
        lines = _stamped(lines, stamp, width, f"item:{item.id}")
    return lines


def _stamped(lines: list[Line], stamp: str, width: int, row: str) -> list[Line]:
    """When and by whom, at the end of the last line, or below where it doesn't fit."""
    last = lines[-1]
    if sum(len(one.text) for one in last.spans) + len(stamp) + 4 <= width:
        return [*lines[:-1], Line((*last.spans, *paragraph(stamp, width, first=("  ",), tone="good")[0].spans), row)]
    return [*lines, *paragraph(stamp, width, first=("          ",), row=row, tone="good")]


def fitted_letter(item: ItemView) -> Piece:
    """The item's letter in its column; an obligation of an unlettered sentence has a name of ours."""
    return (f"{item.letter or item.id:<2} ", "strong" if item.letter else "dim")


def _fact(fact: RecordView, width: int) -> list[Line]:
    sign, tone = _SIGNS["done" if fact.value else ""]
    may = "" if fact.required or fact.value else "  (may be left out)"
    start: list[Piece] = ["   ", (sign, tone), " ", ("r  ", "key"), f"{fact.label}: "]
    return paragraph((fact.value or "____") + may, width, first=start, rest=" " * 10, row=f"fact:{fact.id}")


def _tell(tell: TellView, width: int) -> list[Line]:
    sign, tone = _SIGNS["done" if tell.done else ""]
    start: list[Piece] = ["   ", (sign, tone), " ", ("t  ", "key"), "Tell ", (tell.who, "strong"), ": "]
    about = [tell.by] if tell.by else []
    about += [f"form {tell.form}"] if tell.form else []
    about += [f"where {tell.where}"] if tell.where else []
    says = tell.what + (f" ({'; '.join(about)})" if about else "")
    row = f"tell:{tell.number}"
    lines = paragraph(says, width, first=start, rest=" " * 10, row=row, tone="dim" if tell.done else "")
    for one in tell.told:
        lines += paragraph(one, width, first=(" " * 10, ("told ", "good")), row=row)
    if tell.progress:
        lines += paragraph(tell.progress, width, first=(" " * 10,), row=row, tone="good" if tell.done else "warn")
    return lines


def _hold(hold: HoldView, width: int) -> list[Line]:
    key = "s" if hold.direction == "set" else "b"
    if hold.answered:
        says = f"{hold.what} {hold.direction}: {number(hold.amount)}, {number(hold.standing)} stand now"
    elif hold.direction == "set":
        says = f"{hold.what}: record what was confirmed as set"
    else:
        says = f"{hold.what}: record what was put back ({number(hold.standing)} stand now)"
    return _row(f"{_DIRECTIONS[hold.direction]}:{hold.what}", hold.answered, key, says, width)


def next_open(step: StepView) -> str:
    """The first row that still wants an answer, or ""."""
    return next((one.id for one in rows_of(step).values() if not one.done and one.act != "declare"), "")


def chosen_of(step: StepView, act: str, row: str) -> dict[str, str]:
    """What an act is about: the row the cursor is on, or the first of its rows that wants an answer."""
    rows = rows_of(step)
    if row in rows and rows[row].act == act:
        return rows[row].chosen
    if act == "excuse":
        return chosen_of(step, "tell", row)
    if act in _OF_CEREMONIES and row.startswith("ceremony:"):
        return rows[row].chosen if row in rows else {}
    mine: Sequence[Row] = [one for one in rows.values() if one.act == act]
    return next((one.chosen for one in mine if not one.done), {})
