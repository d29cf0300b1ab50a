"""Randomness that no one source decides: the token's and the operating system's together (rule TOKEN-ENTROPY)."""

from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.tokens.entropy import mixed
from ceremonies.tokens.port import Session


class Mixed:
    """Takes as many bytes of each and gives their exclusive or."""

    def __init__(self, session: Session, system: Entropy, kind: str) -> None:
        """Mix the bytes of ``session``'s token and of ``system``, for a workspace of that kind."""
        self._session = session
        self._system = system
        self._kind = kind

    def take(self, count: int) -> bytes:
        """``count`` fresh random bytes.

        Raises:
            Refused: TOKEN-ENTROPY: a source is missing in production.
        """
        return self.secret(count).reveal()

    def secret(self, count: int) -> Secret:
        """A new key of ``count`` bytes.

        Raises:
            Refused: TOKEN-ENTROPY: as above.
        """
        return mixed(self._session, self._system, count, kind=self._kind)
