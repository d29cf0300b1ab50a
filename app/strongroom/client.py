"""The main program's side of the strong room: starts it, asks it, and never waits for one that is dead or hangs.

What comes back is public. The process is executed, not forked, gets nothing but its pipes and the terminal, and lives
from its first request to its last.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Lock, current_thread, main_thread
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from app.strongroom.frames import Gone, Late, Pipe
from app.strongroom.protocol import Begin, End, Failed, Progress, Ready, Reply, Request, to_reply
from ceremonies.errors import KeyroomError, Misuse, Refused, Stopped, Unusable, WrongPin

PATIENCE = 120.0
"""Seconds without a sign of life, after which an act counts as hung; people who are being asked may take longer."""
_END_PATIENCE = 5.0
_START_PATIENCE = 60.0

_KEPT = (
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "HOME",
    "PATH",
    "SOFTHSM2_CONF",
    "P11_KIT_STRICT",
    "OPENSC_CONF",
    "PKCS11_PROXY_SOCKET",
)
"""What is kept of the environment: what says how to write on the terminal, and where tokens' modules look."""

Answer = TypeVar("Answer")
Told = Callable[[Progress], None]


class LeftPrivately(Stopped):
    """The person at the private screen left it."""


def unheard(_progress: Progress) -> None:
    """Nobody listens to how far it is."""


class StrongRoom:
    """One strong room, for one ceremony act or signing session.

    Attributes:
        guards: in sentences, what protects it and what the system did not allow.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", pipe: Pipe, *, draws: bool) -> None:
        self.guards: tuple[str, ...] = ()
        self._process = process
        self._pipe = pipe
        self._draws = draws
        self._lock = Lock()
        self._over = ""

    @classmethod
    def start(
        cls, setting: Begin, *, answers: int | None = None, environment: Mapping[str, str] | None = None
    ) -> "StrongRoom":
        """Start one. From the main thread only: the kernel ends it with the thread that started it.

        Args:
            setting: how it works.
            answers: a descriptor with prepared answers to private questions; rehearsals only.
            environment: of the main program.

        Raises:
            Misuse: from another thread.
            Stopped: it doesn't start.
        """
        if current_thread() is not main_thread():
            raise Misuse("The strong room is started from the main thread only.")
        process, pipe = _spawn(answers, os.environ if environment is None else environment)
        room = cls(process, pipe, draws=answers is None)
        reply = room._exchange(setting, unheard, _START_PATIENCE)
        if not isinstance(reply, Ready):
            raise room._lost()
        room.guards = reply.guards
        return room

    def takes_terminal(self, request: Request) -> bool:
        """Whether the main program must step aside for ``request``."""
        return self._draws and type(request).private

    def ask(self, request: Request, told: Told = unheard) -> Reply:
        """What the strong room answers. Blocks; front ends call it in a thread.

        Args:
            request: what is asked.
            told: called with how far a long act is.

        Raises:
            Refused: a rule says no.
            Unusable: something given can't be used.
            LeftPrivately: the person left the private screen.
            Stopped: the act could not be carried out; also when the strong room died or hung.
        """
        with self._lock:
            if self._over:
                raise Stopped(self._over)
            return self._exchange(request, told, PATIENCE)

    def ask_for(self, request: Request, kind: type[Answer], told: Told = unheard) -> Answer:
        """The same where one kind of answer is expected.

        Raises:
            Misuse: another one came.
        """
        reply = self.ask(request, told)
        if not isinstance(reply, kind):
            raise Misuse(f"The strong room answered {type(reply).__name__}.")
        return reply

    def _exchange(self, request: Request, told: Told, patience: float) -> Reply:
        """Ask, and wait for the answer; as long as somebody is being asked at the private screen, for ever."""
        waits = False
        try:
            self._pipe.send(msgspec.json.encode(request), patience)
            while isinstance(reply := to_reply(self._pipe.receive(None if waits else patience)), Progress):
                waits = reply.waits
                told(reply)
        except (Gone, msgspec.DecodeError):
            raise self._lost() from None
        except Late:
            self.kill()
            raise self._end(
                f"The strong room gave no sign of life for {PATIENCE:.0f} s and was ended: the token hangs. {_AFTER}"
            ) from None
        if isinstance(reply, Failed):
            raise self._failure(reply)
        return reply

    def _failure(self, one: Failed) -> KeyroomError:
        if one.over:
            self._over = f"{one.sentence} {_AFTER}"
        match one.how:
            case "refused":
                return Refused(one.rule, one.sentence)
            case "unusable":
                return Unusable(one.sentence)
            case "wrong":
                return WrongPin(one.sentence)
            case "left":
                return LeftPrivately(one.sentence)
            case "stopped":
                return Stopped(one.sentence)

    def _lost(self) -> Stopped:
        """What to say of a strong room that is gone."""
        code = self._reap()
        by = f" by signal {signal.Signals(-code).name}" if code is not None and code < 0 else ""
        why = "a token's module may have crashed" if by else "it did not say why"
        return self._end(f"The strong room ended in the middle of the act{by}: {why}. {_AFTER}")

    def _end(self, sentence: str) -> Stopped:
        self._over = sentence
        return Stopped(sentence)

    def _reap(self) -> int | None:
        try:
            return self._process.wait(_END_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    @property
    def over(self) -> str:
        """Why it answers no more; "" while it does."""
        return self._over

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def kill(self) -> None:
        """End it at once. Whatever waits for its answer gets a sentence."""
        with suppress(ProcessLookupError):
            self._process.kill()

    def close(self) -> None:
        """Ask it to end, and see that it does. May be called twice."""
        if not self._over:
            with self._lock, suppress(KeyroomError):
                self._exchange(End(), unheard, _END_PATIENCE)
        self._reap()
        self._pipe.close()
        self._over = self._over or "This strong room was closed. Open another for the next act."

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_AFTER = "What was recorded stands; whatever it held in memory is gone."


def _spawn(answers: int | None, environment: Mapping[str, str]) -> "tuple[subprocess.Popen[bytes], Pipe]":
    """The process and the pipe to it.

    Raises:
        Stopped: the system doesn't start it.
    """
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    words = ["--requests", str(theirs_in), "--replies", str(theirs_out), "--parent", str(os.getpid())]
    if answers is not None:
        words += ["--answers", str(answers)]
    kept = {name: environment[name] for name in _KEPT if name in environment}
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "app.strongroom", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs_in, theirs_out, *([answers] if answers is not None else [])],
            env=kept,
        )
    except OSError as error:
        for one in (ours_in, ours_out):
            os.close(one)
        raise Stopped(f"The strong room can't be started: {error.strerror}.") from None
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
    return process, Pipe(ours_in, ours_out, os.pidfd_open(process.pid))
