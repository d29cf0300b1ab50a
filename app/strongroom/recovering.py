"""The recovery slot's secret, in a short process of its own: split 2 of 3 and shown, or put together from two shares.

Shares are shown and typed in private turns that this process draws. What goes back to the program that opens the
workspace is the secret that opens the slot, over a pipe, as any passphrase does; no word of a share leaves.
"""

import argparse
import locale
import os
import sys

import msgspec

from app.strongroom.hardening import harden
from app.strongroom.recovery_task import Recovery, Task
from ceremonies.errors import KeyroomError, Refused


def main() -> int:
    """Do what standard input says; the outcome goes to standard output."""
    args = _arguments()
    keep = {0, 1, 2} | ({args.answers} if args.answers is not None else set())
    harden(keep, args.parent)
    line = _first_line()
    task = msgspec.json.decode(line, type=Task)
    try:
        outcome = _carry_out(task, args.answers)
    except Refused as refused:
        outcome = Recovery(rule=refused.rule, sentence=refused.sentence)
    except KeyroomError as error:
        outcome = Recovery(sentence=str(error))
    os.write(1, msgspec.json.encode(outcome))
    return 0


def _first_line() -> bytes:
    """What is asked; the pipe stays open, and its end means that the main program is gone."""
    line = bytearray()
    while (byte := os.read(0, 1)) not in (b"", b"\n"):
        line += byte
    return bytes(line)


def _carry_out(task: Task, answers: int | None) -> Recovery:
    from app.strongroom.guard import Guard  # noqa: PLC0415 - the libraries of shares come after the hardening
    from app.strongroom.private.answers import Answers  # noqa: PLC0415 - as above
    from app.strongroom.private.lines import Lines  # noqa: PLC0415 - as above
    from app.strongroom.recovery_shares import make_or_take  # noqa: PLC0415 - as above
    from app.terminal import terminal_for  # noqa: PLC0415 - as above
    from app.wiring import SystemEntropy  # noqa: PLC0415 - as above

    if answers is not None and not task.rehearsal:
        raise Refused("ROOM-PRIVATE", "Only a rehearsal's recovery slot is opened from prepared answers.")
    if answers is not None:
        return make_or_take(Answers(answers), task, SystemEntropy())
    guard = Guard(0)
    guard.begin()
    surface = Lines(guard, terminal_for(os.environ, locale.getencoding()), rehearsal=task.rehearsal)
    return make_or_take(surface, task, SystemEntropy())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="keyroom recovery", allow_abbrev=False)
    parser.add_argument("--answers", type=int)
    parser.add_argument("--parent", type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
