"""What an entry of a key's stream says, in a line. The key's name stands before it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Body = Mapping[str, Any]


def _share(words: str) -> Callable[[Body], str]:
    return lambda body: f"share {body['index']} {words} {body['person']}"


def _copy(words: str) -> Callable[[Body], str]:
    return lambda body: f"copy {body['copy']} on {body['medium']} {words}"


def _ended(body: Body) -> str:
    how = {"done": "done", "failed": "failed", "cancelled": "cancelled"}.get(body["outcome"], "not known to have ended")
    why = f": {body['why']}" if body["why"] else ""
    return f"{body['act']} {how}{why}"


def _planned(body: Body) -> str:
    return f"planned, {body['m']} of {body['n']} shares" if body["n"] else "planned, a token key"


def _signed(body: Body) -> str:
    return f"{body['count']} of {body['reserved']} signed: {body['signs']}"


def _committed(body: Body) -> str:
    return "committed" if body["what"] == "generate" else "its new shares committed"


def _abandoned(body: Body) -> str:
    return f"{'abandoned' if body['what'] == 'generate' else 're-sharing abandoned'}: {body['reason']}"


WORDS: Mapping[str, Callable[[Body], str]] = MappingProxyType(
    {
        "key.planned": _planned,
        "key.replacement": lambda body: f"to be replaced by {body['by']}",
        "key.made": lambda _body: "made and tested",
        "key.backed_up": lambda body: f"token backed up: {body['how']}",
        "key.committed": _committed,
        "key.closed": lambda _body: "nothing of it is left in the token",
        "key.abandoned": _abandoned,
        "key.state": lambda body: f"{body['to']}: {body['reason']}",
        "key.certified": lambda body: f"certificate {body['serial']} by {body['issuer']}",
        "key.revoked": lambda body: f"certificate {body['serial']} revoked",
        "key.removed": lambda _body: "destroyed on its token",
        "work.about": lambda body: f"about to {body['says']}",
        "work.ended": _ended,
        "share.split": lambda body: f"set {body['set']} made, {body['m']} of {body['n']}",
        "share.handed": _share("handed to"),
        "share.proved": _share("proved by"),
        "share.voided": _share("void, with"),
        "share.collected": lambda body: f"share {body['index']} of {body['person']} {body['how']}",
        "share.transferred": lambda body: f"share {body['index']} passed from {body['person']} to {body['to']}",
        "share.taken": _share("taken from"),
        "share.refused": lambda body: f"share of {body['person']} refused: {body['reason']}",
        "blob.written": lambda body: f"copy {body['copy']} on {body['medium']}, {body['place']}",
        "blob.moved": lambda body: f"copy {body['copy']} on {body['medium']} moved to {body['place']}",
        "blob.destroyed": _copy("destroyed"),
        "blob.missing": _copy("missing"),
        "activation.opened": lambda body: f"activation opened for {body['limit']} signatures: {body['purpose']}",
        "activation.waits": lambda body: f"activation waits for {body['need']} shares",
        "activation.woken": lambda _body: "awake",
        "activation.signed": _signed,
        "activation.ended": lambda body: f"activation ended: {body['because']}",
        "activation.closed": lambda _body: "shown to be gone",
        "certificate.issued": lambda body: f"certificate {body['serial']} issued for {body['subject']}",
        "list.issued": lambda body: f"{body['list'].upper()} {body['number']} issued, {len(body['revoked'])} revoked",
        "apex.wrapped": lambda body: f"public key of {body['contingency']} wrapped",
        "outstanding.added": lambda body: f"still to sign: {body['what']}, {body['says']}",
        "outstanding.settled": lambda body: f"number {body['number']} outstanding {body['how']}",
        "destruction.decided": lambda body: f"destruction decided: {body['decision']}",
    }
)
"""By kind."""


def said_of_key(stream: str, kind: str, body: Body) -> str:
    """What an entry of a key's stream says, with the key before it.

    Raises:
        KeyError: it is of a later version.
    """
    return f"{stream.removeprefix('key/')}: {WORDS[kind](body)}"
