"""The main program steps aside while the strong room has the terminal, and comes back to a clean one.

On the screen: everything that would be painted waits, the terminal's settings are kept, interrupts from the keyboard
are ignored, and nothing raises before the screen is back. Afterwards, however the private turn ended, the terminal is
emptied and set as it was, and what was typed ahead is dropped: the first key after a private turn goes to nobody.
"""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from textual.app import App

from app.strongroom.client import StrongRoom, Told, unheard
from app.strongroom.device import Device
from app.strongroom.protocol import Reply, Request
from ceremonies.errors import Misuse

Result = TypeVar("Result")

_COME_BACK = "The private screen is over. Press any key to go on."


async def ask_beside(
    app: App[Result], room: StrongRoom, request: Request, told: Told = unheard, *, plain: bool = False
) -> Reply:
    """Ask the strong room from a Textual program, stepping aside where the request wants the terminal.

    Args:
        app: the program on the screen.
        room: the strong room.
        request: what is asked.
        told: how far a long act is; called in another thread.
        plain: whether the terminal can do little.

    Raises:
        KeyroomError: as ``StrongRoom.ask``.
    """
    if not room.takes_terminal(request):
        return await _ask(room, request, told)
    failure: BaseException | None = None
    reply: Reply | None = None
    with deaf_to_interrupts(), app.batch_update(), app.suspend():
        try:
            reply = await _on_terminal(room, request, told, plain=plain)
        except BaseException as error:  # noqa: BLE001 - raised when the program has its screen back
            failure = error
    if failure is not None:
        raise failure
    if reply is None:
        raise Misuse("The strong room gave neither an answer nor a sentence.")
    return reply


def ask_beside_lines(room: StrongRoom, request: Request, told: Told = unheard) -> Reply:
    """Ask the strong room from the plain lines: the terminal is emptied afterwards and set as it was.

    Raises:
        KeyroomError: as ``StrongRoom.ask``.
    """
    if not room.takes_terminal(request):
        return room.ask(request, told)
    with deaf_to_interrupts(), Device(plain=True):
        return room.ask(request, told)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Ctrl-C at the private screen is the private screen's."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


async def _on_terminal(room: StrongRoom, request: Request, told: Told, *, plain: bool) -> Reply:
    with Device(plain=plain) as device:
        try:
            return await _ask(room, request, told)
        finally:
            device.restore()
            with suppress(OSError):
                await _one_key(device)


async def _ask(room: StrongRoom, request: Request, told: Told) -> Reply:
    """Ask in a thread. Whoever stops waiting ends the strong room: nobody would hear its answer."""
    asking = asyncio.ensure_future(asyncio.to_thread(room.ask, request, told))
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        room.kill()
        with suppress(Exception):  # its end is the kill
            await asking
        raise


async def _one_key(device: Device) -> None:
    """Wait for one key, so that what somebody still types for the private screen goes nowhere else."""
    device.take_line()
    device.write(_COME_BACK)
    loop = asyncio.get_running_loop()
    pressed = asyncio.Event()
    loop.add_reader(device.descriptor, pressed.set)
    try:
        await pressed.wait()
        os.read(device.descriptor, 64)
    finally:
        loop.remove_reader(device.descriptor)
