"""Who signed what with their own keys."""

from collections.abc import Mapping
from types import MappingProxyType

from ceremonies.ledger.entry import Entry
from reports.account import signers_of
from reports.ceremony import CeremonyAccount
from reports.document import Block, Column, Paragraph, Table
from reports.wording import when

_ROWS = (Column("When", 38), Column("What was signed", 70, strong=True), Column("By", 54), Column("Entry", 14))
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "key.planned": "announced: {key}",
        "key.committed": "committed: {key}",
        "key.abandoned": "abandoned: {key}",
        "key.backed_up": "backup of the token: {key}",
        "key.state": "new state: {key}",
        "activation.opened": "activation opened: {key}",
        "destruction.decided": "destruction decided: {key}",
        "work.about": "about to be done: {says}",
        "share.collected": "what became of a share: {key}",
        "share.transferred": "transfer of a share: {key}",
        "role.taken": "{person} is {role}",
        "room.noted": "{says}",
        "deviation.recorded": "deviation at step {step}",
        "evidence.added": "evidence at step {step}",
        "step.completed": "step {step} completed",
        "run.stopped": "the ceremony stopped",
    }
)
"""By kind of entry; another kind is named as it is."""


def sign_offs(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """Every entry of the ceremony that somebody signed, in order."""
    entries = sorted((*ceremony.account.own, *ceremony.run.entries), key=lambda entry: entry.seq)
    rows = tuple(
        (when(entry.recorded_at), _what(entry), ceremony.account.names(signers), str(entry.seq))
        for entry in entries
        if (signers := signers_of(entry))
    )
    return (Table(_ROWS, rows),) if rows else (Paragraph("Nobody signed anything with a key of their own."),)


def _what(entry: Entry) -> str:
    words = WORDS.get(entry.kind, entry.kind.replace(".", " ").replace("_", " "))
    facts = {name: str(value) for name, value in entry.body.items()} | {"key": entry.stream.rpartition("/")[2]}
    try:
        said = words.format(**facts)
    except KeyError:
        said = entry.kind
    return said[:1].upper() + said[1:]
