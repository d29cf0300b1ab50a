"""Puts a killer in the way of every transaction of the record."""

from typing import Any

from sqlcipher3 import dbapi2

from tests.torture.killer import Killer


def watch_commits(killer: Killer) -> None:
    """Watch the commits of every connection that is made from now on."""

    class Cursor(dbapi2.Cursor):  # type: ignore[misc] # the driver carries no types
        def execute(self, sql: str, *rest: Any) -> Any:
            run = super().execute
            return (
                killer.at(run, "commit")(sql, *rest) if sql.lstrip().upper().startswith("COMMIT") else run(sql, *rest)
            )

    class Connection(dbapi2.Connection):  # type: ignore[misc] # the driver carries no types
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, *rest: Any) -> Any:
            return self.cursor().execute(sql, *rest)

        def commit(self) -> Any:
            return killer.at(super().commit, "commit")() if self.in_transaction else super().commit()

    connect = dbapi2.connect
    dbapi2.connect = lambda *args, **named: connect(*args, **{"factory": Connection, **named})
