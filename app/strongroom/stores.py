"""Reaches tokens: a PKCS #11 module is loaded once, the software token lives in a folder of its own."""

from pathlib import Path

from ceremonies.ports import Entropy
from ceremonies.tokens.port import TokenKind, TokenStore


class OpenStores:
    """Every module that was asked for."""

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self._loaded: dict[tuple[TokenKind, str], TokenStore] = {}

    def __call__(self, kind: TokenKind, module: str) -> TokenStore:
        """The tokens behind a module, or the software tokens of a folder (or of the folder that a file lies in).

        Raises:
            BadModule: it can't be loaded.
        """
        store = self._loaded.get((kind, module))
        if store is None:
            store = self._loaded[(kind, module)] = self._load(kind, module)
        return store

    def _load(self, kind: TokenKind, module: str) -> TokenStore:
        if kind == "software":
            from app.strongroom.tokens.software_token import SoftwareTokens  # noqa: PLC0415 - only what is used

            path = Path(module)
            return SoftwareTokens(path.parent if path.is_file() else path, self._entropy)
        from app.strongroom.tokens.pkcs11_token import Pkcs11Tokens  # noqa: PLC0415 - as above

        return Pkcs11Tokens(module)
