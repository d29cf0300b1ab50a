import os
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlcipher3 import dbapi2

from ceremonies.errors import Misuse, NotAWorkspace, NotRecorded, Unusable, Unverified
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.entry import MAX_LEAF, Draft
from ceremonies.ledger.note import open_note, parse_verifier_key, sign_note, verifier_key
from ceremonies.ledger.port import LedgerPort
from ceremonies.ledger.store import Ledger, create_schema
from ceremonies.ledger.tree import leaf_hash, root_of
from tests.fakes import START, BrokenLedger, FixedEntropy, Killed, MemoryLedger, fixed_key

ORIGIN = "keyroom.test/log"


def open_at(path, key=None):
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{'5a' * 32}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


@pytest.fixture
def connection(tmp_path):
    connection = open_at(tmp_path / "keyroom.db")
    create_schema(connection)
    yield connection
    connection.close()


@pytest.fixture
def ledger(connection):
    return Ledger(connection, ORIGIN, fixed_key())


@pytest.fixture
def entropy():
    return FixedEntropy()


def draft(number, stream=None):
    return Draft(stream or f"run/R-{number % 3}", "step.done", {"count": number}, ("P-01",))


def record(ledger, entropy, *drafts, summaries=None):
    entries = ledger.prepare(drafts, START, entropy)
    ledger.commit(entries, summaries or {})
    return entries


def test_a_new_ledger_is_empty(ledger):
    assert (ledger.size, ledger.note, ledger.damage) == (0, "", None)
    assert list(ledger.entries()) == []
    assert ledger.stream_summaries() == {}


def test_entries_are_numbered_chained_and_salted(ledger, entropy):
    first = record(ledger, entropy, draft(0), draft(1))
    second = record(ledger, entropy, draft(3))
    entries = [*first, *second]
    assert [entry.seq for entry in entries] == [0, 1, 2]
    assert [(entry.stream, entry.n, entry.prev) for entry in entries] == [
        ("run/R-0", 0, None),
        ("run/R-1", 0, None),
        ("run/R-0", 1, 0),
    ]
    assert len({entry.salt for entry in entries}) == 3
    assert entries[0].head == ""
    notes = [note for (note,) in ledger.connection.execute("SELECT note FROM entry ORDER BY seq")]
    assert [entry.head for entry in entries[1:]] == [sha256(note.encode()).hexdigest() for note in notes[:-1]]
    assert entries[0].recorded_at == "2026-03-02T09:30:00.000000Z"
    assert list(ledger.entries()) == entries


def test_each_entry_is_stored_with_the_signed_checkpoint_of_the_tree_that_ends_with_it(ledger, entropy):
    record(ledger, entropy, *(draft(number) for number in range(7)))
    log = parse_verifier_key(verifier_key(ORIGIN, fixed_key().public_key()))
    hashes = []
    for seq, leaf, note in ledger.connection.execute("SELECT seq, leaf, note FROM entry ORDER BY seq"):
        hashes.append(leaf_hash(leaf))
        checkpoint = parse_checkpoint(open_note(note, [log]))
        assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, seq + 1, root_of(hashes))
    assert ledger.note == note


def test_the_memory_ledger_records_the_same_as_the_real_one(ledger):
    port: LedgerPort
    recorded = []
    for port in (ledger, MemoryLedger(ORIGIN)):
        entropy = FixedEntropy()
        for number in range(5):
            entries = port.prepare([draft(number), draft(number, "people")], START, entropy)
            port.commit(entries, {"people": f'{{"n":{number}}}'})
        recorded.append((list(port.entries()), port.note, port.stream_summaries(), list(port.entries(2, 7, "people"))))
    assert recorded[0] == recorded[1]


def test_what_is_prepared_is_what_a_reader_sees(ledger, entropy):
    (entry,) = record(ledger, entropy, Draft("people", "made", {"pair": ("a", "b"), "deep": {"t": ((1,),)}}))
    assert entry.body == {"pair": ["a", "b"], "deep": {"t": [[1]]}}
    assert list(ledger.entries()) == [entry]


def test_an_opened_ledger_goes_on_where_it_ended(ledger, entropy, tmp_path):
    record(ledger, entropy, *(draft(number) for number in range(10)))
    again = Ledger(open_at(tmp_path / "keyroom.db"), ORIGIN, fixed_key())
    assert (again.size, again.note) == (10, ledger.note)
    record(again, entropy, draft(10))
    assert [entry.n for entry in again.entries(stream="run/R-1")] == [0, 1, 2, 3]


def test_a_reader_sees_what_another_program_appended_after_refreshing(ledger, entropy, tmp_path):
    reader = Ledger(open_at(tmp_path / "keyroom.db"), ORIGIN, None)
    record(ledger, entropy, draft(0))
    assert reader.size == 0
    reader.refresh()
    assert [entry.seq for entry in reader.entries()] == [0]


def test_entries_of_a_range_and_of_a_stream(ledger, entropy):
    record(ledger, entropy, *(draft(number) for number in range(30)), draft(30, "rare"))
    record(ledger, entropy, *(draft(number) for number in range(30)), draft(61, "rare"))
    assert [entry.seq for entry in ledger.entries(28, 32)] == [28, 29, 30, 31]
    assert [entry.seq for entry in ledger.entries(stream="rare")] == [30, 61]
    assert [entry.seq for entry in ledger.entries(31, stream="rare")] == [61]
    assert [entry.seq for entry in ledger.entries(0, 61, stream="rare")] == [30]
    assert [entry.n for entry in ledger.entries(stream="run/R-0")] == list(range(20))
    assert list(ledger.entries(stream="nothing")) == []
    assert list(ledger.entries(99)) == []


def test_summaries_are_kept_beside_their_stream(ledger, entropy):
    record(ledger, entropy, draft(0), draft(1), summaries={"run/R-0": '{"a":1}'})
    record(ledger, entropy, draft(0), summaries={})
    record(ledger, entropy, Draft("people", "made", {}), summaries={"people": "{}"})
    rows = ledger.stream_summaries("run/")
    assert {name: (row.last_seq, row.count, row.summary) for name, row in rows.items()} == {
        "run/R-0": (2, 2, '{"a":1}'),
        "run/R-1": (1, 1, "{}"),
    }
    assert list(ledger.stream_summaries()) == ["people", "run/R-0", "run/R-1"]


def test_iterating_goes_on_while_something_is_appended(ledger, entropy):
    record(ledger, entropy, *(draft(number) for number in range(1500)))
    seen = 0
    for entry in ledger.entries():
        seen += 1
        if entry.seq % 700 == 0:
            record(ledger, entropy, draft(0))
    assert seen == 1500


def test_counter_signed_checkpoints_are_kept_and_replaced(ledger, entropy):
    record(ledger, entropy, draft(0), draft(1))
    ledger.keep_cosigned(2, ledger.note)
    ledger.keep_cosigned(2, ledger.note)
    assert ledger.cosigned() == {2: ledger.note}


@pytest.mark.parametrize("size", [0, 1, 3])
def test_only_a_checkpoint_of_this_log_and_size_is_kept(ledger, entropy, size):
    record(ledger, entropy, draft(0), draft(1))
    with pytest.raises(Misuse):
        ledger.keep_cosigned(size, ledger.note)
    other = sign_note(ledger.note.split("\n\n")[0].replace(ORIGIN, "other") + "\n", "other", fixed_key())
    with pytest.raises(Misuse):
        ledger.keep_cosigned(2, other)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET note = '' WHERE seq = 0",
        "DELETE FROM entry WHERE seq = 1",
        "INSERT INTO entry VALUES (7, x'00', '')",
        "INSERT INTO entry VALUES (-1, x'00', '')",
        "INSERT INTO entry (leaf, note) VALUES (x'00', '')",
        "INSERT OR REPLACE INTO entry VALUES (0, x'00', '')",
        "REPLACE INTO entry VALUES (1, x'00', '')",
        "INSERT OR IGNORE INTO entry VALUES (9, x'00', '')",
        "INSERT INTO entry VALUES (0, x'00', '') ON CONFLICT (seq) DO UPDATE SET note = 'x'",
        "UPDATE OR REPLACE entry SET seq = 0 WHERE seq = 1",
        "UPDATE OR IGNORE entry SET note = 'x'",
    ],
)
def test_the_database_itself_refuses_whatever_is_no_append(ledger, entropy, statement):
    record(ledger, entropy, draft(0), draft(1))
    before = ledger.connection.execute("SELECT * FROM entry").fetchall()
    with pytest.raises(dbapi2.IntegrityError):
        ledger.connection.execute(statement)
    assert ledger.connection.execute("SELECT * FROM entry").fetchall() == before


def test_a_full_disk_is_a_sentence_and_the_ledger_stands_as_before(ledger, entropy):
    record(ledger, entropy, draft(0))
    before = (ledger.size, ledger.note, ledger.stream_summaries())
    pages = ledger.connection.execute("PRAGMA page_count").fetchone()[0]
    ledger.connection.execute(f"PRAGMA max_page_count = {pages}")
    large = Draft("run/R-0", "step.done", {"said": "x" * 50_000})
    entries = ledger.prepare([draft(1), large], START, entropy)
    with pytest.raises(NotRecorded, match="disk is full"):
        ledger.commit(entries, {})
    assert (ledger.size, ledger.note, ledger.stream_summaries()) == before
    assert not ledger.connection.in_transaction
    ledger.connection.execute("PRAGMA max_page_count = 1000000")
    (entry,) = record(ledger, entropy, draft(0))
    assert (entry.seq, entry.n) == (1, 1)


def test_a_locked_database_is_a_sentence(ledger, entropy, tmp_path):
    record(ledger, entropy, draft(0))
    ledger.connection.execute("PRAGMA busy_timeout = 0")
    other = open_at(tmp_path / "keyroom.db")
    other.execute("BEGIN IMMEDIATE")
    entries = ledger.prepare([draft(1)], START, entropy)
    with pytest.raises(NotRecorded, match="Another program"):
        ledger.commit(entries, {})
    other.execute("ROLLBACK")
    record(ledger, entropy, draft(1))
    assert ledger.size == 2


def test_a_read_only_database_is_a_sentence(ledger, entropy):
    ledger.connection.execute("PRAGMA query_only = ON")
    entries = ledger.prepare([draft(1)], START, entropy)
    with pytest.raises(NotRecorded, match="read-only"):
        ledger.commit(entries, {})
    with pytest.raises(Misuse):
        ledger.commit(entries, {})


def test_an_entry_that_another_program_wrote_first_is_not_overwritten(ledger, entropy, tmp_path):
    other = Ledger(open_at(tmp_path / "keyroom.db"), ORIGIN, fixed_key())
    record(other, entropy, draft(0))
    entries = ledger.prepare([draft(1)], START, entropy)
    with pytest.raises(NotRecorded, match="Open the workspace again"):
        ledger.commit(entries, {})
    assert ledger.size == 0


def test_a_ledger_without_its_key_only_reads(ledger, entropy):
    record(ledger, entropy, draft(0))
    reader = Ledger(ledger.connection, ORIGIN, None)
    assert len(list(reader.entries())) == 1
    with pytest.raises(NotRecorded, match="reading only"):
        reader.prepare([draft(1)], START, entropy)


class Interrupting:
    """A cursor that is interrupted at one statement."""

    def __init__(self, cursor, at, *, after):
        self._cursor = cursor
        self._at = at
        self._after = after

    def execute(self, statement, parameters=()):
        if statement.startswith(self._at):
            if self._after:
                self._cursor.execute(statement, parameters)
            raise KeyboardInterrupt
        return self._cursor.execute(statement, parameters)


@pytest.mark.parametrize(
    ("at", "after", "size"),
    [("BEGIN", False, 1), ("INSERT INTO entry", True, 1), ("INSERT INTO stream", True, 1), ("COMMIT", False, 1)],
)
def test_an_interruption_before_the_commit_leaves_nothing(ledger, entropy, at, after, size):
    record(ledger, entropy, draft(0))
    entries = ledger.prepare([draft(1)], START, entropy)
    cursor = ledger._cursor
    ledger._cursor = Interrupting(cursor, at, after=after)
    with pytest.raises(KeyboardInterrupt):
        ledger.commit(entries, {})
    ledger._cursor = cursor
    assert (ledger.size, ledger.damage) == (size, None)
    record(ledger, entropy, draft(1))
    assert ledger.size == size + 1


def test_an_interruption_after_the_commit_leaves_the_entry_and_the_ledger_knows_it(ledger, entropy):
    entries = ledger.prepare([draft(1)], START, entropy)
    cursor = ledger._cursor
    ledger._cursor = Interrupting(cursor, "COMMIT", after=True)
    with pytest.raises(KeyboardInterrupt):
        ledger.commit(entries, {})
    ledger._cursor = cursor
    assert list(ledger.entries()) == entries
    record(ledger, entropy, draft(1))
    assert ledger.size == 2


def test_only_what_was_prepared_last_is_committed(ledger, entropy):
    stale = ledger.prepare([draft(0)], START, entropy)
    entries = ledger.prepare([draft(0)], START, entropy)
    for wrong in (stale, [], entries * 2):
        with pytest.raises(Misuse):
            ledger.commit(wrong, {})
    with pytest.raises(Misuse):
        ledger.commit(entries, {"another": "{}"})
    ledger.commit(entries, {})
    with pytest.raises(Misuse):
        ledger.commit(entries, {})


@pytest.mark.parametrize(
    "bad",
    [
        Draft("", "kind", {}),
        Draft("stream", "", {}),
        Draft("stream", "kind", {"a": 1.5}),
        Draft("stream", "kind", {"a": "\ud800"}),
        Draft("stream", "kind", []),  # type: ignore[arg-type]
        Draft("stream", "kind", {}, ["P-01"]),  # type: ignore[arg-type]
        Draft("stream", "kind", {}, (1,)),  # type: ignore[arg-type]
        Draft("stream", "kind", {}, happened_at=START),  # type: ignore[arg-type]
        Draft(5, "kind", {}),  # type: ignore[arg-type]
        Draft("half \udfff", "kind", {}),
        Draft("stream", "two\nlines", {}),
    ],
)
def test_a_draft_that_no_reader_would_accept_is_the_callers_fault(ledger, entropy, bad):
    with pytest.raises(Misuse):
        ledger.prepare([bad], START, entropy)


def test_nothing_to_record_and_a_moment_without_zone_are_the_callers_fault(ledger, entropy):
    with pytest.raises(Misuse):
        ledger.prepare([], START, entropy)
    with pytest.raises(Misuse):
        ledger.prepare([draft(0)], datetime(2026, 3, 2), entropy)  # noqa: DTZ001 - that is the case


def test_a_file_does_not_belong_into_an_entry(ledger, entropy):
    with pytest.raises(Unusable, match="evidence"):
        ledger.prepare([Draft("run/R-0", "kind", {"file": "x" * MAX_LEAF})], START, entropy)


def test_control_characters_and_long_texts_are_kept_as_they_are(ledger, entropy):
    text = "\x00\x1b[2J" + "ü" * 100_000
    (entry,) = record(ledger, entropy, Draft("run/R-0", "kind", {"said": text}))
    assert next(iter(ledger.entries())).body["said"] == text == entry.body["said"]


def test_a_clock_that_stands_before_the_last_entry_changes_no_order(ledger, entropy):
    record(ledger, entropy, draft(0))
    entries = ledger.prepare([draft(1)], START - timedelta(days=400), entropy)
    ledger.commit(entries, {})
    assert [entry.seq for entry in ledger.entries()] == [0, 1]
    assert entries[0].recorded_at.startswith("2025-01-")


DAMAGE = {
    "a stream's row is gone": "DELETE FROM stream WHERE name = 'run/R-2'",
    "the stream is behind": "UPDATE stream SET last_seq = 1 WHERE name = 'run/R-2'",
    "the frontier is damaged": "UPDATE stream SET frontier = x'00' WHERE name = 'run/R-2'",
    "the frontier is another": "UPDATE stream SET frontier = (SELECT frontier FROM stream LIMIT 1)",
    "the note is another": "UPDATE entry SET note = (SELECT note FROM entry LIMIT 1)",
    "the note is no text": "UPDATE entry SET note = x'ff' WHERE seq = 2",
    "the leaf is no entry": "UPDATE entry SET leaf = x'00' WHERE seq = 2",
    "the leaf is a text": "UPDATE entry SET leaf = 'x' WHERE seq = 2",
    "the tail is cut": "DELETE FROM entry WHERE seq = 2",
    "all is cut": "DELETE FROM entry",
    "the streams are gone": "DROP TABLE stream",
    "the counter-signed checkpoints are gone": "DROP TABLE cosigned",
    "a row far away": "INSERT INTO entry VALUES (9223372036854775807, x'00', '')",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_ledger_opens_to_be_verified_and_appends_nothing(ledger, entropy, name):
    record(ledger, entropy, draft(0), draft(1), draft(2))
    ledger.connection.execute("DROP TRIGGER entry_is_never_changed")
    ledger.connection.execute("DROP TRIGGER entry_is_never_deleted")
    ledger.connection.execute("DROP TRIGGER entry_is_the_next")
    ledger.connection.execute(DAMAGE[name])
    damaged = Ledger(ledger.connection, ORIGIN, fixed_key())
    assert damaged.damage is not None
    assert "keyroom ledger verify" in damaged.damage
    with pytest.raises(NotRecorded):
        damaged.prepare([draft(3)], START, entropy)
    with suppress(Unverified):  # a sentence, where even reading fails
        assert len(list(damaged.entries())) <= 3
        damaged.stream_summaries()
        damaged.cosigned()


def test_a_damaged_entry_in_the_middle_is_named_when_it_is_read(ledger, entropy):
    record(ledger, entropy, *(draft(number) for number in range(30)), draft(0, "rare"), draft(1, "rare"))
    ledger.connection.execute("DROP TRIGGER entry_is_never_changed")
    ledger.connection.execute("UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE seq = 4) WHERE seq IN (5, 30)")
    with pytest.raises(Unverified, match="Entry 5 says that it is entry 4"):
        list(ledger.entries())
    with pytest.raises(Unverified, match="Entry 30"):
        list(ledger.entries(stream="rare"))
    with pytest.raises(Unverified, match="isn't the next"):
        list(ledger.entries(stream="run/R-2"))


def test_a_newer_database_and_one_without_a_ledger_are_refused(connection):
    connection.execute("PRAGMA user_version = 2")
    with pytest.raises(NotAWorkspace, match="newer"):
        Ledger(connection, ORIGIN, None)
    with pytest.raises(NotAWorkspace, match="no ledger"):
        Ledger(dbapi2.connect(":memory:"), ORIGIN, None)


def test_the_driver_writes_nothing_in_clear(ledger, entropy, tmp_path):
    record(ledger, entropy, Draft("run/R-0", "kind", {"said": "The key was compromised."}))
    for path in tmp_path.iterdir():
        assert b"compromised" not in path.read_bytes()
        assert os.access(path, os.R_OK)


@pytest.mark.parametrize(("how", "size"), [("before", 1), ("after", 2)])
def test_the_broken_ledger_dies_at_the_commit_it_was_told(entropy, how, size):
    broken = BrokenLedger(fail_at=2, how=how)
    record(broken, entropy, draft(0))
    with pytest.raises(Killed):
        record(broken, entropy, draft(1))
    assert broken.size == size


def test_the_broken_ledger_refuses_the_commit_it_was_told_and_goes_on(entropy):
    broken = BrokenLedger(fail_at=2)
    record(broken, entropy, draft(0))
    with pytest.raises(NotRecorded):
        record(broken, entropy, draft(1))
    record(broken, entropy, draft(1))
    assert [entry.seq for entry in broken.entries()] == [0, 1]
