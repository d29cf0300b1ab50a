"""The table of persons' sealed keys.

Importing this imports SQLModel, which takes longer than opening a workspace; ``Workspace.person_keys`` imports it when
a key is first needed.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Engine, LargeBinary
from sqlmodel import Field, Session, SQLModel, col, select

from ceremonies.errors import Unusable
from ceremonies.people.keys import SealedKey, from_bytes, to_bytes
from ceremonies.times import to_iso


class PersonKey(SQLModel, table=True):
    """One sealed key of one person.

    A replaced key stays, so that a crash between storing the new one and recording it leaves the recorded one usable.

    Attributes:
        person: the person's id.
        public: the public key, 64 hexadecimal digits; the record says which of a person's keys counts.
        sealed: what ``ceremonies.people.keys.to_bytes`` gives.
        made: when, ISO 8601 in UTC.
    """

    __tablename__ = "person_key"

    person: str = Field(primary_key=True)
    public: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    made: str


class PersonKeys:
    """Stores and loads persons' sealed keys."""

    def __init__(
        self, session: Callable[[], AbstractContextManager[Session]], readonly_because: str | None = None
    ) -> None:
        self._session = session
        self._readonly_because = readonly_because

    def store(self, key: SealedKey, made: datetime) -> None:
        """Keep ``key``, durably. Keeping the same key again replaces its seal: that is how a passphrase is changed.

        Raises:
            Unusable: the workspace is only read.
            NotRecorded: the disk is full; the keys are as before.
        """
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
        """
        query = select(PersonKey).where(PersonKey.person == person).order_by(col(PersonKey.made).desc())
        if public is not None:
            query = query.where(PersonKey.public == public)
        with self._session() as session:
            row = session.exec(query).first()
        if row is None:
            raise Unusable(f"No key of {person} is kept in this workspace. Enrol one, or bring their own medium.")
        return from_bytes(row.sealed)

    def persons(self) -> list[str]:
        """Everyone with a key here, in order."""
        with self._session() as session:
            return sorted(set(session.exec(select(PersonKey.person)).all()))


def create_table(engine: Engine) -> None:
    """Make the table in a new workspace."""
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["person_key"]])
