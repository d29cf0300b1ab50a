from datetime import timedelta

import msgspec
import pytest

from ceremonies.act import Action, Ruling
from ceremonies.drafting import Signers, draft_of, named_keys
from ceremonies.errors import Misuse, Refused, WrongPassphrase
from ceremonies.keyring import Keyring
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.note import read_note
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.signing import disagreement
from ceremonies.times import to_iso
from tests.fakes import START, FixedEntropy
from tests.walker import PASSPHRASE, room_of

BOTH = {"P-01": PASSPHRASE, "P-02": PASSPHRASE}
PLAIN = Ruling(stream="people", kind="thing.done", body={"what": "x"})
SIGNED = msgspec.structs.replace(PLAIN, signed_by=("P-01", "P-02"))


class Paired(Action, frozen=True, kw_only=True):
    second: str = ""


@pytest.fixture(scope="module")
def room():
    """A room with people and their keys, that is only read."""
    return room_of().room


@pytest.fixture
def signers(room):
    return signers_with(room, BOTH)


def signers_with(room, passphrases, keyring=None, named=()):
    keyring = keyring or Keyring(room.workspace, FixedEntropy("new"), SMALLEST_COST)
    return Signers(room, keyring, passphrases, named)


def draft(signers, ruling=PLAIN, action=None):
    return draft_of(ruling, action or Action(by="P-01"), START, signers)


def test_a_ruling_that_nobody_signs_is_drafted_as_it_stands(signers):
    made = draft(signers)
    assert (made.stream, made.kind, made.body, made.by) == ("people", "thing.done", {"what": "x"}, ("P-01",))
    assert (made.happened_at, made.happened_source, made.happened_by) == (None, None, None)


@pytest.mark.parametrize(
    ("action", "ruling", "by"),
    [
        (Action(by="P-01"), SIGNED, ("P-01",)),
        (Action(), SIGNED, ("P-01", "P-02")),
        (Paired(by="P-02", second="P-01"), PLAIN, ("P-02", "P-01")),
        (Paired(by="P-01", second="P-01"), PLAIN, ("P-01",)),
        (Paired(by="P-01"), PLAIN, ("P-01",)),
        (Action(), PLAIN, ()),
    ],
    ids=["at the keyboard", "who signs", "a pair", "one as a pair", "no second", "nobody"],
)
def test_whoever_acted_is_named_once(signers, action, ruling, by):
    assert draft(signers, ruling, action).by == by


def test_each_signer_s_note_names_the_facts_the_head_and_what_they_think_of_it(room, signers):
    made = draft(signers, msgspec.structs.replace(SIGNED, objections={"P-02": "too early"}))
    texts = [read_note(note).text for note in made.body["signoffs"]]
    assert ["person P-01" in texts[0], "person P-02" in texts[1]] == [True, True]
    assert [disagreement(text) for text in texts] == ["", "too early"]
    head = parse_checkpoint(read_note(room.ledger.note).text)
    assert all(f"\nhead {head.size} " in text for text in texts)


def test_drafting_leaves_the_ruling_as_it_was(signers):
    draft(signers, SIGNED)
    assert SIGNED.body == {"what": "x"}


@pytest.mark.rule("SIGNED-IN")
def test_a_passphrase_that_was_not_given_is_asked_for_and_a_wrong_one_is_named(room):
    with pytest.raises(Refused, match="P-02 signs this"):
        draft(signers_with(room, {"P-01": PASSPHRASE}), SIGNED)
    with pytest.raises(WrongPassphrase, match="P-02"):
        draft(signers_with(room, BOTH | {"P-02": Secret("guess")}), SIGNED)


def test_whoever_is_being_enrolled_signs_with_the_key_that_the_ruling_names(room):
    keyring = Keyring(room.workspace, FixedEntropy("new"), SMALLEST_COST)
    public = keyring.make("P-03", PASSPHRASE)
    ruling = Ruling(stream="people", kind="person.enrolled", body={"public": public}, signed_by=("P-03",))
    passphrases = {"P-03": PASSPHRASE}
    named = named_keys([PLAIN, ruling])
    assert named == {public}
    assert len(draft(signers_with(room, passphrases, keyring, named), ruling).body["signoffs"]) == 1
    with pytest.raises(Misuse, match="P-03 has no key"):
        draft(signers_with(room, passphrases, keyring), ruling)


@pytest.mark.rule("TIME-HAPPENED")
def test_when_it_happened_is_kept_with_who_says_so(signers):
    then = to_iso(START - timedelta(hours=1))
    made = draft(signers, PLAIN, Action(by="P-01", happened_at=then, happened_source="paper", happened_by="Cy"))
    assert (made.happened_at, made.happened_source, made.happened_by) == (then, "paper", "Cy")
