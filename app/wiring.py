"""Builds the real clock, entropy and workspace for the commands. The only place that does."""

import argparse
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from app.passphrases import Passphrases, passphrases_for
from ceremonies.errors import WrongPassphrase
from ceremonies.sealing import seconds_to_wait
from ceremonies.secret import Secret
from ceremonies.tokens.entropy import OPERATING_SYSTEM
from ceremonies.workspace import Workspace, open_workspace
from ceremonies.workspace.description import load_description

PROMPT = "Passphrase of the workspace: "


class SystemClock:
    """The workstation's clock."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)


class SystemEntropy:
    """The operating system's random bytes."""

    source = OPERATING_SYSTEM

    def take(self, count: int) -> bytes:
        """``count`` fresh random bytes."""
        return os.urandom(count)


def open_for(args: argparse.Namespace, *, readonly: bool = False) -> Workspace:
    """The workspace that the command line names.

    Args:
        args: with ``workspace`` and ``passphrase_fd``; ``recover`` and ``recover_fd`` where they are asked for.
        readonly: only read.

    Raises:
        WrongPassphrase: nobody can be asked again.
        NotAWorkspace: says why.
    """
    path = Path(args.workspace)
    answers: int | None = getattr(args, "recover_fd", None)
    if answers is not None or getattr(args, "recover", False):
        return _recovered(path, answers, readonly=readonly)
    return open_with(path, passphrases_for(path, args.passphrase_fd), readonly=readonly)


def _recovered(path: Path, answers: int | None, *, readonly: bool) -> Workspace:
    """The workspace in ``path``, opened by the shares of two people (rule KEY-SLOTS)."""
    from app.recovery import open_by_shares  # noqa: PLC0415 - hardly ever wanted

    def ask() -> Secret:
        return open_by_shares(rehearsal=load_description(path).kind == "rehearsal", answers=answers)

    return open_workspace(path, ask, entropy=SystemEntropy(), readonly=readonly)


def open_with(path: Path, passphrases: Passphrases, *, readonly: bool = False) -> Workspace:
    """The workspace in ``path``; a person at the terminal is asked until it opens, waiting longer after each try.

    Raises:
        WrongPassphrase: nobody can be asked again.
        NotAWorkspace: says why.
    """
    wrong = 0

    def ask() -> Secret:
        return passphrases.ask(PROMPT)

    while True:
        try:
            return open_workspace(path, ask, entropy=SystemEntropy(), readonly=readonly)
        except WrongPassphrase as error:
            if not passphrases.can_ask_again:
                raise
            wrong += 1
            wait = seconds_to_wait(wrong)
            passphrases.tell(f"{error} The next try waits {wait} s.")
            time.sleep(wait)
