"""The strong room's process: ``python -I -m app.strongroom``, started by ``client.py`` and by nothing else.

It hardens itself before it hears anything, reads how it is to work, and then serves one request at a time until the
last. Its arguments name descriptors; nothing secret stands there.
"""

import argparse
import locale
import os
import sys
from types import TracebackType

import msgspec

from app.strongroom.frames import read_message, write_message
from app.strongroom.guard import Guard
from app.strongroom.hardening import harden
from app.strongroom.private.port import Surface
from app.strongroom.protocol import Begin, Failed, Ready, Request, to_request
from app.terminal import Terminal

FAULT = 4
"""Exit code: it failed before it could say so."""


def main() -> int:
    """Harden, begin, serve; the exit code."""
    sys.excepthook = _say_nothing
    args = _arguments()
    ours = {args.requests, args.replies} | ({args.answers} if args.answers is not None else set())
    guards = harden(ours, args.parent)
    guard = Guard(args.requests)
    guard.begin()
    asked = _first(args.requests)
    if asked is None:
        return FAULT
    if args.answers is not None and asked.kind != "rehearsal":
        failed = Failed(
            how="refused", rule="ROOM-PRIVATE", sentence="Only a rehearsal is played from prepared answers.", over=True
        )
        write_message(args.replies, msgspec.json.encode(failed))
        return FAULT
    return _serve(args, guard, asked, guards)


def _serve(args: argparse.Namespace, guard: Guard, asked: Begin, guards: tuple[str, ...]) -> int:
    from app.strongroom.held import Held  # noqa: PLC0415 - the libraries of tokens and shares come after the hardening
    from app.strongroom.serving import Serving  # noqa: PLC0415 - as above
    from app.strongroom.stores import OpenStores  # noqa: PLC0415 - as above
    from app.strongroom.tokens.stores import OperatingSystem  # noqa: PLC0415 - as above

    entropy = OperatingSystem()
    held = Held(asked, _surface(args.answers, guard, asked), OpenStores(), entropy)
    write_message(args.replies, msgspec.json.encode(Ready(guards=guards)))
    return Serving(args.requests, args.replies, held).serve()


def _surface(answers: int | None, guard: Guard, asked: Begin) -> Surface:
    """Where private turns take place: a rehearsal's answers, lines, or screens."""
    rehearsal = asked.kind == "rehearsal"
    if answers is not None:
        from app.strongroom.private.answers import Answers  # noqa: PLC0415 - only what is used

        return Answers(answers)
    from app.terminal import terminal_for  # noqa: PLC0415 - as above

    terminal: Terminal = terminal_for(os.environ, locale.getencoding())
    if asked.lines:
        from app.strongroom.private.lines import Lines  # noqa: PLC0415 - as above

        return Lines(guard, terminal, rehearsal=rehearsal)
    from app.strongroom.private.screens import Screens  # noqa: PLC0415 - as above

    return Screens(guard, terminal, rehearsal=rehearsal)


def _first(requests: int) -> Begin | None:
    """How this strong room works; None when nothing sensible comes."""
    message = read_message(requests)
    try:
        asked: Request | None = to_request(message) if message is not None else None
    except msgspec.DecodeError:
        return None
    return asked if isinstance(asked, Begin) else None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="keyroom strong room", allow_abbrev=False)
    parser.add_argument("--requests", type=int, required=True)
    parser.add_argument("--replies", type=int, required=True)
    parser.add_argument("--answers", type=int)
    parser.add_argument("--parent", type=int, required=True)
    return parser.parse_args()


def _say_nothing(_kind: type[BaseException], _error: BaseException, _trace: TracebackType | None) -> None:
    """A fault that nothing caught: its values may be secrets, so not one word of it is written."""


if __name__ == "__main__":
    ended = FAULT
    try:
        ended = main()
    finally:
        os._exit(ended)  # a module that crashes while Python tidies up changes nothing any more
