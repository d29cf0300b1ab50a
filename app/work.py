"""Carries out work that a recorded act promised, and records its end: done, failed or cancelled.

It is a generator of requests to the strong room, so that the plain lines can ask it and wait, and a screen can ask it
in a thread and step aside for a private turn. Whoever drives it sends each reply, or throws the error that came
instead. Whatever happens, the record hears of it.
"""

from collections.abc import Callable, Generator
from typing import Any

import msgspec

from app.acts.act import Act, Answers, Where
from app.acts.token_acts import LOOK, MODULE, SEEN
from app.batches import Batch, Batches
from app.looking import tokens_seen
from app.strong_rooms import StrongRooms
from app.strongroom import protocol as p
from app.strongroom.client import LeftPrivately
from ceremonies.errors import KeyroomError, Misuse, NotRecorded, Refused, Stopped, Unusable, WrongPin
from ceremonies.keys.actions import EndWork
from ceremonies.ports import Entropy
from ceremonies.room import Done, Room
from ceremonies.tokens.actions import EndTokenWork
from ceremonies.tokens.state import STREAM as TOKENS
from ceremonies.work import Outcome, Work

Asking = Generator[p.Request, p.Reply, dict[str, Any]]
"""Requests, replies, and what the work gave."""
Carrying = Generator[p.Request, p.Reply, Done]

BLOCK = 256
"""Things to be signed in one request, at most."""
BLOCK_BYTES = 8 * 1024 * 1024
_END = frozenset({"close", "deactivate", "destroy token key"})
"""Acts after which nothing is held any more, and the strong room ends."""
_BEGIN = frozenset({"generate", "generate symmetric", "open"})
"""Acts after which a key is held."""


class Worker:
    """Has work done, one piece at a time.

    Attributes:
        rooms: the strong rooms.
        batches: what is to be signed, between the act that says so and its work.
        cancelled: set by whoever wants no further block signed.
    """

    def __init__(self, room: Room, rooms: StrongRooms, entropy: Entropy) -> None:
        self.rooms = rooms
        self.batches = Batches(room, entropy)
        self.cancelled = False
        self._room = room

    def carry_out(self, work: Work, by: str) -> Carrying:
        """Carry ``work`` out for the person ``by``, and record how it ended.

        Raises:
            NotRecorded: the end could not be written; the next start asks about the work.
        """
        self.cancelled = False
        try:
            results = yield from self._asking(work)
        except NotRecorded:
            raise
        except KeyroomError as error:
            return self._failed(work, by, error)
        try:
            done = self._end(work, by, "done", results)
        except Refused as refusal:
            return self._failed(work, by, refusal)
        self._after(work)
        return done

    def answered(self, act: Act, where: Where, answers: Answers) -> dict[str, str]:
        """The answers, with what the act needs to know from outside the record.

        Raises:
            KeyroomError: it can't be had.
        """
        filled = self.batches.answered(act, where, answers)
        if act.name == LOOK:
            filled[SEEN] = tokens_seen(filled.get(MODULE, ""), where.software_tokens)  # type: ignore[assignment]  # no text
        return filled

    def heard(self, done: Done) -> None:
        """End the strong room of a key that was given up, whose activation ended, or whose sitting did."""
        for entry in done.entries:
            ended = entry.kind == "activation.ended" and done.work is None
            if entry.kind == "key.abandoned" or ended:
                self.rooms.dismiss(entry.stream)
            elif entry.kind == "sitting.closed":
                self.rooms.dismiss_all()

    # What is asked

    def _asking(self, work: Work) -> Asking:
        if work.stream == TOKENS:
            self._check_alone()
        elif work.token and not self.rooms.holds(work.stream):
            yield p.OpenToken(token=msgspec.convert(work.token, p.TokenAddress), people=work.people)
        if work.act == "sign":
            return (yield from self._sign(work))
        request = msgspec.convert({"act": work.act, **work.request}, p.Request)
        reply = yield request
        return _facts(reply)

    def _check_alone(self) -> None:
        """Check that no key is held: a token is seen to with nothing else going on.

        Raises:
            Refused: ROOM-ALONE.
        """
        if self.rooms.held:
            key = self.rooms.held[0].partition("/")[2]
            raise Refused("ROOM-ALONE", f"The strong room holds {key}. End that act first, then see to the token.")

    def _sign(self, work: Work) -> Asking:
        """Have a batch agreed on the private screen, then signed block by block; cancelling ends it between two."""
        batch = self.batches.of(work)
        agreed = yield batch.agreement()
        if not isinstance(agreed, p.Agreed):
            raise _unexpected(agreed)
        signatures = b""
        for block in batch.blocks(BLOCK, BLOCK_BYTES):
            if self.cancelled:
                break
            try:
                signed = yield p.Sign(items=tuple(block))
            except KeyroomError:
                if not signatures:
                    raise
                break
            if not isinstance(signed, p.Signed):
                raise _unexpected(signed)
            signatures += signed.signatures
        return self._signed(work, batch, agreed, signatures)

    def _signed(self, work: Work, batch: Batch, agreed: p.Agreed, signatures: bytes) -> dict[str, Any]:
        """What was signed goes to the outbox before its end is recorded: nothing that is recorded is lost."""
        outputs = self.batches.write(work, batch, signatures)
        return {
            "is": "batch signed",
            "count": len(signatures) // 64,
            "manifest": agreed.manifest,
            "outputs": [{"name": one.name, "sha256": one.digest} for one in outputs],
        }

    # How it ends

    def _failed(self, work: Work, by: str, error: KeyroomError) -> Done:
        over = not self.rooms.answers(work.stream)
        failure = {"is": "failed", "how": _how(error), "sentence": _sentence(error), "over": over}
        if isinstance(error, Refused):
            failure["rule"] = error.rule
        outcome: Outcome = "cancelled" if isinstance(error, LeftPrivately) else "failed"
        done = self._end(work, by, outcome, failure)
        if over or work.act in _BEGIN or not self.rooms.holds(work.stream):
            self.rooms.dismiss(work.stream)
        return msgspec.structs.replace(done, said=f"{_outcome_words(outcome)} {error}".strip())

    def _end(self, work: Work, by: str, outcome: Outcome, results: dict[str, Any]) -> Done:
        if work.stream == TOKENS:
            return self._room.perform(EndTokenWork(by=by, work=work.id, outcome=outcome, results=results), {})
        key = work.stream.partition("/")[2]
        return self._room.perform(EndWork(by=by, key=key, work=work.id, outcome=outcome, results=results), {})

    def _after(self, work: Work) -> None:
        """Keep the strong room while it holds a key; end it with the last act."""
        if work.act in _BEGIN:
            self.rooms.keep(work.stream)
        elif work.act in _END or not self.rooms.holds(work.stream):
            self.rooms.dismiss(work.stream)


def drive(carrying: Carrying, ask: Callable[[p.Request], p.Reply]) -> Done:
    """Have it carried out, waiting for each reply."""
    try:
        request = next(carrying)
        while True:
            try:
                reply = ask(request)
            except KeyroomError as error:
                request = carrying.throw(error)
            else:
                request = carrying.send(reply)
    except StopIteration as end:
        done: Done = end.value
        return done


def _facts(reply: p.Reply) -> dict[str, Any]:
    facts: dict[str, Any] = msgspec.to_builtins(reply)
    return facts


def _unexpected(reply: p.Reply) -> KeyroomError:
    return Misuse(f"The strong room answered {type(reply).__name__}.")


def _how(error: KeyroomError) -> str:
    match error:
        case Refused():
            return "refused"
        case LeftPrivately():
            return "left"
        case WrongPin():
            return "wrong"
        case Unusable():
            return "unusable"
        case Stopped() | _:
            return "stopped"


def _sentence(error: KeyroomError) -> str:
    return error.sentence if isinstance(error, Refused) else str(error)


def _outcome_words(outcome: Outcome) -> str:
    return "Cancelled:" if outcome == "cancelled" else "It failed:"
