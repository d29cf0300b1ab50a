"""The table of persons' sealed keys. Importing this imports SQLModel, which takes longer than opening a workspace."""

from sqlalchemy import Engine, LargeBinary
from sqlmodel import Field, SQLModel


class PersonKey(SQLModel, table=True):
    """One sealed key of one person.

    Attributes:
        person: the person's id.
        public: the public key, 64 hexadecimal digits.
        sealed: what ``ceremonies.people.keys.to_bytes`` gives.
        made: when, ISO 8601 in UTC.
    """

    __tablename__ = "person_key"

    person: str = Field(primary_key=True)
    public: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    made: str


def create_table(engine: Engine) -> None:
    """Make the table in a new workspace."""
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["person_key"]])
