"""An open workspace: what is in it, whether it can be written to, and how it is closed."""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from ceremonies.errors import Refused
from ceremonies.ledger.store import Ledger
from ceremonies.ports import Entropy
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.workspace.database import Access, Connection, close_database, database_errors_as_sentences
from ceremonies.workspace.description import Description, Kind, save_description
from ceremonies.workspace.evidence import EvidenceStore
from ceremonies.workspace.layout import EVIDENCE, INCOMING, OUTBOX, os_errors_as_sentences
from ceremonies.workspace.lock import WriteLock
from ceremonies.workspace.person_keys import PersonKeys
from ceremonies.workspace.slots import make_slot, with_slot, without_slot

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Engine
    from sqlmodel import Session

    from ceremonies.workspace.copying import Copying


class Workspace:
    """One folder, open. Close it: only then does it open on a medium that can't be written to.

    Attributes:
        path: the folder.
        ledger: the signed record.
        evidence: the files kept by their digest.
        connection: the database, for what goes through the driver.
        opened_by: whose slot opened it.
        readonly_because: a sentence, if it can't be written to.
    """

    def __init__(
        self,
        path: Path,
        description: Description,
        key: Secret,
        *,
        connection: Connection,
        ledger: Ledger,
        entropy: Entropy,
        opened_by: str,
        access: Access,
        lock: WriteLock | None,
        readonly_because: str | None,
    ) -> None:
        self.path = path
        self.connection = connection
        self.ledger = ledger
        self.opened_by = opened_by
        self.readonly_because = readonly_because
        self.evidence = EvidenceStore(path / EVIDENCE, key, entropy, readonly_because)
        self._description = description
        self._key = key
        self._entropy = entropy
        self._access: Access = access
        self._lock = lock
        self._engine: Engine | None = None
        self._closed = False

    @property
    def kind(self) -> Kind:
        """Practice or production."""
        return self._description.kind

    @property
    def origin(self) -> str:
        """The ledger's name in its checkpoints."""
        return self._description.origin

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits."""
        return self._description.id

    @property
    def vkey(self) -> str:
        """The ledger's verifier key (C2SP signed-note)."""
        return self._description.vkey

    @property
    def readonly(self) -> bool:
        """Whether nothing can be recorded; ``readonly_because`` says why."""
        return self.readonly_because is not None

    @property
    def incoming(self) -> Path:
        """Where files that came into the room are put."""
        return self.path / INCOMING

    @property
    def outbox(self) -> Path:
        """Where files that leave the room are put."""
        return self.path / OUTBOX

    @property
    def slots(self) -> tuple[str, ...]:
        """Who can open the workspace."""
        return tuple(slot.person for slot in self._description.slot)

    @property
    def person_keys(self) -> PersonKeys:
        """Persons' sealed keys."""
        return PersonKeys(self.path, self.connection, self.session, self.readonly_because)

    def session(self) -> "AbstractContextManager[Session]":
        """SQLModel's way into the database, by a connection of its own: ``with workspace.session() as session``."""
        from ceremonies.workspace.engine import engine_for, session_of  # noqa: PLC0415 - SQLModel is slow to import

        if self._engine is None:
            self._engine = engine_for(self.path, self._key, self._access)
        return session_of(self._engine, self.path)

    def add_slot(self, person: str, passphrase: Secret, cost: Cost | None = None) -> None:
        """Let ``person`` open the workspace; whoever has a slot gets a new passphrase. Durable when this returns.

        Raises:
            Refused: KEY-SLOTS: read-only, an empty passphrase, or no name.
            Stopped: the disk is full; the slots are as before.
        """
        self._check_writable()
        slot = make_slot(person, passphrase, self._key, cost or self._usual_cost(), self._entropy)
        self._replace_description(
            msgspec.structs.replace(self._description, slot=with_slot(self._description.slot, slot))
        )

    def remove_slot(self, person: str) -> None:
        """Let ``person`` no longer open the workspace. Whoever copied the folder before can still open that copy.

        Raises:
            Refused: KEY-SLOTS: read-only, no such slot, or the last one.
            Stopped: the disk is full; the slots are as before.
        """
        self._check_writable()
        left = without_slot(self._description.slot, person)
        self._replace_description(msgspec.structs.replace(self._description, slot=left))

    def copying(self, path: Path) -> "AbstractContextManager[Copying]":
        """A copy in the making, which gets the name ``path`` when it is kept: see ``copying.py``."""
        from ceremonies.workspace.copying import Original, copying  # noqa: PLC0415 - it imports this module

        original = Original(folder=self.path, kind=self.kind, key=self._key, connection=self.connection)
        return copying(original, path, self._entropy)

    def close(self) -> None:
        """Merge what is still in the -wal, close the database and let another program write."""
        if self._closed:
            return
        self._closed = True
        if self._engine is not None:
            self._engine.dispose()
        try:
            with database_errors_as_sentences(self.path):
                close_database(self.connection, self._access)
        finally:
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _replace_description(self, description: Description) -> None:
        """Write the description, then go by it."""
        with os_errors_as_sentences("The slots can't be changed"):
            save_description(self.path, description)
        self._description = description

    def _usual_cost(self) -> Cost:
        """The cost that the workspace's first slot has."""
        return self._description.slot[0].lock().cost

    def _check_writable(self) -> None:
        """Refuse to change the slots of a workspace that is only read.

        Raises:
            Refused: KEY-SLOTS: says why.
        """
        if self.readonly_because is not None:
            raise Refused("KEY-SLOTS", self.readonly_because)
