"""Each step in full: checklist, facts, who was told what, what was set, the way taken, and whose word it is."""

from collections.abc import Iterable

from ceremonies.runbook import written
from ceremonies.runbook.course import END
from ceremonies.runbook.recipients import progress
from ceremonies.runbook.schema import Item, Record, Step
from ceremonies.runbook.state import Mark, StepState, Told, mark_of
from reports.account import Account, RunAccount
from reports.chapters.steps import HOW, heading_of, who_did
from reports.document import Block, Column, Heading, Paragraph, Table
from reports.wording import as_told, counted, joined, shortly, times, when

Row = tuple[str, str, str]
"""What it is, what it says, and when and by whom."""
_ROWS = (Column("", 21, strong=True), Column("", 101), Column("", 54))


def details(account: Account) -> tuple[Block, ...]:
    """Every step of every run that was opened."""
    blocks: list[Block] = [
        Paragraph(
            "What was answered, written down and told at each step. A step marked as Keyroom's own stands in a prose"
            " section of the text or is missing from it. Numbers of entries refer to the ledger.",
            quiet=True,
        )
    ]
    for run in account.runs:
        blocks.append(Heading(heading_of(run)))
        for at in (*run.done(), *run.state.broken_off, *run.state.open.values()):
            step = run.book.step(at.step)
            blocks.append(Heading(f"{at.step}{times(at.occurrence)}  {step.title}", level=3))
            blocks.append(Table(_ROWS, tuple(_step_rows(account, run, step, at)), headed=False))
    return tuple(blocks)


def _step_rows(account: Account, run: RunAccount, step: Step, at: StepState) -> Iterable[Row]:
    yield from _timing(account, run, step, at)
    if step.id in run.state.amendments:
        yield "Amended", run.state.amendments[step.id], ""
    for item in step.items:
        yield _item_row(account, item, at)
    yield from _facts(account, run, step, at)
    yield from _confirmation(account, at)
    yield from _custodians(at)
    if at.weighed is not None:
        yield "Risks", f"Weighed: {at.weighed['conclusion']}. See the chapter on risks.", shortly(at.weighed["at"])
    if at.decision:
        yield "Decision", f"{at.decision} of the SMKI PMA. See the chapter on decisions.", ""
    yield from _owed(run, step, at)
    for one in at.told:
        yield _told_row(account, step, one)
    yield from _holds(account, run, at)
    for kept in run.state.evidence:
        if kept["step"] == at.step:
            yield "Evidence", f"{kept['name']}. {kept['what']}".strip(), shortly(kept["at"])
    if at.completed is not None:
        yield "Way on", way_taken(run, step, at), ""


def _timing(account: Account, run: RunAccount, step: Step, at: StepState) -> Iterable[Row]:
    """When it was opened and completed, by whom, and how."""
    own = "; numbered by Keyroom" if step.numbered_by == "keyroom" else ""
    entries = f"entries {at.opened.seq} and {at.completed.seq}" if at.completed else f"entry {at.opened.seq}"
    yield "Acts", ", ".join(step.actors) + own, entries
    opened = as_told(account.entries.get(at.opened.seq), at.opened)
    yield "Opened", f"{when(at.opened.at)}{opened}", account.names(at.opened.by)
    if at.completed is None:
        yield "Completed", "Broken off when the run was stopped." if at in run.state.broken_off else "Not yet.", ""
        return
    on_paper = run.on_paper.get((at.step, at.occurrence), "")
    told = as_told(account.entries.get(at.completed.seq), at.completed, on_paper)
    yield "Completed", f"{when(at.completed.at)}{told}", who_did(account, run, at)
    if at.how != "here" or at.note:
        yield "How", joined(f"Carried out {HOW.get(at.how, at.how)}.", at.note), ""


def _item_row(account: Account, item: Item, at: StepState) -> Row:
    answer = at.items.get(item.id)
    condition = f" (if {item.where})" if item.where else ""
    label = item.letter or "\u2022"
    if answer is None:
        return label, item.does + condition, "left out, as it may be" if item.optional else "not answered"
    reason = f": {answer.reason}\n" if answer.reason else ", "
    return label, f"{item.does}{condition}", f"{answer.answer}{reason}{_stamp(account, answer.mark)}"


def _stamp(account: Account, mark: Mark) -> str:
    """When and by whom, in short."""
    told = as_told(account.entries.get(mark.seq), mark)
    return f"{shortly(mark.at)}, {', '.join(mark.by) or 'nobody signed in'}{told}"


def _facts(account: Account, run: RunAccount, step: Step, at: StepState) -> Iterable[Row]:
    for record in step.records:
        if record.id not in at.facts:
            continue
        entries = run.written.get((at.step, at.occurrence, record.id), [])
        earlier = [_value(record, str(entry.body["value"])) for entry in entries[:-1]]
        before = f" (written earlier: {'; '.join(earlier)})" if earlier else ""
        stamp = ""
        if entries:
            stamp = _stamp(account, mark_of(run.state, entries[-1]))
        yield "Fact", f"{record.label}: {_value(record, at.facts[record.id])}{before}", stamp


def _value(record: Record, value: str) -> str:
    """A fact to read: a count with its thousands, a time as London has it."""
    return f"{int(value):,}" if record.kind == "count" and value.isdecimal() else written.shown(record, value)


def _confirmation(account: Account, at: StepState) -> Iterable[Row]:
    for said in at.confirmations.values():
        who = f" by {said['person']}, {said['role']}" if said["person"] else ""
        means = f", by {said['means']}" if said["means"] else ""
        wishes = f" Wishes: {said['wishes']}" if said["wishes"] else ""
        text = f"{account.party(said['party'])}: {said['outcome']}{who}{means}.{wishes}"
        yield "Confirmed", text, shortly(said["at"])


def _custodians(at: StepState) -> Iterable[Row]:
    said = at.custodians
    if said is None:
        return
    excluded = f", {said['excluded']} excluded" if said["excluded"] else ""
    earliest = f" A quorum can stand from {said['earliest']}." if said["earliest"] else ""
    text = f"{said['called']} called, {said['can_come']} can come, {said['needed']} needed{excluded}.{earliest}"
    yield "Custodians", text, shortly(said["at"])


def _owed(run: RunAccount, step: Step, at: StepState) -> Iterable[Row]:
    """Who was owed what several were owed, and how far it came."""
    for number, listed in sorted(at.owed.items()):
        owed = step.tells[number]
        names = "; ".join(listed.names) or "not named"
        yield "Owed to", f"{owed.who}: {names}.", progress(run.state, owed, number, at)


def _told_row(account: Account, step: Step, one: Told) -> Row:
    owed = step.tells[one.tell].who if one.tell < len(step.tells) else ""
    to = one.recipient if one.recipient == owed or not owed else f"{owed}: {one.recipient}"
    if one.excused:
        return "Not told", f"{to}. Why: {one.excused}", _stamp(account, one.mark)
    files = f" Files: {one.file_set}." if one.file_set else ""
    receipt = f" Receipt: {one.receipt}." if one.receipt else ""
    sender = f"\nsent by {account.shown(one.sent_by)}" if one.sent_by and (one.sent_by,) != one.mark.by else ""
    said = f"{to}, by {one.means}: {one.facts.rstrip('.')}.{files}{receipt}"
    return "Told", said, _stamp(account, one.mark) + sender


def _holds(account: Account, run: RunAccount, at: StepState) -> Iterable[Row]:
    """What was set and put back while this step was open."""
    last = at.completed.seq if at.completed else max(account.entries)
    for entry in run.of_kind("hold.set", "hold.released"):
        body = entry.body
        if body["step"] != at.step or not at.opened.seq <= entry.seq <= last:
            continue
        verb = "Set" if entry.kind == "hold.set" else "Put back"
        detail = f" Confirmed: {body['detail']}" if body["detail"] else ""
        yield verb, f"{body['what']}: {body['amount']:,}.{detail}", _stamp(account, mark_of(run.state, entry))


def way_taken(run: RunAccount, step: Step, at: StepState) -> str:
    """Where the run went from here, and under which condition."""
    way = step.next[at.branch] if at.branch < len(step.next) else None
    condition = f", because {way.if_}" if way and way.if_ else ""
    if at.to == END:
        return f"The end of this procedure{condition}."
    target = run.book.step(run.book.entry_step(at.to))
    verb = {"run": "Another run, from", "call": "For a time to", "go": "To"}[way.how if way else "go"]
    others = f" ({counted(len(step.next), 'way')} were open.)" if len(step.next) > 1 else ""
    return f"{verb} {target.id}, {target.title}{condition}.{others}"
