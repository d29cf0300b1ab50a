import hashlib

import pytest

from ceremonies.errors import Unusable
from ceremonies.ledger.note import parse_verifier_key, read_note, verifier_key
from ceremonies.people.pgp_words import to_words
from ceremonies.runbook import actions as ask
from ceremonies.sealing import SMALLEST_COST
from ceremonies.signing import SIGNOFFS, disagreement, facts_digest, sign_off, signer_name, statement
from ceremonies.workspace import create_workspace, open_workspace
from tests.fakes import FakeClock, FixedEntropy, fixed_key
from tests.walker import INCIDENT, PASSPHRASE, Walker, perform, room_of

ORIGIN = "keyroom.test/log"


def text(**more):
    said = {
        "origin": ORIGIN,
        "stream": "run/TEST-1/1",
        "kind": "risks.weighed",
        "person": "P-02",
        "body": {"b": 1, "a": "x"},
        "head": "7 abc",
        "objection": "",
    }
    return statement(**(said | more))


def test_a_sign_off_says_what_was_seen_by_whom_and_on_which_head():
    assert text().splitlines() == [
        "keyroom sign-off",
        ORIGIN,
        "stream run/TEST-1/1",
        "kind risks.weighed",
        "person P-02",
        "facts sha256:" + hashlib.sha256(b'{"a":"x","b":1}').hexdigest(),
        "head 7 abc",
        "I agree.",
    ]


def test_the_signatures_are_no_part_of_the_facts_that_they_sign():
    assert facts_digest({"a": 1, SIGNOFFS: ["note"]}) == facts_digest({"a": 1})
    assert facts_digest({"a": 1}) != facts_digest({"a": 2})


def test_an_objection_stands_in_what_is_signed_on_one_line():
    objecting = text(objection="the meters\nare in Wales")
    assert objecting.splitlines()[-1] == "I do not agree, because: the meters are in Wales"
    assert disagreement(objecting) == "the meters are in Wales"
    assert disagreement(text()) == ""


def test_a_sign_off_is_a_signed_note_under_the_person_s_own_name():
    note = sign_off(text(), origin=ORIGIN, person="P-02", key=fixed_key("P-02"))
    read = read_note(note)
    assert read.text == text()
    assert [one.name for one in read.signatures] == [signer_name(ORIGIN, "P-02")]
    verifier = parse_verifier_key(verifier_key(signer_name(ORIGIN, "P-02"), fixed_key("P-02").public_key()))
    assert verifier.name == f"{ORIGIN}/P-02"


def test_what_two_people_sign_stands_in_the_entry_with_the_head_they_saw_and_their_objection():
    table = room_of()
    before = read_note(table.room.ledger.note).text.split("\n")
    deviate = ask.Deviate(
        run=f"{INCIDENT}/1",
        step="3.2.K1",
        by="P-01",
        second="P-02",
        expected="a call",
        happened="an email",
        decided="go on",
        objection="it may be forged",
    )
    (entry,) = perform(table.room, deviate).entries
    first, second = (read_note(note).text for note in entry.body[SIGNOFFS])
    assert f"head {before[1]} {before[2]}" in first.split("\n")
    assert (disagreement(first), disagreement(second)) == ("", "it may be forged")


def test_what_one_person_objects_to_is_not_said_for_the_other():
    table = room_of()
    walker = Walker(table, table.start("4.2"))
    walker.weigh("4.2.1.1", objection="wait for the extract")
    newest = list(table.room.ledger.entries())[-1]
    said = [disagreement(read_note(note).text) for note in newest.body[SIGNOFFS]]
    assert said == ["", "wait for the extract"]


@pytest.mark.rule("LOG-KEY")
def test_making_a_workspace_makes_the_log_key_sealed_and_its_verifier_key_to_be_read_out(tmp_path):
    entropy = FixedEntropy()
    seeds = []

    class Watched(FixedEntropy):
        def take(self, count):
            taken = entropy.take(count)
            seeds.append(taken)
            return taken

    made = create_workspace(
        tmp_path / "room", "rehearsal", PASSPHRASE, clock=FakeClock(), entropy=Watched(), cost=SMALLEST_COST
    )
    made.close()
    files = b"".join(one.read_bytes() for one in (tmp_path / "room").rglob("*") if one.is_file())
    assert made.vkey.encode() in files
    assert not [seed for seed in seeds if len(seed) == 32 and (seed in files or seed.hex().encode() in files)]
    assert len(to_words(hashlib.sha256(made.vkey.encode()).digest())) == 32
    with open_workspace(tmp_path / "room", PASSPHRASE, entropy=FixedEntropy("again")) as again:
        assert again.vkey == made.vkey


@pytest.mark.rule("LOG-KEY")
def test_another_verifier_key_beside_the_sealed_log_key_is_found(tmp_path):
    create_workspace(
        tmp_path / "room", "rehearsal", PASSPHRASE, clock=FakeClock(), entropy=FixedEntropy(), cost=SMALLEST_COST
    ).close()
    path = tmp_path / "room" / "workspace.toml"
    said = path.read_text()
    vkey = next(line for line in said.splitlines() if line.startswith("vkey"))
    origin = vkey.split('"')[1].split("+")[0]
    path.write_text(said.replace(vkey, f'vkey = "{verifier_key(origin, fixed_key("another").public_key())}"'))
    with pytest.raises(Unusable, match="was changed"):
        open_workspace(tmp_path / "room", PASSPHRASE, entropy=FixedEntropy("again"))
