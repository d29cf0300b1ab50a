"""Has work done behind the screen: one piece at a time, stepping aside where the strong room wants the terminal."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.app import App

from app.carrying import Outcome, Stopped
from app.strongroom.protocol import Progress, Reply, Request
from app.strongroom.step_aside import ask_beside
from app.work import Carrying, Worker
from ceremonies.errors import KeyroomError
from ceremonies.room import Done
from ceremonies.work import Work

Result = TypeVar("Result")
Step = Callable[[], Request]


class Working:
    """The strong rooms as the App uses them.

    Attributes:
        worker: has the work done.
        says: what is being done, for the screen; empty where nothing is.
    """

    def __init__(self, app: App[Result], worker: Worker, told: Callable[[], None], *, plain: bool) -> None:
        """Have work done beside ``app``.

        Args:
            app: the program on the screen.
            worker: has the work done.
            told: called when there is something new to show.
            plain: whether the terminal can do little.
        """
        self.worker = worker
        self.says = ""
        self._app = app
        self._told = told
        self._plain = plain
        self._turn = asyncio.Lock()

    def cancel(self) -> bool:
        """Sign no further block. Whether anything was being done."""
        self.worker.cancelled = True
        return bool(self.says)

    async def carry_out(self, work: Work, by: str) -> Outcome:
        """Carry ``work`` out for ``by``; it ends recorded, or stopped where its end could not be."""
        async with self._turn:
            self.says = f"working: {work.act}"
            self._told()
            try:
                return await self._driven(self.worker.carry_out(work, by), work.stream)
            except KeyroomError as error:
                return Stopped(str(error))
            finally:
                self.says = ""

    async def _driven(self, carrying: Carrying, stream: str) -> Done:
        step: Step = partial(next, carrying)
        while True:
            said = await asyncio.to_thread(_advanced, step)
            if isinstance(said, Done):
                return said
            try:
                reply = await self._ask(stream, said)
            except KeyroomError as error:
                step = partial(carrying.throw, error)
            else:
                step = partial(carrying.send, reply)

    async def _ask(self, stream: str, request: Request) -> Reply:
        """Ask the strong room; it is started here, in the main thread."""
        room = self.worker.rooms.ready(stream)
        return await ask_beside(self._app, room, request, self._progressed, plain=self._plain)

    def _progressed(self, progress: Progress) -> None:
        """Take note of how far it is; called in another thread."""
        if progress.of:
            count = f", {progress.done} of {progress.of}" if progress.of > 1 else ""
            self.says = f"working: {progress.what}{count}"
            self._app.call_from_thread(self._told)


def _advanced(step: Step) -> Request | Done:
    """The next request, or the end."""
    try:
        return step()
    except StopIteration as end:
        done: Done = end.value
        return done
