"""``keyroom report``: recovery reports, minutes and printed heads from a good record; blank pages."""

import argparse
import os
import secrets
from pathlib import Path

from app.cli.exits import Exit
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.errors import Refused, Unusable
from ceremonies.workspace import Workspace

PDF = b"%PDF-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the documents; each goes to a file."""
    documents = parser.add_subparsers(dest="document", metavar="DOCUMENT", required=True)
    recovery = documents.add_parser("recovery", help="the recovery report of a run, for the SMKI PMA")
    recovery.add_argument("run", metavar="RUN", help="for example TEST-0042/1; keyroom runs lists them")
    minutes = documents.add_parser("minutes", help="the minutes of a key ceremony")
    minutes.add_argument("run", metavar="RUN", help="for example KC-2026-01/1; keyroom runs lists them")
    head = documents.add_parser("head", help="the head of the record, one page to sign in ink")
    card = documents.add_parser("card", help="a blank card for a key's newest set of shares, to be written by hand")
    card.add_argument("key", metavar="KEY", help="for example REC-0001; its shares must have been made")
    rebuilding = documents.add_parser("rebuilding", help="one page: how to rebuild a key without this program")
    for document in (recovery, minutes, head, card, rebuilding):
        document.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help="where it is written")
    for document in (recovery, minutes):
        document.add_argument(
            "--at", type=int, metavar="SIZE", help="made from this many entries; by default up to the run's last one"
        )
    head.add_argument("--at", type=int, metavar="SIZE", help="made from this many entries; by default all")


def run(args: argparse.Namespace) -> Exit:
    """Make the document and say where it lies."""
    check_out(args.out)
    with open_for(args, readonly=True) as workspace:
        made = _made(workspace, args)
    write_out(args.out, made)
    print(f"{args.out}")
    return Exit.GOOD


def _made(workspace: Workspace, args: argparse.Namespace) -> bytes:
    match args.document:
        case "recovery":
            return recovery(workspace, args.run, args.at)
        case "minutes":
            return minutes(workspace, args.run, args.at)
        case "card":
            return blank_card(workspace, args.key)
        case "rebuilding":
            return rebuilding(workspace)
        case _:
            return head(workspace, args.at)


def recovery(workspace: Workspace, run: str, at: int | None) -> bytes:
    """The recovery report of ``run``, at a size.

    Raises:
        Unverified: the record does not verify.
        Refused: RUN or SIZE.
    """
    from ceremonies.verification import books_of  # noqa: PLC0415 - the start path never comes here
    from reports.recovery import recovery_pdf, recovery_report  # noqa: PLC0415 - reportlab is slow to import
    from reports.source import source_for  # noqa: PLC0415 - as above

    source = source_for(workspace, run=run, at=at)
    document = recovery_report(
        run,
        source.entries,
        note=source.note,
        vkey=workspace.vkey,
        books=books_of(workspace),
        warning=source.warning,
    )
    return recovery_pdf(document)


def minutes(workspace: Workspace, run: str, at: int | None) -> bytes:
    """The minutes of the ceremony ``run``, at a size.

    Raises:
        Unverified: the record does not verify.
        Refused: RUN or SIZE.
    """
    from ceremonies.verification import books_of  # noqa: PLC0415 - the start path never comes here
    from reports import minutes as of_ceremony  # noqa: PLC0415 - reportlab is slow to import
    from reports.source import source_for  # noqa: PLC0415 - as above

    source = source_for(workspace, run=run, at=at)
    document = of_ceremony.minutes(
        run,
        source.entries,
        note=source.note,
        vkey=workspace.vkey,
        books=books_of(workspace),
        warning=source.warning,
    )
    return of_ceremony.minutes_pdf(document)


def head(workspace: Workspace, at: int | None) -> bytes:
    """The printed head of the record, at a size.

    Raises:
        Unverified: the record does not verify.
        Refused: SIZE.
    """
    from reports.head_sheet import head_pdf, head_sheet  # noqa: PLC0415 - reportlab is slow to import
    from reports.source import source_for  # noqa: PLC0415 - as above

    source = source_for(workspace, at=at)
    return head_pdf(head_sheet(source.entries, note=source.note, vkey=workspace.vkey, warning=source.warning))


def blank_card(workspace: Workspace, key: str) -> bytes:
    """A blank card for the newest set of ``key``'s shares.

    Raises:
        Refused: KEY-STATE: there is no such key; SHARE-SET: it has no shares.
    """
    from ceremonies.room import Room  # noqa: PLC0415 - the start path never comes here
    from ceremonies.shares.limits import SECRET_BYTES, WORDS_OF  # noqa: PLC0415 - as above
    from reports.cards import Card, blank_card_pdf  # noqa: PLC0415 - reportlab is slow to import

    room = Room(workspace, SystemClock(), SystemEntropy())
    shown = room.key(key)
    if not shown.sets:
        raise Refused("SHARE-SET", f"{key} has no shares yet. Make them first; the card names their set.")
    newest = shown.sets[-1]
    size = room.state(f"key/{key}").size or max(SECRET_BYTES)
    card = Card(
        key=key,
        identifier=newest.identifier,
        m=newest.m,
        n=newest.n,
        made_at=shown.since,
        banner=_banner(workspace),
    )
    return blank_card_pdf(card, WORDS_OF[size])


def rebuilding(workspace: Workspace) -> bytes:
    """The page that tells how to rebuild a key from its shares and its wrapped copy with other people's software."""
    from ceremonies.times import to_iso  # noqa: PLC0415 - the start path never comes here
    from reports.rebuilding import instructions_pdf  # noqa: PLC0415 - reportlab is slow to import

    return instructions_pdf(to_iso(SystemClock().now()), _banner(workspace))


def _banner(workspace: Workspace) -> str:
    return "REHEARSAL" if workspace.kind == "rehearsal" else ""


def check_out(path: Path) -> None:
    """The file can be written there, and what stands there already is an older document.

    Raises:
        Unusable: says why not.
    """
    if not path.parent.is_dir():
        raise Unusable(f"There is no folder {path.parent}. Make it, or choose another --out.")
    try:
        if path.exists() and (not path.is_file() or path.open("rb").read(len(PDF)) != PDF):
            raise Unusable(f"{path} exists and is no PDF, so it is left alone. Choose another --out.")
    except OSError as error:
        raise Unusable(f"{path} can't be looked at: {error.strerror}. Choose another --out.") from error


def write_out(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only: the records are confidential (SMKI RP 3.1 (e)).

    Raises:
        Unusable: it can't be written.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor, so that the file is never open to others
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unusable(f"{path} can't be written: {error.strerror}. Choose another --out.") from error
