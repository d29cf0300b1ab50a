"""``keyroom procedures``: lists, shows and checks the procedures, and hands them to other programs as JSON."""

import argparse
import json
import sys

from app.cli.exits import Exit
from ceremonies.errors import BadProcedure
from ceremonies.runbook import check, render
from ceremonies.runbook.book import Book
from ceremonies.runbook.document import document
from ceremonies.runbook.load import load_book


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``show`` and ``check``; without either the sections are listed."""
    parser.add_argument("--json", action="store_true", help="print all procedures as one JSON document")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    show = actions.add_parser("show", help="print a section, a whole procedure or a step to read")
    show.add_argument("id", metavar="ID", help="for example 4.2, 4.2.1 or 4.2.1.3")
    show.add_argument("--script", action="store_true", help="print a blank script to fill in by hand")
    actions.add_parser("check", help="check the procedures and list every correction of the text")


def run(args: argparse.Namespace) -> Exit:
    """Carry the command out."""
    if args.action == "check":
        return check_all()
    book = load_book()
    if args.action == "show":
        print(shown(book, args.id, script=args.script), end="")
    elif args.json:
        print(json.dumps(document(book), separators=(",", ":")))
    else:
        print(render.listing(book), end="")
    return Exit.GOOD


def shown(book: Book, id_: str, *, script: bool) -> str:
    """A step, a section or all sections of a part, to read or to fill in.

    Raises:
        Unusable: there is nothing of that id.
    """
    if book.has_step(id_) and not script:
        return render.step_reading(book.step(id_))
    sections = (book.section_of(id_),) if book.has_step(id_) else book.under(id_)
    return render.script(sections, book.digest) if script else render.reading(sections)


def check_all() -> Exit:
    """Load the procedures, look for the text's slips and list every correction."""
    try:
        book = load_book()
    except BadProcedure as error:
        print(f"The procedures have {len(error.problems)} problems:\n{error}", file=sys.stderr)
        return Exit.PROBLEM
    found, recorded = check.slips(book), check.corrections(book)
    bare = check.uncovered(found)
    print(render.tally(book))
    print(f"\nSlips of the text found by machine: {len(found)}\n\n{render.slip_list(found)}")
    print(f"Corrections recorded: {len(recorded)}\n\n{render.correction_list(recorded)}", end="")
    if bare:
        print(f"\n{len(bare)} slips are covered by no correction:\n{render.slip_list(bare)}", end="", file=sys.stderr)
        return Exit.PROBLEM
    return Exit.GOOD
