"""The command ``keyroom``: chooses the group, imports only that, turns errors into sentences and exit codes."""

import argparse
import importlib
import io
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from app.cli.exits import Exit
from ceremonies.errors import KeyroomError, Refused, Stopped, Unverified

GROUPS = {
    "new": "make a workspace",
    "copy": "write a verified encrypted copy to a second medium",
    "ledger": "verify, show, export and prove the record",
    "procedures": "list, show and check the procedures",
    "runs": "list the runs",
    "report": "make a report",
    "people": "list the people",
    "parties": "list or import Parties",
    "keys": "list keys, or show one whole",
    "shares": "look at shares of a key",
    "tokens": "show tokens and try what they do",
    "certificates": "show certificates, revocation lists and requests",
    "custodians": "list Key Custodians by alias, and keep their sealed register",
    "custody": "list Key Components and what they lie in, and what happened to them",
    "recovery": "make the slot that two of three people open together",
}
"""Command groups: each is a module of this package with the same name."""

_VALUED = ("--workspace", "--passphrase-fd", "--answers-fd", "--head", "--recover-fd")
"""Options whose value is the next word."""
_STANDS = "What was acknowledged stands."


class Group(Protocol):
    """What a command group's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the group's own arguments."""

    def run(self, args: argparse.Namespace) -> Exit:
        """Carry the command out. ``args.workspace`` is the chosen folder."""


def default_workspace() -> Path:
    """The workspace when none is named: under XDG_DATA_HOME."""
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(os.environ.get("KEYROOM_WORKSPACE") or Path(data) / "keyroom" / "workspace")


def parser_for(group: str | None) -> argparse.ArgumentParser:
    """The parser with ``group``'s arguments declared and the other groups only named."""
    parser = argparse.ArgumentParser(
        prog="keyroom", description="The terminal program in the ceremony room.", allow_abbrev=False
    )
    parser.add_argument(
        "--workspace", type=Path, default=default_workspace(), metavar="DIR", help="the workspace folder"
    )
    parser.add_argument(
        "--plain", action="store_true", help="numbered prompts on stdin and stdout instead of the screen"
    )
    parser.add_argument(
        "--passphrase-fd", type=int, metavar="N", help="read passphrases, a line each, from this descriptor"
    )
    parser.add_argument(
        "--answers-fd", type=int, metavar="N", help="rehearsals: answers to private questions, from this descriptor"
    )
    parser.add_argument(
        "--head", type=Path, metavar="FILE", help="the signed head that was taken away last, brought back"
    )
    parser.add_argument(
        "--recover", action="store_true", help="open with the recovery slot: two people type their shares"
    )
    parser.add_argument(
        "--recover-fd", type=int, metavar="N", help="the same, the shares read from this descriptor (rehearsals)"
    )
    groups = parser.add_subparsers(dest="group", metavar="COMMAND")
    for name, help_ in GROUPS.items():
        sub = groups.add_parser(name, help=help_, description=help_)
        if name == group:
            module(name).add_arguments(sub)
    return parser


def module(group: str) -> Group:
    """The module that carries out ``group``."""
    return cast("Group", importlib.import_module(f"app.cli.{group}"))


def group_named(argv: Sequence[str]) -> str | None:
    """The command group among the words: the first that is neither an option nor an option's value."""
    words = iter(argv)
    for word in words:
        if word in _VALUED:
            next(words, None)
        elif not word.startswith("-"):
            return word if word in GROUPS else None
    return None


def main(argv: Sequence[str]) -> Exit:
    """Carry out one command line and say how it ended."""
    try:
        ended = _carry_out(argv)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives until exit
        return Exit.GOOD
    except KeyboardInterrupt:
        print("Stopped. What was recorded before stands.", file=sys.stderr)
        return Exit.STOPPED
    except KeyroomError as error:
        print(error, file=sys.stderr)
        return exit_for(error)
    except OSError as error:
        print(f"The system refused: {error.strerror or type(error).__name__}. {_STANDS}", file=sys.stderr)
        return Exit.STOPPED
    except Exception as error:  # noqa: BLE001 - a fault of ours must not print what stood in its variables
        print(fault(error), file=sys.stderr)
        return Exit.STOPPED
    return ended


def _carry_out(argv: Sequence[str]) -> Exit:
    """Parse the words and run what they name."""
    args = parser_for(group_named(argv)).parse_args(argv)
    if args.group is None:
        from app.cli import open as opening  # noqa: PLC0415 - the screens are imported only when they are shown

        return opening.run(args)
    return module(args.group).run(args)


def fault(error: Exception) -> str:
    """A sentence for a fault of the program: where it failed, and no value that stood there."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}, line {frame.tb_lineno}" if frame else "an unknown place"
    return f"The program failed ({type(error).__name__} in {place}). {_STANDS} Please report this."


def exit_for(error: KeyroomError) -> Exit:
    """The exit code that an error ends with."""
    if isinstance(error, Unverified):
        return Exit.UNVERIFIED
    if isinstance(error, Stopped):
        return Exit.STOPPED
    if isinstance(error, Refused):
        return Exit.PROBLEM
    return Exit.MISUSE


def run() -> None:
    """The entry point of the command ``keyroom``."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no file with the workspace's key in it
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without a character shows another, and no traceback
    raise SystemExit(int(main(sys.argv[1:])))
