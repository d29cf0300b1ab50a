import os

import pytest
from sqlcipher3 import dbapi2

from ceremonies.errors import Stopped, Unusable, Unverified
from ceremonies.ledger import export
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.entry import Draft
from ceremonies.ledger.export import export_ledger
from ceremonies.ledger.note import open_note, parse_verifier_key, verifier_key
from ceremonies.ledger.store import Ledger, create_schema
from ceremonies.ledger.tree import leaf_hash, root_of
from tests.fakes import START, FixedEntropy, fixed_key

ORIGIN = "keyroom.test/log"
VKEY = verifier_key(ORIGIN, fixed_key().public_key())


@pytest.fixture
def ledger():
    connection = dbapi2.connect(":memory:")
    create_schema(connection)
    ledger = Ledger(connection, ORIGIN, fixed_key())
    drafts = [Draft("run/R-1", "step.done", {"said": "line\nbreak \u2028 and ü", "n": number}) for number in range(7)]
    ledger.commit(ledger.prepare(drafts, START, FixedEntropy()), {})
    ledger.keep_cosigned(7, ledger.note)
    return ledger


def test_an_export_is_all_that_a_stranger_needs(ledger, tmp_path):
    out = tmp_path / "out"
    assert export_ledger(ledger.connection, VKEY, out) == 7
    assert sorted(path.name for path in out.iterdir()) == ["checkpoint", "cosigned", "entries.jsonl", "log.vkey"]
    lines = (out / "entries.jsonl").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert lines == [entry.leaf() for entry in ledger.entries()]
    log = parse_verifier_key((out / "log.vkey").read_text())
    checkpoint = parse_checkpoint(open_note((out / "checkpoint").read_text(), [log]))
    assert (checkpoint.size, checkpoint.root) == (7, root_of([leaf_hash(line) for line in lines]))
    assert (out / "cosigned" / "7").read_text() == ledger.note
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_export_never_writes_over_anything(ledger, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("folder", "file", "link"):
        with pytest.raises(Unusable, match="already"):
            export_ledger(ledger.connection, VKEY, tmp_path / name)
    with pytest.raises(Unusable, match="no folder"):
        export_ledger(ledger.connection, VKEY, tmp_path / "nowhere" / "out")


@pytest.mark.parametrize("damage", ["SET leaf = 'x'", "SET leaf = x'0a'", "SET note = x'ff'", "SET seq = 70"])
def test_a_damaged_record_leaves_nothing_behind(ledger, tmp_path, damage):
    ledger.connection.execute("DROP TRIGGER entry_is_never_changed")
    ledger.connection.execute(f"UPDATE entry {damage} WHERE seq = 4")
    with pytest.raises(Unverified, match="Entry 4"):
        export_ledger(ledger.connection, VKEY, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
    assert not ledger.connection.in_transaction


def test_an_empty_record_and_one_without_tables_are_not_exported(tmp_path):
    empty = dbapi2.connect(":memory:", isolation_level=None)
    with pytest.raises(Unverified):
        export_ledger(empty, VKEY, tmp_path / "out")
    create_schema(empty)
    with pytest.raises(Unverified, match="empty"):
        export_ledger(empty, VKEY, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_a_disk_that_fails_is_a_sentence_and_leaves_nothing(ledger, tmp_path, monkeypatch, failing):
    def fail(*_args):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(*((export.os, "fsync") if failing == "fsync" else (export.Path, "rename")), fail)
    with pytest.raises(Stopped, match="No space left"):
        export_ledger(ledger.connection, VKEY, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_written_to_is_a_sentence(ledger, tmp_path, monkeypatch):
    def fail(*_args, **_named):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(export.tempfile, "mkdtemp", fail)
    with pytest.raises(Stopped, match="Permission denied"):
        export_ledger(ledger.connection, VKEY, tmp_path / "out")
