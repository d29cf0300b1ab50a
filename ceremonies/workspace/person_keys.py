"""Persons' sealed keys, kept in the workspace.

A signature waits for ``load``, so that goes through the driver; ``store`` is rare and goes through the model.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ceremonies.errors import Unusable
from ceremonies.people.keys import SealedKey, from_bytes, to_bytes
from ceremonies.times import to_iso
from ceremonies.workspace.database import Connection, database_errors_as_sentences

if TYPE_CHECKING:
    from sqlmodel import Session

LOAD = (
    "SELECT sealed FROM person_key WHERE person = :person AND (:public IS NULL OR public = :public) "
    "ORDER BY made DESC, rowid DESC LIMIT 1"
)


class PersonKeys:
    """The keys of one workspace.

    A replaced key stays, so that a crash between storing the new one and recording it leaves the recorded one usable:
    the record says which of a person's keys counts.
    """

    def __init__(
        self,
        folder: Path,
        connection: Connection,
        session: Callable[[], "AbstractContextManager[Session]"],
        readonly_because: str | None = None,
    ) -> None:
        self._folder = folder
        self._connection = connection
        self._session = session
        self._readonly_because = readonly_because

    def store(self, key: SealedKey, made: datetime) -> None:
        """Keep ``key``, durably. Keeping the same key again replaces its seal: that is how a passphrase is changed.

        Raises:
            Unusable: the workspace is only read.
            NotRecorded: the disk is full; the keys are as before.
        """
        from ceremonies.workspace.person_key_table import PersonKey  # noqa: PLC0415 - SQLModel is slow to import

        if self._readonly_because is not None:
            raise Unusable(f"The key of {key.person} can't be kept: {self._readonly_because}")
        row = PersonKey(person=key.person, public=key.public.hex(), sealed=to_bytes(key), made=to_iso(made))
        with self._session() as session:
            session.merge(row)
            session.commit()

    def load(self, person: str, public: str | None = None) -> SealedKey:
        """The key of ``person`` with this public key (64 hexadecimal digits), or the one stored last.

        Raises:
            Unusable: none is kept here.
            NotAWorkspace: the database is damaged.
        """
        rows = self._ask(LOAD, {"person": person, "public": public})
        if not rows:
            raise Unusable(f"No key of {person} is kept in this workspace. Enrol one, or bring their own medium.")
        return from_bytes(rows[0][0])

    def persons(self) -> list[str]:
        """Everyone with a key here, in order."""
        return [person for (person,) in self._ask("SELECT DISTINCT person FROM person_key ORDER BY person", {})]

    def _ask(self, query: str, values: Mapping[str, str | None]) -> list[tuple[Any, ...]]:
        """The rows that the driver gives."""
        with database_errors_as_sentences(self._folder):
            rows: list[tuple[Any, ...]] = self._connection.execute(query, values).fetchall()
            return rows
