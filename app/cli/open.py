"""``keyroom`` with no command: opens the workspace, begins a sitting, and shows it on the screens or in plain lines."""

import argparse
import os
import sys

from app.cli.exits import Exit
from app.heads import head_brought
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.room import Room

_NO_TERMINAL = "Keyroom needs a terminal for its screens. Use --plain for lines on standard input and output."


def run(args: argparse.Namespace) -> Exit:
    """Open, show, close. The sitting is begun before anything is shown."""
    if not args.plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(_NO_TERMINAL, file=sys.stderr)
        return Exit.MISUSE
    with open_for(args) as workspace:
        room = Room(workspace, SystemClock(), SystemEntropy())
        if args.plain:
            from app.plain.session import run_plain  # noqa: PLC0415 - each front end is imported only when it is wanted

            return run_plain(room, args)
        if not workspace.readonly:
            room.open_sitting(head_brought(args))
        return show(room)


def show(room: Room) -> Exit:
    """The screens, until they are left."""
    from app.machine import looking_at  # noqa: PLC0415 - as above
    from app.main import KeyroomApp  # noqa: PLC0415 - as above
    from app.terminal import terminal_for  # noqa: PLC0415 - as above

    app = KeyroomApp(room, looking_at(room.workspace.path), terminal_for(os.environ, sys.stdout.encoding))
    app.run()
    return Exit.STOPPED if app.return_code else Exit.GOOD
