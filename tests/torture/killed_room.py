"""The strong room's process, set to die at a chosen durable write, rename or call of a token.

``python -I killed_room.py POINT WHEN LOG ARGUMENT...``, with the arguments of the strong room itself.
"""

import os
import sys
from pathlib import Path
from typing import Any, Self

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.strongroom import __main__ as strong_room
from app.strongroom import stores
from tests.torture.killer import Killer


class Watched:
    """A token store or a session, whose every call is watched; the sessions that a store opens are too."""

    def __init__(self, inner: Any, killer: Killer) -> None:
        self._inner = inner
        self._killer = killer

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found
        watched = self._killer.at(found, f"token: {name}")
        return watched if name != "open" else lambda *args, **named: Watched(watched(*args, **named), self._killer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def watch_tokens(killer: Killer) -> None:
    """Watch every store that is opened from now on."""
    load = stores.store_for
    stores.store_for = lambda *where: Watched(load(*where), killer)  # type: ignore[assignment]


if __name__ == "__main__":
    killer = Killer(int(sys.argv[1]), sys.argv[2], sys.argv[3])
    killer.armed = True
    sys.argv[1:4] = []
    killer.watch_files()
    watch_tokens(killer)
    os._exit(strong_room.main())
