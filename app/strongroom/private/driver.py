"""Textual's drivers on the terminal device instead of standard input and error, which the strong room hasn't got."""

import os
from typing import IO, ClassVar, cast

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from app.strongroom.device import Device
from app.terminal import PlainDriver


class _OnDevice(LinuxDriver):
    """Reads and writes the device."""

    device: ClassVar[Device]

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        stream = os.fdopen(self.device.descriptor, "w", encoding="utf-8", errors="replace", closefd=False)
        self._file = cast("IO[str]", stream)  # type: ignore[assignment]
        self.fileno = self.device.descriptor
        self.input_tty = True

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.device.size


class _PlainOnDevice(_OnDevice, PlainDriver):
    """The same for a terminal that can do little."""


def driver_on(device: Device) -> type[Driver]:
    """The driver class that draws on ``device``."""
    return type("DeviceDriver", (_PlainOnDevice if device.plain else _OnDevice,), {"device": device})
