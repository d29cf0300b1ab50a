"""Files that a ceremony depends on."""

import errno
import os
from hashlib import sha256

import pytest

from app.strongroom import durable
from ceremonies.errors import Stopped, Unusable


def test_a_file_is_written_whole_for_its_owner_alone(tmp_path):
    durable.write_new(tmp_path / "key.blob", b"wrapped")
    assert (tmp_path / "key.blob").read_bytes() == b"wrapped"
    assert (tmp_path / "key.blob").stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "key.blob").write_bytes(b"before")
    with pytest.raises(Unusable, match="exists already"):
        durable.write_new(tmp_path / "key.blob", b"after")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unusable):
        durable.write_new(tmp_path / "link", b"after")
    assert not (tmp_path / "elsewhere").exists()


def test_a_medium_that_is_full_is_a_sentence_and_leaves_no_half_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Stopped, match="No space left"):
        durable.write_new(tmp_path / "key.blob", b"wrapped")
    assert list(tmp_path.iterdir()) == []


def test_a_medium_that_gives_something_else_back_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(durable, "read_whole", lambda _path: b"something else")
    with pytest.raises(Stopped, match="gave back something else"):
        durable.write_new(tmp_path / "key.blob", b"wrapped")


def test_a_file_is_destroyed_only_by_its_digest(tmp_path):
    path = tmp_path / "key.blob"
    path.write_bytes(b"wrapped")
    with pytest.raises(Unusable, match="Nothing was removed"):
        durable.destroy(path, sha256(b"other").hexdigest())
    durable.destroy(path, sha256(b"wrapped").hexdigest())
    assert not path.exists()


def test_what_is_missing_or_too_large_is_a_sentence(tmp_path):
    with pytest.raises(Unusable, match="can't be read"):
        durable.read_whole(tmp_path / "missing")
    (tmp_path / "large").write_bytes(bytes(11))
    with pytest.raises(Unusable, match="more than 10 bytes"):
        durable.read_whole(tmp_path / "large", 10)
    with pytest.raises(Unusable, match="can't be used"):
        durable.device_of(tmp_path / "missing")
