"""``keyroom parties``: lists the register of Parties, or takes in a TOML or CSV file of them."""

import argparse
import base64
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import msgspec

from app.cli.exits import Exit
from app.heads import head_brought, leave_head
from app.passphrases import Passphrases, RehearsalPassphrases, TerminalPassphrases, passphrases_for
from app.wiring import SystemClock, SystemEntropy, open_with
from ceremonies.errors import Unusable, WrongPassphrase
from ceremonies.parties.actions import ImportParties
from ceremonies.parties.load import LARGEST_FILE, load_parties
from ceremonies.parties.party import FIELDS
from ceremonies.parties.view import PartiesView, PartyView, view
from ceremonies.people.keys import unseal_key
from ceremonies.room import Room
from ceremonies.sealing import seconds_to_wait
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CloseSitting, SignIn
from ceremonies.times import london, parse_utc
from ceremonies.workspace.layout import as_sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``import``; without it the Parties are listed."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    taking = actions.add_parser("import", help="take in every Party of a TOML or CSV file, or none")
    taking.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=f"[[party]] tables, or CSV rows under a header, with {', '.join(FIELDS)}",
    )
    taking.add_argument("--by", metavar="PERSON", help="who takes them in and signs, for example P-01")


def run(args: argparse.Namespace) -> Exit:
    """List the Parties or take some in."""
    path = Path(args.workspace)
    source = passphrases_for(path, args.passphrase_fd)
    if args.action == "import":
        return _import(args, path, source)
    with open_with(path, source, readonly=True) as workspace:
        parties = view(Room(workspace, SystemClock(), SystemEntropy()).parties)
    print(json.dumps(document(parties), separators=(",", ":")) if args.json else listing(parties))
    return Exit.GOOD


def document(parties: PartiesView) -> dict[str, Any]:
    """What ``--json`` prints: each Party's fields, the methods open to it, and where they come from."""
    return {
        "parties": [
            msgspec.to_builtins(line.party)
            | {"methods": list(line.methods), "changed_at": line.changed_at, "source": line.source}
            for line in parties.parties
        ]
    }


def listing(parties: PartiesView) -> str:
    """The list to read."""
    if not parties.parties:
        return "No Party is on the register. Take some in with `keyroom parties import FILE`."
    return "\n\n".join("\n".join(_lines(line)) for line in parties.parties)


def _lines(line: PartyView) -> list[str]:
    party = line.party
    roles = [*party.party_roles, *(["Responsible Supplier"] if party.responsible_supplier else [])]
    facts = [
        ("roles", roles),
        ("User IDs", party.user_ids),
        ("SMKI SROs", party.sros),
        ("SMKI AROs", party.aros),
        ("Registration Authority Managers", party.ra_managers),
        ("Registration Authority Personnel", party.ra_personnel),
        ("telephone", [party.telephone] if party.telephone else []),
        ("email", [party.email] if party.email else []),
        ("methods open to it", line.methods),
        ("from", [f"{line.source}, {london(parse_utc(line.changed_at))}"]),
    ]
    return [f"{party.id}  {party.name}", *(f"    {label}: {', '.join(values)}" for label, values in facts if values)]


def _import(args: argparse.Namespace, path: Path, source: Passphrases) -> Exit:
    """Read the file before anything is asked, then record it in a sitting of its own."""
    file: Path = args.file
    data = _read(file)
    parties = load_parties(data, file.name)
    brought = head_brought(args)
    with open_with(path, source) as workspace:
        room = Room(workspace, SystemClock(), SystemEntropy())
        person = _who(room, args.by)
        signing = {person: _passphrase(room, person, source)}
        room.open_sitting(brought)
        room.perform(SignIn(by=person, person=person), signing)
        try:
            digest = hashlib.sha256(data).hexdigest()
            done = room.perform(ImportParties(by=person, parties=parties, file=file.name, digest=digest), signing)
        finally:
            ended = leave_head(room, room.perform(CloseSitting(by=person), signing))
    for entry in done.entries:
        print(f"recorded {entry.seq} {entry.stream} {entry.kind}")
    print(f"Took in {len(done.entries)} of {len(parties)} Parties; the others stood there just so.")
    print(ended.said)
    return Exit.GOOD


def _read(file: Path) -> bytes:
    """The file's bytes; of one that is too large, enough to show it."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise as_sentence(error, f"{file} can't be read") from None


def _who(room: Room, by: str | None) -> str:
    """Who signs. A rehearsal, which asks for nothing, takes the first person."""
    people = {person.id: person.name for person in room.persons() if not person.alias}
    if not people:
        raise Unusable("Nobody is enrolled yet. Open the workspace and let the first two people enrol each other.")
    if by is None and room.workspace.kind == "rehearsal":
        return next(iter(people))
    if by not in people:
        listed = ", ".join(f"{person} {name}" for person, name in people.items())
        raise Unusable(f"Say with --by who of those enrolled takes them in: {listed}.")
    return by


def _passphrase(room: Room, person: str, source: Passphrases) -> Secret:
    """What opens the person's key, found out before a sitting is opened.

    In a rehearsal the workspace's own passphrase is tried, and then somebody at the terminal is asked.
    """
    public = base64.b64decode(room.people.people[person].public).hex()
    sealed = room.workspace.person_keys.load(person, public)
    wrong = 0
    while True:
        passphrase = source.ask(f"Passphrase of {room.shown(person)}: ")
        try:
            unseal_key(sealed, passphrase)
        except WrongPassphrase as error:
            if isinstance(source, RehearsalPassphrases):
                source = TerminalPassphrases()
                continue
            if not source.can_ask_again:
                raise
            wrong += 1
            wait = seconds_to_wait(wrong)
            source.tell(f"{error} The next try waits {wait} s.")
            time.sleep(wait)
        else:
            return passphrase
