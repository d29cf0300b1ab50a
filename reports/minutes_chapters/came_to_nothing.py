"""What was promised and came to nothing: failed, cancelled, or without an end in the record."""

from typing import Any

from ceremonies.ledger.entry import Entry
from ceremonies.work import ABOUT, ENDED
from reports.ceremony import CeremonyAccount
from reports.document import Block, Column, Paragraph, Table
from reports.wording import when

_ROWS = (Column("When", 38), Column("What", 60, strong=True), Column("How it ended", 64), Column("Entry", 14))


def came_to_nothing(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """Work that was not done, in order."""
    says = {entry.body["work"]: str(entry.body["says"]) for entry in ceremony.account.own if entry.kind == ABOUT}
    ends = [entry for entry in ceremony.account.own if entry.kind == ENDED]
    failed = [entry for entry in ends if entry.body["outcome"] != "done"]
    over = {entry.body["work"] for entry in ends}
    rows = [_row(entry, says) for entry in failed]
    rows += [_open(entry) for entry in ceremony.account.own if entry.kind == ABOUT and entry.body["work"] not in over]
    return (Table(_ROWS, tuple(rows)),) if rows else (Paragraph("Everything that was begun was done."),)


def _row(entry: Entry, says: dict[Any, str]) -> tuple[str, ...]:
    body: dict[str, Any] = entry.body
    rule = f" (rule {body['rule']})" if body["rule"] else ""
    why = f": {body['why']}" if body["why"] else ""
    return when(entry.recorded_at), says.get(body["work"], body["act"]), f"{body['outcome']}{rule}{why}", str(entry.seq)


def _open(entry: Entry) -> tuple[str, ...]:
    return when(entry.recorded_at), str(entry.body["says"]), "no end stands in the record", str(entry.seq)
