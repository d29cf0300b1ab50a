import msgspec
import pytest
import rfc8785

from ceremonies.errors import Misuse, Unverified
from ceremonies.ledger.entry import Entry

ENTRY = Entry(
    seq=5,
    salt="0123456789abcdef" * 2,
    recorded_at="2026-03-02T09:30:00.000000Z",
    stream="run/R-1",
    n=2,
    kind="step.done",
    body={"step": "4.2.1.3", "said": "Zoë \U0001f511"},
    by=("P-01",),
    head="ab" * 32,
    prev=3,
)


def test_a_leaf_is_canonical_json_without_what_is_absent():
    leaf = ENTRY.leaf()
    document = msgspec.json.decode(leaf)
    assert leaf == rfc8785.dumps(document)
    assert sorted(document) == ["body", "by", "head", "kind", "n", "prev", "recorded_at", "salt", "seq", "stream"]


def test_when_it_happened_stands_in_the_leaf_when_it_was_said():
    entry = msgspec.structs.replace(
        ENTRY, happened_at="2026-03-01T09:00:00Z", happened_source="paper", happened_by="P-02"
    )
    document = msgspec.json.decode(entry.leaf())
    assert (document["happened_at"], document["happened_source"], document["happened_by"]) == (
        "2026-03-01T09:00:00Z",
        "paper",
        "P-02",
    )
    assert Entry.from_leaf(entry.leaf()) == entry


def test_a_leaf_is_read_back_as_it_was():
    assert Entry.from_leaf(ENTRY.leaf()) == ENTRY


def test_an_entry_by_nobody_still_says_so():
    entry = msgspec.structs.replace(ENTRY, by=())
    assert b'"by":[]' in entry.leaf()
    assert Entry.from_leaf(entry.leaf()) == entry


@pytest.mark.parametrize(
    "leaf",
    [
        b"",
        b"{}",
        ENTRY.leaf() + b"\n",
        ENTRY.leaf().replace(b'"n":2', b'"n":2.0'),
        ENTRY.leaf().replace(b'"n":2', b'"n":-2'),
        ENTRY.leaf().replace(b'"n":2,', b'"n":2,"note":null,'),
        ENTRY.leaf().replace(b'"kind":"step.done"', b'"kind":""'),
        ENTRY.leaf().replace(b'"by":["P-01"]', b'"by":"P-01"'),
        ENTRY.leaf().replace(b"000000Z", b"000Z"),
        ENTRY.leaf().replace(b"0123456789abcdef", b"0123456789ABCDEF"),
        ENTRY.leaf().replace("Zoë".encode(), b"Zo\\u00eb"),
    ],
)
def test_what_is_not_an_entry_is_refused(leaf):
    with pytest.raises(Unverified):
        Entry.from_leaf(leaf)


def test_a_body_outside_the_subset_is_the_callers_fault():
    with pytest.raises(Misuse):
        msgspec.structs.replace(ENTRY, body={"a": 1.5}).leaf()
