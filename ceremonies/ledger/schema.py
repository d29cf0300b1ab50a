"""The ledger's tables and triggers, as the database holds them, and the version they are.

``tables.py`` declares the same tables as SQLModel classes; a test holds the two against each other. This text is what
check 8 of ``verify.py`` expects to find in the database, letter for letter.
"""

from sqlcipher3 import dbapi2

from ceremonies.errors import NotAWorkspace

SCHEMA_VERSION = 1
"""Kept in ``PRAGMA user_version``."""

TABLES = {
    "entry": "CREATE TABLE entry (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, note TEXT NOT NULL)",
    "stream": (
        "CREATE TABLE stream (name TEXT NOT NULL PRIMARY KEY, last_seq INTEGER NOT NULL, count INTEGER NOT NULL, "
        "summary TEXT NOT NULL, frontier BLOB NOT NULL) WITHOUT ROWID"
    ),
    "cosigned": "CREATE TABLE cosigned (size INTEGER PRIMARY KEY, note TEXT NOT NULL)",
}

TRIGGERS = {
    "entry_is_never_changed": (
        "CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry "
        "BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END"
    ),
    "entry_is_never_deleted": (
        "CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry "
        "BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END"
    ),
    # INSERT OR REPLACE gets past the first two: it deletes without firing them.
    "entry_is_the_next": (
        "CREATE TRIGGER entry_is_the_next BEFORE INSERT ON entry "
        "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM entry) "
        "BEGIN SELECT RAISE(ABORT, 'an entry takes the next number'); END"
    ),
}


def create_schema(connection: dbapi2.Connection) -> None:
    """Make the ledger's tables and triggers in an empty database, and set its version."""
    for statement in (*TABLES.values(), *TRIGGERS.values()):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.commit()


def check_version(connection: dbapi2.Connection) -> None:
    """Refuse a database that this program doesn't understand.

    Raises:
        NotAWorkspace: made by a newer version, or without a ledger.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise NotAWorkspace(
            f"This workspace was made by a newer Keyroom (its database has version {version}, this program knows "
            f"{SCHEMA_VERSION}). Open it with that version."
        )
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'entry'").fetchone():
        raise NotAWorkspace("This database holds no ledger: it has no table of entries.")
