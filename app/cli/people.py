"""``keyroom people``: lists everybody enrolled, with their roles and the keys their signatures are checked with."""

import argparse
import base64
import json
from typing import Any

from app.cli.exits import Exit
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.ledger.note import verifier
from ceremonies.people.view import PeopleView, PersonView, view
from ceremonies.room import Room
from ceremonies.signing import signer_name
from ceremonies.times import london, parse_utc


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> Exit:
    """List the people."""
    with open_for(args, readonly=True) as workspace:
        people = view(Room(workspace, SystemClock(), SystemEntropy()).people)
        origin, slots = workspace.origin, workspace.slots
    if args.json:
        print(json.dumps(document(people, origin, slots), separators=(",", ":")))
    else:
        print(listing(people, origin, slots))
    return Exit.GOOD


def vkey_of(person: PersonView, origin: str) -> str:
    """The verifier key (C2SP signed-note) of a person's key."""
    return verifier(signer_name(origin, person.id), base64.b64decode(person.public)).to_text()


def document(people: PeopleView, origin: str, slots: tuple[str, ...]) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "people": [
            {
                "person": person.id,
                "name": person.name,
                "organisation": person.organisation,
                "roles": list(person.roles),
                "vkey": vkey_of(person, origin),
                "keys_before": person.keys_before,
                "enrolled_at": person.enrolled_at,
                "enrolled_by": list(person.enrolled_by),
                "left_at": person.left_at,
            }
            for person in people.people
        ],
        "active": people.active,
        "slots": list(slots),
    }


def listing(people: PeopleView, origin: str, slots: tuple[str, ...]) -> str:
    """The list to read."""
    lines = [line for person in people.people for line in _lines(person, origin)]
    lines += [f"Key slots: {', '.join(slots)}."]
    return "\n".join(lines + ([people.advice] if people.advice else []))


def _lines(person: PersonView, origin: str) -> list[str]:
    who = f"{person.id}  {person.name}, {person.organisation}" if person.name else person.id
    gone = f"; left {london(parse_utc(person.left_at))}" if person.left_at else ""
    replaced = f" (replaced {person.keys_before} times)" if person.keys_before else ""
    return [
        who,
        f"      {', '.join(person.roles)}",
        f"      enrolled {london(parse_utc(person.enrolled_at))} by {', '.join(person.enrolled_by)}{gone}",
        f"      key {vkey_of(person, origin)}{replaced}",
        "",
    ]
