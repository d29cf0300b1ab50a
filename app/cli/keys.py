"""``keyroom keys``: lists the keys of the record, or shows one whole: shares, copies, certificates, what is next."""

import argparse

import msgspec

from app.cli.exits import Exit
from app.wiring import SystemClock, SystemEntropy, open_for
from ceremonies.keys.views import KeysView, KeyView
from ceremonies.room import Room
from ceremonies.times import london, parse_utc


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("key", nargs="?", metavar="KEY", help="one key, for example REC-0001; without it, all")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> Exit:
    """List the keys, or show one."""
    with open_for(args, readonly=True) as workspace:
        room = Room(workspace, SystemClock(), SystemEntropy())
        shown = room.key(args.key) if args.key else room.keys()
    if args.json:
        print(msgspec.json.encode(shown).decode())
    else:
        print(listing(shown) if isinstance(shown, KeysView) else account(shown))
    return Exit.GOOD


def listing(keys: KeysView) -> str:
    """The keys in columns, or a sentence when there is none."""
    if not keys.keys:
        return "There is no key in this record yet."
    wide = max(len(one.key) for one in keys.keys)
    lines = []
    for one in keys.keys:
        state = f"{one.mark} {one.status}".strip()
        serial = f"  certificate {one.serial}" if one.serial else ""
        lines.append(f"{one.key:<{wide}}  {state:<18}  {one.held:<14}  {one.title}{serial}")
        lines += [f"{'':<{wide}}  !! {wait}" for wait in one.waits]
    return "\n".join(lines)


def account(key: KeyView) -> str:
    """One key, to read."""
    state = f"{key.mark} {key.status}".strip()
    lines = [f"{key.key}  {key.title}, generation {key.generation}: {state} since {london(parse_utc(key.since))}"]
    lines += [f"  {name} {value}" for name, value in _relatives(key) if value]
    lines += [f"  {line}" for line in key.stands]
    if key.fingerprint:
        lines += [f"  fingerprint {key.fingerprint}", *(f"    {line}" for line in key.words)]
    for one in key.sets:
        lines.append(f"  set {one.identifier}, {one.status}: {one.m} of {one.n} shares give the key")
        lines += [f"    share {share.index}: {share.says}" for share in one.shares]
    lines += [f"  copy {one.number} on {one.medium}, {one.place}: {one.status}" for one in key.copies]
    lines += _activation(key)
    lines += [f"  {one.list.upper()} {one.number}: {len(one.revoked)} revoked" for one in key.lists]
    lines += [f"  only it can sign: {one}" for one in key.outstanding]
    lines += [f"  not called destroyed: {one}" for one in key.destroyed_but_for]
    lines += [f"  mind: {one}" for one in key.remark]
    lines += [f"  next: {one}" for one in key.next]
    return "\n".join(lines)


def _relatives(key: KeyView) -> list[tuple[str, str]]:
    return [
        ("certified by", key.issuer),
        ("replaces", key.replaces),
        ("replaced by", key.replaced_by),
        ("made in", key.ceremony),
        ("token", key.token),
    ]


def _activation(key: KeyView) -> list[str]:
    one = key.activation
    if one is None:
        return []
    because = f", {one.because}" if one.because else ""
    until = london(parse_utc(one.until))
    return [
        f"  activation {one.id} ({one.purpose}): {one.status}{because}; until {until}",
        f"    {one.have} of {one.need} shares entered; {one.signed} signed, {one.reserved} of {one.limit} used",
    ]
