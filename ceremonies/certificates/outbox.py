"""Writes what leaves the room to the outbox: never over a file that is there, whole or not at all, with its digest."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from ceremonies.errors import Unusable
from ceremonies.workspace.layout import (
    CERTIFICATES,
    PARTIAL,
    create_file,
    make_folder,
    os_errors_as_sentences,
    sync_folder,
)

_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


class Output(msgspec.Struct, frozen=True):
    """A file in the outbox.

    Attributes:
        name: its path in the outbox, with ``/``.
        digest: SHA-256 of its bytes, 64 hex digits.
        size: how many bytes it has.
    """

    name: str
    digest: str
    size: int


def output_of(name: str, data: bytes, *, folder: str = CERTIFICATES) -> Output:
    """What will stand in the record of such a file, before it is written.

    Raises:
        Unusable: it isn't a name for a file.
    """
    if not name or name[0] in "-." or not _NAME.issuperset(name) or len(name) > 100:  # noqa: PLR2004 - fits any medium
        raise Unusable("A file's name has letters, digits, dots, hyphens and underscores, and begins with a letter.")
    return Output(name=f"{folder}/{name}", digest=sha256(data).hexdigest(), size=len(data))


def is_written(outbox: Path, output: Output) -> bool:
    """Whether the file stands in the outbox with the bytes that the record promised, for a start after a crash.

    Raises:
        Unusable: it may not be read.
    """
    with os_errors_as_sentences(f"{output.name} can't be read"):
        try:
            data = (outbox / output.name).read_bytes()
        except FileNotFoundError:
            return False
    return sha256(data).hexdigest() == output.digest


def write_output(outbox: Path, name: str, data: bytes, *, folder: str = CERTIFICATES) -> Output:
    """Write ``data`` to ``certificates/NAME`` in the outbox. A crash leaves the whole file or none.

    Raises:
        Unusable: a file of that name is there, or it isn't a name.
        Stopped: the disk is full or fails; nothing is left of it.
    """
    output = output_of(name, data, folder=folder)
    path = outbox / output.name
    with os_errors_as_sentences(f"{name} can't be written to the outbox"):
        if not path.parent.is_dir():
            make_folder(path.parent)
            sync_folder(outbox)
        _write_new(path, data)
    return output


def _write_new(path: Path, data: bytes) -> None:
    """A link, unlike a rename, fails where the name is taken."""
    partial = path.with_name(f"{PARTIAL}{path.name}")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(create_file(partial), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(partial)
    except FileExistsError:
        raise Unusable(
            f"{path} is there already, and nothing in the outbox is written over. Choose another name."
        ) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    sync_folder(path.parent)
