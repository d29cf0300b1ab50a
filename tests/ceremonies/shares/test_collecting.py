import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.errors import Refused, ShareRefused
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.shares.check_value import check_value
from ceremonies.shares.collecting import Collecting, Expected
from ceremonies.shares.commitment import commitment
from ceremonies.shares.parse import parse_share
from ceremonies.shares.split import split
from ceremonies.shares.words import numbers
from tests.fakes import FixedEntropy


def expected(made, **more):
    return Expected(identifier=made.identifier, m=made.m, n=made.n, **more)


def refused(collecting, typed):
    with pytest.raises(ShareRefused) as refusal:
        collecting.add(typed)
    return refusal.value


@pytest.fixture
def older(secret, entropy):
    """The set before, of the same key."""
    return split(secret, 3, 5, taken_identifiers=(), entropy=entropy)


def test_shares_are_counted_until_the_secret_can_be_had(made, secret):
    collecting = Collecting(expected(made))
    assert collecting.missing() == 3
    taken = [collecting.add(made.words[place]) for place in (4, 0, 2)]
    assert [(one.index, one.count, one.needed) for one in taken] == [(4, 1, 2), (0, 2, 1), (2, 3, 0)]
    assert collecting.indices == (4, 0, 2)
    assert collecting.recombine(check_value(secret)) == secret


def test_a_scanner_s_numbers_are_taken_as_well(made, secret):
    collecting = Collecting(expected(made))
    for words in made.words[:3]:
        collecting.add(numbers(words))
    assert collecting.recombine() == secret


@pytest.mark.rule("SHARE-REFUSED")
def test_each_fault_is_named_at_once_and_the_shares_that_were_taken_stay(made, older, secret, entropy):
    elsewhere = split(Secret(bytes(32)), 3, 5, taken_identifiers=(), entropy=entropy)
    collecting = Collecting(expected(made, superseded=frozenset({older.identifier}), most=3))
    collecting.add(made.words[0])
    short = Secret(" ".join(made.words[1].reveal_text().split()[:-1]))
    assert refused(collecting, made.words[0]).reason == "repeated"
    assert refused(collecting, older.words[1]).reason == "superseded"
    assert refused(collecting, elsewhere.words[1]).reason == "foreign"
    assert refused(collecting, short).reason == "mistyped"
    assert "32 of 33" in refused(collecting, short).sentence
    assert collecting.indices == (0,)
    collecting.add(made.words[1])
    collecting.add(made.words[2])
    surplus = refused(collecting, made.words[3])
    assert (surplus.reason, surplus.rule) == ("too many", "SHARE-REFUSED")
    assert collecting.recombine(check_value(secret)) == secret


def test_a_refusal_says_which_set_is_asked_for_and_no_word(made, older):
    collecting = Collecting(expected(made, superseded=frozenset({older.identifier})))
    said = refused(collecting, older.words[0]).sentence
    assert f"Bring one of set {made.identifier:05d}." in said
    assert f"share 1 of set {older.identifier:05d}" in said
    assert not any(f" {word} " in said for word in older.words[0].reveal_text().split() if len(word) > 6)


@pytest.mark.rule("SHARE-SET")
def test_shares_beyond_the_threshold_are_proved_too(made, forge):
    collecting = Collecting(expected(made))
    for words in made.words[:3]:
        collecting.add(words)
    collecting.add(forge(made).words[3])
    with pytest.raises(Refused, match="SHARE-SET"):
        collecting.recombine()


@pytest.mark.rule("SHARE-SET")
def test_too_few_shares_or_another_secret_than_the_record_s_is_refused(made, secret):
    collecting = Collecting(expected(made))
    collecting.add(made.words[0])
    with pytest.raises(Refused, match="1 of 3 shares are here"):
        collecting.recombine()
    for words in made.words[1:3]:
        collecting.add(words)
    with pytest.raises(Refused, match="check value differs"):
        collecting.recombine(check_value(Secret(bytes(32))))
    assert collecting.recombine(check_value(secret)) == secret


@pytest.mark.rule("SHARE-PROVED")
def test_a_share_with_the_right_number_that_was_never_handed_out_is_foreign(made, forge, entropy):
    kept = {
        index: commitment(parse_share(words), entropy=entropy, cost=SMALLEST_COST)
        for index, words in enumerate(made.words)
    }
    collecting = Collecting(expected(made, commitments=kept))
    assert refused(collecting, forge(made).words[1]).reason == "foreign"
    collecting.add(made.words[1])
    assert collecting.indices == (1,)


@pytest.mark.parametrize(("m", "n", "place"), [(2, 5, 0), (3, 9, 7)])
def test_a_share_that_says_another_threshold_or_number_than_the_record_is_foreign(made, forge, m, n, place):
    other = forge(made, m, n)
    said = refused(Collecting(expected(made)), other.words[place])
    assert said.reason == "foreign"
    assert "Keep it apart" in said.sentence


def test_another_share_with_the_same_number_is_foreign_not_repeated(made, forge):
    collecting = Collecting(expected(made))
    collecting.add(made.words[0])
    said = refused(collecting, forge(made).words[0])
    assert said.reason == "foreign"
    assert "other words" in said.sentence


def test_a_share_made_in_another_way_than_the_others_is_foreign(made, forge):
    other = forge(made, iteration_exponent=1)
    collecting = Collecting(expected(made))
    collecting.add(made.words[0])
    assert "was not made with the others" in refused(collecting, other.words[1]).sentence


@pytest.mark.parametrize("size", [16, 32])
def test_a_deputy_s_copy_of_a_part_is_the_same_part_and_no_fault(size, entropy):
    secret = Secret(entropy.take(size))
    made = split(secret, 3, 3, taken_identifiers=(), entropy=entropy)
    collecting = Collecting(expected(made, secret_bytes=size, copies=True, most=3))
    for words in made.words[:2]:
        collecting.add(words)
    again = collecting.add(made.words[1])
    assert (again.copy, again.count, again.needed) == (True, 2, 1)
    collecting.add(made.words[2])
    assert collecting.add(made.words[0]).copy
    assert collecting.recombine(check_value(secret)) == secret


def test_a_share_of_another_length_is_foreign(made):
    collecting = Collecting(expected(made, secret_bytes=16))
    assert refused(collecting, made.words[0]).reason == "foreign"


def test_what_was_taken_can_be_let_go_of(made):
    collecting = Collecting(expected(made))
    collecting.add(made.words[0])
    collecting.forget()
    assert (collecting.indices, collecting.missing()) == ((), 3)


def test_five_of_nine_are_recovered_in_less_than_a_second(secret, entropy):
    made = split(secret, 5, 9, taken_identifiers=(), entropy=entropy)
    began = time.perf_counter()
    collecting = Collecting(expected(made))
    for words in made.words[:5]:
        collecting.add(words)
    assert collecting.recombine(check_value(secret)) == secret
    assert time.perf_counter() - began < 1


@settings(max_examples=30, deadline=None)
@given(order=st.lists(st.integers(0, 11), max_size=12))
def test_in_whatever_order_they_come_each_good_share_counts_once_and_a_bad_one_never(order):
    """Numbers 0 to 4 are the set's shares, 5 to 7 of an older set, 8 to 11 mistyped."""
    secret = Secret(bytes(range(16)))
    made = split(secret, 3, 5, taken_identifiers=(), entropy=FixedEntropy("any order"))
    old = split(secret, 3, 3, taken_identifiers={made.identifier}, entropy=FixedEntropy("older"))
    typed = [*made.words, *old.words, *(Secret(words.reveal()[:-2] + b"#") for words in made.words[:4])]
    collecting = Collecting(expected(made, secret_bytes=16, superseded=frozenset({old.identifier})))
    good: list[int] = []
    for which in order:
        reason = ("repeated" if which in good else "") if which < 5 else "superseded" if which < 8 else "mistyped"
        if reason:
            assert refused(collecting, typed[which]).reason == reason
        else:
            good.append(which)
            assert collecting.add(typed[which]).needed == max(0, 3 - len(good))
        assert list(collecting.indices) == good
    if len(good) >= 3:
        assert collecting.recombine() == secret
    else:
        with pytest.raises(Refused):
            collecting.recombine()
