"""The sealed register on disk: a file for each person put forward, and one for each manager's key.

A file is written whole or not at all. Erasing overwrites it first; what a medium keeps of an overwritten file is beyond
a program, so an erased record's old copies are sought out and destroyed by people.
"""

import os
import re
from pathlib import Path
from typing import TypeVar

import msgspec

from ceremonies.custodians.sealed import Manager, Sealed
from ceremonies.errors import Misuse, Unusable
from ceremonies.workspace.layout import CUSTODIANS, make_folder, os_errors_as_sentences, sync_folder, write_atomically

_NAME = re.compile(r"[A-Z]-\d{2,}")
_RECORD, _MANAGER = ".sealed", ".manager"
T = TypeVar("T", Manager, Sealed)


class RegisterFiles:
    """The folder ``custodians`` of a workspace; it is made when the first file is written.

    Args:
        workspace: the workspace's folder.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self.folder = workspace / CUSTODIANS

    def managers(self) -> tuple[Manager, ...]:
        """Every manager's key, by person."""
        return tuple(self._read(path, Manager) for path in self._paths(_MANAGER))

    def manager(self, person: str) -> Manager:
        """One manager's key.

        Raises:
            Unusable: there is none.
        """
        return self._read(self._path(person, _MANAGER), Manager)

    def nominees(self) -> tuple[str, ...]:
        """Whose records there are."""
        return tuple(path.name.removesuffix(_RECORD) for path in self._paths(_RECORD))

    def record(self, nominee: str) -> Sealed:
        """One record, sealed.

        Raises:
            Unusable: there is none; it may have been erased.
        """
        return self._read(self._path(nominee, _RECORD), Sealed)

    def put_manager(self, manager: Manager) -> None:
        """Keep or replace a manager's key. Durable when this returns."""
        self._write(self._path(manager.person, _MANAGER), msgspec.json.encode(manager))

    def put(self, sealed: Sealed) -> None:
        """Keep or replace a record. Durable when this returns."""
        self._write(self._path(sealed.nominee, _RECORD), msgspec.json.encode(sealed))

    def erase(self, nominee: str) -> None:
        """Overwrite a record and take it away; one that is gone already is gone."""
        path = self._path(nominee, _RECORD)
        with os_errors_as_sentences(f"The record {nominee} can't be erased"):
            if not path.exists():
                return
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            sync_folder(self.folder)

    def _paths(self, suffix: str) -> list[Path]:
        with os_errors_as_sentences("The sealed register can't be read"):
            return sorted(self.folder.glob(f"[A-Z]-*{suffix}")) if self.folder.exists() else []

    def _path(self, name: str, suffix: str) -> Path:
        if not _NAME.fullmatch(name):
            raise Misuse("A file of the sealed register is named by an id such as N-01.")
        return self.folder / f"{name}{suffix}"

    def _read(self, path: Path, kind: type[T]) -> T:
        with os_errors_as_sentences(f"Nothing is kept of {path.stem} in the sealed register, or it can't be read"):
            data = path.read_bytes()
        try:
            return msgspec.json.decode(data, type=kind)
        except msgspec.MsgspecError:
            raise Unusable(f"{path} is damaged. Restore it from a copy.") from None

    def _write(self, path: Path, data: bytes) -> None:
        with os_errors_as_sentences("The sealed register can't be written"):
            if not self.folder.exists():
                make_folder(self.folder)
                sync_folder(self._workspace)
            write_atomically(path, data)
