"""Verifying a whole record: the ledger's nine checks, with the fold that writes the dashboard's rows for the ninth."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ceremonies import streams
from ceremonies.ledger.canonical import to_canonical
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.heads import Head
from ceremonies.ledger.note import parse_verifier_key
from ceremonies.ledger.verdict import Verdict
from ceremonies.ledger.verify import verify_ledger
from ceremonies.runbook.book import Book
from ceremonies.runbook.load import load_book
from ceremonies.streams import Books
from ceremonies.workspace import Workspace


def books_of(workspace: Workspace) -> Books:
    """Procedures by their digest: the program's own, or the copy that a run kept."""
    known: dict[str, Book] = {}

    def book(digest: str) -> Book:
        if not known:
            current = load_book()
            known[current.digest] = current
        if digest not in known:
            known[digest] = Book.from_json(workspace.evidence.read(digest))
        return known[digest]

    return book


def refold(entries: Iterable[Entry], books: Books) -> dict[str, str]:
    """Every stream's summary, canonical JSON by the stream's name, from the entries alone."""
    states: dict[str, Any] = {}
    for entry in entries:
        if entry.stream not in states:
            states[entry.stream] = streams.new_state(entry.stream)
        streams.apply(entry.stream, states[entry.stream], entry)
    return {name: to_canonical(streams.summary(state, books)).decode() for name, state in states.items()}


def refold_of(workspace: Workspace) -> Callable[[Iterable[Entry]], Mapping[str, str]]:
    """The fold of ``workspace``'s entries, as the ledger's check 9 and its rebuilding ask for it."""
    books = books_of(workspace)
    return lambda entries: refold(entries, books)


def verify_record(workspace: Workspace, heads: Sequence[Head] = (), *, vkey: str | None = None) -> Verdict:
    """Verify a workspace's record by all nine checks.

    Args:
        workspace: the open workspace.
        heads: signed heads that left the room and came back.
        vkey: the log's verifier key from outside; the workspace's own when none is given.
    """
    log = parse_verifier_key(vkey or workspace.vkey)
    return verify_ledger(workspace.ledger.connection, log, heads=heads, refold=refold_of(workspace))
