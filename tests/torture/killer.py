"""Dies at a chosen point: before or after the n-th durable write, rename or call of a token that is watched."""

import os
import signal
from collections.abc import Callable
from typing import Any


class Killer:
    """Counts watched calls once armed, and kills its own process (SIGKILL) at the chosen one.

    Attributes:
        point: the number of the call, from 1; 0 kills at none.
        when: "before" or "after".
        log: a file that gets a line a call, so that the points can be counted; empty for none.
    """

    def __init__(self, point: int, when: str, log: str = "") -> None:
        self.point, self.when, self.log = point, when, log
        self.armed = False
        self.count = 0

    def arm(self, *_: object) -> None:
        """Count from now on, and say so."""
        self.armed = True
        os.write(1, b"armed\n")

    def at(self, call: Callable[..., Any], name: str = "") -> Callable[..., Any]:
        """``call``, watched."""

        def watched(*args: Any, **named: Any) -> Any:
            if not self.armed:
                return call(*args, **named)
            self.count += 1
            self._note(name)
            self._die("before")
            try:
                return call(*args, **named)
            finally:
                self._die("after")

        return watched

    def watch_files(self) -> None:
        """Put the killer in the way of every flush, rename, link and removal of a file."""
        for name in ("fsync", "replace", "rename", "link", "unlink"):
            setattr(os, name, self.at(getattr(os, name), name))

    def _note(self, name: str) -> None:
        if self.log:
            descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(descriptor, f"{name}\n".encode())
            os.close(descriptor)

    def _die(self, when: str) -> None:
        if self.count == self.point and self.when == when:
            os.kill(os.getpid(), signal.SIGKILL)
