"""The record as files that a stranger checks with other people's software.

``entries.jsonl`` (line i, from 0, is the leaf of entry i and nothing else), ``checkpoint`` (the signed note),
``log.vkey`` (the verifier key) and ``cosigned/SIZE`` (checkpoints with counter-signatures).
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from ceremonies.errors import KeyroomError, Stopped, Unusable, Unverified
from ceremonies.ledger.rows import COSIGNED, ENTRIES, Unreadable, read_rows, to_text

ENTRY_FILE = "entries.jsonl"
CHECKPOINT_FILE = "checkpoint"
VKEY_FILE = "log.vkey"
COSIGNED_FOLDER = "cosigned"


def export_ledger(connection: dbapi2.Connection, vkey: str, out: Path) -> int:
    """Write the record to the new folder ``out``, which appears only when it is whole. Returns the number of entries.

    Raises:
        Unusable: ``out`` is there already, or its folder isn't.
        Unverified: a row isn't what a record holds, or there is none.
        Stopped: the disk is full or fails; nothing is left of it.
    """
    if out.exists() or out.is_symlink():
        raise Unusable(f"{out} is there already. Choose another name; an export never writes over anything.")
    if not out.parent.is_dir():
        raise Unusable(f"There is no folder {out.parent} to export to.")
    with _snapshot(connection), _folder_that_becomes(out) as folder:
        return _write(connection, vkey, folder)


def _write(connection: dbapi2.Connection, vkey: str, folder: Path) -> int:
    """Write the files; the newest checkpoint is known when the entries are through."""
    newest: list[str] = []
    try:
        count = _write_file(folder / ENTRY_FILE, _lines(connection, newest))
        cosigned = dict(_cosigned(connection))
    except Unreadable as error:
        raise Unverified(f"The database can't be read: {error}. Run keyroom ledger verify.") from error
    if not newest:
        raise Unverified("The record is empty: there is nothing to export.")
    _write_file(folder / CHECKPOINT_FILE, [newest[0].encode()])
    _write_file(folder / VKEY_FILE, [f"{vkey}\n".encode()])
    _write_cosigned(folder / COSIGNED_FOLDER, cosigned)
    _sync(folder)
    return count


def _lines(connection: dbapi2.Connection, newest: list[str]) -> Iterator[bytes]:
    """Each leaf with its newline; ``newest`` is left holding the last note."""
    for at, (seq, leaf, note) in enumerate(read_rows(connection, ENTRIES)):
        text = to_text(note)
        if seq != at or not isinstance(leaf, bytes) or b"\n" in leaf or text is None:
            raise Unverified(f"Entry {at} is missing or damaged. Run keyroom ledger verify.")
        newest[:] = [text]
        yield leaf + b"\n"


def _cosigned(connection: dbapi2.Connection) -> Iterator[tuple[int, str]]:
    """The counter-signed checkpoints by size."""
    for size, note in read_rows(connection, COSIGNED):
        text = to_text(note)
        if not isinstance(size, int) or text is None:
            raise Unverified("A counter-signed checkpoint is damaged. Run keyroom ledger verify.")
        yield size, text


def _write_cosigned(folder: Path, cosigned: Mapping[int, str]) -> None:
    """Write the folder of counter-signed checkpoints, which is there even when it is empty."""
    folder.mkdir(mode=0o700)
    for size, note in cosigned.items():
        _write_file(folder / str(size), [note.encode()])
    _sync(folder)


def _write_file(path: Path, chunks: Iterable[bytes]) -> int:
    """Write a new file durably. Returns the number of chunks."""
    count = 0
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _folder_that_becomes(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that takes its name when all went well, and vanishes otherwise."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise Stopped(f"{out.parent} can't be written to: {error.strerror}.") from error
    try:
        yield folder
        folder.rename(out)
        _sync(out.parent)
    except (KeyroomError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise Stopped(f"The export was not written: {error.strerror}. Nothing is left of it.") from error
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _snapshot(connection: dbapi2.Connection) -> Iterator[None]:
    """One view of the database, whatever another program appends meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
