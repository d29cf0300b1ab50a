"""Verifies a ledger from its entries alone. Nothing in the database is trusted, and nothing in it may raise.

The checks, as the code labels them:

1. No gap: entries are numbered from 0 without one missing, and so are those of each stream.
2. Canonical form: each leaf is an entry, byte for byte as canonical JSON spells it.
3. Row agrees with leaf: the row's number is the one in the leaf.
4. Root: the tree folds to the newest stored checkpoint, and each stored note is what the next leaf's head says.
5. Signatures: the newest checkpoint, and those that left the room, are signed by the log's key.
6. Consistency: the tree at the size of each head that left the room has that head's root.
7. Sign-offs and counter-signatures: each holds under a key that the record knows.
8. Schema: tables and triggers are there, letter for letter, and no others on these tables.
9. Derived tables: the rows of streams are what the entries give.

A log can't show by itself that its tail was cut, or that whoever holds its key wrote it anew. Checks 5 and 6 can, with
a head that left the room.
"""

import base64
from collections.abc import Callable, Container, Sequence

from sqlcipher3 import dbapi2

from ceremonies.ledger.derived import Refold
from ceremonies.ledger.derived_checks import check_schema, check_streams
from ceremonies.ledger.head_checks import check_consistency, check_signatures, kept_heads
from ceremonies.ledger.heads import Head
from ceremonies.ledger.note import Verifier
from ceremonies.ledger.signoffs import Keys, check_signoffs, sizes_seen
from ceremonies.ledger.tree import frontiers_at, root_of
from ceremonies.ledger.verdict import Check, Findings, Verdict
from ceremonies.ledger.walk import check_root, entry_checks, walk_entries

ALL = range(1, 10)


def verify_ledger(
    connection: dbapi2.Connection,
    log: Verifier,
    *,
    heads: Sequence[Head] = (),
    keys: Keys | None = None,
    refold: Refold | None = None,
    only: Container[int] = ALL,
) -> Verdict:
    """Verify the ledger in a database.

    Args:
        connection: the open database.
        log: the log's verifier key; its name is the log's origin.
        heads: signed checkpoints that left the room and came back; those kept in the database are added.
        keys: people's keys; by default those that the record holds.
        refold: folds the entries to the streams' summaries; without it summaries aren't compared.
        only: the checks to report. 1 to 4 are one pass, which is always made.
    """
    findings = Findings()
    own_transaction = not connection.in_transaction
    if own_transaction:
        connection.execute("BEGIN")  # one snapshot, whatever another program appends meanwhile
    try:
        walk = walk_entries(connection, findings)  # 1 to 3, and the heads of 4
        root = root_of(walk.hashes)
        check_root(connection, walk, root, log, findings)  # 4
        kept = kept_heads(connection, walk, findings)
        left = [*kept, *heads]
        seen = frontiers_at(walk.hashes, sizes_seen(walk.signed))
        later: dict[int, Callable[[], Check]] = {
            5: lambda: check_signatures(connection, walk, log, left, findings),
            6: lambda: check_consistency(walk, log, left, findings),
            7: lambda: check_signoffs(walk.signed, kept, frontiers=seen, log=log, keys=keys, findings=findings),
            8: lambda: check_schema(connection, findings),
            9: lambda: check_streams(connection, walk, refold, findings),
        }
        found = [check() for n, check in later.items() if n in only]
    finally:
        if own_transaction and connection.in_transaction:
            connection.execute("ROLLBACK")
    checks = tuple(each for each in [*entry_checks(walk, findings), *found] if each.n in only)
    size = len(walk.hashes)
    ok = size > 0 and all(each.ok for each in checks)
    return Verdict(ok, size, base64.b64encode(root).decode("ascii"), findings.first_bad, checks)
