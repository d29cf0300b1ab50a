import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from ceremonies.errors import ShareRefused
from ceremonies.secret import Secret
from ceremonies.shares.words import TELLING, completions, in_columns, is_word, numbers, words_from_numbers


def test_four_letters_tell_every_word_from_every_other():
    assert len({word[:TELLING] for word in WORDLIST}) == len(WORDLIST) == 1024
    assert all(len(completions(word[:TELLING])) == 1 for word in WORDLIST)


def test_words_are_completed_in_the_order_of_the_list():
    assert completions("acad") == ("academic",)
    assert completions("AC")[:3] == ("academic", "acid", "acne")
    assert completions("") == ()
    assert completions("xx") == ()


def test_a_word_is_one_of_the_list_in_letters_of_either_size():
    assert is_word("Academic")
    assert not is_word("academy")


@given(st.lists(st.sampled_from(WORDLIST), min_size=1, max_size=59))
def test_numbers_lead_back_to_the_words(words):
    digits = numbers(Secret(" ".join(words)))
    assert in_columns(words_from_numbers(digits)) == tuple(words)
    assert len(digits.reveal()) == 4 * len(words)


def test_spaces_between_numbers_do_not_matter():
    assert words_from_numbers(Secret(" 0000 1023\t0001 ")) == Secret("academic zero acid")


@pytest.mark.parametrize(
    ("typed", "said", "places"),
    [
        ("0000 102", "7 digits", ()),
        ("0000 1024 0001 9999", "Numbers 2 and 4 can't be right", (2, 4)),
        ("0000x", "digits and nothing else", ()),
        ("\N{ARABIC-INDIC DIGIT ZERO}" * 4, "digits and nothing else", ()),
    ],
)
def test_what_is_wrong_with_numbers_is_named(typed, said, places):
    with pytest.raises(ShareRefused) as refusal:
        words_from_numbers(Secret(typed))
    assert said in refusal.value.sentence
    assert refusal.value.places == places
