"""Asks a short process of its own about tokens: a module that crashes takes that process with it, and nothing else."""

import signal
import subprocess
import sys
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from app.strongroom.tokens import messages
from ceremonies import errors
from ceremonies.errors import BadModule, KeyroomError, Stopped

SECONDS = 300
"""How long a slow token may take for the whole probe."""
_LOOKS = (sys.executable, "-I", "-m", "app.strongroom.tokens.looking")
_ERRORS: Mapping[str, type[KeyroomError]] = MappingProxyType(
    {
        one.__name__: one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, KeyroomError) and one not in (errors.Refused, errors.BadProcedure)
    }
)


def ask(question: messages.Question, *, seconds: float = SECONDS) -> messages.Reply:
    """The answer.

    Raises:
        BadModule: the module crashed, hung, or can't be loaded.
        KeyroomError: what else the short process raised, under its own name in the tree.
    """
    try:
        done = subprocess.run(
            _LOOKS, input=msgspec.json.encode(question), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadModule(
            f"The module {question.module} hasn't answered for {seconds:.0f} seconds and was stopped. Unplug the "
            "token, plug it in again, and try once more."
        ) from None
    if done.returncode != 0 or not done.stdout:
        raise BadModule(_crash(question.module, done.returncode))
    reply: messages.Reply = msgspec.json.decode(done.stdout, type=messages.Reply)
    if isinstance(reply, messages.Failed):
        raise _ERRORS.get(reply.error, Stopped)(reply.sentence)
    return reply


def _crash(module: str, code: int) -> str:
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return (
        f"The module {module} crashed ({name}). Nothing else was touched. Check that it is the right module for this "
        "token, and up to date."
    )
