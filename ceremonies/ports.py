"""What the domain is given from outside: time and randomness.

``app/wiring.py`` makes the real ones, tests make fakes.
"""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC, to the microsecond."""
        ...


class Entropy(Protocol):
    """Gives unpredictable bytes."""

    def take(self, count: int) -> bytes:
        """``count`` fresh random bytes."""
        ...
