"""The encrypted database: how it is opened for writing, for reading, and on a medium that can't be written to.

SQLCipher 4 with its own defaults, under a raw key of 32 bytes: an auditor opens it with any SQLCipher 4 shell and
``PRAGMA key = "x'…64 hexadecimal digits…'"``.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

from sqlcipher3 import dbapi2

from ceremonies.errors import KeyroomError, NotAWorkspace, NotRecorded, Unusable, Unverified
from ceremonies.ledger.schema import SCHEMA_VERSION
from ceremonies.secret import Secret
from ceremonies.workspace.layout import DATABASE, WAL, create_file

Access = Literal["write", "read", "immutable"]
"""``read`` sees what another program is writing; ``immutable`` is for a medium that can't be written to."""

Connection: TypeAlias = dbapi2.Connection

_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


def create_database(folder: Path, key: Secret) -> Connection:
    """A new, empty database, open for writing."""
    os.close(create_file(folder / DATABASE))
    with database_errors_as_sentences(folder):
        connection = _connect(folder, key, "write")
        connection.execute("PRAGMA journal_mode=WAL")
    return connection


def open_database(folder: Path, key: Secret, access: Access) -> Connection:
    """The database in ``folder``, tried by reading its first page.

    Raises:
        NotAWorkspace: damaged, newer, or on a read-only medium with a leftover -wal.
    """
    if access == "immutable":
        _check_no_wal(folder)
    with database_errors_as_sentences(folder):
        connection = _connect(folder, key, access)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found != SCHEMA_VERSION:
        connection.close()
        raise NotAWorkspace(_other_version(folder, found))
    return connection


def close_database(connection: Connection, access: Access) -> None:
    """Close it so that no -wal stays behind: only then does it open on a medium that can't be written to."""
    try:
        if access == "write":
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except dbapi2.Error:
        # What was acknowledged is durable in the -wal; the next opening reads it from there.
        return
    finally:
        connection.close()


def copy_database(source: Connection, folder: Path, key: Secret) -> None:
    """Copy the open database, as it stands at one moment, to a new file in ``folder``, under the same key. Durable.

    The driver's backup copies a page whose check fails without a word, and signs it anew: such a copy would hide the
    damage. So every page is checked before, in the same transaction, and after.

    Raises:
        Unverified: a page of the source or of the copy fails its check.
        NotRecorded: the disk of ``folder`` is full or fails.
    """
    os.close(create_file(folder / DATABASE))
    with database_errors_as_sentences(folder), closing(_connect(folder, key, "write")) as target:
        source.execute("BEGIN")
        try:
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it stands still
            _check_pages(source, "The database")
            source.backup(target)
        finally:
            source.execute("ROLLBACK")
        _check_pages(target, "The copy of the database")


def _check_pages(connection: Connection, what: str) -> None:
    """Check each page's seal, and how the pages hang together.

    Raises:
        Unverified: the first thing that is wrong.
    """
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
        found += [str(row[0]) for row in connection.execute("PRAGMA quick_check").fetchall() if row[0] != "ok"]
    except dbapi2.DatabaseError as error:
        found = [str(error)]
    if found:
        raise Unverified(f"{what} is damaged: {found[0]}. Keep it as it is, and run keyroom ledger verify.")


@contextmanager
def database_errors_as_sentences(folder: Path) -> Iterator[None]:
    """Turn what the driver says into a sentence.

    Raises:
        NotRecorded: the disk is full or fails, or another program keeps the database locked.
        NotAWorkspace: the file is damaged.
        Unusable: it can't be opened as asked.
    """
    try:
        yield
    except dbapi2.Error as error:
        raise as_database_sentence(error, folder) from None


def as_database_sentence(error: dbapi2.Error, folder: Path) -> KeyroomError:
    """The error of our tree for what the driver says."""
    name = getattr(error, "sqlite_errorname", "") or ""
    path = folder / DATABASE
    if name.startswith("SQLITE_FULL"):
        return NotRecorded(f"The disk of {folder} is full, so nothing was recorded. Free some space and try again.")
    if name.startswith("SQLITE_IOERR"):
        return NotRecorded(
            f"The disk of {folder} fails or is full ({error}), so nothing was recorded. Look at the disk."
        )
    if name.startswith(_BUSY):
        return NotRecorded(f"Another program keeps {path} locked, so nothing was recorded. Close it and try again.")
    if name.startswith(_DAMAGED):
        return NotAWorkspace(
            f"{path} is damaged: a page fails its check ({error}). Keep it as it is, and restore a copy that is whole."
        )
    if name.startswith(_UNWRITABLE):
        return Unusable(f"{path} can't be opened or written ({error}). Check who owns the folder and its mode.")
    return Unusable(f"{path} can't be used: {error}.")


def _connect(folder: Path, key: Secret, access: Access) -> Connection:
    """A connection with the key set and every setting in place."""
    mode = {"write": "mode=rw", "read": "mode=rw", "immutable": "mode=ro&immutable=1"}[access]
    uri = f"{(folder / DATABASE).absolute().as_uri()}?{mode}"
    # Transactions are begun by whoever writes; the lock of the room keeps threads apart.
    connection = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    # SQLCipher writes its errors to stderr, across the screen.
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.reveal().hex()}'\"")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA trusted_schema=OFF")
    if access == "write":
        connection.execute("PRAGMA synchronous=FULL")
    else:
        connection.execute("PRAGMA query_only=ON")
    return connection


def _check_no_wal(folder: Path) -> None:
    """Refuse to read past changes that were never checkpointed: ``immutable`` would not see them.

    Raises:
        NotAWorkspace: says to copy the folder.
    """
    wal = folder / WAL
    if wal.exists() and wal.stat().st_size:
        raise NotAWorkspace(
            f"{folder} can't be written to and holds {WAL}, entries that were not yet merged."
            " Copy the whole folder to a medium that can be written to and open the copy."
        )


def _other_version(folder: Path, found: int) -> str:
    """The sentence for a database of another version."""
    if found > SCHEMA_VERSION:
        return (
            f"The database of {folder} has version {found}; this Keyroom reads up to {SCHEMA_VERSION}."
            " Open it with the newer Keyroom that made it."
        )
    return f"The database of {folder} has version {found}, which no Keyroom makes. Restore it from a copy."
