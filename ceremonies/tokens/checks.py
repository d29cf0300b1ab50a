"""What a probe found: its checks, and whether a ceremony may trust the token (rule TOKEN-PROBE)."""

from typing import Literal

import msgspec

from ceremonies.tokens.port import TokenInfo

Outcome = Literal["passed", "failed", "not supported"]
WRAPS = "wrap format"
NEEDED = ("attributes", "signature")
"""Checks without which a token is none: "not supported" isn't good enough for them."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One check and how it came out.

    Attributes:
        name: what was checked, in a few words.
        tried: what was done to find out.
        outcome: "not supported" is no failure: the token can't do the thing at all.
        reason: what the token answered.
    """

    name: str
    tried: str
    outcome: Outcome
    reason: str


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """What the probe found.

    Attributes:
        token: the token as it described itself.
        checks: in the order they were made.
    """

    token: TokenInfo
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether no check failed, and it makes keys and signs."""
        made = {one.name for one in self.checks if one.outcome == "passed"}
        return made.issuperset(NEEDED) and not self.failures

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(one for one in self.checks if one.outcome == "failed")

    @property
    def wraps(self) -> bool:
        """Whether an M#N key can be made on it: it wraps and unwraps in the format of RFC 5649."""
        return self.passed and any(one.name == WRAPS and one.outcome == "passed" for one in self.checks)
