"""The copies of the wrapped key: digest, medium and place. The wrapped key itself never leaves (rule BLOB-CUSTODY)."""

from collections.abc import Iterable

from ceremonies.keys.parts import Copy
from reports.ceremony import CeremonyAccount, KeyAccount
from reports.document import Block, Column, Heading, Paragraph, Table
from reports.wording import when

_COPIES = (
    Column("Copy", 12, strong=True),
    Column("Medium", 30),
    Column("Place", 36),
    Column("For set", 16),
    Column("State", 46),
    Column("SHA-256", 36, fixed=True),
)
STATUS = {"planned": "may have been written", "here": "in custody", "destroyed": "destroyed", "missing": "MISSING"}


def copies(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """By key, its register of copies as it stood at the end."""
    blocks = [block for key in ceremony.keys for block in _of_key(key)]
    return tuple(blocks) or (Paragraph("No copy of a wrapped key stands in the register."),)


def _of_key(key: KeyAccount) -> Iterable[Block]:
    if key.state.copies and key.entries:
        yield Heading(key.title)
        yield Table(_COPIES, tuple(_row(key, one) for one in key.state.copies))


def _row(key: KeyAccount, one: Copy) -> tuple[str, ...]:
    without = "not known" if key.state.is_split else "backup"
    of = str(one.set) if one.set >= 0 else without
    return (
        str(one.number),
        one.medium,
        one.place,
        of,
        f"{STATUS.get(one.status, one.status)}, {when(one.at)}",
        one.digest or "none",
    )
