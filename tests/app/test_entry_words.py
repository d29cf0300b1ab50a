"""Every entry is said in a line, whatever a later version puts into it."""

from app.entry_words import last_line
from ceremonies.ledger.entry import Entry

NAMES = {"P-01": "J. Okafor", "P-02": "M. Lindqvist"}


def entry(kind: str, body: dict[str, object], by: tuple[str, ...] = ("P-01",)) -> Entry:
    return Entry(
        seq=1204, salt="0" * 32, recorded_at="2026-11-22T14:05:00.000000Z", stream="run/TEST-0042/2", n=7, kind=kind,
        body=body, by=by, head="",
    )  # fmt: skip


def test_a_tick_is_said_with_time_number_and_name() -> None:
    ticked = entry("item.ticked", {"step": "4.2.1.7", "item": "b", "answer": "done"})
    assert last_line(ticked, NAMES) == "14:05 #1204 4.2.1.7 item b ticked by J. Okafor"


def test_people_are_named_and_not_twice() -> None:
    assert last_line(entry("person.signed_in", {"person": "P-02"}, ("P-02",)), NAMES).endswith("M. Lindqvist signed in")
    offered = entry("command.offered", {"from": "P-01", "to": "P-02", "note": ""})
    assert last_line(offered, NAMES).endswith("command offered to M. Lindqvist by J. Okafor")


def test_a_kind_or_body_of_a_later_version_is_named_as_it_is() -> None:
    assert "moon.landed" in last_line(entry("moon.landed", {}), NAMES)
    assert "item.ticked" in last_line(entry("item.ticked", {"other": 1}), NAMES)
