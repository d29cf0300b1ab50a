"""SQLAlchemy's way into the encrypted database. Importing this imports SQLAlchemy."""

from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlcipher3 import dbapi2

from ceremonies.secret import Secret
from ceremonies.workspace.database import Access, open_database


def engine_for(folder: Path, key: Secret, access: Access) -> Engine:
    """An engine whose connections have the key set; each session has its own and closes it."""
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: open_database(folder, key, access),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """The driver begins no transaction by itself."""
    connection.exec_driver_sql("BEGIN")
