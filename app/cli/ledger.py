"""``keyroom ledger``: verify, rebuild, show, export and prove the record, and check a proof without any workspace."""

import argparse
import sys
from pathlib import Path

import msgspec

from app.cli.exits import Exit
from app.wiring import open_for
from ceremonies.errors import Stopped, Unusable
from ceremonies.ledger.derived import rebuild_streams
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.export import export_ledger
from ceremonies.ledger.heads import Head
from ceremonies.ledger.note import Verifier, parse_verifier_key
from ceremonies.ledger.prove import check_proof, prove_entry
from ceremonies.ledger.verdict import Verdict
from ceremonies.ledger.verify import verify_ledger
from ceremonies.times import london, parse_utc
from ceremonies.verification import refold_of, verify_record

MAX_FILE = 64 * 2**20
"""Bytes of a file that is read whole: a proof holds one entry of at most 16 MiB, in base64."""

BEFORE_REBUILDING = range(1, 8)
"""The checks that don't look at what is rebuilt."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the commands of the group."""
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    verify = commands.add_parser("verify", help="check the record; exit 4 when it doesn't verify")
    verify.add_argument("--vkey", type=Path, metavar="FILE", help="the verifier key that was taken away")
    verify.add_argument("--checkpoint", type=Path, metavar="FILE", help="a signed head that was taken away")
    verify.add_argument("--json", action="store_true", help="print one JSON document")
    commands.add_parser("rebuild", help="make the derived tables anew from the entries")
    show = commands.add_parser("show", help="list the entries")
    show.add_argument("--stream", metavar="S", help="only those of one stream")
    show.add_argument("--json", action="store_true", help="print the leaves, byte for byte, a line each")
    export = commands.add_parser("export", help="write the record as files that a stranger can check")
    export.add_argument("out", type=Path, metavar="OUT", help="a folder that doesn't exist yet")
    prove = commands.add_parser("prove", help="print the proof of one entry")
    prove.add_argument("seq", type=int, metavar="SEQ", help="the entry's number, from 0")
    check = commands.add_parser("check-proof", help="check such a proof; needs no workspace")
    check.add_argument("file", type=Path, metavar="FILE", help="the proof")
    check.add_argument("--vkey", type=Path, metavar="FILE", required=True, help="the log's verifier key")


def run(args: argparse.Namespace) -> Exit:
    """Carry out the command that was named."""
    act = {
        "verify": _verify,
        "rebuild": _rebuild,
        "show": _show,
        "export": _export,
        "prove": _prove,
        "check-proof": _check_proof,
    }[args.command]
    return act(args)


def _verify(args: argparse.Namespace) -> Exit:
    """Check the record against what was taken away, if it was."""
    vkey = read_text(args.vkey) if args.vkey else None
    heads = [read_head(args.checkpoint)] if args.checkpoint else []
    with open_for(args, readonly=True) as workspace:
        verdict = verify_record(workspace, heads, vkey=vkey)
    print(msgspec.json.encode(verdict).decode() if args.json else "\n".join(verdict.lines()))
    return exit_of(verdict)


def exit_of(verdict: Verdict) -> Exit:
    """The exit code that a verdict ends with."""
    return Exit.GOOD if verdict.ok else Exit.UNVERIFIED


def _rebuild(args: argparse.Namespace) -> Exit:
    """Make the derived tables anew, if the entries verify."""
    with open_for(args) as workspace:
        if workspace.readonly_because:
            raise Stopped(workspace.readonly_because)
        ledger = workspace.ledger
        verdict = verify_ledger(ledger.connection, parse_verifier_key(workspace.vkey), only=BEFORE_REBUILDING)
        if not verdict.ok:
            print("\n".join(verdict.lines()))
            print("Nothing was rebuilt: it would be built from entries that don't verify.", file=sys.stderr)
            return Exit.UNVERIFIED
        count = rebuild_streams(ledger, refold_of(workspace))
        if ledger.damage:
            raise Stopped(ledger.damage)
    print(f"Rebuilt the rows of {count} streams from {verdict.entries} entries.")
    return Exit.GOOD


def _show(args: argparse.Namespace) -> Exit:
    """List the entries."""
    with open_for(args, readonly=True) as workspace:
        ledger = workspace.ledger
        if args.stream is not None and not ledger.damage and args.stream not in ledger.stream_summaries(args.stream):
            raise Unusable(f"The record has no stream {printable(args.stream)}.")
        for entry in ledger.entries(stream=args.stream):
            if args.json:
                sys.stdout.buffer.write(entry.leaf() + b"\n")
            else:
                print(line_of(entry))
        sys.stdout.flush()
    return Exit.GOOD


def line_of(entry: Entry) -> str:
    """One entry to read: number, when, stream, kind, who, and the facts."""
    when = london(parse_utc(entry.recorded_at))
    if entry.happened_at:
        when += f" (happened {london(parse_utc(entry.happened_at))})"
    facts = msgspec.json.encode(entry.body, order="sorted").decode()
    who = ", ".join(entry.by) or "-"
    return printable(f"{entry.seq:6}  {when}  {entry.stream}  {entry.kind}  {who}  {facts}")


def printable(text: str) -> str:
    """The text with everything that could move a cursor or turn the line around spelt out."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def _export(args: argparse.Namespace) -> Exit:
    """Write the record as files."""
    with open_for(args, readonly=True) as workspace:
        count = export_ledger(workspace.ledger.connection, workspace.vkey, args.out)
    print(f"Exported {count} entries to {args.out}.")
    return Exit.GOOD


def _prove(args: argparse.Namespace) -> Exit:
    """Print the proof of one entry."""
    with open_for(args, readonly=True) as workspace:
        proof = prove_entry(workspace.ledger.connection, args.seq)
    sys.stdout.write(proof)
    return Exit.GOOD


def _check_proof(args: argparse.Namespace) -> Exit:
    """Check a proof with the log's key and nothing else."""
    log = read_vkey(args.vkey)
    proven = check_proof(read_text(args.file), log)
    head = proven.checkpoint
    print(line_of(proven.entry))
    print(f"The proof holds: entry {proven.entry.seq} stands in {head.origin} at {head.size} entries.")
    return Exit.GOOD


def read_vkey(path: Path) -> Verifier:
    """The verifier key in a file.

    Raises:
        Unusable: it can't be read, or is none.
    """
    return parse_verifier_key(read_text(path))


def read_head(path: Path) -> Head:
    """The signed head in a file. Line ends of another system and a lost last newline are put right."""
    return Head(f"the checkpoint in {path}", read_text(path).replace("\r\n", "\n").rstrip("\n") + "\n")


def read_text(path: Path) -> str:
    """The text of a file that came from outside.

    Raises:
        Unusable: it can't be read, is too large, or is no UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise Unusable(f"{path} is too large to be a key, a checkpoint or a proof.")
        return data.decode()
    except OSError as error:
        raise Unusable(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path} is no text in UTF-8.") from error
