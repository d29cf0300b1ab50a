import msgspec
import pytest

from ceremonies.keys.state import KeyState, apply
from ceremonies.recorded import copy_of


def test_an_entry_of_a_later_version_changes_nothing(table, entry):
    table.committed()
    before = copy_of(table.state("REC-0001"))
    state = table.state("REC-0001")
    apply(state, entry(99, "key.sung_to", {"song": "Calon Lan"}))
    assert state == before


ABOUT_NOTHING = [
    ("share.handed", {"set": 9, "index": 1, "person": "K-01"}),
    ("share.proved", {"set": 9, "index": 1, "person": "K-01"}),
    ("share.collected", {"set": 9, "index": 1, "person": "K-01", "how": "missing"}),
    ("share.transferred", {"set": 9, "index": 1, "person": "K-01", "to": "K-02"}),
    ("share.taken", {"person": "K-01", "of": "key", "index": 1}),
    ("blob.moved", {"copy": 9, "place": "safe"}),
    ("blob.destroyed", {"copy": 9}),
    ("activation.woken", {"activation": "REC-0001/a9"}),
    ("activation.ended", {"activation": "REC-0001/a9", "because": "finished"}),
    ("work.ended", {"work": "REC-0001/9", "act": "sign", "outcome": "failed", "over": True, "how": "", "why": ""}),
    ("key.revoked", {"serial": "ff"}),
]


@pytest.mark.parametrize(("kind", "body"), ABOUT_NOTHING, ids=[kind for kind, _ in ABOUT_NOTHING])
def test_an_entry_about_what_is_not_there_changes_nothing(entry, kind, body):
    state = KeyState(key="REC-0001")
    apply(state, entry(1, kind, body))
    assert state == KeyState(key="REC-0001")


def test_a_state_can_be_copied_and_is_then_apart(table):
    table.committed()
    state = table.state("REC-0001")
    copied = copy_of(state)
    copied.live.shares[0].holders[0].status = "missing"
    assert state.live.shares[0].holders[0].status == "proved"
    assert msgspec.json.encode(state)
