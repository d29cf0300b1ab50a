"""What ends the strong room when the main program is gone, and leaves no word on the terminal."""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType

from app.strongroom.device import TERMINAL, Device
from app.strongroom.hardening import die_with_parent

GONE = 3
"""Exit code: the main program went away."""


class Guard:
    """Watches the main program from this process.

    While a private turn has the terminal, the kernel's signal on the parent's death is one that can still be answered:
    the terminal is emptied first. At all other times it kills at once, whatever a token's module is doing.
    """

    def __init__(self, requests: int, device: Path = TERMINAL) -> None:
        """Watch the pipe that requests come from."""
        self._requests = requests
        self._path = device
        self._device: Device | None = None

    def begin(self) -> None:
        """Watch from now on."""
        for one in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, self._on_signal)
        for one in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
            signal.signal(one, signal.SIG_IGN)  # these come from the keyboard and are meant for nobody here
        Thread(target=self._watch, name="keyroom-guard", daemon=True).start()

    @contextmanager
    def terminal(self, *, plain: bool) -> Iterator[Device]:
        """The terminal for one private turn; emptied and restored at its end, however it ends.

        Raises:
            Unusable: there is none.
        """
        with Device(plain=plain, path=self._path) as device:
            self._device = device
            die_with_parent(signal.SIGTERM)
            try:
                yield device
            finally:
                die_with_parent(signal.SIGKILL)
                self._device = None

    def _watch(self) -> None:
        """End with the pipe. A poll for nothing wakes up when its other end is closed."""
        poll = select.poll()
        poll.register(self._requests, 0)
        poll.poll()
        self._leave()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._leave()

    def _leave(self) -> None:
        if self._device is not None:
            self._device.seize()
            self._device.restore()
        os._exit(GONE)
