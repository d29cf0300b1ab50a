"""SQLModel's way into the encrypted database. Importing this imports SQLAlchemy, which is slow."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2
from sqlmodel import Session

from ceremonies.secret import Secret
from ceremonies.workspace.database import Access, as_database_sentence, open_database


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


@contextmanager
def session_of(engine: Engine, folder: Path) -> Iterator[Session]:
    """A session; what the database says comes as a sentence.

    Raises:
        NotRecorded: the disk is full or fails, or another program keeps the database locked.
        NotAWorkspace: the file is damaged.
        Unusable: it can't be written to.
    """
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    except DBAPIError as error:
        if isinstance(error.orig, dbapi2.Error):
            raise as_database_sentence(error.orig, folder) from None
        raise


def _begin(connection: Connection) -> None:
    """The driver begins no transaction by itself."""
    connection.exec_driver_sql("BEGIN")
