"""The SQLModel classes and the database's own text declare the same tables."""

import subprocess
import sys

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2
from sqlmodel import Session, SQLModel, select

from ceremonies.ledger.entry import Draft
from ceremonies.ledger.schema import TABLES
from ceremonies.ledger.store import Ledger, create_schema
from ceremonies.ledger.tables import CosignedRow, EntryRow, StreamTable
from tests.fakes import START, FixedEntropy, fixed_key


def columns(connection, table):
    """Name, type, not null and place in the key of each column; a key's column can't be null either way."""
    rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return [
        (name, "TEXT" if type_ == "VARCHAR" else type_, bool(null or key), key) for _, name, type_, null, _, key in rows
    ]


@pytest.mark.parametrize("table", TABLES)
def test_the_classes_declare_the_tables_that_the_driver_uses(table):
    ours = dbapi2.connect(":memory:")
    create_schema(ours)
    engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
    own = [SQLModel.metadata.tables[name] for name in TABLES]
    SQLModel.metadata.create_all(engine, tables=own)
    with engine.connect() as connection:
        theirs = connection.connection.driver_connection
        assert columns(theirs, table) == columns(ours, table)
        assert without_rowid(theirs, table) == without_rowid(ours, table)


def without_rowid(connection, table):
    return "WITHOUT ROWID" in connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]


def test_what_the_driver_wrote_is_read_through_the_classes():
    connection = dbapi2.connect(":memory:", check_same_thread=False)
    create_schema(connection)
    ledger = Ledger(connection, "keyroom.test/log", fixed_key())
    entries = ledger.prepare([Draft("people", "made", {"a": 1})], START, FixedEntropy())
    ledger.commit(entries, {"people": "{}"})
    ledger.keep_cosigned(1, ledger.note)
    engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool, creator=lambda: connection)
    with Session(engine) as session:
        assert session.exec(select(EntryRow)).one().leaf == entries[0].leaf()
        assert session.exec(select(StreamTable)).one().count == 1
        assert session.exec(select(CosignedRow)).one().note == ledger.note


def test_the_append_path_imports_no_sqlalchemy():
    code = "import sys, ceremonies.ledger.store; sys.exit('sqlalchemy' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
