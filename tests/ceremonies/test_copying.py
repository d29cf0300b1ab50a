import pytest

from ceremonies.copying import copy_verified
from ceremonies.ledger.heads import Head
from ceremonies.verification import verify_record
from ceremonies.workspace import open_workspace
from tests.fakes import FixedEntropy
from tests.records import PASSPHRASE, small_record


@pytest.fixture
def record(tmp_path):
    with small_record(tmp_path / "room") as workspace:
        workspace.evidence.add(b"a photograph")
        yield workspace


def test_a_copy_of_a_whole_record_verifies_and_is_kept(record, tmp_path):
    found = copy_verified(record, tmp_path / "copy")
    assert found.ok
    assert found.verdict.entries == record.ledger.size
    assert found.head == record.ledger.note
    assert (found.files, found.damaged) == (len(record.evidence.digests()), ())
    assert [line.split()[0] for line in found.lines()[:-1]] == ["good"] * 10
    with open_workspace(tmp_path / "copy", PASSPHRASE, entropy=FixedEntropy()) as copy:
        assert verify_record(copy, [Head("the original's head", record.ledger.note)]).ok


def test_damaged_evidence_is_named_and_no_copy_is_kept(record, tmp_path):
    digest = record.evidence.digests()[0]
    path = record.evidence.folder / digest
    path.write_bytes(path.read_bytes()[:-1])
    found = copy_verified(record, tmp_path / "copy")
    assert not found.ok
    assert found.verdict.ok
    assert [digest in sentence for sentence in found.damaged] == [True]
    assert any(line.startswith("BAD  - evidence: 1 of") for line in found.lines())
    assert not (tmp_path / "copy").exists()


def test_a_record_that_does_not_verify_is_not_kept_as_a_copy(record, tmp_path):
    record.connection.execute("UPDATE stream SET summary = '{}' WHERE name = 'people'")
    found = copy_verified(record, tmp_path / "copy")
    assert not found.ok
    assert [check.n for check in found.verdict.checks if not check.ok] == [9]
    assert [path.name for path in tmp_path.iterdir()] == ["room"]
