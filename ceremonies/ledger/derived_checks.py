"""Checks 8 and 9 of ``verify.py``: the schema, and the table of streams that the entries give."""

from collections.abc import Iterator, Mapping

from sqlcipher3 import dbapi2

from ceremonies.ledger import rows
from ceremonies.ledger.derived import Refold
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.heads import quoted
from ceremonies.ledger.rows import Unreadable, read_rows, to_text
from ceremonies.ledger.schema import SCHEMA_VERSION, TABLES, TRIGGERS
from ceremonies.ledger.tree import frontiers_at
from ceremonies.ledger.verdict import Check, Findings, counted
from ceremonies.ledger.walk import Walk


def check_schema(connection: dbapi2.Connection, findings: Findings) -> Check:
    """Check 8."""
    wanted = {("table", name): text for name, text in TABLES.items()}
    wanted |= {("trigger", name): text for name, text in TRIGGERS.items()}
    try:
        for type_, name, table, sql in read_rows(connection, rows.SCHEMA):
            key = (to_text(type_) or "", to_text(name) or "")
            text = wanted.pop(key, None)
            if text is None and to_text(table) in TABLES and sql is not None:
                findings.add(8, f"The {key[0]} {quoted(key[1])} doesn't belong to the ledger's tables.")
            elif text is not None and text != to_text(sql):
                findings.add(8, f"The {key[0]} {key[1]} isn't as it was made.")
        version = next(read_rows(connection, "PRAGMA user_version"))[0]
        if version != SCHEMA_VERSION:
            findings.add(8, f"The database says that it has version {version}, not {SCHEMA_VERSION}.")
    except Unreadable as error:
        findings.add(8, f"The schema can't be read: {error}.")
    for type_, name in wanted:
        findings.add(8, f"The {type_} {name} is missing.")
    count = len(TABLES) + len(TRIGGERS)
    return findings.check(8, count, f"{len(TABLES)} tables and {len(TRIGGERS)} triggers")


def check_streams(connection: dbapi2.Connection, walk: Walk, refold: Refold | None, findings: Findings) -> Check:
    """Check 9."""
    size = len(walk.hashes)
    frontiers = frontiers_at(walk.hashes, {end.last_seq + 1 for end in walk.ends.values()})
    summaries: dict[str, str | None] = {}
    left = dict(walk.ends)
    count = 0
    try:
        for name, last_seq, entries, summary, frontier in read_rows(connection, rows.STREAMS):
            count += 1
            stream = to_text(name)
            end = left.pop(stream, None) if stream is not None else None
            folded = frontiers.get(end.last_seq + 1) if end else None
            if end is None or folded is None or (last_seq, entries) != (end.last_seq, end.count):
                missing = size if isinstance(last_seq, int) and last_seq >= size else None
                findings.add(9, f"The row of stream {quoted(stream or '?')} isn't what the entries give.", missing)
            elif frontier != folded.to_bytes():
                findings.add(9, f"The frontier kept for stream {quoted(stream or '?')} isn't the tree's.")
            if stream is not None:
                summaries[stream] = to_text(summary)
    except Unreadable as error:
        findings.add(9, f"The table of streams can't be read: {error}.")
    for stream in left:
        findings.add(9, f"The stream {quoted(stream)} has no row.")
    if refold is not None and findings.first_bad is None:
        _check_summaries(connection, refold, summaries, findings)
    return findings.check(9, count, counted(count, "stream"))


def _check_summaries(
    connection: dbapi2.Connection, refold: Refold, summaries: Mapping[str, str | None], findings: Findings
) -> None:
    """Check 9, the summaries. The entries passed the checks before, so what they fold to can be asked for."""
    try:
        folded = refold(_entries(connection))
    except Exception as error:  # noqa: BLE001 - a fold trusts its entries; a bad one, well signed, may break it anyhow
        findings.add(9, f"The entries can't be folded: {error}.")
        return
    for stream, summary in folded.items():
        if summaries.get(stream) != summary:
            findings.add(9, f"The summary of stream {quoted(stream)} isn't what its entries give.")


def _entries(connection: dbapi2.Connection) -> Iterator[Entry]:
    """The entries, once more."""
    for _seq, leaf, _note in read_rows(connection, rows.ENTRIES):
        if isinstance(leaf, bytes):
            yield Entry.from_leaf(leaf)
