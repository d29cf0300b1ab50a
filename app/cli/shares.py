"""``keyroom shares inspect``: what shares are, whether they are enough, and the SHA-256 of what they give.

The command works in a process of its own. Workspaces are opened before the first share is read, only to learn which
sets they registered and of what kind they are, and are closed again: shares never meet an open record.
"""

import argparse
import resource
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from app.cli.exits import Exit
from app.cli.main import default_workspace
from app.passphrases import passphrases_for
from app.wiring import open_with
from ceremonies.errors import Refused, Unusable
from ceremonies.keys.register import register_of
from ceremonies.room_view import damage_as_a_sentence, read_summaries
from ceremonies.secret import Secret
from ceremonies.shares.inspecting import Inspection, check_not_registered, check_reveal, inspect
from ceremonies.shares.recombine import Recombined
from ceremonies.workspace import Workspace
from ceremonies.workspace.layout import DESCRIPTION

LONGEST_LINE = 4096
"""Bytes of a line: more than the words of any share."""
MOST_LINES = 256
"""Lines that are looked at: sixteen groups of sixteen."""
MOST_PASSPHRASE = 1024
KEYS = "key/"
"""How the names of keys' streams begin."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the commands of the group."""
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    look = commands.add_parser(
        "inspect",
        help="look at shares, one a line on standard input",
        description="Says of each line of standard input which share it is, or why it is none, and whether they reach"
        " their threshold; then the SHA-256 of the secret. What is typed at a terminal stays on it.",
    )
    look.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="the SLIP-39 passphrase of shares that were made elsewhere"
    )
    look.add_argument("--reveal", action="store_true", help="print the secret too, beside a rehearsal's workspace only")


def run(args: argparse.Namespace) -> Exit:
    """Carry out ``inspect``."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no file with shares in it
    passphrase = read_passphrase(args.passphrase_file) if args.passphrase_file else None
    registered, kind = _ask_workspaces(args)
    if args.reveal:
        check_reveal(kind)
    if sys.stdin.isatty():
        print("One share a line; Ctrl-D ends them.", file=sys.stderr)
    inspection = inspect(list(read_lines(sys.stdin.buffer)))
    check_not_registered([one.share for one in inspection.lines if one.share], registered.__contains__)
    print("\n".join(f"line {one.line} {one.says}" for one in inspection.lines) or "No share was given.")
    if inspection.lacks:
        print(f"\nThe threshold is not reached. {inspection.lacks}")
        return Exit.PROBLEM
    return _recover(inspection, passphrase, reveal=args.reveal)


def _recover(inspection: Inspection, passphrase: Secret | None, *, reveal: bool) -> Exit:
    """Recombine, and print what may be seen of the secret."""
    try:
        found = inspection.recombine(passphrase)
    except Refused as refusal:
        print(f"\nThe threshold is reached, but nothing was recovered. {refusal.sentence}")
        return Exit.PROBLEM
    print("\nThe threshold is reached." + "".join(f"\n{line}" for line in _beyond(found)))
    print(f"SHA-256 of the secret: {sha256(found.secret.reveal()).hexdigest()}")
    if reveal:
        print(f"The secret: {found.secret.reveal().hex()}")
    return Exit.GOOD


def _beyond(found: Recombined) -> Iterator[str]:
    """What is said of shares beyond the threshold."""
    for share in found.proved:
        yield f"Proved too: {share.name} leads to the same secret."
    for share in found.unproved:
        yield f"Not proved: the group of {share.name} is not complete."


def read_lines(source: Iterable[bytes]) -> Iterator[tuple[int, Secret]]:
    """The lines that aren't empty, with their numbers from 1.

    Raises:
        Unusable: too many, or one too long.
    """
    count = 0
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        count += 1
        if count > MOST_LINES or len(line) > LONGEST_LINE:
            raise Unusable(
                f"Line {number} is more than can be looked at: {MOST_LINES} lines of {LONGEST_LINE} bytes. Give one"
                " share a line."
            )
        yield number, Secret(line.strip())


def read_passphrase(path: Path) -> Secret:
    """The SLIP-39 passphrase in a file, without the line's end.

    Raises:
        Unusable: it can't be read, or has what no passphrase of SLIP-39 has.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_PASSPHRASE + 1)
    except OSError as error:
        raise Unusable(f"{path} can't be read: {error.strerror}.") from None
    line = data.removesuffix(b"\n").removesuffix(b"\r")
    if len(data) > MOST_PASSPHRASE or any(not 32 <= byte <= 126 for byte in line):  # noqa: PLR2004 - printable ASCII
        raise Unusable(f"{path} holds no passphrase of SLIP-39, which is one line of printable ASCII.")
    return Secret(line)


def _ask_workspaces(args: argparse.Namespace) -> tuple[frozenset[int], str | None]:
    """The sets that production registered, as far as it can be opened, and the kind of the workspace that was named.

    The usual workspace is asked beside the named one, so that naming a rehearsal gets round nothing.

    Raises:
        Unverified: a register was opened and is damaged.
    """
    named = Path(args.workspace)
    registered: set[int] = set()
    kind: str | None = None
    for path in dict.fromkeys((named, default_workspace())):
        if not (path / DESCRIPTION).exists():
            continue
        try:
            with open_with(path, passphrases_for(path, args.passphrase_fd), readonly=True) as workspace:
                registered |= _registered(workspace)
                kind = workspace.kind if path == named else kind
        except Unusable as error:
            print(f"{path} wasn't opened, so its register wasn't asked. {error}", file=sys.stderr)
    return frozenset(registered), kind


def _registered(workspace: Workspace) -> frozenset[int]:
    """The numbers of every set that a production workspace knows.

    Raises:
        Unverified: its rows are damaged.
    """
    if workspace.kind != "production":
        return frozenset()
    with damage_as_a_sentence():
        return register_of(read_summaries(workspace.ledger.stream_summaries(KEYS))).identifiers
