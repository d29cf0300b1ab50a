"""What was put in force and put back, and what was left by whose decision (rules RUN-NO-STRAND, RUN-BEFORE)."""

from collections.abc import Iterable
from typing import Any

from ceremonies.ledger.entry import Entry
from reports.account import Account, RunAccount, signers_of
from reports.document import Block, Column, Facts, Heading, Paragraph, Table
from reports.wording import when

_ROWS = (
    Column("What", 36, strong=True),
    Column("Act", 18),
    Column("Number", 16),
    Column("Step", 20),
    Column("When confirmed", 28),
    Column("How it was confirmed; what stood before", 58),
)


def holds(account: Account) -> tuple[Block, ...]:
    """A table a run of what was set and put back, then what was left."""
    blocks: list[Block] = [
        Paragraph(
            "Keyroom sets nothing itself. What stands here is what the DCC's systems confirmed.",
            quiet=True,
        )
    ]
    for run in account.runs:
        rows = tuple(_row(entry) for entry in run.of_kind("hold.set", "hold.released", "hold.corrected"))
        if rows:
            blocks += [Heading(f"Run {run.name}"), Table(_ROWS, rows), Paragraph(_balance(run))]
    if len(blocks) == 1:
        blocks.append(Paragraph("Nothing was put in force."))
    return (*blocks, Heading("Left standing by decision"), *_left(account))


def _row(entry: Entry) -> tuple[str, ...]:
    body: dict[str, Any] = entry.body
    if entry.kind == "hold.corrected":
        said = f"It had stood at {body['was']:,}. {body['reason']}"
        return (
            body["what"],
            "corrected",
            f"{body['stands']:,}",
            "",
            when(entry.happened_at or entry.recorded_at),
            said,
        )
    was_set = entry.kind == "hold.set"
    before = f" Before: {body['before']}." if was_set and body["before"] else ""
    back_to = f" Back to: {body['to']}." if not was_set and body["to"] else ""
    at = when(entry.happened_at or entry.recorded_at)
    detail = f"{body['detail']}{'.' if body['detail'] else ''}{before}{back_to}".replace("..", ".")
    return (body["what"], "set" if was_set else "put back", f"{body['amount']:,}", body["step"], at, detail)


def _balance(run: RunAccount) -> str:
    """What the run still had in force at the end."""
    if run.state.followed_by:
        return f"What stood at the end of run {run.name} went over to run {run.state.followed_by}."
    standing = [f"{hold.standing:,} {what}" for what, hold in run.state.holds.items() if hold.standing > 0]
    if standing:
        return f"Still in force in run {run.name}: {'; '.join(standing)}."
    return f"Run {run.name} has nothing in force any more that was not left by decision."


def _left(account: Account) -> Iterable[Block]:
    found = [(run, said) for run in account.runs for said in run.state.left_standing]
    if not found:
        yield Paragraph("Nothing was left standing.")
    for run, said in found:
        entry = account.entries[said["seq"]]
        yield Facts(
            (
                ("What", f"{said['amount']:,} {said['what']}: {said['stands']} (run {run.name})"),
                ("Who deals with it", said["who"]),
                ("By when", said["by_when"]),
                ("Stood before", said["before"]),
                ("Decided by", f"{account.names(signers_of(entry))} on {when(said['at'])} (entry {entry.seq})"),
            )
        )
