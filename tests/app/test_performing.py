"""Carrying an act out: who is asked, what is kept first, what is recorded, and what is not."""

import pytest

from app.acts.catalogue import ACTS
from app.performing import Ask, perform
from app.standing import where
from app.wiring import SystemEntropy
from ceremonies.errors import NotRecorded, Refused, Stopped, Unusable, WrongPassphrase
from ceremonies.ledger.note import read_note
from ceremonies.secret import Secret
from ceremonies.workspace import open_workspace
from tests.records import INCIDENT, PASSPHRASE, enrol_two, make_workspace, raise_incident, room_in

RUN = f"{INCIDENT}/1"
HERS = Secret("brambles and rain")


@pytest.fixture
def empty(tmp_path):
    """A room that nobody is enrolled in."""
    with make_workspace(tmp_path / "room") as workspace:
        yield room_in(workspace)


@pytest.fixture
def room(empty):
    """A room with two people and an incident."""
    enrol_two(empty)
    raise_incident(empty)
    return empty


def start(room, name, by="P-01", **answers):
    act = next(one for one in ACTS if one.name == name)
    at = where(room, by=by, run=RUN if room.runs_of(INCIDENT) else "")
    return perform(room, act, at, dict.fromkeys((field.name for field in act.fields(at)), "") | answers)


def carry_out(room, name, by="P-01", secrets=None, **answers):
    """What was done, and whose passphrases were asked for; ``secrets`` by person, else everybody's is the same."""
    performing = start(room, name, by, **answers)
    asked: list[Ask] = []
    try:
        asked.append(next(performing))
        while True:
            given = (secrets or {}).get(asked[-1].person, PASSPHRASE)
            asked.append(performing.send(given))
    except StopIteration as end:
        return end.value, asked


def refused(room, error, name, match, **more):
    """Carry it out and be refused, with nothing recorded; what was said."""
    size = room.ledger.size
    with pytest.raises(error, match=match) as caught:
        carry_out(room, name, **more)
    assert room.ledger.size == size
    return str(caught.value)


DEVIATION = {"expected": "a call", "happened": "none came", "decided": "to go on", "second": "P-02"}


def test_the_first_two_set_their_own_passphrases_and_sign_in_with_them(empty):
    both = {"Ada Bell": HERS, "Cy Dunn": PASSPHRASE}
    answers = {
        "first_name": "Ada Bell",
        "first_organisation": "DCC",
        "first_roles": "Scribe",
        "second_name": "Cy Dunn",
        "second_organisation": "DCC",
        "second_roles": "Auditor",
    }
    done, asked = carry_out(empty, "firsttwo", "", both, **answers)
    assert [one.kind for one in done.entries] == ["person.enrolled", "person.enrolled"]
    assert [(one.person, one.new) for one in asked] == [("Ada Bell", True), ("Cy Dunn", True)]
    refused(empty, WrongPassphrase, "signin", "P-01", person="P-01")
    done, asked = carry_out(empty, "signin", "", {"P-01": HERS}, person="P-01")
    assert [one.kind for one in done.entries] == ["person.signed_in"]
    assert [(one.person, one.new) for one in asked] == [("P-01", False)]


def test_a_key_custodian_is_asked_for_under_no_name(room):
    done, asked = carry_out(room, "enrol", second="P-02", person_roles="Key Custodian")
    assert asked[0] == Ask(person="the Key Custodian", says="New passphrase of the Key Custodian: ", new=True)
    assert done.entries[-1].body["person"] == "K-01"
    assert done.entries[-1].body["name"] is None


def test_a_new_key_replaces_a_forgotten_passphrase(room):
    third = {"person_name": "Eve Frost", "person_organisation": "DCC", "person_roles": "Auditor", "second": "P-02"}
    carry_out(room, "enrol", **third)
    checked = {"reason": "forgotten", "checked": "passport", "person": "P-03", "second": "P-02"}
    _, asked = carry_out(room, "rekey", secrets={"P-03": HERS}, **checked)
    assert [(one.person, one.new) for one in asked] == [("P-03", True), ("P-01", False), ("P-02", False)]
    refused(room, WrongPassphrase, "signin", "P-03", person="P-03")
    carry_out(room, "signin", secrets={"P-03": HERS}, person="P-03")


def test_a_passphrase_is_asked_for_once_a_person_though_they_sign_twice(empty):
    answers = {f"{one}_{what}": f"{what} {one}" for one in ("first", "second") for what in ("name", "organisation")}
    done, asked = carry_out(empty, "firsttwo", "", first_roles="Scribe", second_roles="Auditor", **answers)
    assert len(done.entries) == 2
    assert all(len(one.body["signoffs"]) == 2 for one in done.entries)
    assert len(asked) == 2


def test_each_who_signs_is_asked_by_id_and_name(room):
    _, asked = carry_out(room, "deviate", **DEVIATION)
    assert [one.says for one in asked] == [
        "P-01 signs. Passphrase of J. Okafor (P-01): ",
        "P-02 signs. Passphrase of M. Lindqvist (P-02): ",
    ]
    assert not any(one.new for one in asked)


@pytest.mark.parametrize("who", ["P-01", "P-02"])
def test_a_wrong_passphrase_records_nothing(room, who):
    said = refused(room, WrongPassphrase, "deviate", f"not {who}'s passphrase", secrets={who: HERS}, **DEVIATION)
    assert "brambles" not in said
    carry_out(room, "deviate", **DEVIATION)


def test_an_empty_passphrase_for_a_new_key_records_nothing(room):
    third = {"person_name": "Eve Frost", "person_organisation": "DCC", "person_roles": "Auditor", "second": "P-02"}
    refused(room, Refused, "enrol", "passphrase is empty", secrets={"Eve Frost": Secret("")}, **third)
    done, _ = carry_out(room, "enrol", **third)
    assert done.entries[-1].body["person"] == "P-03"


def test_what_a_rule_forbids_is_refused_before_anybody_is_asked(room):
    performing = start(room, "deviate", **DEVIATION | {"second": "P-01"})
    with pytest.raises(Refused, match="TWO-PEOPLE"):
        next(performing)


def test_leaving_while_a_passphrase_is_asked_for_records_nothing(room):
    size = room.ledger.size
    performing = start(room, "deviate", **DEVIATION)
    next(performing)
    performing.send(PASSPHRASE)
    performing.close()
    assert room.ledger.size == size


# Evidence


def test_evidence_is_kept_before_the_entry_names_it(room, tmp_path, monkeypatch):
    file = tmp_path / "bag 0042.jpg"
    file.write_bytes(b"a photograph")
    there = []
    commit = room.ledger.commit

    def watched(entries, summaries):
        there.extend(entry.body["digest"] in room.workspace.evidence for entry in entries)
        commit(entries, summaries)

    monkeypatch.setattr(room.ledger, "commit", watched)
    done, asked = carry_out(room, "evidence", path=str(file), what="the seal")
    body = done.entries[-1].body
    assert there == [True]
    assert (body["name"], body["size"], asked) == ("bag 0042.jpg", 12, [])
    assert room.workspace.evidence.read(body["digest"]) == b"a photograph"


def test_a_file_of_the_persons_home_is_found(room, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "seal.txt").write_bytes(b"x")
    done, _ = carry_out(room, "evidence", path="~/seal.txt")
    assert done.entries[-1].body["name"] == "seal.txt"


@pytest.mark.parametrize(
    ("path", "match"),
    [
        ("{}/gone.jpg", "can't be attached"),
        ("{}", "not an ordinary file"),
        ("", "not an ordinary file"),
        ("/dev/null", "not an ordinary file"),
        ("{}/bag\x1b[2J.jpg", "control character"),
        ("{}/bag\0.jpg", "control character"),
        ("{}/" + "x" * 5000, "The file"),
        ("~nobody-of-that-name/bag.jpg", "whole path"),
    ],
    ids=["gone", "folder", "nothing", "device", "escape", "nul", "long", "nobody's home"],
)
def test_a_file_that_can_not_be_kept_records_nothing(room, tmp_path, path, match):
    kept = room.workspace.evidence.digests()
    said = refused(room, (Unusable, Stopped), "evidence", match, path=path.format(tmp_path))
    assert "\x1b" not in said
    assert room.workspace.evidence.digests() == kept


@pytest.mark.parametrize("how", ["removed", "changed"])
def test_a_file_that_vanishes_or_changes_while_it_is_read_records_nothing(room, tmp_path, monkeypatch, how):
    file = tmp_path / "bag.jpg"
    file.write_bytes(b"a photograph")
    kept = room.workspace.evidence.digests()

    def meanwhile(descriptor):
        del descriptor
        if how == "removed":
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(b"another photograph")

    monkeypatch.setattr("ceremonies.workspace.evidence.os.fsync", meanwhile)
    refused(room, Unusable, "evidence", "vanished" if how == "removed" else "changed", path=str(file))
    assert room.workspace.evidence.digests() == kept


def test_a_file_that_can_not_be_read_records_nothing(room, tmp_path, monkeypatch):
    def no_entry(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ceremonies.workspace.evidence.os.open", no_entry)
    refused(room, (Unusable, Stopped), "evidence", "can't be attached", path=str(tmp_path / "bag.jpg"))


# Key slots


def opens_with(room, secret) -> str:
    """Whose slot opens a copy of the folder; the passphrase is tried for real."""
    with open_workspace(room.workspace.path, secret, entropy=SystemEntropy(), readonly=True) as again:
        return again.opened_by


def test_a_new_slot_opens_the_workspace_and_none_when_it_is_taken_away(room):
    done, asked = carry_out(room, "slot", secrets={}, person="P-02", second="P-02")
    assert [(one.person, one.new) for one in asked] == [("P-01", False), ("P-02", False), ("P-02", True)]
    assert done.entries[-1].kind == "slot.added"
    give_slot(room, HERS)
    assert opens_with(room, HERS) == "P-02"
    carry_out(room, "unslot", person="P-02", reason="has left", second="P-02")
    with pytest.raises(WrongPassphrase):
        opens_with(room, HERS)


def give_slot(room, secret):
    """Let P-02 open the workspace with ``secret``, which is asked for last."""
    performing = start(room, "slot", person="P-02", second="P-02")
    next(performing)
    performing.send(PASSPHRASE)
    last = performing.send(PASSPHRASE)
    assert last.new
    with pytest.raises(StopIteration) as end:
        performing.send(secret)
    return end.value.value


def test_an_empty_passphrase_for_a_slot_records_nothing(room):
    size, slots = room.ledger.size, room.workspace.slots
    with pytest.raises(Refused, match="KEY-SLOTS: The passphrase is empty"):
        give_slot(room, Secret(""))
    assert (room.ledger.size, room.workspace.slots) == (size, slots)


def test_the_last_slot_stays(room):
    (holder,) = room.workspace.slots
    refused(room, Refused, "unslot", "KEY-SLOTS", person=holder, reason="tidiness", second="P-02")
    assert opens_with(room, PASSPHRASE) == holder


def test_a_slot_that_can_not_be_written_is_said_and_the_same_again_mends_it(room, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ceremonies.workspace.handle.save_description", full)
        done = give_slot(room, HERS)
    assert [one.kind for one in done.entries] == ["slot.added"]
    assert "What was recorded stands, but the key slots are as they were." in done.said
    with pytest.raises(WrongPassphrase):
        opens_with(room, HERS)
    assert not give_slot(room, HERS).said
    assert opens_with(room, HERS) == "P-02"


# The sitting's end


def test_a_sitting_ends_and_those_present_counter_sign_its_head(room):
    done, asked = carry_out(room, "endsitting")
    assert done.entries[-1].kind == "sitting.closed"
    for person in ("P-01", "P-02"):
        done, asked = carry_out(room, "countersign", person=person)
        assert [one.person for one in asked] == [person]
        assert done.entries == ()
    (head,) = room.ledger.cosigned().values()
    assert len(read_note(head).signatures) == 3


def test_a_head_is_not_counter_signed_with_a_wrong_passphrase_or_twice(room):
    carry_out(room, "endsitting")
    refused(room, WrongPassphrase, "countersign", "P-01", secrets={"P-01": HERS}, person="P-01")
    assert room.ledger.cosigned() == {}
    carry_out(room, "countersign", person="P-01")
    refused(room, Refused, "countersign", "ALREADY-RECORDED", person="P-01")


def test_a_head_is_not_counter_signed_before_the_sitting_ends(room):
    refused(room, Refused, "countersign", "SITTING", person="P-01")
    assert room.ledger.cosigned() == {}


def test_the_head_that_is_carried_is_read_from_its_file(room, tmp_path):
    carry_out(room, "endsitting")
    carry_out(room, "countersign", person="P-01")
    head = tmp_path / "head.note"
    head.write_text(next(iter(room.ledger.cosigned().values())))
    again = room_in(room.workspace)
    for person in ("P-01", "P-02"):
        carry_out(again, "signin", person=person)
    carry_out(again, "endsitting")
    refused(again, Refused, "countersign", "COSIGN-CONSISTENT", person="P-01")
    refused(again, Unusable, "countersign", "can't be read", person="P-01", head=str(tmp_path / "gone.note"))
    done, _ = carry_out(again, "countersign", person="P-01", head=str(head))
    assert "counter-signed the head" in done.said


# What can't be recorded


def test_a_workspace_that_is_only_read_refuses_before_anybody_is_asked_or_anything_is_kept(room, tmp_path):
    file = tmp_path / "bag.jpg"
    file.write_bytes(b"x")
    before = {path: path.stat().st_mtime_ns for path in room.workspace.path.rglob("*")}
    with open_workspace(room.workspace.path, PASSPHRASE, entropy=SystemEntropy()) as second:
        assert second.readonly
        room_two = type(room)(second, room._clock, room._entropy)
        for name, answers in (
            ("deviate", DEVIATION),
            ("evidence", {"path": str(file)}),
            ("slot", {"person": "P-02", "second": "P-02"}),
            ("enrol", {"person_name": "Eve", "person_roles": "Auditor", "second": "P-02"}),
            ("countersign", {"person": "P-01"}),
            ("endsitting", {}),
        ):
            with pytest.raises(Refused, match="READ-ONLY"):
                next(start(room_two, name, **answers))
    after = {path: path.stat().st_mtime_ns for path in room.workspace.path.rglob("*")}
    assert after == before


def test_a_record_that_can_not_be_written_is_said_and_the_act_can_be_tried_again(room, monkeypatch):
    def full(_entries, _summaries):
        raise NotRecorded("Nothing was recorded, so it did not happen. The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(room.ledger, "commit", full)
        refused(room, NotRecorded, "deviate", "disk is full", **DEVIATION)
        refused(room, NotRecorded, "slot", "disk is full", person="P-02", second="P-02")
        assert "P-02" not in room.workspace.slots
    done, _ = carry_out(room, "deviate", **DEVIATION)
    assert len(done.entries) == 1
