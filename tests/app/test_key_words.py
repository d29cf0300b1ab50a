"""Every entry about a key is said in words."""

import pytest

from app.entry_words import last_line, what_happened
from app.key_words import WORDS
from ceremonies.keys import actions as ask
from ceremonies.keys.fold_holding import HANDLERS as OF_HOLDING
from ceremonies.keys.fold_making import HANDLERS as OF_MAKING
from ceremonies.keys.fold_using import HANDLERS as OF_USING
from ceremonies.ledger.entry import Entry
from tests.key_table import KeyTable


def entry(written, kind=None):
    return Entry(
        seq=written.seq,
        salt="0" * 32,
        recorded_at=written.recorded_at,
        stream=written.stream,
        n=0,
        kind=kind or written.kind,
        body=written.body,
        by=written.by,
        head="",
    )


@pytest.fixture
def written():
    table = KeyTable()
    _, issuing = table.authority()
    table.committed(issuer=issuing)
    table.certify(issuing, "REC-0001", "03")
    table.active()
    table.fails(table.signing("REC-0001", count=2), sentence="The token was unplugged.")
    table.work(table.signing("REC-0001", count=3))
    table.deactivate("REC-0001")
    table.generated("REC-0002")
    table.hand("REC-0002", 1, "K-01")
    table.do(table.pair(ask.Abandon, "REC-0002", reason="the power failed"))
    return table.written


def test_there_are_words_for_every_kind_that_changes_a_key():
    assert set(WORDS) == {*OF_MAKING, *OF_HOLDING, *OF_USING}


def test_every_entry_of_a_ceremony_is_said_in_words(written):
    for one in written:
        said = what_happened(entry(one), {})
        assert said.startswith(f"{one.stream.removeprefix('key/')}: "), one.kind
        assert "{" not in said


@pytest.mark.parametrize(
    "line",
    [
        "REC-0001: planned, 3 of 5 shares",
        "REC-0001: share 1 handed to K-01",
        "REC-0001: about to prove share 1 of K-01",
        "REC-0001: certificate 03 by ICA-0001",
        "REC-0001: sign failed: The token was unplugged.",
        "REC-0001: 3 of 3 signed: files",
        "REC-0002: share 1 void, with K-01",
        "REC-0002: abandoned: the power failed",
    ],
)
def test_they_read_like_this(written, line):
    assert line in {what_happened(entry(one), {}) for one in written}


def test_people_are_named_and_a_later_kind_is_not_guessed_at(written):
    handed = next(one for one in written if one.kind == "share.handed")
    assert "handed to the third custodian" in last_line(entry(handed), {"K-01": "the third custodian"})
    assert what_happened(entry(handed, "key.sung_to"), {}) == "key.sung_to"
