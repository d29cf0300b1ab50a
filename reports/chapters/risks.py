"""The Recovery Action Risks as they were weighed (SMKI RP 3.5; rule GATE-RISKS): both sides, conclusion, signers."""

from collections.abc import Iterable
from typing import Any

from reports.account import Account, RunAccount, signers_of
from reports.document import Block, Facts, Heading, Paragraph
from reports.wording import when


def risks(account: Account) -> tuple[Block, ...]:
    """Every weighing, in the order it was recorded."""
    blocks: list[Block] = []
    for run in account.runs:
        for weighing in run.state.weighings:
            blocks += _weighing(account, run, weighing)
    return tuple(blocks) or (Paragraph("No step of these runs stood behind the gate of section 3.5."),)


def _weighing(account: Account, run: RunAccount, said: dict[str, Any]) -> Iterable[Block]:
    step = run.book.step(said["step"])
    yield Heading(f"{said['step']}  {step.title}", level=3)
    if "paper" in said:
        yield Facts(tuple(_on_paper(account, run, said)))
        return
    prepayment = f"{said['esme_prepayment']} ESME, {said['gsme_prepayment']} GSME."
    entry = account.entries[said["seq"]]
    rows = [
        ("What it does", said["what_it_does"]),
        ("If we act", said["if_we_act"]),
        ("If we do not", said["if_we_do_not"]),
        ("In Prepayment Mode", f"{prepayment} {said['done_for_prepayment']}".strip()),
        ("Supply chain", said["supply_chain"]),
        ("Mitigations", said["mitigations"] or "none recorded"),
        ("Conclusion", _conclusion(said)),
        ("Later review", said["review_at"] or "none recorded"),
        ("Decided by", f"{account.names(said['decided_by'])} on {when(said['at'])}, run {run.name}"),
        ("Signed by", f"{account.names(signers_of(entry))} (entry {entry.seq})"),
    ]
    yield Facts(tuple(rows))


def _on_paper(account: Account, run: RunAccount, said: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """A weighing that was written on paper: the paper itself says what was weighed."""
    entry = account.entries[said["seq"]]
    yield "What it does", said["what_it_does"]
    yield "Weighed on paper", said["paper"]
    yield "Conclusion", said["conclusion"]
    yield "Decided by", f"{' and '.join(said['decided_by'])} on {when(said['at'])}, run {run.name}, as the paper says"
    yield "Signed by", f"{account.names(signers_of(entry))} (entry {entry.seq})"


def _conclusion(said: dict[str, Any]) -> str:
    wait = f" until {said['wait_until']}" if said["wait_until"] else ""
    return f"{said['conclusion']}{wait}"
