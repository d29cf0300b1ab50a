"""Answering a step's checklist, writing its facts down, telling those who must be told, adding evidence."""

from collections.abc import Iterator
from datetime import datetime

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook import recipients, written
from ceremonies.runbook.facts import RunFacts, ruling
from ceremonies.runbook.lacking import Lack
from ceremonies.runbook.schema import Item, Record, Step, Tell
from ceremonies.runbook.state import RunState, StepState


def item_of(step: Step, item_id: str) -> Item:
    """The checklist item ``item_id`` of ``step``.

    Raises:
        Refused: STEP-CHECKLIST: the step has no such item.
    """
    for item in step.items:
        if item.id == item_id:
            return item
    known = ", ".join(item.id for item in step.items) or "none"
    raise Refused("STEP-CHECKLIST", f"Step {step.id} has no item {item_id}. It has: {known}.")


def tick(state: RunState, facts: RunFacts, action: ask.Tick, now: datetime) -> list[Ruling]:
    """Answer one item; "does not apply" needs a condition in the text or a reason."""
    moment_of(action, now)
    item = item_of(facts.book.step(action.step), action.item)
    answered = state.open[action.step].items.get(item.id)
    if answered is not None and answered.answer == action.answer:
        raise Refused("ALREADY-RECORDED", f"Item {item.id} of {action.step} already says {action.answer}.")
    if answered is None and action.answer == "not yet":
        raise Refused("ALREADY-RECORDED", f"Item {item.id} of {action.step} is not answered yet.")
    needs_reason = action.answer == "does not apply" and not item.where and not item.optional
    reason = checked_text("The reason", action.reason, required=needs_reason)
    body = {"step": action.step, "item": item.id, "answer": action.answer, "reason": reason}
    return [ruling(action.run, "item.ticked", body)]


def record_of(step: Step, field: str) -> Record:
    """The fact ``field`` that ``step`` asks for.

    Raises:
        Refused: STEP-RECORD: the step asks for no such fact.
    """
    for record in step.records:
        if record.id == field:
            return record
    known = ", ".join(record.id for record in step.records) or "none"
    raise Refused("STEP-RECORD", f"Step {step.id} asks for no fact {field}. It asks for: {known}.")


def write_down(state: RunState, facts: RunFacts, action: ask.WriteDown, now: datetime) -> list[Ruling]:
    """Write one fact down, in the form the step asks for."""
    moment_of(action, now)
    record = record_of(facts.book.step(action.step), action.field)
    value = written.recorded(record, checked_text(record.label, action.value), now)
    if state.open[action.step].facts.get(record.id) == value:
        raise Refused("ALREADY-RECORDED", f"{record.label} already says {written.shown(record, value)}.")
    return [ruling(action.run, "fact.written", {"step": action.step, "field": record.id, "value": value})]


def tell(state: RunState, facts: RunFacts, action: ask.Tell, now: datetime) -> list[Ruling]:
    """Record one recipient told, by the means the step asks for; before the first of several, who they all are."""
    moment_of(action, now)
    owed = recipients.tell_of(facts.book.step(action.step), action.tell)
    at = state.open[action.step]
    naming = recipients.naming_of(action)
    listed = recipients.list_of(state, facts, naming) if naming else at.owed.get(action.tell)
    said = recipients.told_by_name(state, owed, checked_text("The recipient", action.recipient))
    recipient = recipients.as_listed(facts, owed, listed, said)
    means = checked_text("The means", action.means)
    _check_means(owed, means)
    told = [one for one in at.told if one.tell == action.tell and not one.excused]
    if any(one.recipient == recipient and one.means == means for one in told):
        raise Refused("ALREADY-RECORDED", f"{recipient} was already told by {means} at {action.step}.")
    body = {
        "step": action.step,
        "tell": action.tell,
        "who": owed.who,
        "recipient": recipient,
        "means": means,
        "sent_by": checked_text("Who sent it", action.sent_by or action.by),
        "facts": checked_text("What was told", action.facts or owed.what),
        "receipt": checked_text("The receipt", action.receipt, required=False),
        "file_set": checked_text("The file set", action.file_set, required=False),
    }
    before = [recipients.as_ruling(naming, owed, listed)] if naming and listed else []
    return [*before, ruling(action.run, "party.told", body)]


def _check_means(owed: Tell, means: str) -> None:
    """A secured means can't be exchanged for an open one.

    Raises:
        Refused: TELL.
    """
    if owed.by is None:
        return
    allowed = recipients.means_of(owed)
    if means not in allowed:
        raise Refused("TELL", f"{owed.who} is to be told by {' and '.join(allowed)}, not by {means}.")


def excuse(state: RunState, facts: RunFacts, action: ask.Excuse, now: datetime) -> list[Ruling]:
    """Record why one recipient need not be told."""
    moment_of(action, now)
    owed = recipients.tell_of(facts.book.step(action.step), action.tell)
    at = state.open[action.step]
    said = checked_text("The recipient", action.recipient or owed.who)
    recipient = recipients.as_listed(facts, owed, at.owed.get(action.tell), said)
    about = [one for one in at.told if one.tell == action.tell and one.recipient == recipient]
    if about and recipients.is_settled(owed, about):
        raise Refused("ALREADY-RECORDED", f"{recipient} already stands as told or excused at {action.step}.")
    body = {
        "step": action.step,
        "tell": action.tell,
        "who": owed.who,
        "recipient": recipient,
        "reason": checked_text("The reason", action.reason),
    }
    return [ruling(action.run, "party.excused", body)]


def attach(state: RunState, _facts: RunFacts, action: ask.Attach, now: datetime) -> list[Ruling]:
    """Add evidence that already lies in the workspace under its digest."""
    moment_of(action, now)
    if any(one["digest"] == action.digest and one["step"] == action.step for one in state.evidence):
        raise Refused("ALREADY-RECORDED", f"This file already stands as evidence at {action.step}.")
    body = {
        "step": action.step,
        "name": checked_text("The file's name", action.name, longest=255),
        "digest": action.digest,
        "size": action.size,
        "what": checked_text("What it shows", action.what, required=False),
    }
    return [ruling(action.run, "evidence.added", body)]


def undone(state: RunState, step: Step, at: StepState) -> Iterator[Lack]:
    """What a step still lacks of items answered, facts written and recipients told."""
    unanswered = [item.id for item in step.items if not item.optional and item.id not in at.items]
    if unanswered:
        named = ", ".join(unanswered)
        yield Lack("STEP-CHECKLIST", f"Step {step.id}: not answered yet: {named}.", (f"answer {named}",))
    unwritten = [one for one in step.records if is_required(step, at, one) and one.id not in at.facts]
    if unwritten:
        sentence = f"Step {step.id}: not written down yet: {'; '.join(one.label for one in unwritten)}."
        yield Lack("STEP-RECORD", sentence, tuple(f"write down: {one.label}" for one in unwritten))
    yield from recipients.untold(state, step, at)


def is_required(step: Step, at: StepState, record: Record) -> bool:
    """Whether a fact has to be there. Where no answer came, nobody has to say who gave it and when (RUN-CONFIRM)."""
    came = at.confirmation is None or at.confirmation["outcome"] != "no answer"
    return record.required and (came or not step.confirmation)
