"""Runs ``keyroom`` so that it dies at a chosen durable write.

``python killing.py POINT WHEN ARGUMENT...``: after SIGUSR1, the process kills itself (SIGKILL) before or after the
POINT-th durable write or rename from then on: an fsync, a rename, a commit. POINT 0 kills at none.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlcipher3 import dbapi2

from app.cli.main import main


class Killer:
    """Counts durable writes once armed, and dies at the chosen one."""

    def __init__(self, point: int, when: str) -> None:
        self.point, self.when = point, when
        self.armed = False
        self.count = 0

    def arm(self, *_: object) -> None:
        self.armed = True
        os.write(1, b"armed\n")

    def at(self, durable: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **named: Any) -> Any:
            if not self.armed:
                return durable(*args, **named)
            self.count += 1
            self._die("before")
            result = durable(*args, **named)
            self._die("after")
            return result

        return watched

    def _die(self, when: str) -> None:
        if self.count == self.point and self.when == when:
            os.kill(os.getpid(), signal.SIGKILL)


def watch(killer: Killer) -> None:
    """Put the killer in the way of every durable write."""
    os.fsync = killer.at(os.fsync)  # type: ignore[assignment]
    os.replace = killer.at(os.replace)  # type: ignore[assignment]
    os.rename = killer.at(os.rename)  # type: ignore[assignment]

    class Cursor(dbapi2.Cursor):  # type: ignore[misc] # the driver carries no types
        def execute(self, sql: str, *rest: Any) -> Any:
            run = super().execute
            return killer.at(run)(sql, *rest) if sql.lstrip().upper().startswith("COMMIT") else run(sql, *rest)

    class Connection(dbapi2.Connection):  # type: ignore[misc] # the driver carries no types
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, *rest: Any) -> Any:
            return self.cursor().execute(sql, *rest)

        def commit(self) -> Any:
            return killer.at(super().commit)() if self.in_transaction else super().commit()

    connect = dbapi2.connect
    dbapi2.connect = lambda *args, **named: connect(*args, **{"factory": Connection, **named})


if __name__ == "__main__":
    killer = Killer(int(sys.argv[1]), sys.argv[2])
    signal.signal(signal.SIGUSR1, killer.arm)
    watch(killer)
    raise SystemExit(int(main(sys.argv[3:])))
