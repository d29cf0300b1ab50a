"""What a document is made from: the entries and the signed checkpoint of one tree, read from a record that verifies."""

import base64

import msgspec
from sqlcipher3 import dbapi2

from ceremonies.errors import KeyroomError, Refused, Unverified
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.note import open_note, parse_verifier_key
from ceremonies.ledger.tree import leaf_hash, root_of
from ceremonies.ledger.verdict import Verdict
from ceremonies.verification import verify_record
from ceremonies.workspace import Workspace
from reports.account import end_of

_TELL_WHERE = frozenset({1, 2, 3, 4, 7, 8, 9})
"""The checks whose failure leaves the entries before the first bad one standing. One that fails 5 or 6 may have been
written anew from any point on."""


class Source(msgspec.Struct, frozen=True):
    """One tree.

    Attributes:
        entries: all its entries, from the first.
        note: its signed checkpoint.
        warning: a sentence for every page where the record has been damaged since; empty when all is well.
    """

    entries: tuple[Entry, ...]
    note: str
    warning: str


def source_for(workspace: Workspace, *, run: str = "", at: int | None = None) -> Source:
    """Read one tree, after verifying the whole record.

    Args:
        workspace: the open workspace.
        run: the run whose last entry ends the tree, where ``at`` does not say; the whole record without either.
        at: the size of the tree.

    Raises:
        Unverified: the record does not verify, or not up to that size.
        Refused: RUN or SIZE: there is no such run or size.
    """
    verdict = verify_record(workspace)
    if not verdict.ok:
        check_good_up_to(verdict, at)
    if at is not None and not 0 < at <= verdict.entries:
        raise Refused("SIZE", f"The record has {verdict.entries} entries. Choose a size from 1 to that.")
    rows = _rows(workspace, verdict.entries if at is None else at)
    entries = [entry for entry, _ in rows]
    size = at or (end_of(run, entries) if run else len(entries))
    if run and (not size or not end_of(run, entries[:size])):
        raise Refused("RUN", f"There is no run {run} in the record. keyroom runs lists them.")
    note = rows[size - 1][1]
    _check_tree(workspace, entries[:size], note)
    return Source(tuple(entries[:size]), note, "" if verdict.ok else _warning(verdict, size))


def check_good_up_to(verdict: Verdict, at: int | None) -> None:
    """A damaged record may be reported on up to the last good head, when that is asked for (rule RUN-NEVER-STOPS).

    Raises:
        Unverified: it was not asked for, or nothing says from where on the record is damaged.
    """
    bad = [check for check in verdict.checks if not check.ok]
    first = verdict.first_bad
    stands = first is not None and first > 0 and {check.n for check in bad} <= _TELL_WHERE
    if stands and at is not None and first is not None and at <= first:
        return
    says = bad[0].says if bad else "It is empty."
    could = f" A report up to the last good head can be made with --at {first}." if stands else ""
    raise Unverified(
        f"The ledger does not verify, so no document is made from it. {says} Run keyroom ledger verify.{could}"
    )


def _warning(verdict: Verdict, size: int) -> str:
    first = verdict.first_bad
    return f"The record is damaged from entry {first} on. This was made up to the head at size {size}, before it."


def _rows(workspace: Workspace, size: int) -> list[tuple[Entry, str]]:
    """The first entries, each with the note stored beside it.

    Raises:
        Unverified: one can't be read.
    """
    try:
        found = workspace.ledger.connection.execute(
            "SELECT leaf, note FROM entry WHERE seq < ? ORDER BY seq", (size,)
        ).fetchall()
    except dbapi2.Error as error:
        raise Unverified(f"The entries can't be read: {error}. Run keyroom ledger verify.") from error
    return [(Entry.from_leaf(leaf), note if isinstance(note, str) else str(note, "utf-8")) for leaf, note in found]


def _check_tree(workspace: Workspace, entries: list[Entry], note: str) -> None:
    """The entries read fold to the checkpoint that the log signed for their number.

    Raises:
        Unverified: they don't.
    """
    try:
        stated = parse_checkpoint(open_note(note, [parse_verifier_key(workspace.vkey)]))
    except KeyroomError as error:
        raise Unverified(f"The checkpoint at size {len(entries)} does not hold: {error}") from error
    root = root_of([leaf_hash(entry.leaf()) for entry in entries])
    if (stated.size, stated.root) != (len(entries), root):
        shown = base64.b64encode(root).decode("ascii")
        raise Unverified(f"The first {len(entries)} entries have the root {shown}, which is not the one signed.")
