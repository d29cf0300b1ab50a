import pytest

from ceremonies.errors import KeyroomError, Unusable, Unverified
from ceremonies.ledger.checkpoint import Checkpoint, parse_checkpoint
from ceremonies.ledger.note import sign_note, verifier
from ceremonies.ledger.seen import as_note, check_extends, leaves_of, read_seen
from ceremonies.ledger.tree import leaf_hash, root_of
from tests.fakes import fixed_key

ORIGIN = "keyroom.test/log"
LEAVES = [leaf_hash(b"%d" % number) for number in range(20)]
LOG = verifier(ORIGIN, fixed_key().public_key().public_bytes_raw())


def head(size, leaves=LEAVES):
    return Checkpoint(ORIGIN, size, root_of(leaves[:size]))


def note_of(checkpoint, key="log"):
    return sign_note(checkpoint.text(), ORIGIN, fixed_key(key))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda note: note, id="as it is"),
        pytest.param(lambda note: note.replace("\n", "\r\n"), id="another system's line ends"),
        pytest.param(lambda note: "\ufeff" + note.rstrip("\n"), id="a byte order mark and no last line end"),
        pytest.param(lambda note: "\n" + note.replace("\n", "  \n") + "\n\n", id="spaces and empty lines"),
        pytest.param(lambda note: note.replace("\n\n", "\n"), id="no blank line"),
        pytest.param(lambda note: note[:-20] + "\n  " + note[-20:], id="a signature on two lines"),
        pytest.param(lambda note: note.replace("/log ", "/log\n"), id="a signature under its name"),
        pytest.param(lambda note: note.replace("\u2014 ", "- "), id="a hyphen for the dash"),
        pytest.param(lambda note: note.replace("\u2014 ", "-- "), id="two hyphens for the dash"),
        pytest.param(lambda note: note.replace("\u2014 ", "\u2013 "), id="a shorter dash"),
    ],
)
def test_a_head_typed_from_paper_is_read(change):
    note = note_of(head(7))
    assert as_note(change(note)) == note
    assert read_seen(change(note), LOG) == head(7)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", Unusable),
        ("dear diary", Unusable),
        (head(7).text(), Unusable),
        (note_of(head(7), "another log"), Unverified),
        (note_of(head(7)).replace("\n7\n", "\n8\n"), Unverified),
    ],
    ids=["nothing", "a letter", "no signature", "another key", "a changed size"],
)
def test_what_the_log_did_not_sign_is_no_head(text, error):
    with pytest.raises(error):
        read_seen(text, LOG)


@pytest.mark.parametrize("size", [1, 2, 7, 8, 19, 20])
def test_a_record_extends_each_of_its_own_heads(size):
    check_extends(head(size), head(20), leaves_of(head(20), LEAVES))


def test_a_record_that_was_written_anew_does_not_extend_its_old_head():
    anew = [*LEAVES[:3], leaf_hash(b"another"), *LEAVES[4:]]
    own = head(20, anew)
    with pytest.raises(Unverified, match="rewritten"):
        check_extends(head(7), own, leaves_of(own, anew))
    check_extends(head(3), own, leaves_of(own, anew))


@pytest.mark.parametrize("size", [0, 21])
def test_an_empty_or_a_longer_record_is_not_extended(size):
    with pytest.raises(KeyroomError):
        check_extends(Checkpoint(ORIGIN, size, bytes(32)), head(20), LEAVES)


def test_a_record_that_does_not_fold_to_its_own_head_proves_nothing():
    with pytest.raises(Unverified, match="own head"):
        leaves_of(head(20), LEAVES[:-1])
    assert parse_checkpoint(head(20).text()) == head(20)
