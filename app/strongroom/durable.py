"""Files that a ceremony depends on: written whole, flushed to their medium, read back, and destroyed on purpose."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ceremonies.errors import Stopped, Unusable

_OWNER_ONLY = 0o600


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist, down to its medium.

    Raises:
        Unusable: it exists, or its folder is missing.
        Stopped: the medium took it not whole, or gives something else back.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, _OWNER_ONLY)
    except FileExistsError:
        raise Unusable(f"{path} exists already, and nothing is written over it. Choose another place.") from None
    except OSError as error:
        raise Unusable(f"{path} can't be written: {error.strerror}. Is the medium in, and not read-only?") from None
    try:
        _write_all(descriptor, data)
        _flush_folder(path.parent)
        if read_whole(path) != data:
            raise Stopped(f"{path} gave back something else than was written. Use another medium.")
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise Stopped(f"{path} could not be written whole: {error.strerror}. Use another medium.") from None


def _write_all(descriptor: int, data: bytes) -> None:
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
        with suppress(OSError):  # so that what is read back comes from the medium where the system allows it
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_whole(path: Path, most: int = 1 << 20) -> bytes:
    """A file's bytes.

    Raises:
        Unusable: it can't be read, or has more than ``most`` bytes.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Unusable(f"{path} can't be read: {error.strerror}. Is the medium in?") from None
    if len(data) > most:
        raise Unusable(f"{path} has more than {most:,} bytes. It is no such file.")
    return data


def device_of(path: Path) -> str:
    """The device a path lies on, as the system numbers it.

    Raises:
        Unusable: there is no such path.
    """
    try:
        number = path.stat().st_dev
    except OSError as error:
        raise Unusable(f"{path} can't be used: {error.strerror}. Is the medium in?") from None
    return f"{os.major(number)}:{os.minor(number)}"


def destroy(path: Path, digest: str) -> None:
    """Overwrite a file whose SHA-256 is ``digest`` (hex), and remove it.

    Overwriting is no proof on flash media: the minutes say what became of the medium itself.

    Raises:
        Unusable: it isn't there, or is another file.
        Stopped: it can't be removed.
    """
    data = read_whole(path)
    if sha256(data).hexdigest() != digest:
        raise Unusable(f"{path} is not the file that is to be destroyed: its digest differs. Nothing was removed.")
    remove(path, len(data))


def remove(path: Path, size: int) -> None:
    """Overwrite and remove a file.

    Raises:
        Stopped: it can't be removed.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        _write_all(descriptor, bytes(size))
        path.unlink()
        _flush_folder(path.parent)
    except OSError as error:
        raise Stopped(f"{path} could not be destroyed: {error.strerror}. Destroy its medium.") from None
