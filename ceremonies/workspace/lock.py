"""Who may write: one program at a time, for as long as it holds the lock file. The kernel lets go when it dies."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import msgspec

from ceremonies.workspace.layout import FILE_MODE, LOCK, os_errors_as_sentences


class WriteLock:
    """The right to write to one workspace, held until ``release``."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let another program write."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Denied(msgspec.Struct, frozen=True):
    """Another program holds the lock.

    Attributes:
        because: a sentence for the person at the keyboard.
    """

    because: str


def take_lock(folder: Path) -> WriteLock | Denied:
    """The right to write to the workspace in ``folder``, or who has it.

    Raises:
        Unusable: the lock file may not be written.
        Stopped: the disk is full.
    """
    with os_errors_as_sentences(f"{folder} can't be opened for writing"):
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _holder(descriptor)
        os.close(descriptor)
        return Denied(because=f"Another Keyroom{holder} has this workspace open, so this one only reads.")
    # For the sentence above and nothing else: on a full disk it stays empty.
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
    return WriteLock(descriptor)


def _holder(descriptor: int) -> str:
    """The process that holds the lock, if it could write its number."""
    number = os.pread(descriptor, 20, 0).strip()
    return f" (process {int(number)})" if number.isdigit() else ""
