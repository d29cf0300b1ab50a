"""The register of tokens: the fold of the stream ``tokens``. ``apply`` can't fail."""

from collections.abc import Callable
from typing import Any

import msgspec

from ceremonies.recorded import Recorded, moment
from ceremonies.work import ABOUT, ENDED

STREAM = "tokens"
Body = dict[str, Any]


class KnownToken(msgspec.Struct):
    """One token.

    Attributes:
        kind: "pkcs11" or "software".
        mark: what enrolling left on it, as it was last read.
        probed_at: when it was last tried; empty if never.
        probe_passed: whether it passed then.
        wraps: whether an M#N key can be made on it.
        failures: what failed then, a sentence each.
        enrolled_at: since when ceremonies of this workspace use it; empty if they don't.
        custody: by "user" and "SO", where the PIN is kept.
        changed: what happened to it last: "initialised", "zeroised" or "PIN changed", and when.
    """

    label: str
    serial: str
    kind: str = ""
    module: str = ""
    manufacturer: str = ""
    model: str = ""
    hardware: bool = False
    flags: list[str] = msgspec.field(default_factory=list)
    seen_at: str = ""
    mark: str = ""
    probed_at: str = ""
    probe_passed: bool = False
    wraps: bool = False
    failures: list[str] = msgspec.field(default_factory=list)
    enrolled_at: str = ""
    enrolled_by: list[str] = msgspec.field(default_factory=list)
    certificate: str = ""
    seal: str = ""
    withdrawn_at: str = ""
    custody: dict[str, str] = msgspec.field(default_factory=dict)
    changed: str = ""
    changed_at: str = ""


class TokenWork(msgspec.Struct, frozen=True, kw_only=True):
    """Work on a token that has no end in the record yet."""

    id: str
    act: str
    says: str
    sitting: int
    since: str
    token: dict[str, str]
    about: dict[str, Any]


class TokensState(msgspec.Struct):
    """Every token by its address, how many pieces of work were begun, and the one without an end."""

    tokens: dict[str, KnownToken] = msgspec.field(default_factory=dict)
    works: int = 0
    work: TokenWork | None = None


def address_of(label: str, serial: str) -> str:
    """What a token is called in the register: serial and label."""
    return f"{serial} {label}"


def apply(state: TokensState, entry: Recorded) -> None:
    """Take one recorded entry into the register. A kind of a later version changes nothing."""
    take = _TAKES.get(entry.kind)
    if take is not None:
        take(state, entry)


def _known(state: TokensState, body: Body) -> KnownToken:
    label, serial = body["label"], body["serial"]
    return state.tokens.setdefault(address_of(label, serial), KnownToken(label, serial))


def _seen(state: TokensState, entry: Recorded) -> None:
    body = entry.body
    known = _known(state, body)
    known.kind, known.module = body["kind"], body["module"]
    known.manufacturer, known.model = body["manufacturer"], body["model"]
    known.hardware, known.flags = body["hardware"], list(body["flags"])
    known.mark = body["mark"]
    known.seen_at = moment(entry)


def _about(state: TokensState, entry: Recorded) -> None:
    body = entry.body
    state.works += 1
    state.work = TokenWork(
        id=body["work"],
        act=body["act"],
        says=body["says"],
        sitting=body["sitting"],
        since=moment(entry),
        token=body["token"],
        about=body["about"],
    )


def _ended(state: TokensState, entry: Recorded) -> None:
    if state.work is not None and state.work.id == entry.body["work"]:
        state.work = None


def _probed(state: TokensState, entry: Recorded) -> None:
    known = _known(state, entry.body)
    checks = entry.body["checks"]
    known.probed_at = moment(entry)
    known.probe_passed, known.wraps = entry.body["passed"], entry.body["wraps"]
    known.failures = [f"{one['name']}: {one['reason']}" for one in checks if one["outcome"] == "failed"]


def _enrolled(state: TokensState, entry: Recorded) -> None:
    known = _known(state, entry.body)
    known.enrolled_at, known.enrolled_by = moment(entry), list(entry.body["people"])
    known.certificate, known.seal, known.mark = entry.body["certificate"], entry.body["seal"], entry.body["mark"]
    known.withdrawn_at = ""


def _withdrawn(state: TokensState, entry: Recorded) -> None:
    known = _known(state, entry.body)
    known.enrolled_at, known.withdrawn_at = "", moment(entry)


def _initialised(state: TokensState, entry: Recorded) -> None:
    """What was made new is another token: nothing that was known of it holds."""
    before = state.tokens.pop(address_of(entry.body["before"]["label"], entry.body["before"]["serial"]), None)
    _seen(state, entry)
    known = _known(state, entry.body)
    known.custody = dict(entry.body["custody"])
    known.seal = before.seal if before else ""
    known.changed, known.changed_at = "initialised", moment(entry)


def _zeroised(state: TokensState, entry: Recorded) -> None:
    state.tokens.pop(address_of(entry.body["label"], entry.body["serial"]), None)
    _seen(state, entry)
    known = _known(state, entry.body)
    known.changed, known.changed_at = "zeroised", moment(entry)


def _pin_changed(state: TokensState, entry: Recorded) -> None:
    known = _known(state, entry.body)
    known.custody[entry.body["who"]] = entry.body["custody"]
    known.changed, known.changed_at = "PIN changed", moment(entry)


_TAKES: dict[str, Callable[[TokensState, Recorded], None]] = {
    "token.seen": _seen,
    ABOUT: _about,
    ENDED: _ended,
    "token.probed": _probed,
    "token.enrolled": _enrolled,
    "token.withdrawn": _withdrawn,
    "token.initialised": _initialised,
    "token.zeroised": _zeroised,
    "token.pin_changed": _pin_changed,
}
"""By the kind of entry: how it is taken in."""
