"""The command ``keyroom certificates``, as a person or a script calls it."""

import json

import pytest

from app.cli.exits import Exit
from app.cli.main import main
from ceremonies.certificates.armour import to_pem
from tests.issuing import Authorities

ROOM = Authorities()


@pytest.fixture
def recovery(tmp_path):
    path = tmp_path / "recovery.pem"
    path.write_bytes(to_pem(ROOM.recovery(), "certificate"))
    return str(path)


def test_a_certificate_is_shown_in_words_that_fit_the_screen(capsys, recovery):
    assert main(["certificates", "show", recovery]) == Exit.GOOD
    out = capsys.readouterr().out
    assert out.startswith("Recovery certificate of TEST Recovery\n")
    assert "  Entity (EUI-64)         90-B3-D5-1F-30-00-00-02\n" in out
    assert out.endswith("It is as its profile says: Recovery Certificate.\n")
    assert max(map(len, out.splitlines())) <= 80


def test_json_has_the_same(capsys, recovery):
    assert main(["certificates", "show", recovery, "--json"]) == Exit.GOOD
    (part,) = json.loads(capsys.readouterr().out)
    assert part["title"] == "Recovery certificate of TEST Recovery"
    assert ["Authority", "no"] in part["fields"]
    assert part["problems"] == []


def test_the_issuer_is_checked_when_it_is_named(capsys, tmp_path, recovery):
    (tmp_path / "issuing.cer").write_bytes(ROOM.issuing)
    (tmp_path / "other.cer").write_bytes(Authorities("other").issuing)
    assert main(["certificates", "show", recovery, "--issuer", str(tmp_path / "issuing.cer")]) == Exit.GOOD
    assert main(["certificates", "show", recovery, "--issuer", str(tmp_path / "other.cer")]) == Exit.PROBLEM
    assert "signed by another key" in capsys.readouterr().out


def test_lists_and_several_parts_of_a_file_are_shown(capsys, tmp_path):
    path = tmp_path / "all.pem"
    path.write_bytes(to_pem(ROOM.root, "certificate") + to_pem(ROOM.list(), "CRL"))
    assert main(["certificates", "show", str(path)]) == Exit.GOOD
    out = capsys.readouterr().out
    assert "Root OCA certificate of TEST Root OCA" in out
    assert "Certificate Revocation List 1 of OU=07, CN=TEST Issuing OCA" in out


@pytest.mark.parametrize("data", [b"", b"hello", b"\x30\x00", b"\x30\x03\x02\x01\x05"])
def test_anything_else_ends_with_a_sentence(capsys, tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)
    assert main(["certificates", "show", str(path)]) == Exit.MISUSE
    assert str(path) in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(capsys, tmp_path):
    assert main(["certificates", "show", str(tmp_path / "none.pem")]) == Exit.MISUSE
    assert "can't be read: No such file" in capsys.readouterr().err


def test_other_profiles_can_be_named(capsys, tmp_path, recovery):
    (tmp_path / "mine.toml").write_text("[policy]\n")
    assert main(["certificates", "show", recovery, "--profiles", str(tmp_path / "mine.toml")]) == Exit.MISUSE
    assert "mine.toml" in capsys.readouterr().err
