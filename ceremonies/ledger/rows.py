"""The database's rows as they lie there, whatever they hold. For the verifier, which trusts nothing in them.

Texts come as bytes: the driver would stop at a text that isn't UTF-8. A value of another type than the schema says, or
of more than 16 MiB, comes as None.
"""

from collections.abc import Iterator

from sqlcipher3 import dbapi2

from ceremonies.ledger.entry import MAX_LEAF

Row = tuple[object, ...]


def _typed(column: str, kind: str) -> str:
    """A column as bytes, or NULL where it isn't of its kind or is too large."""
    fit = f"typeof({column}) = '{kind}' AND length({column}) <= {MAX_LEAF}"
    return f"CASE WHEN {fit} THEN CAST({column} AS BLOB) END"


ENTRIES = f"SELECT seq, {_typed('leaf', 'blob')}, {_typed('note', 'text')} FROM entry ORDER BY seq"  # noqa: S608 - fixed
BACKWARDS = f"{ENTRIES} DESC"
STREAMS = (
    f"SELECT {_typed('name', 'text')}, last_seq, count, {_typed('summary', 'text')}, {_typed('frontier', 'blob')} "  # noqa: S608 - fixed
    "FROM stream ORDER BY name"
)
COSIGNED = f"SELECT size, {_typed('note', 'text')} FROM cosigned ORDER BY size"  # noqa: S608 - fixed
SCHEMA = (
    "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master "
    "ORDER BY name"
)


class Unreadable(Exception):
    """The database can't be read on."""


def read_rows(connection: dbapi2.Connection, query: str) -> Iterator[Row]:
    """The rows of one of the queries above.

    Raises:
        Unreadable: a table is missing or a page is damaged; rows before it were given.
    """
    try:
        yield from connection.execute(query)
    except (dbapi2.Error, OverflowError, UnicodeError, MemoryError) as error:
        raise Unreadable(str(error)) from error


def to_text(value: object) -> str | None:
    """A row's bytes as text; None when they aren't UTF-8 or no bytes."""
    if not isinstance(value, bytes):
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None
