"""Checks 5 and 6 of ``verify.py``: signed heads, the newest one and those that left the room."""

from collections.abc import Sequence

from sqlcipher3 import dbapi2

from ceremonies.ledger import rows
from ceremonies.ledger.heads import Head, opens, quoted, stated_by
from ceremonies.ledger.note import Verifier
from ceremonies.ledger.rows import Unreadable, read_rows, to_text
from ceremonies.ledger.tree import frontiers_at
from ceremonies.ledger.verdict import Check, Findings, counted
from ceremonies.ledger.walk import Walk


def check_signatures(
    connection: dbapi2.Connection, walk: Walk, log: Verifier, heads: Sequence[Head], findings: Findings
) -> Check:
    """Check 5."""
    if not walk.hashes:
        findings.add(5, "There is no signature.")
    elif not opens(walk.newest, log):
        last = _last_signed(connection, log)
        if last is None:
            findings.add(5, f"No stored checkpoint is signed by this key of {log.name}.")
        else:
            findings.add(5, f"From entry {last + 1} on the stored checkpoints are not signed by the log.", last + 1)
    for head in heads:
        if not opens(head.note, log):
            findings.add(5, f"The log didn't sign {head.where}.")
    return findings.check(5, 1 + len(heads), f"the newest checkpoint and {len(heads)} that left the room")


def _last_signed(connection: dbapi2.Connection, log: Verifier) -> int | None:
    """The number of the last entry whose stored checkpoint the log signed."""
    try:
        for seq, _leaf, note in read_rows(connection, rows.BACKWARDS):
            if isinstance(seq, int) and opens(to_text(note), log):
                return seq
    except Unreadable:  # the pass before said so
        pass
    return None


def kept_heads(connection: dbapi2.Connection, walk: Walk, findings: Findings) -> list[Head]:
    """The counter-signed checkpoints: those kept in the database, and those in a sitting's first entry."""
    heads: list[Head] = []
    lines: dict[object, set[str]] = {}
    try:
        for size, note in read_rows(connection, rows.COSIGNED):
            head = Head(f"the counter-signed checkpoint at {size!r}", to_text(note))
            checkpoint = stated_by(head.note)
            if checkpoint is None or checkpoint.size != size:
                findings.add(6, f"What is kept as {head.where} is none.")
            heads.append(head)
            lines[size] = set((head.note or "").split("\n"))
    except Unreadable as error:
        findings.add(6, f"The counter-signed checkpoints can't be read: {error}.")
    for entry in walk.opened:
        note = entry.body.get("cosigned")
        if note is None:
            continue
        head = Head(f"the counter-signed checkpoint in entry {entry.seq}", note if isinstance(note, str) else None)
        checkpoint = stated_by(head.note)
        if head.note is None or checkpoint is None:
            findings.add(6, f"What stands as {head.where} is none.", entry.seq)
        elif not set(head.note.split("\n")) <= lines.get(checkpoint.size, set()):
            findings.add(6, f"The database no longer keeps {head.where} with all its signatures.")
        heads.append(head)
    return heads


def check_consistency(walk: Walk, log: Verifier, heads: Sequence[Head], findings: Findings) -> Check:
    """Check 6. All leaves are here, so the older root itself is recomputed: that is more than a proof."""
    size = len(walk.hashes)
    stated = [(head, stated_by(head.note)) for head in heads]
    frontiers = frontiers_at(walk.hashes, {each.size for _, each in stated if each is not None})
    good = 0
    for head, each in sorted(stated, key=lambda pair: pair[1].size if pair[1] else 0):
        if each is None:
            findings.add(6, f"This is no checkpoint: {head.where}.")
        elif each.origin != log.name:
            findings.add(6, f"Of another log, {quoted(each.origin)}, is {head.where}.")
        elif each.size > size:
            findings.add(6, f"The tail was cut: {size} entries are here and {head.where} has {each.size}.", size)
        elif frontiers[each.size].root() != each.root:
            says = f"The record was rewritten: its first {each.size} entries are not those of {head.where}."
            findings.add(6, f"{says} Entries 0 to {good - 1} are." if good else says, _only(good, each.size))
        else:
            good = each.size
    return findings.check(6, len(heads), _consistent(len(heads)))


def _only(good: int, size: int) -> int | None:
    """The one entry that can have been changed between two sizes; None when there are several."""
    return good if size - good == 1 else None


def _consistent(heads: int) -> str:
    """What check 6 says when all is well."""
    if heads:
        return f"the tree extends {counted(heads, 'head')} that left the room"
    return "no head was compared; give the last printed one, or a cut tail can't be seen"
