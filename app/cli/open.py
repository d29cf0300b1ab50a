"""``keyroom`` without a command: opens the workspace on the screens, or in the plain-line mode."""

import argparse

from app.cli.exits import Exit
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.room import Room


def run(args: argparse.Namespace) -> Exit:
    """Open the workspace and stay until the person leaves."""
    with open_for(args) as workspace:
        room = Room(workspace, SystemClock(), SystemEntropy())
        from app.plain.session import run_plain  # noqa: PLC0415 - each front end is imported only when it is wanted

        return run_plain(room, args)
