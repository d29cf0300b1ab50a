import importlib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest

import ceremonies
from ceremonies import judging
from ceremonies.act import Action
from ceremonies.calendar.actions import AddDay
from ceremonies.errors import Misuse, Refused
from ceremonies.incidents.actions import OfferCommand
from ceremonies.judging import judge, judge_of, owed_before
from ceremonies.known import Known
from ceremonies.parties.actions import PutParty
from ceremonies.people.actions import ChangeRoles
from ceremonies.runbook import actions as ask
from ceremonies.sittings.actions import CloseSitting, CounterSign, OpenSitting, SignIn, SignOut
from ceremonies.times import parse_utc
from tests.fakes import START
from tests.walker import INCIDENT, SUBSCRIBER, MemoryWorkspace, room_of

RUN = f"{INCIDENT}/1"
BESIDE_THE_ENTRIES = {CounterSign}
"""What is asked for and earns no entry."""


@pytest.fixture(scope="module")
def room():
    """A room that is only asked."""
    return room_of().room


def every_action():
    """The actions that can be asked for in any folder: those that no other is derived from."""
    root = Path(ceremonies.__file__).parent
    for file in root.glob("*/actions.py"):
        importlib.import_module(f"ceremonies.{file.parent.name}.actions")
    return [one for one in leaves(Action) if one.__module__.startswith("ceremonies.") and one not in BESIDE_THE_ENTRIES]


def leaves(action):
    below = action.__subclasses__()
    return [leaf for one in below for leaf in leaves(one)] if below else [action]


def test_somebody_rules_on_every_action_and_nobody_shares_one():
    lines = [get_args(asked) or (asked,) for asked, _ in judging._JUDGES]
    owners = Counter(one for one in every_action() for line in lines if issubclass(one, line))
    assert [one.__name__ for one in every_action() if owners[one] != 1] == []
    assert len(owners) > 40


def test_an_action_that_nobody_rules_on_is_the_author_s_fault():
    class Unheard(Action, frozen=True, kw_only=True):
        pass

    with pytest.raises(Misuse, match="Unheard"):
        judge_of(Unheard(by="P-01"))


RENAMED = msgspec.structs.replace(SUBSCRIBER, name="Borealis Power Ltd")


@pytest.mark.parametrize(
    ("action", "stream", "kind"),
    [
        (ask.Pause(by="P-01", run=RUN, reason="x"), f"run/{RUN}", "run.paused"),
        (OfferCommand(by="P-01", incident=INCIDENT, to="P-02"), f"incident/{INCIDENT}", "command.offered"),
        (ChangeRoles(by="P-01", second="P-02", person="P-02", roles=("Auditor",)), "people", "person.roles"),
        (PutParty(by="P-01", party=RENAMED, source="x"), "parties", "party.changed"),
        (AddDay(by="P-01", date="2026-06-10", name="a", working=False, source="x"), "calendar", "day.added"),
        (SignOut(by="P-02", person="P-02"), "sitting/0001", "person.signed_out"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Action) else "",
)
def test_the_folder_that_owns_the_action_rules_on_it(room, action, stream, kind):
    (ruling,) = judge(room, action, START)
    assert (ruling.stream, ruling.kind) == (stream, kind)


def test_asking_for_a_ruling_records_nothing(room):
    size, rows = room.ledger.size, room.rows()
    judge(room, ask.Pause(by="P-01", run=RUN, reason="x"), START)
    assert (room.ledger.size, room.rows()) == (size, rows)
    assert room.run(RUN).status == "going"


@pytest.mark.rule("SIGNED-IN")
def test_whoever_acts_and_whoever_signs_with_them_is_here(room):
    for by, second in (("", "P-02"), ("P-09", "P-02"), ("P-01", "P-09")):
        with pytest.raises(Refused, match="SIGNED-IN"):
            judge(room, ChangeRoles(by=by, second=second, person="P-02", roles=("Auditor",)), START)


def test_the_first_sitting_opens_when_nobody_is_enrolled_and_the_first_person_comes_in_when_nobody_is_here(room):
    assert [one.kind for one in judge(Known(MemoryWorkspace()), OpenSitting(), START)] == ["sitting.opened"]
    with pytest.raises(Refused, match="SITTING"):
        judge(Known(room.workspace), SignIn(person="P-01"), START)


@pytest.mark.rule("CHOICE")
def test_a_field_of_another_type_than_the_action_s_is_no_answer(room):
    with pytest.raises(Refused, match="CHOICE"):
        judge(room, AddDay(by="P-01", date="2026-06-10", name="a", working="perhaps", source="x"), START)


def test_the_clock_owes_an_entry_only_when_it_stands_before_the_last_one(room):
    pause = ask.Pause(by="P-01", run=RUN, reason="x")
    last = room.last_recorded_at()
    (owed,) = owed_before(room, pause, last - timedelta(minutes=5))
    assert (owed.kind, owed.body["seconds"]) == ("clock.stepped", 300)
    assert owed_before(room, pause, last + timedelta(minutes=5)) == []


def test_the_clock_owes_nothing_where_no_sitting_is_open_yet_or_one_is_being_opened(room):
    early = parse_utc("2020-01-01T00:00:00.000000Z")
    assert owed_before(Known(room.workspace), CloseSitting(by="P-01"), early) == []
    assert owed_before(room, OpenSitting(), early) == []
