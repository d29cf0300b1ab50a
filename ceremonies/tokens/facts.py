"""What the register of tokens may know of the rest, and the form of its answers."""

from typing import Any

import msgspec

from ceremonies.act import Ruling
from ceremonies.tokens.port import TokenInfo
from ceremonies.tokens.state import STREAM


class TokenFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the register may know of the rest.

    Attributes:
        present: who is signed in.
        kind: of the workspace: "production" or "rehearsal".
        origin: the log's, which the mark on a token names.
        sitting: the number of the sitting that is open.
    """

    present: frozenset[str]
    kind: str
    origin: str
    sitting: int

    @property
    def production(self) -> bool:
        """Whether the workspace is one."""
        return self.kind == "production"


def ruling(kind: str, body: dict[str, Any], *signed_by: str) -> Ruling:
    """Rule on the stream of tokens."""
    return Ruling(stream=STREAM, kind=kind, body=body, signed_by=signed_by)


def sight(token: TokenInfo, mark: str) -> dict[str, Any]:
    """A token as an entry tells of it."""
    body: dict[str, Any] = msgspec.to_builtins(token)
    return {**body, "flags": list(token.flags), "mark": mark}
