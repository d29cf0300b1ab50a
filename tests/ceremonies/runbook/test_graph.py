"""Paths through a book: what follows, what is reached, what has no way out."""

from ceremonies.runbook.book import Book
from ceremonies.runbook.graph import dead_ends, followers, reached, resolve, said_followers
from ceremonies.runbook.schema import Next, Section, Step


def book_of(**ways: tuple[Next, ...]) -> Book:
    steps = tuple(
        Step(id=f"9.{id_}", title="Do", actors=("DCC",), does="Do.", next=next_, source_next=("9.a", "8.8"))
        for id_, next_ in ways.items()
    )
    return Book(sections=(Section(id="9", part_of="9", title="Nine", steps=steps),))


def test_ids_resolve_to_the_step_at_which_they_are_entered():
    book = book_of(a=(Next(to="end"),))
    assert resolve(book, "9") == "9.a"
    assert resolve(book, "9.a") == "9.a"
    assert resolve(book, "end") == "end"
    assert resolve(book, "8.8") == "8.8"


def test_what_follows_leaves_out_the_end_and_what_is_not_there():
    book = book_of(a=(Next(to="end"), Next(to="9.b"), Next(to="9", how="call")), b=(Next(to="end"),))
    assert followers(book, book.step("9.a")) == ["9.b", "9.a"]
    assert said_followers(book, book.step("9.b")) == ["9.a"]


def test_what_is_reached_includes_where_it_begins_and_comes_through_rings():
    edges = {"a": ["b"], "b": ["a", "c"], "c": [], "d": ["a"]}
    assert reached(["a"], edges) == {"a", "b", "c"}


def test_a_ring_and_a_call_are_no_way_out_but_another_run_is():
    book = book_of(
        a=(Next(to="9.b"),),
        b=(Next(to="9.a"),),
        c=(Next(to="9.a", how="call"),),
        d=(Next(to="9.a", how="run"),),
        e=(Next(to="9.a"), Next(to="9.d")),
    )
    assert dead_ends(book) == ["9.a", "9.b", "9.c"]
