import pytest

from ceremonies.runbook.load import load_book
from tests.walker import LeastTaken, Table, Walker, edges_of, sections_of

MOST_WALKS = 40
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
    for section in sections_of(book):
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
    assert ended == set(sections_of(book))
