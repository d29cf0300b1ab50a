"""What may be asked of the register of tokens.

Acts that reach outside the record give ``Work`` for the strong room; ``EndTokenWork`` records how it ended.
"""

from typing import Any, Literal

import msgspec

from ceremonies.act import Action
from ceremonies.tokens.port import TokenInfo, TokenKind, Who
from ceremonies.work import Outcome

TokenAct = Literal["probe", "enrol", "initialise", "change pin", "zeroise"]
"""The acts of work on a token; the strong room has one request for each."""


class TokenAction(Action, frozen=True, kw_only=True):
    """An action on the register of tokens."""


class OneTokenAction(TokenAction, frozen=True, kw_only=True):
    """An action on one token, addressed by label and serial, never by slot."""

    label: str
    serial: str


class PairTokenAction(OneTokenAction, frozen=True, kw_only=True):
    """An act of two people on one token; both sign."""

    second: str = ""


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it was seen.

    Attributes:
        token: what it says of itself.
        mark: what enrolling left on it; empty without one.
    """

    token: TokenInfo
    mark: str = ""


class SeeTokens(TokenAction, frozen=True, kw_only=True):
    """Record which tokens are plugged in. What was seen before and hasn't changed is not recorded again."""

    seen: tuple[Sight, ...]


class ProbeToken(OneTokenAction, frozen=True, kw_only=True):
    """Try what the token does and refuses (rule TOKEN-PROBE).

    Attributes:
        second: who enters the other half of its PIN; empty where one person has it.
    """

    second: str = ""


class EnrolToken(PairTokenAction, frozen=True, kw_only=True):
    """Let ceremonies of this workspace use the token (rule TOKEN-ENROLLED); both people enter what they read on it.

    Attributes:
        serial_read: the serial as the second person reads it on the token itself.
        certificate: the number of its module's certificate (for example a FIPS 140 one), as printed.
        seal: the number of the seal on it, examined by both; empty if it has none.
    """

    serial_read: str
    certificate: str = ""
    seal: str = ""


class WithdrawToken(PairTokenAction, frozen=True, kw_only=True):
    """Let no ceremony of this workspace use the token any more."""

    reason: str


class InitialiseToken(PairTokenAction, frozen=True, kw_only=True):
    """Make the token new: everything on it is destroyed (rule ROOM-LOG).

    Attributes:
        new_label: what it is called from now on.
        so_people: who enters the SO PIN; two people enter a half each (rule KEY-CA-DUAL).
        people: who enters the user PIN, likewise.
        so_custody: where the SO PIN is kept.
        custody: where the user PIN is kept.
        kind: of a token that no record knows: "pkcs11" or "software".
        module: what such a token is reached through; for software tokens, their folder.
    """

    new_label: str
    so_people: tuple[str, ...]
    people: tuple[str, ...]
    so_custody: str
    custody: str
    kind: TokenKind = "pkcs11"
    module: str = ""


class ChangeTokenPin(PairTokenAction, frozen=True, kw_only=True):
    """Change a PIN of the token (rule ROOM-LOG).

    Attributes:
        who: whose PIN.
        people: who enters the old one.
        new_people: who enters the new one.
        custody: where the new one is kept.
    """

    who: Who
    people: tuple[str, ...]
    new_people: tuple[str, ...]
    custody: str


class ZeroiseToken(PairTokenAction, frozen=True, kw_only=True):
    """Destroy everything on the token.

    Attributes:
        so_people: who enters the SO PIN.
    """

    so_people: tuple[str, ...]
    reason: str


class EndTokenWork(TokenAction, frozen=True, kw_only=True):
    """How a piece of work ended.

    Attributes:
        work: its id.
        outcome: what came of it.
        results: the strong room's answer; of a failure its ``how``, ``rule`` and ``sentence``.
    """

    work: str
    outcome: Outcome
    results: dict[str, Any] = msgspec.field(default_factory=dict)
