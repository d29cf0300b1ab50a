"""Evidence, by digest. The files stay in the workspace, encrypted; whoever is handed one can compare it."""

from reports.account import Account
from reports.document import Block, Column, Paragraph, Table
from reports.wording import when

_ROWS = (
    Column("File", 40),
    Column("What it shows", 34),
    Column("Step", 23),
    Column("Added", 27),
    Column("Bytes", 17),
    Column("SHA-256", 40, fixed=True),
)


def evidence(account: Account) -> tuple[Block, ...]:
    """Every file that was added, with what it shows."""
    rows = tuple(
        (
            one["name"],
            one["what"],
            f"{one['step']}\n{run.name}",
            when(one["at"]),
            f"{one['size']:,}",
            one["digest"],
        )
        for run in account.runs
        for one in run.state.evidence
    )
    return (Table(_ROWS, rows),) if rows else (Paragraph("No file was added as evidence."),)
