"""``keyroom`` with no command: opens the workspace and shows it on the screens, or in plain lines."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from app.cli.exits import Exit
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.workspace import Workspace

if TYPE_CHECKING:
    from ceremonies.room import Room

_NO_TERMINAL = "Keyroom needs a terminal for its screens. Use --plain for lines on standard input and output."


def run(args: argparse.Namespace) -> Exit:
    """Open, stay until the person leaves, close."""
    if not args.plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(_NO_TERMINAL, file=sys.stderr)
        return Exit.MISUSE
    with open_for(args) as workspace:
        if args.plain:
            from app.plain.session import run_plain  # noqa: PLC0415 - each front end is imported only when it is wanted

            return run_plain(_room_of(workspace), args)
        return _show(workspace, args)


def _room_of(workspace: Workspace) -> "Room":
    from ceremonies.room import Room  # noqa: PLC0415 - the first screen is painted before the room is there

    return Room(workspace, SystemClock(), SystemEntropy())


def _begin(workspace: Workspace, args: argparse.Namespace) -> "Room":
    """The room, with its sitting begun where something can be recorded.

    Raises:
        Unusable: the head that was brought can't be read.
        Refused: ROLLBACK: the record doesn't extend it.
    """
    from app.heads import head_brought  # noqa: PLC0415 - as above

    room, brought = _room_of(workspace), head_brought(args)
    if not workspace.readonly:
        room.open_sitting(brought)
    elif brought:
        room.check_head(brought)
    return room


def _show(workspace: Workspace, args: argparse.Namespace) -> Exit:
    """The screens, until they are left."""
    from app.machine import looking_at  # noqa: PLC0415 - only for the screens
    from app.main import KeyroomApp  # noqa: PLC0415 - as above
    from app.terminal import terminal_for  # noqa: PLC0415 - as above

    terminal = terminal_for(os.environ, sys.stdout.encoding)
    app = KeyroomApp(
        workspace, lambda: _begin(workspace, args), looking_at(workspace.path), terminal, answers=args.answers_fd
    )
    app.run()
    return Exit.STOPPED if app.return_code else Exit.GOOD
