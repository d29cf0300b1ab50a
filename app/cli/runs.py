"""``keyroom runs``: lists the runs of the record, to read or as JSON."""

import argparse
import json

from app.cli.exits import Exit
from app.wiring import open_for
from ceremonies.ledger.store import Ledger
from ceremonies.room_view import damage_as_a_sentence, read_summaries

Row = dict[str, str]
"""A run: ``run``, ``incident``, ``section`` and ``state`` (going, paused or ended)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``--json``."""
    parser.add_argument("--json", action="store_true", help="print the runs as one JSON document")


def run(args: argparse.Namespace) -> Exit:
    """List the runs."""
    with open_for(args, readonly=True) as workspace:
        rows = runs_of(workspace.ledger)
    if args.json:
        print(json.dumps(rows))
    else:
        print(listing(rows))
    return Exit.GOOD


def runs_of(ledger: Ledger) -> list[Row]:
    """Every run, in the order of incidents and of their runs."""
    with damage_as_a_sentence():
        found = list(read_summaries(ledger.stream_summaries("run/")).values())
        found.sort(key=lambda one: (one["incident"], int(one["run"].rpartition("/")[2])))
        return [
            {"run": one["run"], "incident": one["incident"], "section": one["section"], "state": one["status"]}
            for one in found
        ]


def listing(rows: list[Row]) -> str:
    """The runs in columns, or a sentence when there is none."""
    if not rows:
        return "There is no run in this record yet."
    width = max(len(row["run"]) for row in rows)
    return "\n".join(f"{row['run']:<{width}}  section {row['section']:<6} {row['state']}" for row in rows)
