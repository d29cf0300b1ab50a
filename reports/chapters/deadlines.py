"""Deadlines: when each fell due, what it ran from, and whether it was met (rule TIME-FROM)."""

from ceremonies.runbook.state import DeadlineState
from reports.account import Account, RunAccount
from reports.document import Block, Column, Paragraph, Table
from reports.wording import TOLD, TOLD_SAYS, counted, due_by, was_told, when

_ROWS = (
    Column("Deadline", 44, strong=True),
    Column("Step", 20),
    Column("Runs from", 30),
    Column("Due", 30),
    Column("Kept", 30),
    Column("Stands", 22),
)


def deadlines(account: Account) -> tuple[Block, ...]:
    """Every deadline of every run."""
    rows = tuple(_row(account, run, one) for run in account.runs for one in run.state.deadlines)
    explains = Paragraph(
        "Time limits of the procedure and dates of the SMKI PMA's decisions that began in these runs. Where a time was"
        " told, it counts as told. Working Days are those of England.",
        quiet=True,
    )
    if not rows:
        return (Paragraph("No time limit began in these runs."),)
    told = any(_met_as_told(run, one) for run in account.runs for one in run.state.deadlines)
    return (explains, Table(_ROWS, rows), *((Paragraph(TOLD_SAYS, quiet=True),) if told else ()))


def _met_as_told(run: RunAccount, one: DeadlineState) -> bool:
    """Whether the time at which it was met was told."""
    return any(
        at.completed is not None and at.completed.at == one.met_at and was_told(at.completed)
        for at in run.done()
        if at.step == one.step
    )


def standing_of(account: Account, run: RunAccount, one: DeadlineState) -> str:
    """How a deadline stands: met, missed, running, overdue; or observed, for one that must not be done before."""
    if one.met_at is not None:
        if one.not_before:
            return "observed" if one.met_at >= one.due else "not observed"
        return "met" if one.met_at <= one.due else "missed"
    if run.state.followed_by:
        return f"went over to run {run.state.followed_by}"
    if one.not_before:
        return "running"
    if one.due >= account.at:
        return "running" if run.state.status != "ended" else "open at the run's end"
    return "overdue"


def summary(account: Account) -> str:
    """How many were met and which were not, in one line."""
    found = [(standing_of(account, run, one), one) for run in account.runs for one in run.state.deadlines]
    if not found:
        return "None began."
    met = sum(how in ("met", "observed") for how, _ in found)
    others = [f"{one.name} ({one.step or 'decision'}): {how}" for how, one in found if how not in ("met", "observed")]
    rest = f" {'; '.join(others)}." if others else ""
    return f"{counted(met, 'deadline')} of {len(found)} met.{rest}"


def _row(account: Account, run: RunAccount, one: DeadlineState) -> tuple[str, ...]:
    kept = when(one.met_at) if one.met_at else "not yet"
    kept += TOLD if _met_as_told(run, one) else ""
    due = f"not before {when(one.due)}" if one.not_before else due_by(one.due)
    kept += "".join(f"\n{entry.body['note']}" for entry in run.of_kind("date.kept") if entry.body["name"] == one.name)
    name = f"{one.name}\nrun {run.name}"
    return (name, one.step or "decision", when(one.started_at), due, kept, standing_of(account, run, one))
