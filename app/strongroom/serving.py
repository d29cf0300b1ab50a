"""One request at a time, each with exactly one answer; a fault of ours ends the process with a sentence."""

import os

import msgspec

from app.strongroom.frames import read_message, write_message
from app.strongroom.held import Held
from app.strongroom.operations.carry_out import carry_out
from app.strongroom.private.announced import Announced
from app.strongroom.private.port import Left
from app.strongroom.protocol import Failed, Over, Progress, Reply, to_request
from ceremonies.errors import KeyroomError, Misuse, Refused, Unusable, WrongPassphrase, WrongPin

FAULT = 4
"""Exit code: the strong room failed and said so."""


class Serving:
    """Answers on one pipe what is asked on another."""

    def __init__(self, requests: int, replies: int, held: Held) -> None:
        self._requests = requests
        self._replies = replies
        self._held = held
        held.surface = Announced(held.surface, self._wait)

    def serve(self) -> int:
        """Answer until the last request, the end of the pipe, or a fault; the exit code."""
        while (message := read_message(self._requests)) is not None:
            reply = self._answer(message)
            self._send(reply)
            if isinstance(reply, Over):
                return 0
            if isinstance(reply, Failed) and reply.over:
                return FAULT
        self._held.forget()
        return 0

    def _answer(self, message: bytes) -> Reply:
        try:
            return carry_out(self._held, to_request(message), self._tell)
        except KeyroomError as error:
            return failed(error)
        except msgspec.DecodeError:
            return Failed(how="stopped", sentence="The strong room was asked something it doesn't understand.")
        except Exception as error:  # noqa: BLE001 - a fault must not show what stood in its variables
            return Failed(how="stopped", sentence=fault_sentence(error), over=True)

    def _tell(self, what: str, done: int, of: int) -> None:
        self._send(Progress(what=what, done=done, of=of))

    def _wait(self, waits: bool) -> None:
        self._send(Progress(what="asking somebody" if waits else "answered", done=0, of=0, waits=waits))

    def _send(self, reply: Reply) -> None:
        write_message(self._replies, msgspec.json.encode(reply))


def failed(error: KeyroomError) -> Failed:
    """How an error is told to the main program."""
    match error:
        case Refused():
            return Failed(how="refused", rule=error.rule, sentence=error.sentence)
        case WrongPin() | WrongPassphrase():
            return Failed(how="wrong", sentence=str(error))
        case Unusable():
            return Failed(how="unusable", sentence=str(error))
        case Left():
            return Failed(how="left", sentence=str(error))
        case Misuse():
            return Failed(how="stopped", sentence=str(error), over=True)
        case _:
            return Failed(how="stopped", sentence=str(error))


def fault_sentence(error: Exception) -> str:
    """Where it failed, by our own line; never a value."""
    place, frame = "", error.__traceback__
    while frame is not None:
        name = frame.tb_frame.f_code.co_filename
        if "site-packages" not in name:
            place = f" in {os.path.basename(name)}, line {frame.tb_lineno}"  # noqa: PTH119 - a name is no path here
        frame = frame.tb_next
    return f"The strong room failed ({type(error).__name__}{place}) and has ended. What was recorded stands."
