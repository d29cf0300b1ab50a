"""What the strong room tells of work on a token, as the register reads it. It holds no PIN and no key."""

from typing import Any, TypeVar

import msgspec

from ceremonies.errors import Refused
from ceremonies.tokens.checks import Check
from ceremonies.tokens.port import TokenInfo

Answer = TypeVar("Answer", bound=msgspec.Struct)
LONGEST_WHY = 1000


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """What the probe found."""

    token: TokenInfo
    checks: tuple[Check, ...]


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """The token carries the mark of enrolling."""

    token: TokenInfo
    mark: str


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """The token after it was initialised or zeroised, or after its PIN was changed."""

    token: TokenInfo


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why work failed or was cancelled."""

    how: str = "stopped"
    rule: str = ""
    sentence: str = ""
    over: bool = False


def read_results(results: dict[str, Any], form: type[Answer]) -> Answer:
    """The answer in its form.

    Raises:
        Refused: WORK: it isn't in that form.
    """
    known = {field.name for field in msgspec.structs.fields(form)}
    try:
        return msgspec.convert({name: value for name, value in results.items() if name in known}, form)
    except msgspec.ValidationError as error:
        raise Refused("WORK", f"The strong room's answer can't be read ({error}). Record the work as failed.") from None
