"""The stores of tokens that one strong room has opened: a process loads a module once."""

from app.strongroom.tokens.stores import store_for
from ceremonies.tokens.port import TokenKind, TokenStore


class OpenStores:
    """Every module that was asked for."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[TokenKind, str], TokenStore] = {}

    def __call__(self, kind: TokenKind, module: str) -> TokenStore:
        """The tokens behind a module, or the software tokens of a folder.

        Raises:
            BadModule: it can't be loaded.
        """
        store = self._loaded.get((kind, module))
        if store is None:
            store = self._loaded[(kind, module)] = store_for(kind, module)
        return store
