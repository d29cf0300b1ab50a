"""The tampering table: whatever is done to the database with the passphrase in hand is found and named."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlcipher3 import dbapi2

from ceremonies.ledger.checkpoint import Checkpoint
from ceremonies.ledger.entry import Draft, Entry
from ceremonies.ledger.heads import Head
from ceremonies.ledger.note import Signer, cosign, parse_verifier_key, sign_note, verifier_key
from ceremonies.ledger.schema import TABLES, TRIGGERS
from ceremonies.ledger.store import INSERT_ENTRY, Ledger, create_schema
from ceremonies.ledger.tree import Frontier, leaf_hash
from ceremonies.ledger.verdict import Verdict
from ceremonies.ledger.verify import verify_ledger
from ceremonies.signing import sign_off, signer_name, statement
from tests.fakes import FakeClock, FixedEntropy, fixed_key

ORIGIN = "keyroom.test/log"
LOG = parse_verifier_key(verifier_key(ORIGIN, fixed_key().public_key()))
SIZE = 12


def summary_of(entries: Iterable[Entry]) -> Mapping[str, str]:
    """A fold whose summary is the number of the last thing done."""
    found: dict[str, str] = {}
    for entry in entries:
        found[entry.stream] = json.dumps({"last": entry.body.get("count", 0)})
    return found


def draft(number: int) -> Draft:
    return Draft(f"run/R-{number % 3}", "step.done", {"count": number, "said": "We did it."}, ("P-1",))


def signed_draft(ledger: Ledger, stream: str, kind: str, body: dict[str, object], people: tuple[str, ...]) -> Draft:
    """A draft with sign-offs, as the room makes them."""
    checkpoint = ledger.note.split("\n\n")[0].split("\n") if ledger.note else ["", "0", ""]
    head = f"{checkpoint[1]} {checkpoint[2]}".strip()
    notes = []
    for person in people:
        text = statement(origin=ORIGIN, stream=stream, kind=kind, person=person, body=body, head=head, objection="")
        notes.append(sign_off(text, origin=ORIGIN, person=person, key=fixed_key(person)))
    return Draft(stream, kind, {**body, "signoffs": notes}, people)


def person_body(person: str, pair: tuple[str, ...]) -> dict[str, object]:
    public = base64.b64encode(fixed_key(person).public_key().public_bytes_raw()).decode()
    return {"person": person, "public": public, "enrolled_by": list(pair)}


class Bench:
    """A ledger with something in it, and hands to tamper with it."""

    def __init__(self) -> None:
        self.connection = dbapi2.connect(":memory:", isolation_level=None)
        create_schema(self.connection)
        self.ledger = Ledger(self.connection, ORIGIN, fixed_key())
        self.clock = FakeClock()
        self.entropy = FixedEntropy()

    def record(self, *drafts: Draft) -> list[Entry]:
        entries = self.ledger.prepare(drafts, self.clock.now(), self.entropy)
        summaries = {entry.stream: json.dumps({"last": entry.body.get("count", 0)}) for entry in entries}
        self.ledger.commit(entries, summaries)
        return entries

    def fill(self, count: int = SIZE) -> None:
        for number in range(count):
            self.record(draft(number))

    def drop_triggers(self) -> None:
        for name in TRIGGERS:
            self.connection.execute(f"DROP TRIGGER {name}")

    def restore_triggers(self) -> None:
        for text in TRIGGERS.values():
            self.connection.execute(text)

    def row(self, seq: int) -> tuple[bytes, str]:
        return self.connection.execute("SELECT leaf, note FROM entry WHERE seq = ?", (seq,)).fetchone()

    def set_leaf(self, seq: int, leaf: object) -> None:
        self.connection.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (leaf, seq))

    def set_note(self, seq: int, note: object) -> None:
        self.connection.execute("UPDATE entry SET note = ? WHERE seq = ?", (note, seq))

    def changed(self, seq: int, /, **fields: object) -> bytes:
        """The leaf of an entry with other facts, in canonical form."""
        leaf = json.loads(self.row(seq)[0])
        return json.dumps(leaf | fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def rewrite(self, seq: int, fields: dict[str, object], seed: str) -> None:
        """Change an entry and make everything after it fit again, signed with some key."""
        signer = Signer(ORIGIN, fixed_key(seed))
        frontier = Frontier()
        note = ""
        for at in range(self.ledger.size):
            head = sha256(note.encode()).hexdigest() if note else ""
            leaf = self.changed(at, head=head, **(fields if at == seq else {})) if at >= seq else self.row(at)[0]
            frontier = frontier.append(leaf_hash(leaf))
            note = self.row(at)[1]
            if at >= seq:
                note = signer.sign(Checkpoint(ORIGIN, frontier.size, frontier.root()).text())
            self.set_leaf(at, leaf)
            self.set_note(at, note)
            name = json.loads(leaf)["stream"]
            self.connection.execute("UPDATE stream SET frontier = ? WHERE name = ?", (frontier.to_bytes(), name))

    def verify(self, *heads: Head) -> Verdict:
        return verify_ledger(self.connection, LOG, heads=heads, refold=summary_of)


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.fill()
    return bench


def failed(verdict: Verdict) -> set[int]:
    return {check.n for check in verdict.checks if not check.ok}


def test_an_untouched_ledger_verifies_and_counts_what_it_looked_at(bench):
    verdict = bench.verify()
    assert verdict.ok
    assert (verdict.entries, verdict.first_bad) == (SIZE, None)
    assert [check.n for check in verdict.checks] == list(range(1, 10))
    assert verdict.root == bench.ledger.note.split("\n")[2]
    assert "verifies: 12 entries" in verdict.lines()[-1]
    assert "12 entries in 3 streams" in verdict.lines()[0]


def test_an_empty_ledger_is_never_green():
    empty = Bench()
    verdict = empty.verify()
    assert not verdict.ok
    assert {1, 4, 5} <= failed(verdict)
    assert not verify_ledger(empty.connection, LOG, only={6, 8}).ok


def swap(bench: Bench) -> None:
    three, seven = bench.row(3), bench.row(7)
    for seq, (leaf, note) in ((3, seven), (7, three)):
        bench.set_leaf(seq, leaf)
        bench.set_note(seq, note)


def swap_renumbered(bench: Bench) -> None:
    three, seven = json.loads(bench.row(3)[0]), json.loads(bench.row(7)[0])
    bench.set_leaf(3, bench.changed(3, body=seven["body"]))
    bench.set_leaf(7, bench.changed(7, body=three["body"]))


def delete(seq: int) -> Callable[[Bench], None]:
    return lambda bench: bench.connection.execute("DELETE FROM entry WHERE seq = ?", (seq,))


def add_at_end(bench: Bench) -> None:
    leaf = bench.changed(SIZE - 1, seq=SIZE, head=sha256(bench.row(SIZE - 1)[1].encode()).hexdigest())
    bench.connection.execute(INSERT_ENTRY, (SIZE, leaf, bench.row(SIZE - 1)[1]))


def add_signed_by_another(bench: Bench) -> None:
    last = json.loads(bench.row(SIZE - 1)[0])
    leaf = bench.changed(
        SIZE - 1,
        seq=SIZE,
        n=last["n"] + 1,
        prev=SIZE - 1,
        head=sha256(bench.row(SIZE - 1)[1].encode()).hexdigest(),
    )
    frontier = bench.ledger._tip.frontier.append(leaf_hash(leaf))
    note = Signer(ORIGIN, fixed_key("thief")).sign(Checkpoint(ORIGIN, SIZE + 1, frontier.root()).text())
    bench.connection.execute(INSERT_ENTRY, (SIZE, leaf, note))
    bench.connection.execute(
        "UPDATE stream SET last_seq = ?, count = count + 1, frontier = ? WHERE name = ?",
        (SIZE, frontier.to_bytes(), last["stream"]),
    )


def cut(bench: Bench) -> None:
    bench.connection.execute("DELETE FROM entry WHERE seq >= 9")


def insert_in_the_middle(bench: Bench) -> None:
    bench.connection.execute("UPDATE entry SET seq = seq + 100 WHERE seq >= 5")
    bench.connection.execute("UPDATE entry SET seq = seq - 99 WHERE seq >= 100")
    leaf, note = bench.row(4)
    bench.connection.execute(INSERT_ENTRY, (5, leaf.replace(b'"seq":4', b'"seq":5'), note))


TAMPERING: dict[str, tuple[Callable[[Bench], object], int | None]] = {
    "a changed leaf": (lambda b: b.set_leaf(5, b.changed(5, body={"count": 99})), 5),
    "the first leaf changed": (lambda b: b.set_leaf(0, b.changed(0, by=["P-9"])), 0),
    "the last leaf changed": (lambda b: b.set_leaf(11, b.changed(11, by=["P-9"])), 11),
    "a changed salt": (lambda b: b.set_leaf(5, b.changed(5, salt="0" * 32)), 5),
    "a changed time": (lambda b: b.set_leaf(5, b.changed(5, recorded_at="2026-03-02T00:00:00.000000Z")), 5),
    "a changed head": (lambda b: b.set_leaf(5, b.changed(5, head="0" * 64)), 5),
    "one byte flipped": (lambda b: b.set_leaf(5, b.row(5)[0].replace(b"We did it", b"We did ot")), 5),
    "not canonical": (lambda b: b.set_leaf(5, b.row(5)[0].replace(b'"n":', b'"n": ')), 5),
    "a field twice": (lambda b: b.set_leaf(5, b.row(5)[0].replace(b'"n":1,', b'"n":1,"n":1,')), 5),
    "an unknown field": (lambda b: b.set_leaf(5, b.changed(5, zebra=1)), 5),
    "swapped rows": (swap, 3),
    "swapped facts": (swap_renumbered, 3),
    "a deleted row": (delete(4), 4),
    "the first row deleted": (delete(0), 0),
    "the last row deleted": (delete(11), 11),
    "a cut tail": (cut, 9),
    "all rows deleted": (lambda b: b.connection.execute("DELETE FROM entry"), 0),
    "an added row": (add_at_end, SIZE),
    "an added row that fits, signed by another key": (add_signed_by_another, SIZE),
    "a row put into the middle": (insert_in_the_middle, 5),
    "a note changed": (lambda b: b.set_note(5, b.row(5)[1].replace("\n6\n", "\n7\n")), 5),
    "a note's signature changed": (lambda b: b.set_note(5, b.row(5)[1][:-9] + "AAAAAAA=\n"), 5),
    "the newest note changed": (lambda b: b.set_note(11, b.row(11)[1].replace("\n12\n", "\n13\n")), 11),
    "the newest signature changed": (lambda b: b.set_note(11, b.row(11)[1][:-9] + "AAAAAAA=\n"), 11),
    "the newest note replaced by an older one": (lambda b: b.set_note(11, b.row(10)[1]), 11),
    "the newest note no text": (lambda b: b.set_note(11, b"\xff\xfe"), 11),
    "everything rewritten with another key": (lambda b: b.rewrite(5, {"by": ["P-9"]}, "thief"), 5),
    "a stream's last_seq": (
        lambda b: b.connection.execute("UPDATE stream SET last_seq = 1 WHERE name = 'run/R-0'"),
        None,
    ),
    "a stream's count": (lambda b: b.connection.execute("UPDATE stream SET count = 1 WHERE name = 'run/R-0'"), None),
    "a stream's summary": (
        lambda b: b.connection.execute("UPDATE stream SET summary = '{}' WHERE name = 'run/R-0'"),
        None,
    ),
    "a stream's frontier": (
        lambda b: b.connection.execute("UPDATE stream SET frontier = x'00' WHERE name = 'run/R-0'"),
        None,
    ),
    "a stream's row deleted": (lambda b: b.connection.execute("DELETE FROM stream WHERE name = 'run/R-0'"), None),
    "a stream's row added": (
        lambda b: b.connection.execute("INSERT INTO stream SELECT 'run/X', 1, 1, '{}', frontier FROM stream LIMIT 1"),
        None,
    ),
    "two streams' rows swapped": (
        lambda b: b.connection.executescript(
            "UPDATE stream SET name = 'x' WHERE name = 'run/R-0';"
            "UPDATE stream SET name = 'run/R-0' WHERE name = 'run/R-1';"
            "UPDATE stream SET name = 'run/R-1' WHERE name = 'x';"
        ),
        None,
    ),
    "a counter-signed checkpoint of nobody": (
        lambda b: b.connection.execute("INSERT INTO cosigned VALUES (3, ?)", (b.row(2)[1],)),
        None,
    ),
    "a counter-signed checkpoint that is none": (
        lambda b: b.connection.execute("INSERT INTO cosigned VALUES (3, x'00ff')"),
        None,
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_with_its_first_bad_entry(bench, name):
    act, first_bad = TAMPERING[name]
    bench.drop_triggers()
    act(bench)
    bench.restore_triggers()
    verdict = bench.verify()
    assert not verdict.ok
    assert verdict.first_bad == first_bad
    assert "NOT" in verdict.lines()[-1]


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_dropped_trigger_is_found(bench, trigger):
    bench.connection.execute(f"DROP TRIGGER {trigger}")
    verdict = bench.verify()
    assert failed(verdict) == {8}
    assert any(trigger in check.says for check in verdict.checks)


def test_a_trigger_that_was_weakened_or_added_is_found(bench):
    bench.connection.execute("DROP TRIGGER entry_is_the_next")
    bench.connection.execute("CREATE TRIGGER entry_is_the_next BEFORE INSERT ON entry WHEN 0 BEGIN SELECT 1; END")
    bench.connection.execute("CREATE TRIGGER extra AFTER INSERT ON entry BEGIN DELETE FROM cosigned; END")
    assert failed(bench.verify()) == {8}


def test_a_table_made_anew_without_its_key_is_found(bench):
    bench.drop_triggers()
    bench.connection.execute("ALTER TABLE entry RENAME TO old")
    bench.connection.execute("CREATE TABLE entry (seq, leaf, note)")
    bench.connection.execute("INSERT INTO entry SELECT * FROM old")
    bench.connection.execute("DROP TABLE old")
    bench.restore_triggers()
    assert failed(bench.verify()) == {8}


def test_another_version_is_found(bench):
    bench.connection.execute("PRAGMA user_version = 7")
    assert failed(bench.verify()) == {8}


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_is_a_finding_and_no_traceback(bench, table):
    bench.connection.execute(f"DROP TABLE {table}")
    verdict = bench.verify()
    assert not verdict.ok
    assert 8 in failed(verdict)


def test_a_record_rewritten_with_the_logs_own_key_verifies_alone_and_not_with_the_printed_head(bench):
    printed = Head("the checkpoint given", bench.row(8)[1])
    assert bench.verify(printed).ok
    bench.drop_triggers()
    bench.rewrite(5, {"by": ["P-9"]}, "log")
    bench.restore_triggers()
    assert bench.verify().ok
    verdict = bench.verify(printed)
    assert failed(verdict) == {6}
    assert "rewritten" in verdict.lines()[5]


def test_heads_of_two_sizes_narrow_down_what_was_rewritten(bench):
    heads = [Head("one", bench.row(4)[1]), Head("two", bench.row(5)[1])]
    bench.drop_triggers()
    bench.rewrite(5, {"by": ["P-9"]}, "log")
    bench.restore_triggers()
    verdict = bench.verify(*heads)
    assert failed(verdict) == {6}
    assert verdict.first_bad == 5


def test_a_tail_cut_without_trace_is_found_with_the_printed_head(bench):
    printed = Head("the checkpoint given", bench.row(11)[1])
    shorter = Bench()
    shorter.fill(9)
    assert shorter.verify().ok
    verdict = shorter.verify(printed)
    assert failed(verdict) == {6}
    assert verdict.first_bad == 9


def test_a_head_that_the_log_did_not_sign_is_found(bench):
    text = bench.row(8)[1].split("\n\n")[0] + "\n"
    assert failed(bench.verify(Head("the checkpoint given", sign_note(text, ORIGIN, fixed_key("thief"))))) == {5}
    assert 5 in failed(bench.verify(Head("the checkpoint given", "rubbish")))


def test_the_key_of_another_log_is_named(bench):
    other = parse_verifier_key(verifier_key("keyroom.test/other", fixed_key().public_key()))
    verdict = verify_ledger(bench.connection, other)
    assert not verdict.ok
    assert "keyroom.test/log" in verdict.lines()[3]


def test_another_key_of_the_same_name_verifies_nothing(bench):
    other = parse_verifier_key(verifier_key(ORIGIN, fixed_key("thief").public_key()))
    assert failed(verify_ledger(bench.connection, other)) == {5}


HOSTILE: dict[str, object] = {
    "null": None,
    "empty": b"",
    "text": "text",
    "a number": 5,
    "not JSON": b"{",
    "a list": b"[]",
    "a string": b'"x"',
    "NULs": b"\x00" * 50,
    "not UTF-8": b'{"body":{"a":"\xff"}}',
    "half a surrogate pair": b'{"body":{"a":"\\ud800"}}',
    "deep": b"[" * 200_000,
    "deep in the body": b'{"body":{"a":' + b"[" * 900 + b"]" * 900 + b"}}",
    "not a number": b'{"body":{"a":NaN}}',
    "a huge number": b'{"seq":' + b"9" * 5000 + b"}",
    "escape sequences": b'{"\x1b[2J":1}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_leaf_is_a_finding(bench, name):
    bench.drop_triggers()
    bench.connection.execute("PRAGMA writable_schema = ON")
    bench.connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'entry'")
    bench.connection.execute("PRAGMA writable_schema = RESET")
    bench.set_leaf(5, HOSTILE[name])
    verdict = bench.verify()
    assert verdict.first_bad == 5
    assert {2, 4, 8} <= failed(verdict)
    assert "\x1b" not in "".join(verdict.lines())


@pytest.mark.parametrize(
    "fields",
    [
        {"seq": -1},
        {"seq": 1.0},
        {"seq": 2**60},
        {"seq": True},
        {"n": 3},
        {"prev": 11},
        {"prev": None},
        {"by": "P-1"},
        {"by": [1]},
        {"stream": ""},
        {"stream": "other"},
        {"kind": 1},
        {"salt": "short"},
        {"recorded_at": "yesterday"},
        {"recorded_at": "2026-03-02T00:00:00.000000Z\n"},
        {"body": []},
        {"body": {"a": 1.5}},
        {"body": {"a": 2**53}},
        {"body": {"é": 1}},
        {"happened_at": None},
        {"head": "AB"},
    ],
)
def test_a_field_of_the_wrong_kind_is_a_finding(bench, fields):
    bench.drop_triggers()
    bench.set_leaf(5, bench.changed(5, **fields))
    verdict = bench.verify()
    assert not verdict.ok
    assert verdict.first_bad == 5


@pytest.mark.parametrize("value", [None, 5, 1.5, b"\xff\x00", "no note", "a\n\n\N{EM DASH} x AAAAAAA=\n"])
def test_hostile_notes_and_rows_of_streams_are_findings(bench, value):
    bench.drop_triggers()
    for table, column in (("entry", "note"), ("cosigned", "note"), ("stream", "frontier"), ("stream", "summary")):
        bench.connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        bench.connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
        bench.connection.execute(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608 - fixed names
    bench.connection.execute("INSERT INTO cosigned (size, note) VALUES (3, ?)", (value,))
    verdict = bench.verify()
    assert {4, 5, 8, 9} <= failed(verdict)


def test_damaged_pages_are_a_finding(tmp_path):
    path = tmp_path / "damaged.db"
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{'5a' * 32}'\"")
    create_schema(connection)
    ledger = Ledger(connection, ORIGIN, fixed_key())
    entries = ledger.prepare([draft(number) for number in range(200)], FakeClock().now(), FixedEntropy())
    ledger.commit(entries, {})
    connection.close()
    data = bytearray(path.read_bytes())
    data[4096 * 12 + 100] ^= 1
    path.write_bytes(data)
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{'5a' * 32}'\"")
    verdict = verify_ledger(connection, LOG)
    assert not verdict.ok
    assert verdict.first_bad is not None
    assert 0 < verdict.entries < 200


def enrol(bench: Bench) -> None:
    """The first two, who sign for each other."""
    pair = ("P-01", "P-02")
    bench.record(
        *(signed_draft(bench.ledger, "people", "person.enrolled", person_body(one, pair), pair) for one in pair)
    )


def test_signoffs_by_enrolled_people_hold():
    bench = Bench()
    bench.fill(2)
    enrol(bench)
    bench.record(signed_draft(bench.ledger, "run/R-1", "step.done", {"count": 5}, ("P-01", "P-02")))
    verdict = bench.verify()
    assert verdict.ok
    assert verdict.checks[6].count == 6


def test_a_replaced_key_signs_no_more():
    bench = Bench()
    enrol(bench)
    body = person_body("P-02", ("P-01", "P-02")) | {
        "public": base64.b64encode(fixed_key("new").public_key().public_bytes_raw()).decode()
    }
    bench.record(signed_draft(bench.ledger, "people", "person.rekeyed", body, ("P-01", "P-02")))
    assert bench.verify().ok
    bench.record(signed_draft(bench.ledger, "run/R-1", "step.done", {"count": 5}, ("P-02",)))
    verdict = bench.verify()
    assert failed(verdict) == {7}
    assert verdict.first_bad == 3


def rewired(bench: Bench, change: Callable[[Draft], object]) -> Verdict:
    """The verdict on a ledger whose sign-off was tampered with before it was recorded."""
    good = signed_draft(bench.ledger, "run/R-1", "step.done", {"count": 5}, ("P-01",))
    changed = change(good)
    assert isinstance(changed, Draft)
    bench.record(changed)
    return bench.verify()


@pytest.mark.parametrize(
    "change",
    [
        lambda d: Draft(d.stream, d.kind, d.body | {"count": 6}, d.by),
        lambda d: Draft("run/R-2", d.kind, d.body, d.by),
        lambda d: Draft(d.stream, "step.undone", d.body, d.by),
        lambda d: Draft(d.stream, d.kind, d.body | {"signoffs": ["rubbish"]}, d.by),
        lambda d: Draft(d.stream, d.kind, d.body | {"signoffs": [5]}, d.by),
        lambda d: Draft(d.stream, d.kind, d.body | {"signoffs": "text"}, d.by),
        lambda d: Draft(d.stream, d.kind, d.body | {"signoffs": {"a": 1}}, d.by),
        lambda d: Draft(
            d.stream,
            d.kind,
            d.body | {"signoffs": [sign_note("I agree.\n", signer_name(ORIGIN, "P-01"), fixed_key("P-01"))]},
            d.by,
        ),
        lambda d: Draft(
            d.stream,
            d.kind,
            d.body | {"signoffs": [sign_note("I agree.\n", signer_name(ORIGIN, "P-09"), fixed_key("P-09"))]},
            d.by,
        ),
    ],
)
def test_a_signoff_of_something_else_or_by_somebody_else_is_found(change):
    bench = Bench()
    enrol(bench)
    verdict = rewired(bench, change)
    assert failed(verdict) == {7}
    assert verdict.first_bad == 2


def test_a_key_that_can_not_be_read_is_found():
    bench = Bench()
    bench.record(Draft("people", "person.enrolled", {"person": "P-01", "public": "AAAA"}, ("P-01",)))
    bench.record(Draft("people", "person.enrolled", {"person": ["P-01"], "public": 7}, ("P-01",)))
    assert failed(bench.verify()) == {7}


def cosigned_note(bench: Bench, *people: str) -> str:
    text = bench.ledger.note.split("\n\n")[0] + "\n"
    lines = [cosign(text, signer_name(ORIGIN, one), fixed_key(one), 1_772_442_000) for one in people]
    return bench.ledger.note + "".join(lines)


def test_counter_signatures_hold_and_the_tree_extends_them():
    bench = Bench()
    enrol(bench)
    bench.ledger.keep_cosigned(2, cosigned_note(bench, "P-01", "P-02"))
    bench.record(Draft("sitting/2", "sitting.opened", {"cosigned": bench.ledger.cosigned()[2]}, ("P-01",)))
    verdict = bench.verify()
    assert verdict.ok
    assert [check.count for check in verdict.checks[4:7]] == [3, 2, 6]


def test_a_counter_signature_by_an_unknown_person_is_found():
    bench = Bench()
    enrol(bench)
    bench.ledger.keep_cosigned(2, cosigned_note(bench, "P-01", "P-09"))
    assert failed(bench.verify()) == {7}


def test_a_counter_signed_checkpoint_that_vanished_is_found():
    bench = Bench()
    enrol(bench)
    bench.ledger.keep_cosigned(2, cosigned_note(bench, "P-01"))
    bench.record(Draft("sitting/2", "sitting.opened", {"cosigned": bench.ledger.cosigned()[2]}, ("P-01",)))
    bench.connection.execute("DELETE FROM cosigned")
    assert failed(bench.verify()) == {6}


def test_a_counter_signature_that_vanished_is_found():
    bench = Bench()
    enrol(bench)
    whole = cosigned_note(bench, "P-01", "P-02")
    bench.ledger.keep_cosigned(2, whole)
    bench.record(Draft("sitting/2", "sitting.opened", {"cosigned": whole}, ("P-01",)))
    assert bench.verify().ok
    bench.connection.execute("UPDATE cosigned SET note = ?", ("\n".join([*whole.split("\n")[:-2], ""]),))
    assert failed(bench.verify()) == {6}


def test_a_sitting_that_records_no_checkpoint_as_counter_signed_is_found():
    bench = Bench()
    bench.record(Draft("sitting/2", "sitting.opened", {"cosigned": ["rubbish"]}, ("P-01",)))
    verdict = bench.verify()
    assert {5, 6} <= failed(verdict)
    assert verdict.first_bad == 0


def test_a_leaf_larger_than_any_entry_is_a_finding(bench):
    bench.drop_triggers()
    bench.connection.execute("UPDATE entry SET leaf = zeroblob(17000000) WHERE seq = 5")
    verdict = bench.verify()
    assert verdict.first_bad == 5
    assert 2 in failed(verdict)


@pytest.mark.parametrize(
    "seq", ["NULL", "'text'", "x'ff00'", "1.5", "CAST(x'fffe' AS TEXT)", "-7", "9223372036854775807"]
)
def test_a_row_numbered_by_anything_is_a_finding(bench, seq):
    bench.drop_triggers()
    bench.connection.execute("ALTER TABLE entry RENAME TO old")
    bench.connection.execute("CREATE TABLE entry (seq, leaf, note)")
    bench.connection.execute("INSERT INTO entry SELECT * FROM old")
    bench.connection.execute(f"UPDATE entry SET seq = {seq} WHERE seq = 5")  # noqa: S608 - fixed text
    verdict = bench.verify()
    assert {1, 4, 8} <= failed(verdict)
    assert verdict.first_bad in {0, 2, 5}


def test_a_fold_that_fails_is_a_finding(bench):
    def broken(_entries: Iterable[Entry]) -> Mapping[str, str]:
        raise KeyError("body")

    assert failed(verify_ledger(bench.connection, LOG, refold=broken)) == {9}


def test_a_clock_that_stepped_back_does_not_matter():
    bench = Bench()
    bench.fill(2)
    bench.clock.advance(timedelta(days=-1))
    bench.fill(2)
    assert bench.verify().ok


def test_verifying_leaves_no_transaction_behind(bench):
    bench.verify()
    assert not bench.connection.in_transaction
    bench.fill(1)
