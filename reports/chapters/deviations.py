"""What went otherwise than the procedure has it, and who signed without agreeing."""

from collections.abc import Iterable
from typing import Any

from reports.account import Account, Objection, RunAccount, signers_of
from reports.document import Block, Column, Facts, Heading, Paragraph, Table
from reports.wording import when

_KINDS = {
    "risks.weighed": "the weighing of risks",
    "deviation.recorded": "a deviation",
    "decision.recorded": "a decision as received",
    "hold.left": "what is left standing",
    "hold.corrected": "a corrected count",
    "paper.entered": "steps entered from paper",
    "run.stopped": "the stopping of the run",
    "procedure.moved": "the move to a newer copy of the procedure",
    "command.taken": "taking command",
    "command.offered": "offering command",
}


def deviations(account: Account) -> tuple[Block, ...]:
    """Every deviation, then every disagreement."""
    blocks: list[Block] = []
    for run in account.runs:
        for number, said in enumerate(run.state.deviations, 1):
            blocks += _deviation(account, run, number, said)
    if not blocks:
        blocks.append(Paragraph("No deviation was recorded."))
    return (*blocks, Heading("Disagreements"), *_disagreements(account))


def _deviation(account: Account, run: RunAccount, number: int, said: dict[str, Any]) -> Iterable[Block]:
    entry = account.entries[said["seq"]]
    yield Heading(f"Run {run.name}, deviation {number}: step {said['step']}", level=3)
    yield Facts(
        (
            ("Expected", said["expected"]),
            ("Happened", said["happened"]),
            ("Decided", said["decided"]),
            ("Decided by", f"{account.names(said['decided_by'])} on {when(said['at'])}"),
            ("Signed by", f"{account.names(signers_of(entry))} (entry {entry.seq})"),
        )
    )


def _disagreements(account: Account) -> Iterable[Block]:
    found = account.objections()
    if not found:
        yield Paragraph("Everyone who signed agreed with what they signed.")
        return
    columns = (Column("When", 28), Column("Who", 34), Column("Signed", 46), Column("I do not agree, because", 68))
    yield Table(columns, tuple(_disagreement(account, one) for one in found))


def _disagreement(account: Account, one: Objection) -> tuple[str, ...]:
    entry = one.entry
    step = f" at {entry.body['step']}" if "step" in entry.body else ""
    signed = f"{_KINDS.get(entry.kind, entry.kind)}{step} (entry {entry.seq})"
    return (when(entry.happened_at or entry.recorded_at), account.shown(one.person), signed, one.because)
