"""The recovery slot from the side of the program that opens the workspace (rule KEY-SLOTS)."""

import os
import subprocess
import sys
from collections.abc import Sequence

import msgspec

from app.strongroom.recovery_task import Recovery, Task
from ceremonies.errors import Refused, Stopped
from ceremonies.secret import Secret

TWO = ("the first of two", "the second of two")
"""Who gives shares when nobody's name is known yet."""


def open_by_shares(*, rehearsal: bool, answers: int | None) -> Secret:
    """What opens the recovery slot, from the shares of two people.

    Args:
        rehearsal: whether the workspace is one.
        answers: in a rehearsal, a descriptor from which their shares are read, a line each.

    Raises:
        Refused: the shares don't belong together.
        Stopped: somebody left, or the process ended.
    """
    return Secret(_ask(Task(act="take", people=TWO, rehearsal=rehearsal), answers).secret)


def make_shares(
    holders: Sequence[str], *, taken: Sequence[int], rehearsal: bool, answers: int | None
) -> tuple[Secret, int]:
    """A new secret for the recovery slot, its shares shown to ``holders`` and proved; and the set's identifier.

    Raises:
        Refused: the shares can't be made.
        Stopped: somebody left, or the process ended.
    """
    task = Task(act="make", people=tuple(holders), rehearsal=rehearsal, taken=tuple(taken))
    made = _ask(task, answers)
    return Secret(made.secret), made.identifier


def _ask(task: Task, answers: int | None) -> Recovery:
    words = [sys.executable, "-I", "-m", "app.strongroom.recovering", "--parent", str(os.getpid())]
    words += [] if answers is None else ["--answers", str(answers)]
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=() if answers is None else (answers,),
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise Stopped("The process that takes shares has no pipes. Try again.")
        process.stdin.write(msgspec.json.encode(task) + b"\n")
        process.stdin.flush()
        said = process.stdout.read()
    try:
        outcome = msgspec.json.decode(said, type=Recovery)
    except msgspec.DecodeError:
        raise Stopped("The process that takes shares ended without an answer. Nothing was opened; try again.") from None
    if outcome.rule:
        raise Refused("KEY-SLOTS", outcome.sentence)
    if not outcome.secret:
        raise Stopped(outcome.sentence)
    return outcome
