"""The ledger in its database. The append goes through the driver: an INSERT an entry, an UPSERT a touched stream."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlcipher3 import dbapi2

from ceremonies.errors import KeyroomError, Misuse, NotAWorkspace, NotRecorded, Unverified
from ceremonies.ledger.append import Appended, Place, Tip, append_drafts, to_moment
from ceremonies.ledger.canonical import encode
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.entry import Draft, Entry
from ceremonies.ledger.note import Signer, read_note
from ceremonies.ledger.port import StreamRow
from ceremonies.ledger.rows import to_text
from ceremonies.ledger.schema import check_version, create_schema
from ceremonies.ledger.tree import Frontier
from ceremonies.ports import Entropy

__all__ = ["Ledger", "StreamRow", "create_schema"]

INSERT_ENTRY = "INSERT INTO entry (seq, leaf, note) VALUES (?, ?, ?)"
UPSERT_STREAM = (
    "INSERT INTO stream (name, last_seq, count, summary, frontier) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE "
    "SET last_seq = excluded.last_seq, count = excluded.count, summary = excluded.summary, frontier = excluded.frontier"
)
KEEP_SUMMARY = UPSERT_STREAM.replace("summary = excluded.summary, ", "")
NO_SUMMARY = "{}"
NEWEST = "SELECT seq, leaf, CAST(note AS BLOB) FROM entry ORDER BY seq DESC LIMIT 1"

_CHUNK = 1000
_SCAN_SHARE = 16
"""A stream with more than one in this many entries is read by passing over all; a smaller one by its own chain."""

_HIGHEST = "\U0010ffff"

_SENTENCES = {
    "SQLITE_FULL": "The disk is full. Free some space and do it again.",
    "SQLITE_READONLY": "The workspace can't be written: its folder or medium is read-only.",
    "SQLITE_CANTOPEN": "The workspace can't be written: its files can't be opened.",
    "SQLITE_BUSY": "Another program is writing to this workspace. Close it and do it again.",
    "SQLITE_LOCKED": "Another program is writing to this workspace. Close it and do it again.",
    "SQLITE_IOERR": "The disk failed while writing. Check the medium, then open the workspace again.",
    "SQLITE_CORRUPT": "The database is damaged. Stop, and run keyroom ledger verify.",
    "SQLITE_NOTADB": "The database is damaged. Stop, and run keyroom ledger verify.",
    "SQLITE_CONSTRAINT": "The database already holds another entry of this number. Open the workspace again.",
}


def sentence_for(error: dbapi2.Error) -> str:
    """What a failed write means to the person at the keyboard."""
    name = getattr(error, "sqlite_errorname", None) or ""
    what = next((text for start, text in _SENTENCES.items() if name.startswith(start)), f"The database says: {error}.")
    return f"Nothing was recorded, so it did not happen. {what}"


class Ledger:
    """The append-only ledger of one workspace.

    Give it a connection of its own: it turns the driver's implicit transactions off.

    Attributes:
        origin: the log's name, which is also the name of its key.
        damage: why nothing can be appended, as a sentence; None when all is well.
    """

    def __init__(self, connection: dbapi2.Connection, origin: str, key: Ed25519PrivateKey | None) -> None:
        """Open the ledger; ``key`` is None where it is only read.

        Raises:
            NotAWorkspace: no ledger, or a newer one.
        """
        check_version(connection)
        connection.isolation_level = None
        self.connection = connection
        self.origin = origin
        self.damage: str | None = None
        self._signer = Signer(origin, key) if key else None
        self._cursor = connection.cursor()
        self._tip = Tip()
        self._readable = 0
        self._places: dict[str, Place | None] = {}
        self._pending: list[Appended] = []
        self.refresh()

    @property
    def size(self) -> int:
        """Number of entries; of a damaged ledger, one more than the highest number."""
        return self._readable

    @property
    def note(self) -> str:
        """The signed checkpoint of the whole ledger; empty when it is empty."""
        return self._tip.note

    def refresh(self) -> None:
        """Read again where the ledger ends: another program may have appended. No full scan.

        A ledger that can't be recovered stays readable, so that it can be verified and rebuilt; ``damage`` says why.
        """
        self._places.clear()
        self._pending = []
        row = self._newest()
        self._readable = row[0] + 1 if row else 0
        try:
            self._tip, self.damage = self._recover(row), None
        except (KeyroomError, dbapi2.Error, TypeError, ValueError) as error:
            self._tip = Tip(note=row[2] if row and isinstance(row[2], str) else "")
            self.damage = f"The record can't be continued: {error} Run keyroom ledger verify, then rebuild."

    def _newest(self) -> tuple[int, object, object] | None:
        """The last entry's row, whatever it holds.

        Raises:
            NotAWorkspace: not even that can be read.
        """
        try:
            row = self._cursor.execute(NEWEST).fetchone()
        except dbapi2.Error as error:
            raise NotAWorkspace(f"The record's last entry can't be read: {error}. Restore a copy.") from error
        return (int(row[0]), row[1], to_text(row[2])) if row else None

    def _recover(self, row: tuple[int, object, object] | None) -> Tip:
        """The ledger's end, from its last entry and the row of that entry's stream."""
        self._cursor.execute("SELECT 1 FROM cosigned LIMIT 1").fetchone()
        highest = self._cursor.execute("SELECT max(last_seq) FROM stream").fetchone()[0]
        if highest != (row[0] if row else None):
            raise Unverified(f"The streams end at entry {highest} and the entries at {row[0] if row else 'none'}.")
        if row is None:
            return Tip()
        seq, leaf, note = row
        if not isinstance(leaf, bytes) or not isinstance(note, str):
            raise Unverified(f"The row of entry {seq} is damaged.")
        entry = Entry.from_leaf(leaf)
        found = self._cursor.execute("SELECT last_seq, frontier FROM stream WHERE name = ?", (entry.stream,)).fetchone()
        if found is None or found[0] != seq:
            raise Unverified(f"The table of streams doesn't know entry {seq}.")
        frontier = Frontier.from_bytes(found[1])
        checkpoint = parse_checkpoint(read_note(note).text)
        stated = (checkpoint.origin, checkpoint.size, checkpoint.root)
        if stated != (self.origin, frontier.size, frontier.root()) or frontier.size != seq + 1 or entry.seq != seq:
            raise Unverified(f"The tree doesn't fold to the checkpoint stored with entry {seq}.")
        return Tip(frontier, note)

    def prepare(self, drafts: Sequence[Draft], now: datetime, entropy: Entropy) -> list[Entry]:
        """The drafts as signed entries, not yet written; what was prepared before and not written is forgotten.

        Raises:
            Misuse: a draft outside what can be recorded, or no drafts.
            NotRecorded: the ledger is damaged or was opened for reading only.
            Unusable: an entry of more than 16 MiB.
        """
        if self.damage:
            raise NotRecorded(self.damage)
        if self._signer is None:
            raise NotRecorded("This workspace is open for reading only, so nothing was recorded.")
        if not drafts:
            raise Misuse("There is nothing to record.")
        self._pending = append_drafts(
            drafts, to_moment(now), entropy, signer=self._signer, tip=self._tip, place_of=self._place_of
        )
        return [each.entry for each in self._pending]

    def _place_of(self, stream: str) -> Place | None:
        """Where the stream ends; None when it has no entry yet."""
        if stream not in self._places:
            row = self._cursor.execute("SELECT last_seq, count FROM stream WHERE name = ?", (stream,)).fetchone()
            self._places[stream] = Place(*row) if row else None
        return self._places[stream]

    def commit(self, entries: Sequence[Entry], summaries: Mapping[str, str]) -> None:
        """Write what ``prepare`` gave last, and the summaries of touched streams, in one transaction.

        A touched stream without a new summary keeps the one it has.

        Raises:
            Misuse: other entries than those prepared last, or a summary of a stream that they don't touch.
            NotRecorded: the database refused; it and this object stand as before.
        """
        pending = self._pending
        if len(entries) != len(pending) or any(
            given is not held.entry for given, held in zip(entries, pending, strict=True)
        ):
            raise Misuse("Only the entries that were prepared last can be committed.")
        ends = {each.entry.stream: each for each in pending}
        if not pending or summaries.keys() - ends.keys():
            raise Misuse("A commit needs entries, and gives summaries of their streams only.")
        self._pending = []
        try:
            self._write(pending, ends, summaries)
        except dbapi2.Error as error:
            self._undo()
            raise NotRecorded(sentence_for(error)) from error
        except BaseException:  # an interruption may come before or after the driver's COMMIT
            self._undo()
            self.refresh()
            raise
        self._tip = pending[-1].tip
        self._readable = self._tip.frontier.size
        for name, end in ends.items():
            self._places[name] = Place(end.entry.seq, end.entry.n + 1)

    def _write(self, pending: list[Appended], ends: dict[str, Appended], summaries: Mapping[str, str]) -> None:
        """One transaction."""
        execute = self._cursor.execute
        execute("BEGIN IMMEDIATE")
        for each in pending:
            execute(INSERT_ENTRY, (each.entry.seq, each.leaf, each.tip.note))
        for name, end in ends.items():
            summary = summaries.get(name)
            row = (name, end.entry.seq, end.entry.n + 1, summary or NO_SUMMARY, end.tip.frontier.to_bytes())
            execute(KEEP_SUMMARY if summary is None else UPSERT_STREAM, row)
        execute("COMMIT")

    def _undo(self) -> None:
        """Roll back what a failed transaction left, if it left anything."""
        if self.connection.in_transaction:
            try:
                self._cursor.execute("ROLLBACK")
            except dbapi2.Error:  # the failure that led here is the one to report
                self.damage = "The database could not go back after a failed write. Open the workspace again."

    def entries(self, start: int = 0, stop: int | None = None, stream: str | None = None) -> Iterator[Entry]:
        """The entries from number ``start`` to before ``stop``, of one stream or of all, in order.

        Raises:
            Unverified: an entry that can't be read.
        """
        stop = self.size if stop is None else min(stop, self.size)
        if stream is None:
            yield from self._scan(start, stop)
            return
        place = None if self.damage else self._place_of(stream)
        if place is None and not self.damage:
            return
        if place is None or place.count * _SCAN_SHARE > self.size:
            found = self._scan(start, stop, b'"stream":' + encode(stream) + b"}")
        else:
            found = self._chain(place.last_seq, start, stop, stream)
        before: Entry | None = None
        for entry in found:
            if entry.n != (before.n + 1 if before else entry.n) or (start == 0 and before is None and entry.n):
                raise Unverified(f"Entry {entry.seq} isn't the next of its stream. Run keyroom ledger verify.")
            yield entry
            before = entry

    def _scan(self, start: int, stop: int, ending: bytes = b"}") -> Iterator[Entry]:
        """The entries of a range, in chunks, so that no statement stays open between two of them.

        ``ending`` picks a stream's without decoding the others: the stream is the last key of a leaf in canonical form.
        """
        while start < stop:
            rows = self._rows(
                "SELECT seq, leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?", (start, stop, _CHUNK)
            )
            if not rows:
                return
            for seq, leaf in rows:
                if len(ending) == 1 or not isinstance(leaf, bytes) or leaf.endswith(ending):
                    yield _read(seq, leaf)
            start = rows[-1][0] + 1

    def _chain(self, last: int, start: int, stop: int, stream: str) -> Iterator[Entry]:
        """A stream's entries, followed back from its last one, then given in order."""
        found: list[Entry] = []  # a stream is read to be folded whole
        at: int | None = last
        while at is not None and at >= start:
            rows = self._rows("SELECT leaf FROM entry WHERE seq = ?", (at,))
            if not rows:
                raise Unverified(f"Entry {at} is missing. Run keyroom ledger verify.")
            entry = _read(at, rows[0][0])
            if entry.stream != stream or (entry.prev is not None and entry.prev >= at):
                raise Unverified(
                    f"Entry {at} doesn't lead to the one before it in {stream}. Run keyroom ledger verify."
                )
            if at < stop:
                found.append(entry)
            at = entry.prev
        yield from reversed(found)

    def stream_summaries(self, prefix: str = "") -> dict[str, StreamRow]:
        """The streams whose name begins with ``prefix``, by name."""
        rows = self._rows(
            "SELECT name, last_seq, count, summary FROM stream WHERE name >= ? AND name < ? ORDER BY name",
            (prefix, prefix + _HIGHEST),
        )
        return {row[0]: StreamRow(*row) for row in rows}

    def cosigned(self) -> dict[int, str]:
        """The counter-signed checkpoints, by size."""
        return dict(self._rows("SELECT size, note FROM cosigned ORDER BY size"))

    def _rows(self, query: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        """The rows of a query.

        Raises:
            Unverified: the database is damaged there.
        """
        try:
            return list(self.connection.execute(query, parameters).fetchall())
        except (dbapi2.Error, OverflowError, UnicodeError) as error:
            raise Unverified(f"The record can't be read: {error}. Run keyroom ledger verify.") from error

    def keep_cosigned(self, size: int, note: str) -> None:
        """Keep a counter-signed checkpoint of this log, in place of one of the same size.

        Raises:
            Misuse: not a checkpoint of this log at this size.
            NotRecorded: the database refused.
        """
        checkpoint = parse_checkpoint(read_note(note).text)
        if (checkpoint.origin, checkpoint.size) != (self.origin, size) or not 0 < size <= self.size:
            raise Misuse(f"This is not this log's checkpoint at {size} entries.")
        try:
            self._cursor.execute("INSERT OR REPLACE INTO cosigned (size, note) VALUES (?, ?)", (size, note))
        except dbapi2.Error as error:
            raise NotRecorded(sentence_for(error)) from error


def _read(seq: int, leaf: bytes) -> Entry:
    """The entry of a row.

    Raises:
        Unverified: the row is damaged; the sentence names it.
    """
    try:
        entry = Entry.from_leaf(leaf)
    except (Unverified, TypeError) as error:
        raise Unverified(f"Entry {seq} can't be read: {error} Run keyroom ledger verify.") from error
    if entry.seq != seq:
        raise Unverified(f"Entry {seq} says that it is entry {entry.seq}. Run keyroom ledger verify.")
    return entry
