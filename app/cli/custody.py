"""``keyroom custody``: lists what stands in the custody register, where it is, and what happened to it."""

import argparse

import msgspec

from app.cli.exits import Exit
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.custody.state import STREAM
from ceremonies.custody.view import CustodyView, ItemView, view
from ceremonies.room import Room
from ceremonies.times import london, parse_utc


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--history", action="store_true", help="show what happened to each thing")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> Exit:
    """List the register; a problem is found where something waits for somebody."""
    with open_for(args, readonly=True) as workspace:
        seen = view(Room(workspace, SystemClock(), SystemEntropy()).state(STREAM))
    print(msgspec.json.encode(seen).decode() if args.json else listing(seen, history=args.history))
    return Exit.PROBLEM if seen.waits else Exit.GOOD


def listing(seen: CustodyView, *, history: bool = False) -> str:
    """The list to read."""
    lines = [line for one in seen.items for line in _lines(one, history=history)]
    return "\n".join([*(lines or ["Nothing stands in the custody register."]), *seen.waits])


def _lines(item: ItemView, *, history: bool) -> list[str]:
    stands = "" if item.status == "kept" else f", {item.status}"
    lines = [f"{item.id}{stands}: {item.where}; number last recorded {item.number}"]
    if history:
        lines += [
            f"  {london(parse_utc(one.at))} {one.what}, by {' and '.join(one.by)}: {one.says}" for one in item.history
        ]
    return lines
