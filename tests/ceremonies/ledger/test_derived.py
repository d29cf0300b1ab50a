import json

import pytest
from sqlcipher3 import dbapi2

from ceremonies.errors import NotRecorded, Unverified
from ceremonies.ledger.derived import rebuild_streams
from ceremonies.ledger.entry import Draft
from ceremonies.ledger.store import Ledger, create_schema
from tests.fakes import START, FixedEntropy, fixed_key

ORIGIN = "keyroom.test/log"


@pytest.fixture
def ledger():
    connection = dbapi2.connect(":memory:")
    create_schema(connection)
    ledger = Ledger(connection, ORIGIN, fixed_key())
    for number in range(9):
        entries = ledger.prepare([Draft(f"run/R-{number % 2}", "step.done", {"count": number})], START, FixedEntropy())
        ledger.commit(entries, {entries[0].stream: json.dumps({"last": number})})
    return ledger


def rows(ledger):
    return ledger.connection.execute("SELECT * FROM stream ORDER BY name").fetchall()


def last_counts(entries):
    return {entry.stream: json.dumps({"last": entry.body["count"]}) for entry in entries}


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM stream",
        "UPDATE stream SET last_seq = 0, count = 7, summary = 'x', frontier = x'00'",
        "INSERT INTO stream SELECT 'other', 1, 1, '', x'00'",
        "DROP TABLE stream",
        "ALTER TABLE stream DROP COLUMN frontier",
    ],
)
def test_rebuilding_mends_whatever_was_done_to_the_derived_table(ledger, damage):
    before = rows(ledger)
    ledger.connection.execute(damage)
    assert rebuild_streams(ledger, last_counts) == 2
    assert rows(ledger) == before
    assert ledger.damage is None
    ledger.commit(ledger.prepare([Draft("run/R-0", "step.done", {"count": 9})], START, FixedEntropy()), {})


def test_rebuilding_without_a_fold_keeps_the_summaries(ledger):
    before = rows(ledger)
    ledger.connection.execute("UPDATE stream SET count = 7")
    rebuild_streams(ledger)
    assert rows(ledger) == before


def test_nothing_is_rebuilt_from_damaged_entries(ledger):
    ledger.connection.execute("DROP TRIGGER entry_is_never_changed")
    ledger.connection.execute("UPDATE entry SET leaf = x'00' WHERE seq = 4")
    before = rows(ledger)
    with pytest.raises(Unverified, match="not an entry"):
        rebuild_streams(ledger, last_counts)
    assert rows(ledger) == before


def test_nothing_is_rebuilt_on_a_full_disk(ledger):
    before = rows(ledger)
    ledger.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(NotRecorded):
        rebuild_streams(ledger, last_counts)
    assert rows(ledger) == before
