"""The ledger's figures, as ratios of two things measured in one run.

One durable append against a bare SQLCipher commit of a row of that size, and checks 1 to 6 against a plain loop that
reads, parses and hashes the same rows.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlcipher3 import dbapi2

from ceremonies.ledger.entry import Draft
from ceremonies.ledger.note import parse_verifier_key, verifier_key
from ceremonies.ledger.store import Ledger, create_schema
from ceremonies.ledger.verify import verify_ledger
from tests.fakes import fixed_key

APPENDS = 5_000
APPEND_LIMIT = 2.0
VERIFIED = 200_000
VERIFY_LIMIT = 3.0
VERIFY_ROUNDS = 3
ORIGIN = "keyroom.bench/log"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class SystemEntropy:
    """The operating system's random bytes."""

    def take(self, count: int) -> bytes:
        return os.urandom(count)


def open_database(path: Path) -> dbapi2.Connection:
    """An encrypted database as a workspace has it."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{'5a' * 32}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def draft(number: int) -> Draft:
    """An entry as an incident has them, one of twenty streams."""
    text = "The DCC told the Subscriber by telephone and again in writing; the call was taken by the duty officer."
    body = {"run": f"R-{number % 20}", "step": "4.2.1.3", "items": ["a", "b", "c"], "said": text, "count": number}
    return Draft(f"run/R-{number % 20}", "step.done", body, ("P-1", "P-2"))


def timed(act: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = perf_counter()
    act()
    return perf_counter() - start


def bench_append(folder: Path) -> float:
    """The ratio of the medians, the two taken in turns so that a busy disk strikes both."""
    connection = open_database(folder / "append.db")
    create_schema(connection)
    ledger = Ledger(connection, ORIGIN, fixed_key())
    entropy = SystemEntropy()
    bare = open_database(folder / "bare.db")
    bare.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, data BLOB NOT NULL)")

    def append(number: int) -> None:
        ledger.commit(ledger.prepare([draft(number)], NOW, entropy), {f"run/R-{number % 20}": '{"state":"open"}'})

    append(0)
    leaf, note = connection.execute("SELECT leaf, note FROM entry").fetchone()
    row = os.urandom(len(leaf) + len(note.encode()))

    def commit() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO row (data) VALUES (?)", (row,))
        bare.execute("COMMIT")

    appends, commits = [], []
    for number in range(1, APPENDS + 1):
        commits.append(timed(commit))
        appends.append(timed(lambda number=number: append(number)))  # type: ignore[misc]
    ratio = median(appends) / median(commits)
    print(f"append: {median(appends) * 1e6:.0f} us, bare commit of {len(row)} bytes: {median(commits) * 1e6:.0f} us")
    return ratio


def plain_loop(connection: dbapi2.Connection) -> None:
    """Read, parse and hash every row, and nothing else."""
    for leaf, _note in connection.execute("SELECT leaf, note FROM entry ORDER BY seq"):
        json.loads(leaf)
        sha256(leaf).digest()


def bench_verify(folder: Path) -> float:
    """The ratio of the best of a few rounds each."""
    connection = open_database(folder / "verify.db")
    create_schema(connection)
    ledger = Ledger(connection, ORIGIN, fixed_key())
    entropy = SystemEntropy()
    for start in range(0, VERIFIED, 1000):
        ledger.commit(ledger.prepare([draft(start + at) for at in range(1000)], NOW, entropy), {})
    verifier = parse_verifier_key(verifier_key(ORIGIN, fixed_key().public_key()))
    plain, checked = [], []
    for _ in range(VERIFY_ROUNDS):
        plain.append(timed(lambda: plain_loop(connection)))
        checked.append(timed(lambda: verify_ledger(connection, verifier, only=range(1, 7))))
    print(f"verify 1 to 6: {min(checked):.2f} s, plain loop: {min(plain):.2f} s, {VERIFIED} entries")
    return min(checked) / min(plain)


def main() -> int:
    """Print each ratio beside its limit; 1 when one is missed."""
    with tempfile.TemporaryDirectory() as name:
        figures = [
            ("append / bare commit", bench_append(Path(name)), APPEND_LIMIT),
            ("verify / plain loop", bench_verify(Path(name)), VERIFY_LIMIT),
        ]
    for what, ratio, limit in figures:
        print(f"{what}: {ratio:.2f} (at most {limit:.1f}): {'good' if ratio <= limit else 'MISSED'}")
    return int(any(ratio > limit for _, ratio, limit in figures))


if __name__ == "__main__":
    sys.exit(main())
