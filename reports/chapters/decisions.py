"""The SMKI PMA's decisions, whole (rule DECISION)."""

from collections.abc import Iterable
from typing import Any

from reports.account import Account, RunAccount, signers_of
from reports.document import Block, Facts, Heading, Paragraph
from reports.wording import when

_FIELDS = (
    ("timescales", "Timescales"),
    ("recovery_by", "Recovery by"),
    ("communications", "Communications"),
    ("priority", "Priority order"),
    ("thresholds", "Thresholds"),
    ("stop_retries", "When retries stop"),
    ("subscribers_told", "What Subscribers are told"),
    ("options", "Options"),
    ("reasons", "Reasons"),
    ("objections", "Objections"),
)


def decisions(account: Account) -> tuple[Block, ...]:
    """Every decision, in the order it was recorded."""
    blocks: list[Block] = []
    for run in account.runs:
        for said in run.state.decisions:
            blocks += _decision(account, run, said)
    return tuple(blocks) or (Paragraph("No decision of the SMKI PMA was recorded."),)


def _decision(account: Account, run: RunAccount, said: dict[str, Any]) -> Iterable[Block]:
    yield Heading(f"Run {run.name}, {said['id']}  {said['reference']}: {said['outcome']}", level=3)
    entry = account.entries[said["seq"]]
    told = f" (time from {entry.happened_source}, says {entry.happened_by})" if entry.happened_at else ""
    rows = [("Taken at", f"step {said['step']} of run {run.name}, {when(said['at'])}{told}")]
    rows += [("Passed over", ", ".join(said["passes_over"]))] if said["passes_over"] else []
    rows += [("Taken up again", ", ".join(said["takes_up_again"]))] if said["takes_up_again"] else []
    rows += [(f"Amends {step}", text) for step, text in said["amendments"].items()]
    rows += [("Orders", f"{one['what']}: {one['when']}") for one in said["orders"]]
    rows += [(label, said[key]) for key, label in _FIELDS if said.get(key)]
    if "received_by" in said:
        rows.append(("Received on paper by", " and ".join(said["received_by"])))
    rows.append(("Signed as received", f"{account.names(signers_of(entry))} (entry {entry.seq})"))
    yield Facts(tuple(rows))
