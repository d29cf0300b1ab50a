import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.errors import Unusable
from ceremonies.people.pgp_words import EVEN_WORDS, ODD_WORDS, from_words, to_lines, to_words

PUBLISHED = "e9b7b0052233a74aa56724ed3f79c272036aed68d8f4c0856e833c8043b9ac62"
"""SHA-256 of both columns, a word a line, as other programs publish them."""


def test_the_list_is_the_published_one():
    lines = "\n".join((*EVEN_WORDS, *ODD_WORDS))
    assert hashlib.sha256(lines.encode()).hexdigest() == PUBLISHED


def test_no_word_stands_twice():
    assert len({word.casefold() for word in (*EVEN_WORDS, *ODD_WORDS)}) == 512


def test_the_example_everyone_quotes():
    fingerprint = bytes.fromhex("E58294F2E9A227486E8B061B31CC528FD7FA3F19")
    assert " ".join(to_words(fingerprint)) == (
        "topmost Istanbul Pluto vagabond treadmill Pacific brackish dictator goldfish Medusa "
        "afflict bravado chatter revolver Dupont midsummer stopwatch whimsical cowbell bottomless"
    )


@given(st.binary(max_size=64))
def test_bytes_survive_being_read_aloud(data):
    assert from_words(to_words(data)) == data
    assert from_words(" ".join(to_words(data)).upper()) == data


def test_an_unknown_word_is_named_with_its_place():
    with pytest.raises(Unusable, match="Word 2, 'Istanbull', is not in the PGP word list"):
        from_words("topmost Istanbull Pluto")


@pytest.mark.parametrize(
    ("said", "place"),
    [("topmost Pluto vagabond", 2), ("Istanbul topmost", 1), ("topmost topmost Istanbul", 2)],
    ids=["one left out", "two swapped", "one doubled"],
)
def test_a_word_of_the_other_column_is_named(said, place):
    with pytest.raises(Unusable, match=f"Word {place}, .* belongs to the other column"):
        from_words(said)


def test_lines_hold_four_words_each():
    assert [len(line.split()) for line in to_lines(bytes(10))] == [4, 4, 2]
