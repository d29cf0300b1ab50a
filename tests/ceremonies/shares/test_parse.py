import pytest
from bip39_slip39 import slip39
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from ceremonies.errors import ShareRefused
from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.words import numbers

WORDS = (
    "craft pregnant academic acid crystal hybrid distance axle smoking furl ocean document actress crucial evidence"
    " elegant mental keyboard answer literary"
)
"""Share 1 of 3, of which 2 are needed, made by the shamir command."""


def refused(typed, **more):
    with pytest.raises(ShareRefused) as refusal:
        parse_share(Secret(typed), **more)
    assert refusal.value.rule == "SHARE-REFUSED"
    return refusal.value


def test_a_share_is_read_as_another_implementation_reads_it(made):
    for typed in (*made.words, Secret(WORDS)):
        share, other = parse_share(typed), slip39.share_from_mnemonic(typed.reveal_text())
        assert share.value.reveal() == other.value
        parameters = share.parameters
        assert (share.identifier, share.index, share.threshold, share.group) == (
            other.identifier,
            other.member_index,
            other.member_threshold,
            other.group_index,
        )
        assert (parameters.extendable, parameters.iteration_exponent) == (other.extendable, other.iteration_exponent)


def test_size_of_letters_and_spaces_do_not_matter():
    assert parse_share(Secret("  " + WORDS.upper().replace(" ", "\t\n ") + "\r\n")) == parse_share(Secret(WORDS))


def test_the_numbers_of_the_words_are_a_share_too():
    assert parse_share(numbers(Secret(WORDS))) == parse_share(Secret(WORDS))


def test_its_name_says_which_share_of_which_set(made):
    share = parse_share(made.words[2])
    assert share.number == 3
    assert share.name == f"share 3 of set {made.identifier:05d}"


@pytest.mark.rule("SHARE-REFUSED")
def test_a_word_that_is_not_in_the_list_is_named_by_its_place():
    split = WORDS.split()
    split[6] = "distanse"
    one = refused(" ".join(split))
    assert (one.reason, one.places) == ("mistyped", (7,))
    assert one.sentence == "Word 7 is not in the list of words. Compare with the card."
    split[19] = "?"
    assert refused(" ".join(split)).sentence.startswith("Words 7 and 20 are not in the list")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Nothing was entered"),
        (" \n", "Nothing was entered"),
        (WORDS.rsplit(" ", 1)[0], "19 of 20 words were entered: one is missing"),
        (" ".join([WORDS, "acid"] * 2), "42 words were entered, but a share has 33"),
        (" ".join([WORDS] * 3), "60 words were entered, but a share has 33"),
        (" ".join(reversed(WORDS.split())), "checksum doesn't fit"),
        (" ".join(["academic"] * 31), "31 of 33 words were entered: 2 are missing"),
    ],
)
def test_missing_surplus_and_swapped_words_are_told_apart(typed, said):
    assert said in refused(typed).sentence


def test_thirty_two_of_thirty_three_words_are_counted(made):
    short = " ".join(made.words[0].reveal_text().split()[:-1])
    assert "32 of 33 words were entered: one is missing" in refused(short).sentence
    assert "20 words" not in refused(short).sentence


def test_how_many_words_are_expected_can_be_said(made):
    said = refused(WORDS, expected_words=33).sentence
    assert said.startswith("20 of 33 words were entered: 13 are missing")
    assert "33 words were entered, but a share has 20" in refused(made.words[0].reveal(), expected_words=20).sentence


def test_what_is_no_text_at_all_is_refused():
    assert refused(b"\xff\xfe\x00").places == (1,)


@given(st.integers(0, 19), st.integers(1, 1023))
def test_one_wrong_word_is_always_noticed_and_never_repeated(place, by):
    split = WORDS.split()
    split[place] = WORDLIST[(WORDLIST.index(split[place]) + by) % 1024]
    refusal = refused(" ".join(split))
    said = set(refusal.sentence.lower().replace(".", " ").split())
    assert refusal.reason == "mistyped"
    assert said & set(split) <= {"words", "word"}


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_share_or_a_sentence_without_it(text):
    refusal = refused(text)
    odd = {word for word in text.lower().split() if len(word) > 9}
    assert not any(word in refusal.sentence.lower() for word in odd)


def test_no_part_of_a_share_stands_in_what_is_printed_of_it(made):
    share = parse_share(made.words[0])
    shown = repr(share) + repr(made) + f"{share}{made}"
    assert not any(word in shown for word in made.words[0].reveal_text().split() if len(word) > 6)
    assert share.value.reveal().hex() not in shown
