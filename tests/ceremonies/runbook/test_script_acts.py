import pytest

from ceremonies.runbook.load import load_book
from ceremonies.runbook.script_acts import ACTS, done_in
from tests.walker import Written


def entry(kind, **body):
    return Written(seq=1, stream="key/REC-0001", kind=kind, body=body, by=("P-01",), recorded_at="2026-03-02T09:00:00Z")


def test_an_act_is_done_when_its_entry_stands_in_the_stream():
    assert done_in([entry("key.made")], "key") >= {"generate", "reshare"}
    assert done_in([entry("key.made")], "symmetric") == {"symmetric generate"}
    assert done_in([], "key") == frozenset()


@pytest.mark.parametrize("kind", ["share.handed", "share.proved"])
def test_what_is_done_for_each_share_is_done_when_it_was_done_for_all(kind):
    name = "hand out" if kind == "share.handed" else "prove"
    entries = [entry(kind, index=index) for index in (1, 2, 2)]
    assert name not in done_in(entries, "key", shares=3)
    assert name in done_in([*entries, entry(kind, index=3)], "key", shares=3)
    assert name not in done_in(entries, "key", shares=0)


def test_a_change_of_state_shows_destruction_only_when_it_says_so():
    assert "declare destroyed" not in done_in([entry("key.state", to="in use")], "key")
    assert "declare destroyed" in done_in([entry("key.state", to="destroyed")], "key")


def test_every_act_of_the_table_is_one_that_a_script_waits_for():
    asked = {step.act for step in load_book().steps.values() if step.act}
    spare = set(ACTS) - asked
    assert asked <= set(ACTS)
    assert spare <= {name for name in ACTS if name.startswith(("symmetric", "issuer"))}
