"""What can be worked out from the entries alone: the table of streams. Check 9 compares it, a rebuild writes it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
from sqlcipher3 import dbapi2

from ceremonies.errors import NotRecorded, Unverified
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.schema import TABLES
from ceremonies.ledger.store import NO_SUMMARY, UPSERT_STREAM, Ledger, sentence_for
from ceremonies.ledger.tree import frontiers_at, leaf_hash

Refold = Callable[[Iterable[Entry]], Mapping[str, str]]
"""Folds all entries, in order, to each stream's summary (canonical JSON) by the stream's name."""


class StreamEnd(msgspec.Struct, frozen=True):
    """Where a stream ends, by its entries.

    Attributes:
        last_seq: number of its last entry.
        count: how many entries it has.
    """

    last_seq: int
    count: int


def rebuild_streams(ledger: Ledger, refold: Refold | None = None) -> int:
    """Write the table of streams anew from the entries, and read again where the ledger ends.

    Without ``refold`` a stream keeps the summary it has. Returns the number of streams.

    Raises:
        Unverified: an entry can't be read, so nothing can be built from it.
        NotRecorded: the database refused; the table stands as it was.
    """
    connection = ledger.connection
    hashes: list[bytes] = []
    ends: dict[str, StreamEnd] = {}
    for entry in _all_entries(connection):
        hashes.append(leaf_hash(entry.leaf()))
        before = ends.get(entry.stream)
        ends[entry.stream] = StreamEnd(entry.seq, before.count + 1 if before else 1)
    summaries = _summaries(ledger, refold)
    frontiers = frontiers_at(hashes, {end.last_seq + 1 for end in ends.values()})
    rows = [
        (name, end.last_seq, end.count, summaries.get(name, NO_SUMMARY), frontiers[end.last_seq + 1].to_bytes())
        for name, end in sorted(ends.items())
    ]
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP TABLE IF EXISTS stream")  # its columns may have been tampered with too
        connection.execute(TABLES["stream"])
        connection.executemany(UPSERT_STREAM, rows)
        connection.execute("COMMIT")
    except dbapi2.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise NotRecorded(sentence_for(error)) from error
    ledger.refresh()
    return len(rows)


def _summaries(ledger: Ledger, refold: Refold | None) -> Mapping[str, str]:
    """Each stream's summary: folded anew, or as it stands."""
    if refold is not None:
        return refold(_all_entries(ledger.connection))
    try:
        return {name: row.summary for name, row in ledger.stream_summaries().items()}
    except (dbapi2.Error, UnicodeError):  # what stands there can't be read; the next fold writes it
        return {}


def _all_entries(connection: dbapi2.Connection) -> Iterator[Entry]:
    """Every entry, without asking the table that is being rebuilt."""
    try:
        for at, (seq, leaf) in enumerate(connection.execute("SELECT seq, leaf FROM entry ORDER BY seq")):
            entry = Entry.from_leaf(leaf) if isinstance(leaf, bytes) else None
            if entry is None or seq != at or entry.seq != at:
                raise Unverified(f"Entry {at} is missing or damaged, so nothing can be rebuilt. Verify the ledger.")
            yield entry
    except dbapi2.Error as error:
        raise Unverified(f"The entries can't be read, so nothing can be rebuilt: {error}.") from error
