"""Files leave whole or not at all, and never over one that is there."""

import os
from hashlib import sha256

import pytest

from ceremonies.certificates import outbox
from ceremonies.certificates.outbox import is_written, output_of, write_output
from ceremonies.errors import Stopped, Unusable
from ceremonies.workspace.layout import CERTIFICATES, OUTBOX, PARTIAL, remove_partial_files


def test_a_file_is_written_with_its_digest(tmp_path):
    output = write_output(tmp_path, "ROOT-0001.pem", b"certificate")
    assert output.name == f"{CERTIFICATES}/ROOT-0001.pem"
    assert output.digest == sha256(b"certificate").hexdigest()
    assert (tmp_path / output.name).read_bytes() == b"certificate"
    assert output == output_of("ROOT-0001.pem", b"certificate")
    assert [each.name for each in (tmp_path / CERTIFICATES).iterdir()] == ["ROOT-0001.pem"]
    assert (tmp_path / output.name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / output.name).stat().st_nlink == 1


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    write_output(tmp_path, "a.pem", b"first")
    for data in (b"first", b"second"):
        with pytest.raises(Unusable, match="there already"):
            write_output(tmp_path, "a.pem", data)
    assert (tmp_path / CERTIFICATES / "a.pem").read_bytes() == b"first"
    assert [each.name for each in (tmp_path / CERTIFICATES).iterdir()] == ["a.pem"]


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path):
    (tmp_path / CERTIFICATES).mkdir()
    (tmp_path / CERTIFICATES / "a.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unusable, match="there already"):
        write_output(tmp_path, "a.pem", b"first")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "name", ["", ".hidden", "-rf", "../a", "a/b", "a b", "a\n", "x" * 101, "\N{LATIN SMALL LETTER E WITH ACUTE}"]
)
def test_a_name_that_is_none_is_refused(tmp_path, name):
    with pytest.raises(Unusable, match="file's name"):
        write_output(tmp_path, name, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outbox.os, "fsync", full)
    (tmp_path / CERTIFICATES).mkdir()
    with pytest.raises(Stopped, match="disk is full"):
        write_output(tmp_path, "a.pem", b"first")
    assert list((tmp_path / CERTIFICATES).iterdir()) == []


def test_after_a_crash_the_file_is_there_whole_or_is_written_now(tmp_path):
    promised = output_of("a.pem", b"first")
    assert not is_written(tmp_path, promised)
    write_output(tmp_path, "a.pem", b"first")
    assert is_written(tmp_path, promised)
    (tmp_path / promised.name).write_bytes(b"other")
    assert not is_written(tmp_path, promised)


def test_what_a_crash_left_is_taken_away(tmp_path):
    folder = tmp_path / OUTBOX / CERTIFICATES
    folder.mkdir(parents=True)
    left = folder / f"{PARTIAL}a.pem"
    left.write_bytes(b"half")
    os.link(left, folder / "a.pem")
    remove_partial_files(tmp_path)
    assert [each.name for each in folder.iterdir()] == ["a.pem"]
