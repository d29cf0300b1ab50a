"""Lines as they come in, read byte by byte: whoever shares the descriptor finds the lines that follow still there."""

import os
from typing import Protocol

from ceremonies.errors import Unusable

LONGEST = 1024 * 1024
"""Bytes of one line. What a field may hold is for the rules to say; this keeps memory in bounds."""


class LineSource(Protocol):
    """Gives lines."""

    @property
    def fed(self) -> bool:
        """Whether they come from a file or a program, not from a person at a terminal."""
        ...

    def next(self) -> str | None:
        """The next line without its end; None when there are no more."""
        ...


class DescriptorLines:
    """Lines of a descriptor: a terminal, a pipe or a file."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.fed = not os.isatty(descriptor)

    def next(self) -> str | None:
        """The next line without its end; None when there are no more.

        Raises:
            Unusable: it is no UTF-8 text, or longer than ``LONGEST``. The line is used up.
        """
        line = bytearray()
        length = 0
        while byte := self._byte():
            if byte == b"\n":
                break
            length += 1
            if length <= LONGEST:
                line += byte
        if not byte and not line:
            return None
        if length > LONGEST:
            raise Unusable(f"The line has {length:,} bytes; at most {LONGEST:,} are read. Add it as evidence instead.")
        try:
            return line.decode().removesuffix("\r")
        except UnicodeDecodeError:
            raise Unusable("The line is not UTF-8 text, so it was not read. Type it again.") from None

    def _byte(self) -> bytes:
        """One byte; none at the end, and none when the terminal has gone."""
        try:
            return os.read(self._descriptor, 1)
        except OSError:
            return b""
