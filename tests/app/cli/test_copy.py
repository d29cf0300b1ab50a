import pytest

from app.cli.exits import Exit
from app.cli.main import main
from tests.records import small_record


@pytest.fixture
def room(tmp_path):
    with small_record(tmp_path / "room") as workspace:
        workspace.evidence.add(b"a photograph")
    return tmp_path / "room"


def test_counts_and_head_are_printed(room, tmp_path, capsys):
    assert main(["--workspace", str(room), "copy", str(tmp_path / "copy")]) is Exit.GOOD
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert sum(line.startswith("good") for line in lines) == 10
    assert any(line.startswith(f"Copied to {tmp_path / 'copy'}: ") for line in lines)
    head = lines[lines.index("Its head:") + 1 :]
    assert head[0].strip().startswith("keyroom.invalid/rehearsal/")
    assert head[1].strip().isdecimal()
    assert "on the same medium" in said.err


def test_the_copy_verifies_by_itself(room, tmp_path, capsys):
    main(["--workspace", str(room), "copy", str(tmp_path / "copy")])
    assert main(["--workspace", str(tmp_path / "copy"), "ledger", "verify"]) is Exit.GOOD


def test_a_record_that_does_not_verify_ends_with_4(room, tmp_path, capsys):
    (evidence,) = [path for path in (room / "evidence").iterdir() if path.stat().st_size < 1000]
    evidence.write_bytes(evidence.read_bytes()[:-1])
    assert main(["--workspace", str(room), "copy", str(tmp_path / "copy")]) is Exit.UNVERIFIED
    said = capsys.readouterr()
    assert "BAD  - evidence" in said.out
    assert "nothing was kept" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["room"]


def test_a_missing_medium_is_a_sentence(room, tmp_path, capsys):
    assert main(["--workspace", str(room), "copy", str(tmp_path / "stick" / "copy")]) is Exit.MISUSE
    assert capsys.readouterr().err == f"There is no folder {tmp_path / 'stick'} to copy to. Is the medium there?\n"
