"""The strong room's process with a token that makes trouble: ``python -I troubled_room.py TROUBLE ARGUMENT...``."""

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.strongroom import __main__ as strong_room
from app.strongroom import stores
from tests.fake_tokens import FullTokens, LockedTokens, Passing, UnpluggedTokens

CALLS_BEFORE_IT_IS_PULLED_OUT = 12
"""In the middle of a generation: the wrapped key is on both media."""


class CrashingTokens(Passing):
    """The module ends the process."""

    def open(self, *_: Any, **__: Any) -> Any:
        os.abort()


TROUBLES = {
    "locked": LockedTokens,
    "full": FullTokens,
    "crashing": CrashingTokens,
    "unplugged": lambda inner: UnpluggedTokens(inner, CALLS_BEFORE_IT_IS_PULLED_OUT),
}


def trouble(how: str) -> None:
    """Put the trouble before every store that is opened from now on."""
    load = stores.store_for
    stores.store_for = lambda *where: TROUBLES[how](load(*where))  # type: ignore[assignment]


if __name__ == "__main__":
    trouble(sys.argv.pop(1))
    os._exit(strong_room.main())
