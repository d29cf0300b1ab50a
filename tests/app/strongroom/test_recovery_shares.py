"""The recovery slot's secret: split among three people, put together by any two (rule KEY-SLOTS)."""

import itertools

import pytest

from app.strongroom.private.port import ShareAsked, ShareGiven, ShareShown
from app.strongroom.recovery_shares import make_or_take
from app.strongroom.recovery_task import Task
from ceremonies.errors import Refused
from ceremonies.secret import Secret
from ceremonies.shares.split import split
from tests.fakes import FixedEntropy

MAKE = Task(act="make", people=("P-01", "P-02", "P-03"), rehearsal=True)
TAKE = Task(act="take", people=("one", "two"), rehearsal=True)


class Desk:
    """People who write down what they are shown, and type what they are told to until it fits."""

    def __init__(self, *typed: Secret) -> None:
        self.shown: list[Secret] = []
        self.typed = list(typed)
        self.said: list[str] = []

    def show_share(self, share: ShareShown) -> int:
        self.shown.append(share.words)
        return 1

    def take_share(self, asked: ShareAsked) -> ShareGiven:
        tries = 0
        while True:
            words = self.typed.pop(0) if self.typed else self.shown[-1]
            wrong = asked.check(words)
            if not wrong:
                return ShareGiven(words, tries)
            self.said.append(wrong)
            tries += 1


@pytest.fixture
def made():
    desk = Desk()
    return make_or_take(desk, MAKE, FixedEntropy()), desk.shown


@pytest.mark.parametrize("two", itertools.permutations(range(3), 2))
def test_any_two_of_the_three_give_the_secret(made, two):
    outcome, shares = made
    taken = make_or_take(Desk(*(shares[one] for one in two)), TAKE, FixedEntropy())
    assert (taken.secret, taken.identifier) == (outcome.secret, outcome.identifier)
    assert len(bytes.fromhex(outcome.secret)) == 16


def test_a_share_is_not_handed_out_before_it_was_given_back_as_it_was_shown(made):
    _, shares = made
    desk = Desk(shares[1])
    make_or_take(desk, MAKE, FixedEntropy())
    assert desk.said == ["This is not the share that was shown."]


def test_what_is_no_second_share_of_the_slot_is_asked_for_again(made):
    outcome, shares = made
    foreign = make_or_take_other()
    of_a_key = split(Secret(bytes(16)), 3, 5, taken_identifiers=(), entropy=FixedEntropy("key")).words[0]
    desk = Desk(shares[0], shares[0], foreign, of_a_key, Secret("abandon ship"), shares[2])
    assert make_or_take(desk, TAKE, FixedEntropy()).secret == outcome.secret
    assert [
        "was taken before" in desk.said[0],
        "Bring one of that set" in desk.said[1],
        "not of the recovery slot" in desk.said[2],
        "not in the list" in desk.said[3],
    ] == [True] * 4


def make_or_take_other() -> Secret:
    desk = Desk()
    make_or_take(desk, MAKE, FixedEntropy("another"))
    return desk.shown[0]


@pytest.mark.rule("KEY-SLOTS")
def test_one_person_alone_opens_nothing(made):
    _, shares = made
    with pytest.raises(Refused, match="KEY-SLOTS"):
        make_or_take(Desk(shares[0]), Task(act="take", people=("one",), rehearsal=True), FixedEntropy())
