import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from ceremonies.errors import Unusable, Unverified
from ceremonies.ledger.entry import Draft
from ceremonies.ledger.note import parse_verifier_key, verifier_key
from ceremonies.ledger.prove import check_proof, prove_entry
from ceremonies.ledger.store import Ledger, create_schema
from tests.fakes import START, FixedEntropy, fixed_key

ORIGIN = "keyroom.test/log"
LOG = parse_verifier_key(verifier_key(ORIGIN, fixed_key().public_key()))
SIZE = 11


def make():
    connection = dbapi2.connect(":memory:")
    create_schema(connection)
    ledger = Ledger(connection, ORIGIN, fixed_key())
    drafts = [Draft(f"run/R-{number}", "step.done", {"n": number}) for number in range(SIZE)]
    ledger.commit(ledger.prepare(drafts, START, FixedEntropy()), {})
    return ledger


LEDGER = make()
PROOF = prove_entry(LEDGER.connection, 5)


@pytest.mark.parametrize("seq", range(SIZE))
def test_every_entry_is_proved_to_somebody_who_has_only_the_key(seq):
    proven = check_proof(prove_entry(LEDGER.connection, seq), LOG)
    assert proven.entry == list(LEDGER.entries())[seq]
    assert proven.checkpoint.size == SIZE


def test_a_proof_is_laid_out_as_the_specification_says():
    lines = PROOF.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert base64.b64decode(lines[1].removeprefix("extra ")) == list(LEDGER.entries())[5].leaf()
    assert lines[2] == "index 5"
    blank = lines.index("")
    assert [len(base64.b64decode(line)) for line in lines[3:blank]] == [32] * 4
    assert "\n".join(lines[blank + 1 :]) == LEDGER.note


@pytest.mark.parametrize("seq", [-1, SIZE, 10**18])
def test_an_entry_that_is_not_there_is_not_proved(seq):
    with pytest.raises(Unusable, match="no entry"):
        prove_entry(LEDGER.connection, seq)


def test_the_key_of_another_log_proves_nothing():
    other = parse_verifier_key(verifier_key("keyroom.test/other", fixed_key().public_key()))
    with pytest.raises(Unverified):
        check_proof(PROOF, other)


@given(st.integers(0, len(PROOF) - 1), st.characters(exclude_categories=("Cs",)))
def test_a_changed_character_never_proves_another_entry(place, character):
    changed = PROOF[:place] + character + PROOF[place + 1 :]
    try:
        proven = check_proof(changed, LOG)
    except Unverified:
        return
    assert proven == check_proof(PROOF, LOG)


@given(st.text(max_size=200))
def test_any_text_is_refused_with_a_sentence(text):
    with pytest.raises(Unverified):
        check_proof(text, LOG)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("index 5", "index 4"),
        ("index 5", "index 05"),
        ("index 5", "index 11"),
        ("extra ", "extra"),
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("\n11\n", "\n12\n"),
        ("index 5\n", "index 5\n" + "AAAA\n"),
        ("index 5\n", "index 5\n" + ("A" * 43 + "=\n") * 64),
    ],
)
def test_a_proof_that_was_tampered_with_is_refused(old, new):
    assert old in PROOF
    with pytest.raises(Unverified):
        check_proof(PROOF.replace(old, new, 1), LOG)


def test_the_leaf_of_another_entry_is_refused():
    other = prove_entry(LEDGER.connection, 4).split("\n")[1]
    with pytest.raises(Unverified):
        check_proof(PROOF.replace(PROOF.split("\n")[1], other), LOG)


def test_nothing_is_proved_from_a_damaged_record():
    ledger = make()
    ledger.connection.execute("DROP TRIGGER entry_is_never_deleted")
    ledger.connection.execute("DELETE FROM entry WHERE seq = 3")
    with pytest.raises(Unverified, match="Entry 3"):
        prove_entry(ledger.connection, 5)
    with pytest.raises(Unverified, match="can't be read"):
        prove_entry(dbapi2.connect(":memory:"), 5)
