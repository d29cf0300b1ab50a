"""The paths that a book's steps make: what follows what, what is reached, and from where no end is."""

from collections.abc import Iterable, Mapping

from ceremonies.errors import Unusable
from ceremonies.runbook.book import END, Book
from ceremonies.runbook.schema import Step


def resolve(book: Book, id_: str) -> str:
    """The step at which ``id_`` is entered; ``id_`` itself for "end" and for what can't be entered."""
    try:
        return book.entry_step(id_)
    except Unusable:
        return id_


def followers(book: Book, step: Step) -> list[str]:
    """The steps that ``step`` may lead to, by whichever way they are entered."""
    entered = [resolve(book, each.to) for each in step.next]
    return [each for each in entered if each in book.steps]


def said_followers(book: Book, step: Step) -> list[str]:
    """The steps that follow by the text's own column."""
    entered = [resolve(book, each) for each in step.source_next]
    return [each for each in entered if each in book.steps]


def reached(roots: Iterable[str], edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """What can be reached from ``roots`` along ``edges``, the roots included."""
    seen: set[str] = set()
    waiting = list(roots)
    while waiting:
        id_ = waiting.pop()
        if id_ not in seen:
            seen.add(id_)
            waiting.extend(edges[id_])
    return frozenset(seen)


def dead_ends(book: Book) -> list[str]:
    """The ids of the steps from which a run can't come to an end, in the text's order.

    A run ends at "end" and where another run takes over; a section that is called comes back and ends nothing.
    """
    alive: set[str] = set()
    grown = True
    while grown:
        new = {id_ for id_, step in book.steps.items() if id_ not in alive and _gets_out(book, step, alive)}
        alive |= new
        grown = bool(new)
    return [id_ for id_ in book.steps if id_ not in alive]


def _gets_out(book: Book, step: Step, alive: set[str]) -> bool:
    return any(
        each.to == END or each.how == "run" or resolve(book, each.to) in alive
        for each in step.next
        if each.how != "call"
    )
