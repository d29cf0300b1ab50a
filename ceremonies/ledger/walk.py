"""Checks 1 to 4 of ``verify.py``: one pass over the entries, and the tree they make."""

from collections.abc import Iterator
from hashlib import sha256

from sqlcipher3 import dbapi2

from ceremonies.errors import Unverified
from ceremonies.ledger import rows
from ceremonies.ledger.checkpoint import Checkpoint
from ceremonies.ledger.derived import StreamEnd
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.heads import opens, quoted, stated_by
from ceremonies.ledger.note import Verifier
from ceremonies.ledger.rows import Unreadable, read_rows, to_text
from ceremonies.ledger.tree import Frontier, leaf_hash
from ceremonies.ledger.verdict import Check, Findings, counted
from ceremonies.signing import SIGNOFFS

PEOPLE = "people"
SITTING_OPENED = "sitting.opened"


class Walk:
    """What one pass over the entries leaves behind.

    Attributes:
        hashes: the leaf hashes, in order.
        ends: where each stream ends.
        signed: entries with sign-offs, and those about people.
        opened: entries that open a sitting.
        newest: the signed checkpoint stored last; None when it is no text.
        unbound: number of the first leaf whose head isn't the note before it.
    """

    def __init__(self) -> None:
        self.hashes: list[bytes] = []
        self.ends: dict[str, StreamEnd] = {}
        self.signed: list[Entry] = []
        self.opened: list[Entry] = []
        self.newest: str | None = None
        self.unbound: int | None = None


def walk_entries(connection: dbapi2.Connection, findings: Findings) -> Walk:
    """Checks 1 to 3 and the chained heads of 4, in one pass over the entries."""
    walk = Walk()
    hashes, ends, from_leaf = walk.hashes, walk.ends, Entry.from_leaf
    expected = 0
    newest: object = None
    head: str | None = ""  # None after a gap: the note before is unknown
    try:
        for seq, leaf, note in read_rows(connection, rows.ENTRIES):
            if seq != expected:  # 1
                findings.add(1, f"Entry {expected} is missing.", expected)
                expected = seq if isinstance(seq, int) and seq > expected else expected
                head = None
            newest = note
            digest = sha256(note).hexdigest() if isinstance(note, bytes) else "no note"
            data = leaf if isinstance(leaf, bytes) else b""
            hashes.append(leaf_hash(data))
            try:
                entry = from_leaf(data)
            except Unverified as error:  # 2
                findings.add(2, f"Entry {expected}: {error}", expected)
            else:
                if entry.seq != seq:  # 3
                    findings.add(3, f"The row of entry {expected} holds entry {entry.seq}.", expected)
                if head is not None and entry.head != head and walk.unbound is None:  # 4
                    walk.unbound = expected
                _follow(entry, expected, ends, findings)
                if SIGNOFFS in entry.body or entry.stream == PEOPLE:
                    walk.signed.append(entry)
                if entry.kind == SITTING_OPENED:
                    walk.opened.append(entry)
            head = digest
            expected += 1
    except Unreadable as error:
        findings.add(1, f"The database can't be read from entry {expected} on: {error}.", expected)
    walk.newest = to_text(newest)
    return walk


def _follow(entry: Entry, seq: int, ends: dict[str, StreamEnd], findings: Findings) -> None:
    """Check 1 within a stream."""
    end = ends.get(entry.stream)
    count, last = (end.count, end.last_seq) if end else (0, None)
    if entry.n != count or entry.prev != last:
        findings.add(1, f"Entry {seq} isn't the next of its stream {quoted(entry.stream)}.", seq)
    ends[entry.stream] = StreamEnd(seq, count + 1)


def entry_checks(walk: Walk, findings: Findings) -> list[Check]:
    """Checks 1 to 4, closed."""
    size = len(walk.hashes)
    return [
        findings.check(1, size, f"{counted(size, 'entry', 'entries')} in {counted(len(walk.ends), 'stream')}"),
        findings.check(2, size, counted(size, "leaf", "leaves")),
        findings.check(3, size, counted(size, "row")),
        findings.check(4, size, f"{counted(size, 'stored checkpoint')}; the newest has the tree's root"),
    ]


def check_root(connection: dbapi2.Connection, walk: Walk, root: bytes, log: Verifier, findings: Findings) -> None:
    """Check 4."""
    size = len(walk.hashes)
    if size == 0:
        findings.add(1, "The ledger is empty: there is nothing to verify.")
        findings.add(4, "There is no checkpoint.")
        return
    stated = stated_by(walk.newest)
    if stated is not None and stated.origin != log.name:
        findings.add(4, f"This is the ledger of {quoted(stated.origin)}, and the key given is that of {log.name}.")
    elif stated != Checkpoint(log.name, size, root) or walk.unbound is not None:
        _locate(connection, walk, log, findings)


def _locate(connection: dbapi2.Connection, walk: Walk, log: Verifier, findings: Findings) -> None:
    """Check 4, when it fails: find the first entry at which tree and stored checkpoint part."""
    frontier = Frontier()
    before: str | None = None
    for seq, (leaf, note) in enumerate(zip(walk.hashes, _notes(connection), strict=False)):
        frontier = frontier.append(leaf)
        if stated_by(note) != Checkpoint(log.name, frontier.size, frontier.root()):
            findings.add(4, f"The tree and the stored checkpoint part at entry {seq}.", seq)
            break
        if walk.unbound == seq:
            # Tree and notes agree up to here, so the note before is the log's own if its signature holds.
            bad = seq if opens(before, log) else seq - 1
            findings.add(4, f"The checkpoint stored with entry {seq - 1} isn't the one that entry {seq} names.", bad)
        before = note


def _notes(connection: dbapi2.Connection) -> Iterator[str | None]:
    """The stored notes, as far as they can be read."""
    try:
        for _seq, _leaf, note in read_rows(connection, rows.ENTRIES):
            yield to_text(note)
    except Unreadable:  # the pass before said so
        return
