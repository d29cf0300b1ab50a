"""The steps carried out and their timing (SMKI RP 3.1 (f) (i)): one line a step, a table a run."""

from collections.abc import Iterable

from ceremonies.ledger.entry import Entry
from ceremonies.runbook.state import StepState
from ceremonies.runbook.view import done_views
from reports.account import Account, RunAccount
from reports.document import Block, Column, Heading, Paragraph, Table
from reports.wording import TOLD_SAYS, marked, times, was_told, when

HOW = {"here": "in the room", "outside": "outside", "paper": "on paper"}
"""How a step was carried out, in words."""
_STEPS = (
    Column("Step", 21, strong=True),
    Column("What was carried out", 55),
    Column("Opened", 28),
    Column("Completed", 28),
    Column("Recorded by", 29),
    Column("How", 15),
)
_INTERRUPTIONS = {
    "run.paused": "Paused",
    "run.resumed": "Went on",
    "run.stopped": "Stopped by decision",
    "procedure.moved": "Moved to a newer copy of the procedure",
    "step.repeated": "Step to be carried out again",
    "step.opened": "Step opened beside the step at hand",
}


def timetable(account: Account) -> tuple[Block, ...]:
    """Every step that was carried out, by run, in the order of completion."""
    blocks: list[Block] = [
        Paragraph(
            "Times are those of London: GMT is UTC, BST is UTC and one hour. Steps stand in the order in which they"
            " were completed. Several may be open at once.",
            quiet=True,
        )
    ]
    for run in account.runs:
        blocks += _of_run(account, run)
    if any(at.completed and was_told(at.completed) for run in account.runs for at in run.done()):
        blocks.append(Paragraph(TOLD_SAYS, quiet=True))
    return tuple(blocks)


def _of_run(account: Account, run: RunAccount) -> Iterable[Block]:
    yield Heading(heading_of(run))
    rows = tuple(
        (
            view.step + times(view.occurrence),
            view.title,
            marked(view.opened),
            marked(view.completed),
            who_did(account, run, view.state),
            HOW.get(view.how, view.how),
        )
        for view in done_views(run.state, run.book)
    )
    yield Table(_STEPS, rows) if rows else Paragraph("No step of this run was completed.")
    yield from _not_completed("Still open", run, run.state.open.values())
    yield from _not_completed("Broken off", run, run.state.broken_off)
    yield from _passed_over(run)
    yield from _interruptions(account, run)


def heading_of(run: RunAccount) -> str:
    """A run's heading: its name and its procedure."""
    return f"Run {run.name}: section {run.state.section}, {run.title}"


def who_did(account: Account, run: RunAccount, at: StepState) -> str:
    """Who carried a step out, or who recorded that it was."""
    recorded = account.names(at.completed.by) if at.completed else ""
    on_paper = run.on_paper.get((at.step, at.occurrence))
    return f"{on_paper}; entered by {recorded}" if on_paper else recorded


def _not_completed(why: str, run: RunAccount, steps: Iterable[StepState]) -> Iterable[Block]:
    """Steps that were opened and not completed: they are open still, or the run was stopped."""
    rows = tuple((at.step + times(at.occurrence), run.book.step(at.step).title, marked(at.opened)) for at in steps)
    if rows:
        yield Table((Column(why, 21, strong=True), Column("Step", 83), Column("Opened", 72)), rows)


def _passed_over(run: RunAccount) -> Iterable[Block]:
    over = {step: why or run.state.amendments.get(step, "") for step, why in run.state.passed_over.items()}
    if not over:
        return
    columns = (Column("Passed over", 21, strong=True), Column("Step", 83), Column("By which decision", 72))
    yield Table(columns, tuple((step, run.book.step(step).title, why or "not recorded") for step, why in over.items()))


def _interruptions(account: Account, run: RunAccount) -> Iterable[Block]:
    found = run.of_kind(*_INTERRUPTIONS)
    if not found:
        return
    columns = (Column("When", 28), Column("What happened to the run", 48), Column("Why", 71), Column("By", 29))
    yield Heading("Pauses, repeats and other turns", level=3)
    yield Table(columns, tuple(_interruption(account, entry) for entry in found))


def _interruption(account: Account, entry: Entry) -> tuple[str, ...]:
    body = entry.body
    what = _INTERRUPTIONS[entry.kind]
    step = f": {body['step']}" if "step" in body else ""
    why = str(body.get("reason") or body.get("difference") or body.get("after") or "")
    reference = f"{body['reference']}: " if body.get("reference") else ""
    return (when(entry.happened_at or entry.recorded_at), what + step, reference + why, account.names(entry.by))
