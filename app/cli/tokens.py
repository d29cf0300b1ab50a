"""``keyroom tokens``: shows tokens, and tries what each does and refuses (rule TOKEN-PROBE).

Modules are loaded in a short process of their own, so that one that crashes ends with a sentence. PINs come from the
terminal device, or in rehearsals from a descriptor; never from an argument or a file.
"""

import argparse
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from app.cli.exits import Exit
from app.passphrases import DescriptorPassphrases, Passphrases, TerminalPassphrases
from app.strongroom.tokens import messages
from app.strongroom.tokens.asking import ask
from ceremonies.errors import KeyroomError, Refused, Unusable, WrongPin
from ceremonies.secret import Secret
from ceremonies.tokens.checks import Probe
from ceremonies.tokens.port import TokenInfo, TokenKind

SOFTWARE_FOLDER = "tokens"
"""In a rehearsal's workspace: its software tokens."""

_WIDTH = 80
_INDENT = " " * 23


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A token, and what the probe found if it was tried."""

    token: TokenInfo
    mark: str = ""
    probe: Probe | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--module", metavar="PATH", help="a PKCS #11 module; without it, the rehearsal's software tokens"
    )
    parser.add_argument(
        "--parameters", default="", metavar="TEXT", help="what the module wants to be started with (NSS)"
    )
    parser.add_argument("--label", metavar="TEXT", help="only tokens of this label")
    parser.add_argument("--serial", metavar="TEXT", help="only tokens of this serial")
    parser.add_argument("--probe", action="store_true", help="try what they do and refuse; asks for their PINs")
    parser.add_argument(
        "--pin-fd", type=int, metavar="N", help="read PINs, a line each, from this descriptor (rehearsals)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> Exit:
    """Show the tokens; with ``--probe``, try them."""
    pins: Passphrases = TerminalPassphrases() if args.pin_fd is None else DescriptorPassphrases(args.pin_fd)
    where = _where(args)
    found = ask(messages.List(kind=where[0], module=where[1], parameters=args.parameters))
    chosen = list(_chosen(found, args))
    if args.probe:
        chosen = [_tried(one, where, args, pins) for one in chosen]
    if args.json:
        print(json.dumps(document(chosen), separators=(",", ":")))
    else:
        print(listing(chosen, where[1]))
    return Exit.PROBLEM if any(one.probe and not one.probe.passed for one in chosen) else Exit.GOOD


def document(shown: list[Shown]) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {"tokens": [_fields(one) for one in shown]}


def listing(shown: list[Shown], module: str) -> str:
    """The list to read."""
    if not shown:
        return f"There is no token behind {module}. Plug one in, or name another module with --module."
    return "\n".join(line for one in shown for line in _lines(one))


def _where(args: argparse.Namespace) -> tuple[TokenKind, str]:
    """How the tokens are reached."""
    if args.module:
        return "pkcs11", args.module
    return "software", str(Path(args.workspace) / SOFTWARE_FOLDER)


def _chosen(reply: messages.Reply, args: argparse.Namespace) -> Iterator[Shown]:
    """The tokens that the arguments leave. A software token that nobody has made is not shown."""
    for one in reply.tokens if isinstance(reply, messages.Listed) else ():
        asked = (args.label in (None, one.token.label)) and (args.serial in (None, one.token.serial))
        if asked and (one.token.kind == "pkcs11" or one.token.serial):
            yield Shown(token=one.token, mark=one.mark)


def _tried(one: Shown, where: tuple[TokenKind, str], args: argparse.Namespace, pins: Passphrases) -> Shown:
    """The token after its probe; one without a PIN of its own is shown as it is.

    Raises:
        Refused: ROOM-PRIVATE: a production token's PIN from a descriptor.
        KeyroomError: it can't be tried.
    """
    token = one.token
    if {"not initialised", "no user PIN"} & set(token.flags) and "no login" not in token.flags:
        return one
    if one.mark.startswith("production") and not pins.can_ask_again:
        raise Refused(
            "ROOM-PRIVATE", f"{token.name} serves production: its PIN is typed at the terminal, and only there."
        )
    while True:
        pin = None if "no login" in token.flags else _pin_of(token, pins)
        try:
            return msgspec.structs.replace(one, probe=_probe(token, where, args.parameters, pin))
        except WrongPin as wrong:
            if not pins.can_ask_again:
                raise
            pins.tell(str(wrong))


def _pin_of(token: TokenInfo, pins: Passphrases) -> Secret:
    try:
        return pins.ask(f"PIN of {token.name}: ")
    except Unusable:
        raise Unusable(
            f"Nobody gives the PIN of {token.name}. Run it in a terminal; a rehearsal may give PINs by --pin-fd."
        ) from None


def _probe(token: TokenInfo, where: tuple[TokenKind, str], parameters: str, pin: Secret | None) -> Probe:
    reply = ask(
        messages.Try(
            kind=where[0],
            module=where[1],
            parameters=parameters,
            label=token.label,
            serial=token.serial,
            pin=pin.reveal_text() if pin is not None else None,
        )
    )
    if not isinstance(reply, messages.Tried):
        raise KeyroomError("The probe gave no answer. Try again.")
    return reply.probe


def _fields(one: Shown) -> dict[str, Any]:
    probe = one.probe
    return {
        **msgspec.to_builtins(one.token),
        "mark": one.mark,
        "probe": None
        if probe is None
        else {
            "passed": probe.passed,
            "wraps": probe.wraps,
            "checks": [msgspec.to_builtins(check) for check in probe.checks],
        },
    }


def _lines(one: Shown) -> list[str]:
    token = one.token
    lines = [
        f"{token.label or '(no label)'}  serial {token.serial or '(none)'}",
        f"      {token.manufacturer}, {token.model}; {_what(token)}",
        f"      reached through {token.module}",
    ]
    lines += [f"      {', '.join(token.flags)}"] if token.flags else []
    lines += [f"      enrolled for {one.mark}"] if one.mark else []
    return [*lines, *_probe_lines(one.probe), ""]


def _what(token: TokenInfo) -> str:
    if token.kind == "software":
        return "the software token of rehearsals; production refuses it"
    return "hardware" if token.hardware else "not hardware; production refuses it"


def _probe_lines(probe: Probe | None) -> list[str]:
    if probe is None:
        return []
    verdict = "passed its probe" if probe.passed else "FAILED its probe"
    wraps = "an M#N key can be made on it" if probe.wraps else "no M#N key can be made on it"
    lines = [f"      {verdict}; {wraps}"]
    for check in probe.checks:
        tried = f"{check.outcome:13}  {check.name}: {check.tried}"
        lines += textwrap.wrap(tried, _WIDTH, initial_indent=" " * 6, subsequent_indent=_INDENT)
        # the token is named above
        reason = check.reason.replace(probe.token.name, "it")
        lines += textwrap.wrap(reason, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)
    return lines
