"""A key ceremony's minutes: what was done, by whom, on which token, and what the record holds of it.

They are composed from the entries of one tree and from nothing else, then drawn. No share, no PIN and no wrapped key
stands in them: the record has none.
"""

from collections.abc import Sequence

from ceremonies.ledger.entry import Entry
from ceremonies.streams import Books
from reports.account import Account
from reports.ceremony import CeremonyAccount, ceremony_of
from reports.chapters import checking, details, deviations, evidence, steps
from reports.chapters import room as sittings
from reports.document import Block, Chapter, Document
from reports.drawing import to_pdf
from reports.minutes_chapters import (
    activations,
    came_to_nothing,
    copies,
    issued,
    keys,
    opening,
    people,
    room,
    shares,
    sign_offs,
    tokens,
)
from reports.recovery import BANNER, made_from

TITLE = "Ceremony minutes"
SUBTITLE = "Minutes of a key ceremony, for the SMKI PMA and the auditor"


def minutes(run: str, entries: Sequence[Entry], *, note: str, vkey: str, books: Books, warning: str = "") -> Document:
    """What the minutes of the ceremony ``run`` say.

    Args:
        run: the ceremony's run, for example ``KC-2026-01/1``.
        entries: all entries of the tree, from the first.
        note: the signed checkpoint of that tree.
        vkey: the ledger's verifier key.
        books: gives the run's own copy of its script by digest.
        warning: a sentence for the foot of every page, where the record has been damaged since.

    Raises:
        Refused: RUN: there is no such run in the tree, or it is no key ceremony's.
    """
    ceremony = ceremony_of(run, entries, note, books)
    account = ceremony.account
    said = [*_chapters(ceremony), ("How to check these minutes", checking.checking(account, vkey, "minutes"))]
    return Document(
        title=f"{TITLE}: {run}",
        subtitle=SUBTITLE,
        opening=opening.opening(ceremony),
        chapters=tuple(Chapter(f"{number}  {title}", blocks) for number, (title, blocks) in enumerate(said, 1)),
        running=f"{TITLE}   {ceremony.run.title}   run {run}",
        made_from=made_from(account),
        banner=BANNER if account.rehearsal else "",
        warning=warning,
        made_at=account.at,
    )


def minutes_pdf(document: Document) -> bytes:
    """The minutes as a PDF; the same document gives the same bytes."""
    return to_pdf(document)


def _chapters(ceremony: CeremonyAccount) -> list[tuple[str, tuple[Block, ...]]]:
    account: Account = ceremony.account
    return [
        ("Who was there", people.people(ceremony)),
        ("The room", room.room(ceremony)),
        ("Tokens", tokens.tokens(ceremony)),
        ("Keys", keys.keys(ceremony)),
        ("Shares", shares.shares(ceremony)),
        ("Copies of the wrapped key", copies.copies(ceremony)),
        ("Activations", activations.activations(ceremony)),
        ("Certificates and lists", issued.issued(ceremony)),
        ("What came to nothing", came_to_nothing.came_to_nothing(ceremony)),
        ("Steps carried out, and when", steps.timetable(account)),
        ("Each step in full", details.details(account)),
        ("Deviations and disagreements", deviations.deviations(account)),
        ("Evidence", evidence.evidence(account)),
        ("Sign-offs", sign_offs.sign_offs(ceremony)),
        ("Sittings and the clock", sittings.sittings(account)),
    ]
