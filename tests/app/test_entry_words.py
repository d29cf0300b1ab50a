"""Every entry is said in a line, whatever a later version puts into it."""

import pytest

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


REGISTERS = {
    "person.left": ({"person": "P-02"}, "M. Lindqvist left"),
    "person.rekeyed": ({"person": "P-02"}, "M. Lindqvist has a new key"),
    "person.roles": ({"person": "P-02", "roles": ["Scribe", "Auditor"]}, "M. Lindqvist is now Scribe, Auditor"),
    "slot.added": ({"person": "P-02"}, "M. Lindqvist may open the workspace"),
    "slot.removed": ({"person": "P-02"}, "M. Lindqvist may open the workspace no longer"),
    "party.registered": ({"party": {"id": "ACME"}}, "Party ACME entered"),
    "party.changed": ({"party": {"id": "ACME"}}, "Party ACME changed"),
    "party.removed": ({"party": "ACME"}, "Party ACME taken off the register"),
    "day.added": ({"date": "2026-12-28", "name": "a holiday"}, "one-off day 2026-12-28 entered: a holiday"),
    "day.removed": ({"date": "2026-12-28"}, "one-off day 2026-12-28 taken off the list"),
}


@pytest.mark.parametrize("kind", REGISTERS)
def test_what_happens_to_the_registers_is_said_too(kind: str) -> None:
    body, says = REGISTERS[kind]
    assert last_line(entry(kind, body), NAMES) == f"14:05 #1204 {says} by J. Okafor"


ROOM = {
    "item.examined": (
        {"item": "bag B-1", "recorded": "B-1", "found": "B-2", "opened": True, "difference": "It differs."},
        "bag B-1 opened: last recorded B-1, found B-2, a difference",
    ),
    "physical_key.passed_on": (
        {"item": "physical key 12a", "from": "K-01", "to": "K-02"},
        "physical key 12a passed on from K-01 to K-02",
    ),
    "room.noted": ({"says": "safe 1 opened"}, "room: safe 1 opened"),
    "role.taken": ({"person": "P-02", "role": "Auditor"}, "M. Lindqvist is Auditor in this ceremony"),
    "custodians.summoned": ({"aliases": ["K-01"], "key": "REC-0001"}, "1 Key Custodians called for REC-0001"),
    "rollback.decided": ({"reference": "PMA 7"}, "decided to go on without the newest head: PMA 7"),
}


@pytest.mark.parametrize("kind", ROOM)
def test_what_happens_in_the_room_and_in_custody_is_said_too(kind: str) -> None:
    body, says = ROOM[kind]
    assert last_line(entry(kind, body), NAMES) == f"14:05 #1204 {says} by J. Okafor"
