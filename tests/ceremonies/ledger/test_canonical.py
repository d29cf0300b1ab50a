import json
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.errors import Misuse, Unusable
from ceremonies.ledger.canonical import MAX_DEPTH, MAX_INTEGER, from_canonical, to_canonical

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)


@given(VALUES)
def test_the_rfc8785_package_writes_the_same_bytes(value):
    assert to_canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_the_standard_library_sorted_and_compact_writes_the_same_bytes(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert to_canonical(value) == text.encode()


@given(OBJECTS)
def test_what_was_written_is_read_back(value):
    assert from_canonical(to_canonical(value)) == value


@given(st.binary(max_size=60) | TEXTS.map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    try:
        value = from_canonical(data)
    except Unusable:
        return
    assert to_canonical(value) == data


def test_every_control_character_is_escaped_as_the_rfc_says():
    text = "".join(map(chr, range(0x180))) + "\u2028\u2029\ufeff\U0001f600"
    assert to_canonical(text) == rfc8785.dumps(text)


def test_a_tuple_is_written_as_a_list():
    assert to_canonical({"by": ("a", "b")}) == b'{"by":["a","b"]}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        b"bytes",
        {1, 2},
        datetime(2026, 1, 1, tzinfo=UTC),
        {1: "a"},
        {"é": 1},
        {None: 1},
        2**53,
        -(2**53),
        {"a": [{"b": 1.5}]},
        "half \ud800 a pair",
        {"a": "\udfff"},
    ],
    ids=repr,
)
def test_what_has_no_place_in_a_record_is_the_callers_fault(value):
    with pytest.raises(Misuse):
        to_canonical(value)


def nested(levels):
    value = []
    for _ in range(levels - 1):
        value = [value]
    return value


def test_nesting_is_limited_and_a_circle_is_found():
    assert to_canonical(nested(MAX_DEPTH))
    with pytest.raises(Misuse):
        to_canonical(nested(MAX_DEPTH + 1))
    circle = []
    circle.append(circle)
    with pytest.raises(Misuse):
        to_canonical(circle)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b"{} ",
        b' {"a":1}',
        b'{"a": 1}',
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1.5}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":9007199254740992}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\u001F"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b'{"a":NaN}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"\xc3\xa9":1}',
        b'{"a":' + b"[" * 100_000,
        b'{"a":' + b"[" * 100 + b"]" * 100 + b"}",
    ],
    ids=lambda data: ascii(data[:24]),
)
def test_bytes_that_are_not_the_canonical_form_are_refused(data):
    with pytest.raises(Unusable):
        from_canonical(data)
