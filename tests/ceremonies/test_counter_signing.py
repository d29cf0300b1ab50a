import pytest

from ceremonies.counter_signing import check_seen, last_signed
from ceremonies.errors import Refused, Unverified
from ceremonies.ledger.checkpoint import Checkpoint
from ceremonies.ledger.note import cosign, sign_note, verifier
from ceremonies.ledger.tree import leaf_hash, root_of
from tests.fakes import fixed_key

ORIGIN = "keyroom.test/log"
ADA = f"{ORIGIN}/P-01"
LEAVES = [leaf_hash(b"%d" % number) for number in range(20)]
LOG = verifier(ORIGIN, fixed_key().public_key().public_bytes_raw())
HEAD = Checkpoint(ORIGIN, 20, root_of(LEAVES))


def note_at(size, leaves=LEAVES, key="log"):
    return sign_note(Checkpoint(ORIGIN, size, root_of(leaves[:size])).text(), ORIGIN, fixed_key(key))


def seen(carried, last=0, leaves=LEAVES):
    check_seen(carried, last=last, log=LOG, head=HEAD, hashes=leaves, person="P-01")


def test_the_newest_head_that_somebody_signed_is_found():
    text = note_at(7).split("\n\n")[0] + "\n"
    signed = note_at(7) + cosign(text, ADA, fixed_key("ada"), 0)
    assert last_signed({5: note_at(5), 7: signed, 9: note_at(9)}, ADA) == 7
    assert last_signed({5: note_at(5)}, ADA) == 0


@pytest.mark.parametrize(("size", "last"), [(7, 0), (7, 7), (20, 7), (1, 1)])
def test_who_carries_a_head_of_this_record_may_sign(size, last):
    seen(note_at(size), last)


def test_nobody_carries_one_the_first_time():
    seen("")
    seen(" \n")


@pytest.mark.rule("COSIGN-CONSISTENT")
@pytest.mark.parametrize(
    ("carried", "last", "says"),
    [
        ("", 7, "Bring that head"),
        (note_at(5), 7, "Bring that one"),
        (note_at(7, key="forger"), 7, "no head of this record"),
        ("dear diary", 0, "no head of this record"),
        (note_at(7, [leaf_hash(b"another"), *LEAVES[1:]]), 7, "does not extend the head that P-01 carries"),
        (note_at(21, [*LEAVES, leaf_hash(b"cut off")]), 20, "does not extend the head that P-01 carries"),
    ],
    ids=["nothing", "an older one", "a forged one", "a letter", "of a record written anew", "of a longer record"],
)
def test_who_can_not_show_consistency_does_not_sign(carried, last, says):
    with pytest.raises(Refused, match=says) as caught:
        seen(carried, last)
    assert caught.value.rule == "COSIGN-CONSISTENT"


def test_a_record_that_does_not_fold_to_its_own_head_is_signed_by_nobody():
    with pytest.raises(Unverified, match="own head"):
        seen(note_at(7), 7, LEAVES[:-1])
