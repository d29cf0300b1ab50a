"""``keyroom certificates``: shows what stands in a certificate, a revocation list or a request. Needs no workspace."""

import argparse
import textwrap
from pathlib import Path

import msgspec

from app.cli.exits import Exit
from ceremonies.certificates.armour import one_of
from ceremonies.certificates.describe import Described, describe_file
from ceremonies.certificates.profile import Profiles, load_profiles, shipped_profiles
from ceremonies.certificates.words import grouped
from ceremonies.errors import Unusable

MOST = 8 * 2**20
"""Bytes of a file that is read."""
WIDTH = 80
"""Columns of a line."""
_INDENT = 26


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``show``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="show what a file holds; exit 1 when it isn't as its profile says")
    show.add_argument("file", type=Path, metavar="FILE", help="certificates, lists or requests, DER or PEM")
    show.add_argument("--issuer", type=Path, metavar="FILE", help="also check that this certificate issued it")
    show.add_argument(
        "--profiles", type=Path, metavar="FILE", help="other profiles than those that come with the program"
    )
    show.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> Exit:
    """Show the file."""
    issuer = one_of(read_bytes(args.issuer), str(args.issuer), "certificate") if args.issuer else None
    parts = describe_file(read_bytes(args.file), str(args.file), profiles_from(args.profiles), issuer)
    if args.json:
        print(msgspec.json.encode(parts).decode())
    else:
        print("\n\n".join(text_of(part) for part in parts))
    return Exit.PROBLEM if any(part.problems for part in parts) else Exit.GOOD


def profiles_from(path: Path | None) -> Profiles:
    """The profiles in a file, or those that come with the program.

    Raises:
        Unusable: the file can't be read or is none.
    """
    return shipped_profiles() if path is None else load_profiles(read_bytes(path), str(path))


def text_of(part: Described) -> str:
    """One part to read."""
    fields = (*part.fields, ("SHA-256 of the whole", grouped(part.digest)))
    lines = [part.title, *(line for label, value in fields for line in _lines_of(label, value))]
    if part.problems:
        lines += [f"It isn't as its profile says ({part.profile or 'none'}):", *(f"  {each}" for each in part.problems)]
    else:
        lines.append(f"It is as its profile says: {part.profile}.")
    return "\n".join(lines)


def _lines_of(label: str, value: str) -> list[str]:
    """A field in lines of at most 80 columns."""
    parts = textwrap.wrap(value, WIDTH - _INDENT, break_on_hyphens=False) or [""]
    return [f"  {label if at == 0 else '':<{_INDENT - 2}}{part}" for at, part in enumerate(parts)]


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that came from outside.

    Raises:
        Unusable: it can't be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise Unusable(f"{path} can't be read: {error.strerror}.") from error
    if len(data) > MOST:
        raise Unusable(f"{path} is too large to be a certificate or a list.")
    return data
