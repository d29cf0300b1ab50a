"""The register of tokens as a screen draws it."""

import msgspec

from ceremonies.errors import Refused
from ceremonies.tokens.enrolled import check_may_be_used
from ceremonies.tokens.state import KnownToken, TokensState
from ceremonies.work import Unfinished


class TokenView(msgspec.Struct, frozen=True, kw_only=True):
    """One token.

    Attributes:
        kind: "pkcs11" or "software".
        module: what it is reached through.
        name: label and serial.
        what: maker and model, and what it is if it is no hardware.
        stands: "enrolled", "withdrawn" or "not enrolled".
        probe: "passed", "failed" or "not tried".
        wraps: whether an M#N key can be made on it.
        failures: what failed, a sentence each.
        flags: what it says of its state.
        custody: where its PINs are kept, a sentence each.
        refusal: why no ceremony here may use it; empty if one may.
        changed: what happened to it last, and when (ISO 8601, UTC); empty if nothing did.
    """

    label: str
    serial: str
    kind: str
    module: str
    name: str
    what: str
    stands: str
    probe: str
    wraps: bool
    failures: tuple[str, ...]
    flags: tuple[str, ...]
    custody: tuple[str, ...]
    refusal: str
    changed: str


class TokensView(msgspec.Struct, frozen=True, kw_only=True):
    """Every token by serial, and what is being done with one; empty if nothing is."""

    tokens: tuple[TokenView, ...]
    doing: str


def view(state: TokensState, *, kind: str) -> TokensView:
    """The register as it stands in a workspace of this kind."""
    tokens = sorted(state.tokens.values(), key=lambda one: (one.serial, one.label))
    return TokensView(
        tokens=tuple(_token(state, one, kind) for one in tokens), doing=state.work.says if state.work else ""
    )


def _token(state: TokensState, known: KnownToken, kind: str) -> TokenView:
    return TokenView(
        label=known.label,
        serial=known.serial,
        kind=known.kind,
        module=known.module,
        name=f"{known.label or 'no label'} (serial {known.serial})",
        what=f"{known.manufacturer} {known.model}, {_what(known)}",
        stands="enrolled" if known.enrolled_at else "withdrawn" if known.withdrawn_at else "not enrolled",
        probe="not tried" if not known.probed_at else "passed" if known.probe_passed else "failed",
        wraps=known.wraps,
        failures=tuple(known.failures),
        flags=tuple(known.flags),
        custody=tuple(f"The {who} PIN is kept: {where}" for who, where in sorted(known.custody.items())),
        refusal=_refusal(state, known, kind),
        changed=f"{known.changed} {known.changed_at}".strip(),
    )


def _what(known: KnownToken) -> str:
    if known.kind == "software":
        return "the software token of rehearsals"
    return "hardware" if known.hardware else "not hardware"


def _refusal(state: TokensState, known: KnownToken, kind: str) -> str:
    try:
        check_may_be_used(state, known.label, known.serial, kind=kind)
    except Refused as refused:
        return str(refused)
    return ""


def unfinished(state: TokensState, sitting: int) -> tuple[Unfinished, ...]:
    """Work on a token that was begun before ``sitting``, the one that is open, and has no end: it is done again."""
    work = state.work
    if work is None or work.sitting == sitting:
        return ()
    known = Unfinished(
        key="", work=work.id, act=work.act, says=work.says, way="again", since=work.since, sitting=work.sitting
    )
    return (known,)
