import pytest

from ceremonies.errors import Refused, Unusable
from ceremonies.ledger.checkpoint import Checkpoint
from ceremonies.ledger.note import sign_note, verifier_key
from ceremonies.verification import verify_record
from ceremonies.workspace.continuing import continues_of, read_last_good
from tests.fakes import fixed_key

ORIGIN = "keyroom.invalid/production/00112233445566aa"
KEY = fixed_key("damaged")
VKEY = verifier_key(ORIGIN, KEY.public_key())
ROOT = bytes(range(32))


def note(size=52, origin=ORIGIN, key=KEY, signed_by=ORIGIN):
    return sign_note(Checkpoint(origin, size, ROOT).text(), signed_by, key)


@pytest.mark.rule("RUN-NEVER-STOPS")
def test_the_first_entry_names_the_last_good_head_whole(make):
    workspace = make("production", continues=read_last_good(note(), "production", VKEY))
    (entry,) = workspace.ledger.entries()
    assert entry.body["continues"] == {
        "origin": ORIGIN,
        "size": 52,
        "root": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "note": note(),
        "vkey": VKEY,
    }
    assert continues_of(entry.body) == f"{ORIGIN} at 52"
    assert verify_record(workspace).ok


def test_an_ordinary_workspace_continues_nothing(make):
    workspace = make()
    (entry,) = workspace.ledger.entries()
    assert continues_of(entry.body) == ""
    assert verify_record(workspace).ok


def test_the_key_may_be_lost_with_the_sheet():
    assert read_last_good(note(), "production").vkey is None


def test_a_head_typed_from_paper_is_continued_as_it_was_signed():
    typed = note().replace("\u2014 ", "- ").replace("\n", "\r\n")
    assert read_last_good(typed, "production", f"{VKEY}\n") == read_last_good(note(), "production", VKEY)


@pytest.mark.rule("RUN-NEVER-STOPS")
@pytest.mark.parametrize(
    ("text", "kind", "vkey", "says"),
    [
        ("dear diary", "production", None, "no head of that record"),
        (Checkpoint(ORIGIN, 52, ROOT).text(), "production", None, "no head of that record"),
        (note(signed_by="somebody.example"), "production", None, "carries no signature"),
        (note(key=fixed_key("forger")), "production", VKEY, "not signed by"),
        (note(size=0), "production", VKEY, "empty record"),
        (note(), "rehearsal", VKEY, "practice is not production"),
    ],
    ids=["a letter", "unsigned", "another's", "forged", "empty", "practice"],
)
def test_what_can_not_be_continued_is_refused(text, kind, vkey, says):
    with pytest.raises(Refused, match=says) as caught:
        read_last_good(text, kind, vkey)
    assert caught.value.rule == "RUN-NEVER-STOPS"


def test_a_verifier_key_that_is_none_is_not_used():
    with pytest.raises(Unusable, match="not a verifier key"):
        read_last_good(note(), "production", "dear diary")
