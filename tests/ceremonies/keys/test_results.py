from typing import get_args

import msgspec
import pytest

from app.strongroom import protocol
from ceremonies.errors import Refused
from ceremonies.keys import results
from tests.key_table import public_of


@pytest.mark.rule("WORK")
@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"is": "batch signed", "count": "academic acid", "manifest": "ab" * 32}, "$.count"),
        ({"is": "batch signed", "count": 1}, ""),
        ({"is": "batch signed", "count": 1, "manifest": "academic acid"}, "$.manifest"),
        ({"is": "batch signed", "count": 1, "manifest": "ab" * 32, "academic": "acid"}, ""),
        ({"is": "academic acid", "count": 1, "manifest": "ab" * 32}, ""),
        ({"is": "batch signed", "count": -1, "manifest": "ab" * 32}, "$.count"),
        ({"is": "batch signed", "count": 1, "manifest": "ab" * 32, "outputs": [{"academic": 1}]}, "$.outputs"),
    ],
    ids=["another type", "missing", "another form", "not asked for", "another answer", "negative", "deep"],
)
def test_an_answer_of_another_form_is_refused_and_never_quoted(told, place):
    with pytest.raises(Refused) as caught:
        results.read_results("sign", told)
    assert caught.value.rule == "WORK"
    assert place in caught.value.sentence
    assert "academic" not in caught.value.sentence


def test_a_fingerprint_is_that_of_the_public_key():
    public, fingerprint = public_of("x")
    assert results.fingerprint_of(public) == fingerprint
    assert results.fingerprint_of("-----BEGIN PUBLIC KEY-----\n!!\n") == ""


ANSWERS = sorted(
    {form for of in results.OF_ACT.values() for form in (get_args(of) or (of,))} | {results.Failed},
    key=lambda form: form.__name__,
)
OWN = {results.BatchSigned}
"""Put together of several answers: one batch is agreed on, and signed block by block."""


@pytest.mark.parametrize("form", [one for one in ANSWERS if one not in OWN], ids=lambda form: form.__name__)
def test_each_answer_of_the_strong_room_can_be_read(form):
    """The two are written apart, for the record does not know the strong room; their fields and names must agree."""
    tag = form.__struct_config__.tag
    theirs = next(one for one in get_args(protocol.Reply) if one.__struct_config__.tag == tag)
    assert set(form.__struct_fields__) == set(theirs.__struct_fields__), tag
    needed = {one.name for one in msgspec.structs.fields(form) if one.required}
    optional = {one.name for one in msgspec.structs.fields(theirs) if not one.required}
    assert not needed & optional, tag


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (results.SetMade, protocol.SetMade),
        (results.CommitmentMade, protocol.Commitment),
        (results.Blob, protocol.Blob),
        (results.CopyWritten, protocol.BlobCopy),
        (results.ObjectSeen, protocol.ObjectSeen),
    ],
    ids=lambda form: form.__name__,
)
def test_each_part_of_an_answer_has_the_same_fields(ours, theirs):
    assert set(ours.__struct_fields__) == set(theirs.__struct_fields__)
