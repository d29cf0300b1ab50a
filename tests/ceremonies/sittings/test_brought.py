import shutil

import pytest

from app.wiring import SystemClock, SystemEntropy
from ceremonies.errors import Refused
from ceremonies.ledger.note import sign_note
from ceremonies.room import Room
from ceremonies.sittings.actions import CloseSitting, SignIn
from ceremonies.sittings.brought import NOT_BROUGHT, says_brought
from ceremonies.verification import verify_record
from ceremonies.workspace import open_workspace
from tests.fakes import fixed_key
from tests.records import CHEAP, PASSPHRASE, enrol_two, make_workspace, perform, room_in


@pytest.fixture
def sat(tmp_path):
    """Makes a closed workspace in which a sitting was held, and the signed head that it left."""

    def make(kind="production"):
        with make_workspace(tmp_path / "room", kind) as workspace:
            room = room_in(workspace)
            enrol_two(room)
            perform(room, CloseSitting(by="P-01"))
            return tmp_path / "room", workspace.ledger.note

    return make


@pytest.fixture
def reopened():
    """Opens a workspace's room, without a sitting; all are closed at the end."""
    opened = []

    def open_one(path, **more):
        opened.append(open_workspace(path, PASSPHRASE, entropy=SystemEntropy(), **more))
        return Room(opened[-1], SystemClock(), SystemEntropy(), cost=CHEAP)

    yield open_one
    for workspace in opened:
        workspace.close()


def sit_again(path):
    """Another sitting, in which something is recorded; its last head."""
    with open_workspace(path, PASSPHRASE, entropy=SystemEntropy()) as workspace:
        room = room_in(workspace)
        perform(room, SignIn(by="P-02", person="P-02"))
        perform(room, CloseSitting(by="P-02"))
        return workspace.ledger.note


def refusal(room, brought):
    """The sentence of a refused opening, after which nothing stands in the record."""
    before = room.ledger.size
    with pytest.raises(Refused) as caught:
        room.open_sitting(brought)
    assert caught.value.rule == "ROLLBACK"
    assert caught.value.sentence.endswith(".")
    assert (room.ledger.size, room.sitting.is_open) == (before, False)
    return caught.value.sentence


@pytest.mark.rule("ROLLBACK")
def test_the_head_that_is_brought_is_proved_and_its_size_recorded_and_shown(sat, reopened):
    path, note = sat()
    room = reopened(path)
    size = room.ledger.size
    (opened,) = room.open_sitting(note).entries
    assert opened.body["brought"] == size
    assert room.home().head_brought == size
    assert room.home().head_says == f"the record extends the head at {size} that was brought"
    assert verify_record(room.workspace).ok


@pytest.mark.rule("ROLLBACK")
def test_production_without_a_head_records_that_and_says_what_it_means(sat, reopened):
    path, _ = sat()
    room = reopened(path)
    assert room.home().head_says == ""
    (opened,) = room.open_sitting().entries
    assert opened.body["brought"] is None
    assert room.home().head_brought == 0
    assert room.home().head_says == NOT_BROUGHT


def test_a_rehearsal_may_do_without_a_word(sat, reopened):
    path, _ = sat("rehearsal")
    room = reopened(path)
    room.open_sitting()
    assert room.home().head_says == ""


@pytest.mark.rule("ROLLBACK")
def test_an_older_copy_put_back_is_refused(sat, reopened, tmp_path):
    path, _ = sat()
    shutil.copytree(path, tmp_path / "older")
    later = sit_again(path)
    assert "its tail was cut, or an older copy was put back" in refusal(reopened(tmp_path / "older"), later)


@pytest.mark.rule("ROLLBACK")
def test_an_older_copy_in_which_somebody_went_on_is_refused(sat, reopened, tmp_path):
    path, _ = sat()
    shutil.copytree(path, tmp_path / "older")
    later = sit_again(path)
    sit_again(tmp_path / "older")
    assert "does not extend the head that was brought" in refusal(reopened(tmp_path / "older"), later)


@pytest.mark.rule("ROLLBACK")
def test_what_is_no_head_of_this_log_is_refused(sat, reopened):
    path, note = sat()
    room = reopened(path)
    text = note.split("\n\n")[0] + "\n"
    assert "no head of this record" in refusal(room, "dear diary")
    assert "no head of this record" in refusal(room, text)
    assert "no head of this record" in refusal(room, sign_note(text, room.workspace.origin, fixed_key("forger")))


def test_an_older_head_is_proved_too(sat, reopened):
    path, note = sat()
    sit_again(path)
    room = reopened(path)
    room.open_sitting(note)
    assert 0 < room.home().head_brought < room.ledger.size - 1


@pytest.mark.parametrize(
    ("size", "left", "production", "says"),
    [
        (0, 0, False, ""),
        (0, 9, True, NOT_BROUGHT),
        (9, 9, True, "the record extends the head at 9 that was brought"),
        (9, 12, False, "the record extends the head at 9 that was brought; a newer one, at 12, was taken away"),
    ],
)
def test_what_the_first_screen_says(size, left, production, says):
    assert says_brought(size, left, production=production) == says


def test_a_head_is_checked_also_where_nothing_can_be_recorded(sat, reopened):
    path, note = sat()
    room = reopened(path, readonly=True)
    assert room.check_head(note) == room.ledger.size
    with pytest.raises(Refused, match="ROLLBACK"):
        room.check_head("dear diary")
