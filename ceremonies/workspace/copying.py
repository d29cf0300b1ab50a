"""Copying a workspace to a second medium, as encrypted as it is (rule KEY-SLOTS).

The copy is made in a folder beside, opened to be read and looked at there, and gets its name only when it is kept. A
crash leaves a folder ``.NAME.copying-…``, which the next copying to that name takes away.

It has the database as it stands at one moment, the evidence and the description with its slots; a rehearsal's
passphrase too. What came in and what goes out isn't part of the record and stays behind, in clear as it may be.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from ceremonies.errors import NotRecorded, Stopped, Unusable
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.workspace.database import Connection, copy_database
from ceremonies.workspace.description import Kind, load_description
from ceremonies.workspace.evidence import digests_in
from ceremonies.workspace.handle import Workspace
from ceremonies.workspace.layout import (
    DATABASE,
    DESCRIPTION,
    EVIDENCE,
    FOLDERS,
    LOCK,
    PASSPHRASE,
    create_file,
    make_folder,
    os_errors_as_sentences,
    sync_folder,
)
from ceremonies.workspace.lock import WriteLock, take_lock
from ceremonies.workspace.making import check_free
from ceremonies.workspace.opening import open_with_key

CHUNK = 1 << 20
"""Bytes that are copied at a time."""
COPIER = "copy"
"""Who opened a copy that is looked at: the key of the original did."""


class Original(msgspec.Struct, frozen=True):
    """What is copied: an open workspace's folder, kind, key and database."""

    folder: Path
    kind: Kind
    key: Secret
    connection: Connection


class Copying:
    """A copy that is whole and not yet named.

    Attributes:
        workspace: the copy, open to be read.
        kept: whether it gets its name.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.kept = False

    def keep(self) -> None:
        """Let it have its name when the looking ends."""
        self.kept = True


@contextmanager
def copying(original: Original, path: Path, entropy: Entropy) -> Iterator[Copying]:
    """A copy of ``original`` to look at; it becomes ``path`` if it was kept, and vanishes otherwise.

    Raises:
        Unusable: there is something at ``path`` already, or no place for it.
        Unverified: a page of the database is damaged.
        Stopped: the medium is full, fails or is gone; nothing stays behind where it can be helped.
    """
    path = path.absolute()
    check_place(original.folder, path)
    doing = f"The copy {path} can't be made"
    with os_errors_as_sentences(doing):
        _remove_cut_short(path)
        folder = path.with_name(f"{_beginning(path)}{entropy.take(4).hex()}")
        make_folder(folder)
        lock = take_lock(folder)
        try:
            _fill(original, folder, doing)
            made = _opened(original, folder, entropy)
            try:
                yield made
            finally:
                made.workspace.close()
            if made.kept:
                _give_name(folder, path)
        finally:
            if isinstance(lock, WriteLock):
                lock.release()
            shutil.rmtree(folder, ignore_errors=True)


def check_place(original: Path, path: Path) -> None:
    """Refuse a place where no copy can be.

    Raises:
        Unusable: says why.
    """
    if path.is_relative_to(original.absolute()) or path.resolve().is_relative_to(original.resolve()):
        raise Unusable(f"{path} lies in the workspace itself. Choose a folder on another medium.")
    if not path.parent.is_dir():
        raise Unusable(f"There is no folder {path.parent} to copy to. Is the medium there?")
    if path.is_mount():
        raise Unusable(f"{path} is a medium itself. Name a folder on it, for example {path / original.name}.")
    check_free(path)


def is_same_medium(original: Path, path: Path) -> bool:
    """Whether both lie on one file system, so that the loss of one is the loss of both."""
    return original.stat().st_dev == path.stat().st_dev


def _beginning(path: Path) -> str:
    """How the name of a folder in which ``path`` is copied begins."""
    return f".{path.name}.copying-"


def _remove_cut_short(path: Path) -> None:
    """Take away what copyings to ``path`` left that were cut short."""
    for folder in [one for one in path.parent.iterdir() if one.name.startswith(_beginning(path)) and one.is_dir()]:
        lock = take_lock(folder)
        if isinstance(lock, WriteLock):
            shutil.rmtree(folder, ignore_errors=True)
            lock.release()


def _fill(original: Original, folder: Path, doing: str) -> None:
    """Copy every part. The database comes first: evidence is there before the entry that names it."""
    for name in FOLDERS:
        make_folder(folder / name)
    try:
        copy_database(original.connection, folder, original.key)
    except NotRecorded:
        raise Stopped(f"{doing}: the disk is full or fails. Nothing of it stays behind; look at the medium.") from None
    _forget_cached(folder / DATABASE)
    for path in _evidence_of(original.folder):
        _copy_file(path, folder / EVIDENCE / path.name)
    _copy_file(original.folder / DESCRIPTION, folder / DESCRIPTION)
    if original.kind == "rehearsal":
        with suppress(FileNotFoundError):
            _copy_file(original.folder / PASSPHRASE, folder / PASSPHRASE)
    for name in FOLDERS:
        sync_folder(folder / name)
    sync_folder(folder)


def _evidence_of(folder: Path) -> list[Path]:
    """The files of evidence in the workspace ``folder``."""
    return [folder / EVIDENCE / digest for digest in digests_in(folder / EVIDENCE)]


def _copy_file(source: Path, target: Path) -> None:
    """Copy the bytes of one file, durably."""
    with source.open("rb") as reading, os.fdopen(create_file(target), "wb") as writing:
        shutil.copyfileobj(reading, writing, CHUNK)
        writing.flush()
        os.fsync(writing.fileno())
    _forget_cached(target)


def _forget_cached(path: Path) -> None:
    """Have the file read back from its medium, not from this machine's memory."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def _opened(original: Original, folder: Path, entropy: Entropy) -> Copying:
    """The copy, open to be read."""
    description = load_description(folder)
    return Copying(open_with_key(folder, description, original.key, entropy=entropy, opened_by=COPIER, readonly=True))


def _give_name(folder: Path, path: Path) -> None:
    """Turn the copy in ``folder`` into ``path``, durably."""
    (folder / LOCK).unlink(missing_ok=True)
    sync_folder(folder)
    with suppress(FileNotFoundError):
        path.rmdir()
    folder.rename(path)
    sync_folder(path.parent)
