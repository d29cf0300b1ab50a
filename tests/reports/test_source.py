import pytest

from ceremonies.errors import Refused, Unverified
from reports.source import source_for

RUN = "TEST-0042/1"


def damage(workspace, seq):
    """Change one letter of an entry, as somebody with the passphrase could."""
    connection = workspace.ledger.connection
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    (leaf,) = connection.execute("SELECT leaf FROM entry WHERE seq = ?", (seq,)).fetchone()
    connection.execute("UPDATE entry SET leaf = ? WHERE seq = ?", (leaf.replace(b"P-0", b"P-1", 1), seq))


def test_by_default_the_tree_ends_with_the_runs_last_entry(workspace):
    source = source_for(workspace, run=RUN)
    assert source.entries[-1].stream == f"run/{RUN}"
    assert source.note.splitlines()[1] == str(len(source.entries))
    assert len(source.entries) < workspace.ledger.size


def test_a_size_can_be_chosen(workspace):
    assert len(source_for(workspace, run=RUN, at=40).entries) == 40


def test_without_a_run_it_is_the_whole_record(workspace):
    assert len(source_for(workspace).entries) == workspace.ledger.size


@pytest.mark.rule("SIZE")
@pytest.mark.parametrize("size", [0, -1, 10_000])
def test_a_size_the_record_has_not_is_refused(workspace, size):
    with pytest.raises(Refused, match="SIZE"):
        source_for(workspace, run=RUN, at=size)


@pytest.mark.parametrize(("run", "size"), [("TEST-0042/9", None), (RUN, 3)])
def test_a_run_that_is_not_there_is_refused(workspace, run, size):
    with pytest.raises(Refused, match=f"no run {run}"):
        source_for(workspace, run=run, at=size)


def test_nothing_is_made_from_a_damaged_record(workspace):
    damage(workspace, 120)
    with pytest.raises(Unverified, match=r"does not verify.*--at 120"):
        source_for(workspace, run=RUN)
    with pytest.raises(Unverified):
        source_for(workspace, run=RUN, at=121)


def test_up_to_the_last_good_head_it_is_made_and_says_so(workspace):
    damage(workspace, 120)
    source = source_for(workspace, run=RUN, at=120)
    assert len(source.entries) == 120
    assert source.warning.startswith("The record is damaged from entry 120 on.")


def test_a_derived_table_that_was_changed_stops_it_too(workspace):
    workspace.ledger.connection.execute("UPDATE stream SET count = count + 1 WHERE name = 'people'")
    with pytest.raises(Unverified):
        source_for(workspace, run=RUN)
