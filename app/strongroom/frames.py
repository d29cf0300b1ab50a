"""Messages on a pipe: four bytes of length, big-endian, then so many bytes.

The pipe's ends are ours and its other end may be a process that died or hangs, so nothing here waits for ever: every
wait ends with the other process, or when the time is over.
"""

import os
import select
import struct
import time

LONGEST = 64 * 1024 * 1024
"""Bytes of one message; more is a fault."""

_LENGTH = struct.Struct(">I")
_PIECE = 1 << 16


class Gone(Exception):
    """The other process has ended."""


class Late(Exception):
    """The other process did not answer in time."""


class Pipe:
    """The main program's ends of the two pipes, and the process at their other ends."""

    def __init__(self, reading: int, writing: int, process: int) -> None:
        """Talk over descriptors ``reading`` and ``writing``; ``process`` is a descriptor of the process itself."""
        self._reading = reading
        self._writing = writing
        self._process = process
        self._descriptors = [reading, writing, process]
        for one in (reading, writing):
            os.set_blocking(one, False)

    def send(self, message: bytes, patience: float | None = None) -> None:
        """Write a message.

        Raises:
            Gone: nobody reads it.
            Late: nobody reads it within ``patience`` seconds.
        """
        rest = memoryview(_LENGTH.pack(len(message)) + message)
        until = _until(patience)
        while rest:
            self._wait(self._writing, select.POLLOUT, until)
            try:
                rest = rest[os.write(self._writing, rest[:_PIECE]) :]
            except BlockingIOError:
                continue
            except OSError:
                raise Gone from None

    def receive(self, patience: float | None = None) -> bytes:
        """The next message.

        Raises:
            Gone: none comes any more.
            Late: none came within ``patience`` seconds.
        """
        until = _until(patience)
        (length,) = _LENGTH.unpack(self._take(_LENGTH.size, until))
        if length > LONGEST:
            raise Gone
        return self._take(length, until)

    def _take(self, count: int, until: float | None) -> bytes:
        taken = bytearray()
        while len(taken) < count:
            self._wait(self._reading, select.POLLIN, until)
            try:
                piece = os.read(self._reading, min(count - len(taken), _PIECE))
            except BlockingIOError:
                continue
            except OSError:
                raise Gone from None
            if not piece:
                raise Gone
            taken += piece
        return bytes(taken)

    def _wait(self, descriptor: int, event: int, until: float | None) -> None:
        """Wait until the pipe can be used; what was sent before the other process ended is still read."""
        poll = select.poll()
        poll.register(descriptor, event)
        poll.register(self._process, select.POLLIN)
        left = None if until is None else max(0, int((until - time.monotonic()) * 1000))
        ready = dict(poll.poll(left))
        if not ready:
            raise Late
        if not ready.get(descriptor, 0) & (event | select.POLLHUP | select.POLLERR):
            raise Gone

    def close(self) -> None:
        """Close every descriptor. May be called twice."""
        while self._descriptors:
            os.close(self._descriptors.pop())


def _until(patience: float | None) -> float | None:
    return None if patience is None else time.monotonic() + patience


def read_message(descriptor: int) -> bytes | None:
    """The next message of a pipe that blocks; None at its end."""
    head = _read_all(descriptor, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    return _read_all(descriptor, length) if length <= LONGEST else None


def write_message(descriptor: int, message: bytes) -> None:
    """Write a message to a pipe that blocks."""
    rest = memoryview(_LENGTH.pack(len(message)) + message)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _read_all(descriptor: int, count: int) -> bytes | None:
    taken = bytearray()
    while len(taken) < count:
        piece = os.read(descriptor, min(count - len(taken), _PIECE))
        if not piece:
            return None
        taken += piece
    return bytes(taken)
