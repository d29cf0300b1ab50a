import random
from datetime import timedelta

import msgspec
import pytest

from ceremonies.incidents.actions import StartRun
from ceremonies.room import Room
from ceremonies.runbook.book import Book
from ceremonies.runbook.load import load_book
from ceremonies.runbook.state import RunState, apply
from ceremonies.sealing import SMALLEST_COST
from ceremonies.sittings.actions import SignIn
from tests.fakes import FakeClock, FixedEntropy
from tests.walker import (
    INCIDENT,
    LeastTaken,
    MemoryWorkspace,
    Restless,
    RoomTable,
    Table,
    Walker,
    edges_of,
    perform,
    room_of,
    scripts_of,
    sections_of,
    the_book,
)

MOST_WALKS = 400
"""Walks of one section after which its edges should all have been taken."""


@pytest.fixture(scope="module")
def book():
    return load_book()


def reached_in_run(book, section):
    """The steps that a run of the section may come to without another run being started."""
    seen, waiting = set(), [book.entry_step(section)]
    while waiting:
        step_id = waiting.pop()
        if step_id in seen:
            continue
        seen.add(step_id)
        waiting += [book.entry_step(way.to) for way in book.step(step_id).next if way.to != "end" and way.how != "run"]
    return seen


def leave_the_closing_to_another_run(book, policy):
    """The one edge that needs two runs: 3.1.K2 to the end."""
    table = Table(book)
    first, second = Walker(table, table.start("3.1"), policy), Walker(table, table.start("3.1"), policy)
    policy.taken["3.1.K2", 0] += 10
    assert first.go().status == "ended"
    assert not table.closed
    assert second.go().status == "ended"
    assert table.closed


def test_every_section_is_carried_out_to_its_end_and_every_edge_is_taken(book):
    policy = LeastTaken()
    ended = set()
    walks = 0
    for section in (*sections_of(book), *scripts_of(book)):
        own = {edge for edge in edges_of(book) if edge[0] in reached_in_run(book, section)}
        for _ in range(MOST_WALKS):
            table = Table(book)
            walker = Walker(table, table.start(section), policy)
            assert walker.go().status == "ended"
            assert all(state.status == "ended" for state in table.runs.values())
            ended |= {state.section for state in table.runs.values()}
            walks += 1
            if own - {("3.1.K2", 1)} <= set(policy.taken):
                break
    walks += 2
    leave_the_closing_to_another_run(book, policy)
    edges = edges_of(book)
    print(
        f"\n{len(policy.taken)} of {len(edges)} edges of next taken, in {walks} walks through {len(ended)} procedures"
    )
    assert edges - set(policy.taken) == set()
    assert len(policy.taken) == len(edges)
    assert ended == {*sections_of(book), *scripts_of(book)}


@pytest.mark.parametrize("section", [*sections_of(the_book()), *scripts_of(the_book())])
@pytest.mark.parametrize("seed", range(6))
def test_no_run_is_ever_stuck_whatever_is_chosen_repeated_opened_ahead_or_decided(section, seed):
    table = Table()
    walker = Restless(table, table.start(section), f"{section}/{seed}")
    assert walker.go(800).status == "ended"
    assert all(state.status == "ended" and not state.open for state in table.runs.values())


RECOVERIES = ("3.2", "4.1", "4.1A", "4.2", "4.3", "5", "6.1", "6.2", "6.3", "7.1")


@pytest.mark.parametrize("seed", range(12))
def test_three_runs_at_once_end_and_the_last_one_closes_the_incident(seed):
    dice = random.Random(seed)
    table = Table()
    walkers = [Restless(table, table.start(dice.choice(RECOVERIES)), f"{seed}/{n}", restlessness=0.1) for n in range(3)]
    while going := [one for one in walkers if table.runs[one.run].status != "ended"]:
        assert not table.closed
        dice.shuffle(going)
        step_of_one(going)
    assert table.closed
    assert all(not state.holds or standing(state) == 0 for state in table.runs.values())


def step_of_one(walkers):
    """One of them goes on; one that waits to close the Incident waits for another."""
    for walker in walkers[:-1]:
        try:
            walker.step()
        except AssertionError:
            continue
        return
    walkers[-1].step()


def standing(state):
    return sum(hold.standing for hold in state.holds.values())


@pytest.mark.parametrize("seed", range(8))
def test_folding_any_beginning_again_gives_the_state_that_stood_then(seed):
    table = Table()
    walker = Restless(table, table.start(RECOVERIES[seed]), seed)
    stood = {}
    for _ in range(60):
        if table.runs[walker.run].status == "ended":
            break
        walker.step()
        stood[len(table.written)] = encoded(table.runs)
    for size, runs in stood.items():
        again = {}
        for entry in table.written[:size]:
            if entry.stream.startswith("run/"):
                apply(again.setdefault(entry.stream.removeprefix("run/"), RunState()), entry)
        assert encoded(again) == runs


def encoded(runs):
    return {name: msgspec.json.encode(state) for name, state in runs.items()}


@pytest.mark.parametrize("seed", range(3))
def test_a_room_opened_again_stands_where_the_last_entry_left_it(seed):
    workspace, clock = MemoryWorkspace(), FakeClock(step=timedelta())
    table = room_of(workspace, clock)
    walker = Restless(table, f"{INCIDENT}/1", seed, restlessness=0.1)
    for _ in range(40):
        if table.room.run(walker.run).status == "ended":
            break
        walker.step()
        again = Room(workspace, clock, FixedEntropy("again"), cost=SMALLEST_COST)
        again._books = dict(table.room._books)
        for run in table.room.runs_of(INCIDENT):
            assert again.run(run) == table.room.run(run)
            assert again.state(f"run/{run}") == table.room.state(f"run/{run}")
        assert again.incident(INCIDENT) == table.room.incident(INCIDENT)
        assert again.rows() == table.room.rows()
    assert walker.path


@pytest.mark.rule("RUN-OWN-COPY")
def test_a_run_goes_on_by_its_own_copy_when_the_program_carries_a_newer_one():
    workspace, clock = MemoryWorkspace(), FakeClock()
    table = room_of(workspace, clock)
    old = table.room.run(f"{INCIDENT}/1")
    again = Room(workspace, clock, FixedEntropy("again"), cost=SMALLEST_COST)
    newer = retitled(the_book(), "3.2.K1", "A newer title")
    again._books = {"": newer, newer.digest: newer}
    run = again.run(f"{INCIDENT}/1")
    assert run.open[0].title == old.open[0].title != "A newer title"
    assert run.newer_procedure
    again.open_sitting()
    for person in ("P-01", "P-02"):
        perform(again, SignIn(by=person, person=person))
    perform(again, StartRun(by="P-01", incident=INCIDENT, section="3.2", because="another Compromise"))
    assert again.run(f"{INCIDENT}/2").open[0].title == "A newer title"
    assert not again.run(f"{INCIDENT}/2").newer_procedure
    assert Walker(Carried(again, clock, the_book()), f"{INCIDENT}/1").until("3.2.K4")


class Carried(RoomTable):
    """A Room in which a run follows an older book than the program carries."""

    def __init__(self, room, clock, book):
        super().__init__(room, clock)
        self.own = book

    @property
    def book(self):
        return self.own


def retitled(book, step_id, title):
    sections = []
    for section in book.sections:
        steps = tuple(msgspec.structs.replace(one, title=title) if one.id == step_id else one for one in section.steps)
        sections.append(msgspec.structs.replace(section, steps=steps))
    return Book(sections=tuple(sections))
