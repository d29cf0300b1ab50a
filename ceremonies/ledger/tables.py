"""The ledger's tables as SQLModel classes, for those who read them with SQLAlchemy.

The append and the start of the program go through the driver and never import this: it costs a quarter of a second.
"""

from sqlmodel import Field, SQLModel


class EntryRow(SQLModel, table=True):
    """One entry: its number, its leaf and the signed checkpoint of the tree that ends with it."""

    __tablename__ = "entry"

    seq: int = Field(primary_key=True)
    leaf: bytes
    note: str


class StreamTable(SQLModel, table=True):
    """What a dashboard needs of a stream; derived, and rebuilt by ``keyroom ledger rebuild``."""

    __tablename__ = "stream"
    __table_args__ = {"sqlite_with_rowid": False}

    name: str = Field(primary_key=True)
    last_seq: int
    count: int
    summary: str
    frontier: bytes


class CosignedRow(SQLModel, table=True):
    """A checkpoint with the counter-signatures it got."""

    __tablename__ = "cosigned"

    size: int = Field(primary_key=True)
    note: str
