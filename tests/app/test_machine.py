"""The workstation's own state."""

from pathlib import Path

from app.machine import looking_at


def network(tmp_path: Path, **carriers: str) -> Path:
    for name, carrier in carriers.items():
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "carrier").write_text(carrier)
    return tmp_path


def test_a_link_breaks_the_air_gap_and_is_named(tmp_path: Path) -> None:
    look = looking_at(tmp_path, network(tmp_path / "net", lo="1\n", eth0="1\n", eth1="0\n"))
    assert look().air_gap == "BROKEN: eth0 has a link"


def test_without_a_link_the_air_gap_holds(tmp_path: Path) -> None:
    assert looking_at(tmp_path, network(tmp_path / "net", lo="1\n", eth1="0\n"))().air_gap == "ok"


def test_a_system_that_says_nothing_is_not_taken_for_safe(tmp_path: Path) -> None:
    assert looking_at(tmp_path, tmp_path / "missing")().air_gap == "not known"
