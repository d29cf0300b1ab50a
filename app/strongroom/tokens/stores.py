"""How a kind of token is reached: a PKCS #11 module by its file, software tokens by their folder."""

import os
from pathlib import Path

from app.strongroom.tokens.software_token import SoftwareTokens
from ceremonies.tokens.entropy import OPERATING_SYSTEM
from ceremonies.tokens.port import TokenKind, TokenStore


class OperatingSystem:
    """The operating system's random bytes."""

    source = OPERATING_SYSTEM

    def take(self, count: int) -> bytes:
        """``count`` fresh random bytes."""
        return os.urandom(count)


def store_for(kind: TokenKind, module: str, parameters: str = "") -> TokenStore:
    """The tokens behind ``module``. A process loads a module once, so ask once and keep the answer.

    Args:
        kind: "pkcs11" or "software".
        module: the module's file; for software tokens, their folder (``TokenInfo.module`` says it).
        parameters: what a module wants to be started with; only NSS softokn does.

    Raises:
        BadModule: it can't be loaded or started.
    """
    if kind == "software":
        return SoftwareTokens(Path(module), OperatingSystem())
    # imported here: a rehearsal with software tokens needs no PKCS #11 at all
    from app.strongroom.tokens.pkcs11_token import Pkcs11Tokens  # noqa: PLC0415

    return Pkcs11Tokens(module, parameters)
