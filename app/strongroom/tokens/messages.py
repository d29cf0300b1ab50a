"""What is asked of the short process that looks at tokens, and what it answers: one JSON value each way."""

import msgspec

from ceremonies.tokens.port import TokenInfo, TokenKind
from ceremonies.tokens.probe import Probe


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="act"):
    """A request.

    Attributes:
        kind: how the tokens are reached.
        module: the module's file, or the software tokens' folder.
        parameters: what the module wants to be started with.
    """

    kind: TokenKind
    module: str
    parameters: str = ""


class List(Asked, frozen=True, kw_only=True, tag="list"):
    """Which tokens there are, and what marks them as enrolled."""


class Address(Asked, frozen=True, kw_only=True):
    """Something asked of one token.

    Attributes:
        label: the token's.
        serial: the token's.
        pin: its user's; None for a token that wants none.
    """

    label: str
    serial: str
    pin: str | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.label!r}, {self.serial!r})"


class Try(Address, frozen=True, kw_only=True, tag="probe"):
    """Probe the token (rule TOKEN-PROBE)."""


class Look(Address, frozen=True, kw_only=True, tag="look"):
    """Whether the token shows an object of the name ``wanted``."""

    wanted: str


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="is"):
    """A reply."""


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A token and the mark that enrolling left on it; empty without one."""

    token: TokenInfo
    mark: str = ""


class Listed(Answer, frozen=True, kw_only=True, tag="listed"):
    """The tokens that are plugged in."""

    tokens: tuple[Marked, ...]


class Tried(Answer, frozen=True, kw_only=True, tag="tried"):
    """What the probe found."""

    probe: Probe


class Looked(Answer, frozen=True, kw_only=True, tag="looked"):
    """Whether the object was seen."""

    seen: bool


class Failed(Answer, frozen=True, kw_only=True, tag="failed"):
    """It could not be done.

    Attributes:
        error: the name of the error in the tree.
        sentence: what is wrong.
    """

    error: str
    sentence: str


Question = List | Try | Look
Reply = Listed | Tried | Looked | Failed
