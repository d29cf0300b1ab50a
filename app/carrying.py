"""Carrying an act out behind the screen: in a thread, with a dialog for each passphrase, and always with an end."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from app.acts.act import Act, Answers, Where
from app.performing import Ask, Performing, perform
from app.work import Worker
from ceremonies.errors import KeyroomError
from ceremonies.room import Done, Room
from ceremonies.secret import Secret

AskSomeone = Callable[[Ask], Awaitable[Secret | None]]
"""Asks a person for a passphrase; None where they decline."""


class Declined(msgspec.Struct, frozen=True):
    """Somebody left when they were asked for a passphrase. Nothing was recorded."""


class Stopped(msgspec.Struct, frozen=True):
    """A rule refused, or the record could not be written."""

    sentence: str


Outcome = Done | Declined | Stopped


async def carry_out(  # noqa: PLR0917 - what an act is carried out with
    room: Room, act: Act, where: Where, answers: Answers, ask: AskSomeone, worker: Worker
) -> Outcome:
    """Carry ``act`` out. It ends done, declined or stopped; nothing is acknowledged before it is recorded."""
    secret: Secret | None = None
    try:
        answered = await asyncio.to_thread(worker.answered, act, where, answers)
        performing = perform(room, act, where, answered)
        while True:
            said = await asyncio.to_thread(_advance, performing, secret)
            if isinstance(said, Done):
                return said
            secret = await ask(said)
            if secret is None:
                performing.close()
                return Declined()
    except KeyroomError as error:
        return Stopped(str(error))


def _advance(performing: Performing, secret: Secret | None) -> Ask | Done:
    """The next passphrase that is wanted, or the end."""
    try:
        return next(performing) if secret is None else performing.send(secret)
    except StopIteration as end:
        done: Done = end.value
        return done
