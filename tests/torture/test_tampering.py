"""Tampering by someone who holds the passphrase: whatever row is changed, the ledger's own checks find it.

Ten trials from a printed seed; hundreds with KEYROOM_TORTURE=full.
"""

import os
import random
import shutil
from datetime import datetime

import pytest

from app.wiring import SystemEntropy
from ceremonies.ledger.canonical import to_canonical
from ceremonies.ledger.entry import Draft, Entry
from ceremonies.ledger.heads import Head
from ceremonies.ledger.schema import TRIGGERS
from ceremonies.verification import verify_record
from ceremonies.workspace import open_workspace
from tests.records import PASSPHRASE, small_record

TRIALS = 1000 if os.environ.get("KEYROOM_TORTURE") == "full" else 10
SEED = int(os.environ.get("KEYROOM_SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A record, closed, and the head that left the room: what stands on the counter-signed sheet."""
    path = tmp_path_factory.mktemp("tampering") / "workspace"
    with small_record(path) as workspace:
        printed = workspace.ledger.note
        assert verify_record(workspace).ok
    return path, printed


class Attacker:
    """Someone with the passphrase and an SQL prompt, who leaves the triggers as they were."""

    def __init__(self, connection, chance):
        self.connection, self.chance = connection, chance

    def rows(self, table):
        return self.connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of ours

    def attack(self, how):
        for name in TRIGGERS:
            self.connection.execute(f"DROP TRIGGER {name}")
        did = how(self)
        for statement in TRIGGERS.values():
            self.connection.execute(statement)
        self.connection.commit()
        return did


def flip_a_byte_of_a_leaf(self):
    seq, leaf, _ = self.chance.choice(self.rows("entry"))
    place = self.chance.randrange(len(leaf))
    changed = leaf[:place] + bytes([leaf[place] ^ (1 << self.chance.randrange(8))]) + leaf[place + 1 :]
    self.connection.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (changed, seq))
    return f"leaf {seq} byte {place}"


def rewrite_a_leaf_in_canonical_form(self):
    seq, leaf, _ = self.chance.choice(self.rows("entry"))
    entry = Entry.from_leaf(leaf)
    changed = leaf.replace(to_canonical(entry.recorded_at), b'"2026-01-01T00:00:00.000000Z"')
    self.connection.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (changed, seq))
    return f"leaf {seq}, another time"


def swap_two_entries(self):
    first, second = self.chance.sample(self.rows("entry"), 2)
    update = "UPDATE entry SET leaf = ?, note = ? WHERE seq = ?"
    self.connection.execute(update, (second[1], second[2], first[0]))
    self.connection.execute(update, (first[1], first[2], second[0]))
    return f"{first[0]} and {second[0]} swapped"


def swap_two_leaves(self):
    first, second = self.chance.sample(self.rows("entry"), 2)
    self.connection.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (second[1], first[0]))
    self.connection.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (first[1], second[0]))
    return f"leaves {first[0]} and {second[0]} swapped"


def delete_an_entry(self):
    seq = self.chance.choice(self.rows("entry"))[0]
    self.connection.execute("DELETE FROM entry WHERE seq = ?", (seq,))
    return f"entry {seq} deleted"


def close_the_gap_behind_a_deleted_entry(self):
    rows = self.rows("entry")
    seq = self.chance.choice(rows[:-1])[0]
    self.connection.execute("DELETE FROM entry WHERE seq = ?", (seq,))
    for later in range(seq + 1, len(rows)):
        self.connection.execute("UPDATE entry SET seq = ? WHERE seq = ?", (later - 1, later))
    return f"entry {seq} deleted, the others moved up"


def add_an_entry(self):
    rows = self.rows("entry")
    _, leaf, note = self.chance.choice(rows)
    self.connection.execute("INSERT INTO entry VALUES (?, ?, ?)", (len(rows), leaf, note))
    return "an entry added"


def cut_the_tail(self):
    size = len(self.rows("entry"))
    left = self.chance.randrange(size)
    self.connection.execute("DELETE FROM entry WHERE seq >= ?", (left,))
    return f"cut to {left}"


def change_a_note(self):
    seq, _, note = self.chance.choice(self.rows("entry"))
    place = self.chance.randrange(len(note))
    character = self.chance.choice([one for one in "ABCabc0123" if one != note[place]])
    changed = note[:place] + character + note[place + 1 :]
    self.connection.execute("UPDATE entry SET note = ? WHERE seq = ?", (changed, seq))
    return f"note {seq} at {place}"


def change_a_stream(self):
    name, last, count, _, _ = self.chance.choice(self.rows("stream"))
    column, value = self.chance.choice(
        [("last_seq", last + 1), ("count", count - 1), ("summary", '{"status":"ended"}'), ("frontier", b"\0" * 40)]
    )
    self.connection.execute(f"UPDATE stream SET {column} = ? WHERE name = ?", (value, name))  # noqa: S608 - ours
    return f"stream {name}: {column}"


def delete_a_stream(self):
    name = self.chance.choice(self.rows("stream"))[0]
    self.connection.execute("DELETE FROM stream WHERE name = ?", (name,))
    return f"stream {name} deleted"


def add_a_stream(self):
    self.connection.execute("INSERT INTO stream VALUES ('run/TEST-9/1', 3, 1, '{}', X'00')")
    return "a stream added"


def change_a_counter_signed_head(self):
    size, note = self.chance.choice(self.rows("cosigned"))
    place = self.chance.randrange(len(note) - 1)
    changed = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
    self.connection.execute("UPDATE cosigned SET note = ? WHERE size = ?", (changed, size))
    return f"counter-signed head at {size}, place {place}"


def delete_a_counter_signed_head(self):
    size = self.chance.choice(self.rows("cosigned"))[0]
    self.connection.execute("DELETE FROM cosigned WHERE size = ?", (size,))
    return f"counter-signed head at {size} deleted"


ATTACKS = [
    flip_a_byte_of_a_leaf,
    rewrite_a_leaf_in_canonical_form,
    swap_two_entries,
    swap_two_leaves,
    delete_an_entry,
    close_the_gap_behind_a_deleted_entry,
    add_an_entry,
    cut_the_tail,
    change_a_note,
    change_a_stream,
    delete_a_stream,
    add_a_stream,
    change_a_counter_signed_head,
    delete_a_counter_signed_head,
]


def tampered(record, tmp_path, how, chance):
    """What was done to a copy of the record, and the verdict on it."""
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(record, copy)
    with open_workspace(copy, PASSPHRASE, entropy=SystemEntropy()) as workspace:
        did = Attacker(workspace.connection, chance).attack(how)
        return did, verify_record(workspace)


@pytest.mark.parametrize("how", ATTACKS, ids=lambda how: how.__name__)
def test_every_kind_of_tampering_is_found(how, record, tmp_path):
    did, verdict = tampered(record[0], tmp_path, how, random.Random(SEED))
    assert not verdict.ok, f"{did}, seed {SEED}"


def test_tampering_at_random_is_always_found(record, tmp_path):
    chance = random.Random(SEED)
    print(f"seed {SEED}, {TRIALS} trials")
    for trial in range(TRIALS):
        did, verdict = tampered(record[0], tmp_path, chance.choice(ATTACKS), chance)
        assert not verdict.ok, f"trial {trial}: {did}, seed {SEED}"


def test_whoever_holds_the_log_key_too_is_caught_by_the_last_printed_head(record, tmp_path):
    chance = random.Random(SEED)
    path, printed = record
    for trial in range(TRIALS):
        copy = tmp_path / f"forged-{trial}"
        shutil.copytree(path, copy)
        with open_workspace(copy, PASSPHRASE, entropy=SystemEntropy()) as workspace:
            did = forge(workspace, chance)
            verdict = verify_record(workspace, [Head("the printed head", printed)])
            assert not verdict.ok, f"trial {trial}: {did}, seed {SEED}"
        shutil.rmtree(copy)


def forge(workspace, chance):
    """Write the record anew from a changed entry on, or without its tail, with the log's own key."""
    entries = list(workspace.ledger.entries())
    place = chance.randrange(2, len(entries) - 1)
    wanted = entries[:place] if chance.random() < 0.5 else [*entries[:place], *entries[place + 1 :]]
    ledger = workspace.ledger
    attacker = Attacker(workspace.connection, chance)
    attacker.attack(lambda self: [self.connection.execute(f"DELETE FROM {table}") for table in ("entry", "stream")])  # noqa: S608
    ledger.refresh()
    for entry in wanted:
        append_again(ledger, entry)
    return f"written anew with {len(wanted)} of {len(entries)} entries"


def append_again(ledger, entry):
    """Append what an entry said once more, under the log's key."""
    draft = Draft(stream=entry.stream, kind=entry.kind, body=entry.body, by=entry.by)
    prepared = ledger.prepare([draft], datetime.fromisoformat(entry.recorded_at), SystemEntropy())
    ledger.commit(prepared, {entry.stream: "{}"})
