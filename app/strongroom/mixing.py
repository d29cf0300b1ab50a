"""Randomness that no one source decides: the token's and the operating system's together (rule TOKEN-ENTROPY)."""

from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.tokens.port import Session


class Mixed:
    """Takes as many bytes of each and gives their exclusive or."""

    def __init__(self, session: Session, system: Entropy) -> None:
        self._session = session
        self._system = system

    def take(self, count: int) -> bytes:
        """``count`` fresh random bytes."""
        ours = int.from_bytes(self._system.take(count), "big")
        return (int.from_bytes(self._session.random(count).reveal(), "big") ^ ours).to_bytes(count, "big")

    def secret(self, count: int) -> Secret:
        """A new key of ``count`` bytes."""
        return Secret(self.take(count))
