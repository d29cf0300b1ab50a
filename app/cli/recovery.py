"""``keyroom recovery``: makes the slot that two of three people open together when nobody's own does (KEY-SLOTS)."""

import argparse

from app.cli.acting import acting
from app.cli.exits import Exit
from app.recovery import make_shares
from ceremonies.keys.register import register_of
from ceremonies.people.actions import AddRecoverySlot
from ceremonies.people.state import RECOVERY_SLOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--by", required=True, metavar="PERSON", help="who does it, for example P-01")
    parser.add_argument("--second", required=True, metavar="PERSON", help="who signs too")
    parser.add_argument(
        "--holders", required=True, nargs=3, metavar="PERSON", help="the three people who keep a share each"
    )
    parser.add_argument(
        "--answers-fd", type=int, metavar="N", help="play the private turns from this descriptor (rehearsals)"
    )


def run(args: argparse.Namespace) -> Exit:
    """Show the shares, have each proved, record the slot, add it."""
    with acting(args, (args.by, args.second)) as here:
        workspace = here.room.workspace
        holders = tuple(args.holders)
        here.room.signers(AddRecoverySlot(by=args.by, second=args.second, identifier=0, holders=holders))
        secret, identifier = make_shares(
            holders,
            taken=sorted(register_of(here.room.rows("key/")).identifiers),
            rehearsal=workspace.kind == "rehearsal",
            answers=args.answers_fd,
        )
        here.do(AddRecoverySlot(by=args.by, second=args.second, identifier=identifier, holders=holders))
        workspace.add_slot(RECOVERY_SLOT, secret)
    print(f"Set {identifier:05d}: any two of {', '.join(holders)} open the workspace together with --recover.")
    return Exit.GOOD
