"""The recovery report that the SMKI PMA is owed within three Working Days (SMKI RP 3.1 (f); rule RUN-REPORT).

It is composed from the entries of one tree and from nothing else, then drawn.
"""

from collections.abc import Sequence

from ceremonies.ledger.entry import Entry
from ceremonies.streams import Books
from reports.account import Account, account_of
from reports.chapters import (
    analysis,
    ceremonies,
    checking,
    corrections,
    deadlines,
    decisions,
    details,
    deviations,
    evidence,
    holds,
    opening,
    risks,
    room,
    steps,
)
from reports.document import Block, Chapter, Document
from reports.drawing import to_pdf

TITLE = "Recovery report"
SUBTITLE = "To the SMKI PMA, on the execution of the recovery (SMKI Recovery Procedure, section 3.1 (f))"
BANNER = "REHEARSAL"


def recovery_report(
    run: str, entries: Sequence[Entry], *, note: str, vkey: str, books: Books, warning: str = ""
) -> Document:
    """What the report on ``run`` says.

    Args:
        run: the run, for example ``TEST-0042/1``; the incident's other runs up to the size are reported on with it.
        entries: all entries of the tree, from the first.
        note: the signed checkpoint of that tree.
        vkey: the ledger's verifier key.
        books: gives a run's own copy of its procedure by digest.
        warning: a sentence for the foot of every page, where the record has been damaged since.

    Raises:
        Refused: RUN: there is no such run in the tree.
    """
    account = account_of(run, entries, note, books)
    said = [*_chapters(account), ("How to check this report", checking.checking(account, vkey))]
    return Document(
        title=f"{TITLE}: Incident {account.incident.incident}",
        subtitle=SUBTITLE,
        opening=opening.opening(account),
        chapters=tuple(Chapter(f"{number}  {title}", blocks) for number, (title, blocks) in enumerate(said, 1)),
        running=f"{TITLE}   Incident {account.incident.incident}   run {run}",
        made_from=made_from(account),
        banner=BANNER if account.rehearsal else "",
        warning=warning,
        made_at=account.at,
    )


def recovery_pdf(document: Document) -> bytes:
    """The report as a PDF; the same document gives the same bytes."""
    return to_pdf(document)


def made_from(account: Account) -> tuple[str, str, str]:
    """The checkpoint's three lines: origin, size, root."""
    origin, size, root = account.head.text().rstrip("\n").split("\n")
    return origin, size, root


def _chapters(account: Account) -> list[tuple[str, tuple[Block, ...]]]:
    return [
        ("Runs and command", opening.runs_and_command(account)),
        ("Steps carried out, and when", steps.timetable(account)),
        ("Each step in full", details.details(account)),
        ("Recovery Action Risks", risks.risks(account)),
        ("Decisions of the SMKI PMA", decisions.decisions(account)),
        ("Deviations and disagreements", deviations.deviations(account)),
        ("Put in force and put back", holds.holds(account)),
        ("Key ceremonies", ceremonies.ceremonies(account)),
        ("Deadlines", deadlines.deadlines(account)),
        ("Communications and anomalous activity", analysis.analysis(account)),
        ("Evidence", evidence.evidence(account)),
        ("Proposed modifications to the procedure", corrections.corrections(account)),
        ("Sittings, attendance and the clock", room.sittings(account)),
        ("People", room.people(account)),
    ]
