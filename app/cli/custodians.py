"""``keyroom custodians``: lists Key Custodians by alias; keeps, shows and erases what the sealed register holds.

Personal data appears only here, on the terminal of a Registration Authority Manager, never on a screen that may be
projected.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from app.cli.acting import Acting, acting
from app.cli.exits import Exit
from app.passphrases import new_passphrase
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.custodians import actions as ask
from ceremonies.custodians.files import RegisterFiles
from ceremonies.custodians.organisations import balance
from ceremonies.custodians.personal import Paper, Personal, digest_of, new_salt
from ceremonies.custodians.sealed import Manager, make_manager, open_record, seal_record, sealed_to
from ceremonies.custodians.state import STREAM, CustodiansState
from ceremonies.custodians.view import CustodiansView, view
from ceremonies.errors import Refused, Unusable
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.state import KeyState
from ceremonies.room import Room
from ceremonies.secret import Secret

FORM = {
    "name": "Full name",
    "organisation": "Organisation",
    "nominated_by": "Nominated by, with office",
    "telephone": "Telephone",
    "location": "Normal work location",
    "travel": "Time to travel to the ceremonies",
    "employment": "Evidence of employment or office",
    "screening": "Evidence of security screening (BS 7858)",
}
"""The nomination form (SMKI RP 3.4.3.3), in the order it is asked for."""
LARGEST_PAPER = 8 << 20
"""Bytes of one piece of evidence."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the commands of the group."""
    parser.add_argument("--json", action="store_true", help="print one JSON document (of the list)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    admit = _command(commands, "admit", "let a Registration Authority Manager open the register", second=True)
    admit.add_argument("person", metavar="PERSON", help="who is let in, for example P-03")
    put = _command(commands, "put", "seal a nomination form that came, or that was put right")
    put.add_argument("--request", required=True, metavar="TEXT", help="the request for nominations that it answers")
    put.add_argument(
        "--nominee", default="", metavar="N-01", help="whose record is replaced; left out for somebody new"
    )
    put.add_argument("--form", type=Path, required=True, metavar="FILE", help="the form, as JSON; - for standard input")
    put.add_argument("--paper", type=Path, action="append", default=[], metavar="FILE", help="a piece of evidence")
    show = _command(commands, "show", "show one record to a Registration Authority Manager")
    show.add_argument("who", metavar="ALIAS", help="a Key Custodian's alias, or N-01 of somebody put forward")
    show.add_argument("--reason", required=True, metavar="TEXT", help="why; it is recorded")
    weigh = _command(commands, "weigh", "look whether one organisation holds too many shares of a key", second=True)
    weigh.add_argument("key", metavar="KEY", help="for example REC-0001")
    weigh.add_argument("--decision", default="", metavar="TEXT", help="what allows it, where one does")
    erase = _command(commands, "erase", "erase one record", second=True)
    erase.add_argument("who", metavar="ALIAS", help="a former Key Custodian's alias, or N-01 of somebody put forward")
    erase.add_argument("--reason", required=True, metavar="TEXT", help="why; it is recorded")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, says: str, *, second: bool = False
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
    parser.add_argument("--by", required=True, metavar="PERSON", help="who does it, for example P-01")
    if second:
        parser.add_argument("--second", required=True, metavar="PERSON", help="who signs too")
    return parser


def run(args: argparse.Namespace) -> Exit:
    """Carry the command out; without one, list the aliases."""
    if args.command is None:
        return _list(args)
    with acting(args, (args.by, getattr(args, "second", ""), getattr(args, "person", ""))) as here:
        {"admit": _admit, "put": _put, "show": _show, "weigh": _weigh, "erase": _erase}[args.command](args, here)
    return Exit.GOOD


def _list(args: argparse.Namespace) -> Exit:
    with open_for(args, readonly=True) as workspace:
        room = Room(workspace, SystemClock(), SystemEntropy())
        seen = view(_state(room), room.now())
        aliases = {one.id: one.roles for one in room.people.people.values() if one.alias and one.active}
    print(json.dumps(document(seen, aliases), separators=(",", ":")) if args.json else listing(seen, aliases))
    return Exit.GOOD


def document(seen: CustodiansView, aliases: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {"custodians": {alias: list(roles) for alias, roles in aliases.items()}, **msgspec.to_builtins(seen)}


def listing(seen: CustodiansView, aliases: dict[str, tuple[str, ...]]) -> str:
    """The list to read: aliases and numbers."""
    lines = [f"{alias}  {', '.join(roles)}" for alias, roles in aliases.items()] or ["There are no Key Custodians."]
    for one in seen.nominees:
        alias = f" as {one.alias}" if one.alias else ""
        lines.append(f"{one.id}  {one.stage}{alias}, request {one.request}{', record erased' if one.erased else ''}")
    lines += [f"Call {one.call} for {one.key}: {one.says}." for one in seen.calls]
    lines += [f"The sealed register opens to {', '.join(seen.managers) or 'nobody yet'}."]
    return "\n".join([*lines, *seen.waits])


def _admit(args: argparse.Namespace, here: Acting) -> None:
    """Make the manager's key; whoever can open the register lets them into every record that there is."""
    files, entropy = _files(here), SystemEntropy()
    passphrase = new_passphrase(here.passphrases, f"{args.person} for the sealed register")
    manager = make_manager(args.person, passphrase, entropy)
    records = [files.record(one) for one in files.nominees()]
    if records:
        by, opens = files.manager(args.by), _opens(args.by, here)
        records = [sealed_to(one, manager, by, opens, entropy) for one in records]
    here.do(ask.AdmitManager(by=args.by, second=args.second, person=args.person, public=manager.public.hex()))
    files.put_manager(manager)
    for one in records:
        files.put(one)
    print(f"{args.person} opens the sealed register: {len(records)} records.")


def _put(args: argparse.Namespace, here: Acting) -> None:
    state, files, entropy = _state(here.room), _files(here), SystemEntropy()
    personal = read_form(args.form, args.paper, new_salt(entropy))
    nominee = args.nominee or state.next_nominee()
    digest = digest_of(personal)
    action = ask.PutRecord(by=args.by, nominee=nominee, request=args.request, digest=digest)
    here.room.signers(action)  # refused, if it is, before anything is written
    files.put(seal_record(nominee, personal, _managers(files, state), entropy))
    here.do(action)
    print(f"{nominee} is put forward. Digest of the sealed record: {digest}")


def _managers(files: RegisterFiles, state: CustodiansState) -> list[Manager]:
    """The managers whose keys are those that the record names: a key that was slipped in opens nothing."""
    return [one for one in files.managers() if state.managers.get(one.person) == one.public.hex()]


def _show(args: argparse.Namespace, here: Acting) -> None:
    nominee = _nominee(here, args.who)
    files = _files(here)
    personal = open_record(files.record(nominee), files.manager(args.by), _opens(args.by, here))
    here.do(ask.ReadRecord(by=args.by, nominee=nominee, reason=args.reason))
    print("\n".join(f"{label}: {getattr(personal, field)}" for field, label in FORM.items()))
    print("\n".join(f"Evidence: {one.name}, {len(one.data):,} bytes" for one in personal.papers) or "No evidence.")


def _weigh(args: argparse.Namespace, here: Acting) -> None:
    """Which organisation has how much is seen here only; the outcome is recorded."""
    key: KeyState = here.room.state(stream_of(args.key))
    live = key.live
    if live is None:
        raise Refused("KEY-STATE", f"{args.key} has no shares that count.")
    files, opens = _files(here), _opens(args.by, here)
    manager = files.manager(args.by)
    first = {share.index: held.person for share in live.shares for held in share.out if not held.deputy}
    holders = {
        alias: open_record(files.record(_nominee(here, alias)), manager, opens).organisation for alias in first.values()
    }
    found = balance(holders, live.m, live.n)
    print("; ".join(found.outcomes) + "." + (f" It is {', '.join(found.told)}." if found.told else ""))
    here.do(
        ask.RecordBalance(
            by=args.by,
            second=args.second,
            key=args.key,
            set=live.identifier,
            outcomes=found.outcomes,
            decision=args.decision,
        )
    )


def _erase(args: argparse.Namespace, here: Acting) -> None:
    nominee = _nominee(here, args.who)
    here.do(ask.EraseRecord(by=args.by, second=args.second, nominee=nominee, reason=args.reason))
    _files(here).erase(nominee)
    print(f"The record of {nominee} is erased. Seek out older copies of it, and destroy them.")


def _state(room: Room) -> CustodiansState:
    state: CustodiansState = room.state(STREAM)
    return state


def _files(here: Acting) -> RegisterFiles:
    return RegisterFiles(here.room.workspace.path)


def _opens(person: str, here: Acting) -> Secret:
    return here.passphrases.ask(f"Passphrase of {here.room.shown(person)} for the sealed register: ")


def _nominee(here: Acting, who: str) -> str:
    """The id of a person put forward, who may be named by alias.

    Raises:
        Unusable: nobody is.
    """
    state = _state(here.room)
    known = state.of_alias(who) or state.nominees.get(who)
    if known is None:
        raise Unusable(f"The sealed register has nobody under {who}. `keyroom custodians` lists who there is.")
    return known.id


def read_form(path: Path, papers: list[Path], salt: bytes) -> Personal:
    """A nomination form, a JSON object with the fields of ``FORM``, and its evidence.

    Raises:
        Unusable: it can't be read, or lacks something.
    """
    data = sys.stdin.buffer.read() if str(path) == "-" else _read(path)
    try:
        fields = msgspec.json.decode(data, type=dict[str, str])
    except msgspec.MsgspecError:
        raise Unusable(f"{path} is no nomination form: a JSON object of texts is needed.") from None
    lacking = [name for name in FORM if not fields.get(name, "").strip()]
    extra = sorted(set(fields) - set(FORM))
    if lacking or extra:
        what = f"lacks {', '.join(lacking)}" if lacking else f"has unknown fields: {', '.join(extra)}"
        raise Unusable(f"{path} {what}. A nomination form has: {', '.join(FORM)}.")
    return Personal(salt=salt, papers=tuple(Paper(one.name, _read(one)) for one in papers), **fields)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_PAPER + 1)
    except OSError as error:
        raise Unusable(f"{path} can't be read: {error.strerror}.") from None
    if len(data) > LARGEST_PAPER:
        raise Unusable(f"{path} is larger than {LARGEST_PAPER:,} bytes. Scan it smaller.")
    return data
