"""``keyroom copy DEST``: writes a verified encrypted copy of the workspace to a second medium (rule KEY-SLOTS)."""

import argparse
import sys
from pathlib import Path

from app.cli.exits import Exit
from app.wiring import open_for
from ceremonies.copying import CopyVerdict, copy_verified
from ceremonies.ledger.note import read_note
from ceremonies.workspace.copying import is_same_medium


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the copy goes."""
    parser.add_argument("dest", type=Path, metavar="DEST", help="a folder that doesn't exist yet, or an empty one")


def run(args: argparse.Namespace) -> Exit:
    """Copy, verify, and say what is there. Another program may go on recording meanwhile."""
    with open_for(args, readonly=True) as workspace:
        found = copy_verified(workspace, args.dest)
        same = found.ok and is_same_medium(workspace.path, args.dest)
    print("\n".join(findings(found, args.dest)))
    if not found.ok:
        print(f"The copy doesn't verify, so nothing was kept at {args.dest}. Verify the workspace.", file=sys.stderr)
        return Exit.UNVERIFIED
    if same:
        print("It is on the same medium as the workspace, and would be lost with it.", file=sys.stderr)
    return Exit.GOOD


def findings(found: CopyVerdict, dest: Path) -> list[str]:
    """What is printed of a copy: each check, the counts, the head."""
    if not found.ok:
        return found.lines()
    counts = f"{found.verdict.entries} entries and {found.files} files of evidence ({found.size} bytes)"
    return [
        *found.lines(),
        f"Copied to {dest}: {counts}.",
        "Its head:",
        *(f"    {line}" for line in read_note(found.head).text.splitlines()),
        "Keep it away from this workstation. Record in it only if this workspace is lost: two records that go on",
        "from one head can't be put together.",
    ]
