"""A share as it is being typed or scanned."""

from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from app.strongroom.private.port import LEAVE
from app.strongroom.private.typed import Typed


def typed(keys: str, most: int = 33) -> Typed:
    made = Typed(WORDLIST, most)
    for key in keys:
        if key == "\x7f":
            made.back()
        else:
            made.type(key)
    return made


def test_four_letters_are_a_word():
    assert typed("acad acid ").words == ["academic", "acid"]


def test_three_letters_that_are_no_word_are_not_completed():
    made = typed("aca ")
    assert made.words == []
    assert made.wrong.startswith("Word 1 is not in the list")


def test_capitals_are_small_letters():
    assert typed("ACADEMIC ").words == ["academic"]


def test_digits_are_words_by_four():
    assert typed("00001023").words == [WORDLIST[0], WORDLIST[1023]]


def test_a_number_that_is_no_words_is_named():
    made = typed("00001024")
    assert made.words == [WORDLIST[0]]
    assert made.wrong.startswith("Word 2")


def test_letters_and_digits_do_not_mix():
    assert "mixed" in typed("ac1").wrong


def test_what_no_word_begins_with_is_named_at_once():
    assert typed("acid qx").wrong.startswith("Word 2: no word")


def test_backspace_takes_a_letter_back_and_then_a_word():
    made = typed("acad acid x\x7f\x7f")
    assert made.words == ["academic"]
    assert made.wrong == ""


def test_no_more_words_than_a_share_has():
    made = typed("acid " * 3, most=2)
    assert made.words == ["acid", "acid"]
    assert "more than 2" in made.wrong


def test_quit_leaves_only_as_the_first_word():
    assert typed(LEAVE).leaves
    assert not typed(f"acid {LEAVE}").leaves
    assert not [one for one in WORDLIST if one.startswith(LEAVE)]


def test_the_suggestion_is_the_one_word_that_fits():
    assert typed("acad").suggestion == "academic"
    assert typed("ac").suggestion == ""


@given(st.text(max_size=200))
def test_nothing_that_is_typed_breaks_it(keys):
    made = typed(keys)
    assert set(made.words) <= set(WORDLIST)
    assert len(made.words) <= 33


@given(st.lists(st.sampled_from(WORDLIST), min_size=1, max_size=33), st.booleans())
def test_words_come_back_as_they_were_typed(words, scanned):
    keys = "".join(f"{WORDLIST.index(one):04}" for one in words) if scanned else " ".join(words) + " "
    assert typed(keys).words == words
