"""``keyroom new DIR --rehearsal|--production``: makes a workspace and prints the key its record is checked with."""

import argparse
import sys
from pathlib import Path

from app.cli.exits import Exit
from app.heads import read_head
from app.passphrases import DescriptorPassphrases, Passphrases, TerminalPassphrases, new_passphrase
from app.wiring import SystemClock, SystemEntropy
from ceremonies.errors import Unusable
from ceremonies.ledger.note import parse_verifier_key
from ceremonies.people.pgp_words import to_lines, to_words
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.workspace import Kind, Workspace, create_workspace
from ceremonies.workspace.continuing import LastGoodHead, read_last_good
from ceremonies.workspace.making import check_free

REHEARSAL_BYTES = 8
"""What a rehearsal's own passphrase is made of: eight words."""

SHORT = 12
"""Characters under which a production passphrase is remarked upon."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder and the kind."""
    parser.add_argument("dir", type=Path, metavar="DIR", help="a folder that doesn't exist yet, or an empty one")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument(
        "--rehearsal",
        dest="kind",
        action="store_const",
        const="rehearsal",
        help="for practice; marked as such for good",
    )
    kind.add_argument("--production", dest="kind", action="store_const", const="production", help="for the real thing")
    parser.add_argument(
        "--continues",
        type=Path,
        metavar="FILE",
        help="the last good signed head of a damaged record that this one goes on from",
    )
    parser.add_argument(
        "--vkey",
        type=Path,
        metavar="FILE",
        help="with --continues: the damaged record's verifier key, to check that head",
    )
    parser.add_argument(
        "--passphrase-fd",
        type=int,
        metavar="N",
        default=argparse.SUPPRESS,
        help="read the new passphrase, one line, from this descriptor",
    )


def run(args: argparse.Namespace) -> Exit:
    """Make the workspace and say what to write down."""
    kind: Kind = args.kind
    entropy = SystemEntropy()
    check_free(args.dir)
    continues = _continues(args, kind)
    passphrase = _passphrase(kind, args.passphrase_fd, entropy)
    with create_workspace(
        args.dir, kind, passphrase, clock=SystemClock(), entropy=entropy, continues=continues
    ) as workspace:
        print(announcement(workspace))
    if continues:
        print("\n".join(["", *continuation(continues)]))
    return Exit.GOOD


def _continues(args: argparse.Namespace, kind: Kind) -> LastGoodHead | None:
    """The head that ``--continues`` names, checked with the key that ``--vkey`` names.

    Raises:
        Unusable: a file can't be used, or ``--vkey`` stands alone.
        Refused: RUN-NEVER-STOPS: it is no head that this workspace can continue.
    """
    if args.continues is None:
        if args.vkey is not None:
            raise Unusable("--vkey is the key of a damaged record. Name that record's last good head with --continues.")
        return None
    return read_last_good(read_head(args.continues), kind, read_head(args.vkey) if args.vkey else None)


def continuation(head: LastGoodHead) -> list[str]:
    """What is printed of the damaged record that a new workspace continues (rule RUN-NEVER-STOPS)."""
    checked = (
        "Its signature was checked with the verifier key that was given."
        if head.vkey
        else "Its signature was NOT checked: that takes --vkey, from the signed sheet."
    )
    return [
        "It goes on from the damaged record",
        f"    {head.origin}",
        f"at {head.size} entries. Its first entry holds that head, whole.",
        checked,
        "Keep the damaged workspace as it is: it is evidence.",
    ]


def announcement(workspace: Workspace) -> str:
    """What is printed of a new workspace (rule LOG-KEY)."""
    lines = [
        f"Made the {workspace.kind} workspace {workspace.path}.",
        *([f"Its passphrase is in {workspace.path / 'passphrase'}."] if workspace.kind == "rehearsal" else []),
        "",
        f"The record's origin: {workspace.origin}",
        "",
        "Its verifier key:",
        "",
        workspace.vkey,
        "",
        "The public key in it as words, to be read across:",
        "",
        *(f"    {line}" for line in to_lines(parse_verifier_key(workspace.vkey).public)),
        "",
        "Copy the verifier key and its words onto a sheet. Read the words aloud. Have",
        "those present sign the sheet in ink, and keep it away from this workstation.",
        "Whoever holds the workspace and a passphrase could write another record; this",
        "sheet and the printed heads of the record are what would show it.",
    ]
    return "\n".join(lines)


def _passphrase(kind: Kind, descriptor: int | None, entropy: Entropy) -> Secret:
    """The first slot's passphrase. A rehearsal makes its own where none is given."""
    if descriptor is None and kind == "rehearsal":
        return Secret(" ".join(to_words(entropy.take(REHEARSAL_BYTES))))
    source: Passphrases = TerminalPassphrases() if descriptor is None else DescriptorPassphrases(descriptor)
    passphrase = new_passphrase(source, "the workspace")
    if kind == "production" and len(passphrase.reveal_text()) < SHORT:
        print(f"The passphrase has fewer than {SHORT} characters. Several words are harder to guess.", file=sys.stderr)
    return passphrase
