"""The text's slips that a machine can find are found, each with the corrections that cover it."""

import pytest

from ceremonies.runbook.book import Book
from ceremonies.runbook.check import corrections, slips, uncovered
from ceremonies.runbook.schema import Correction, Kind, Next, Section, Step


def mended(kind: Kind, says: str = "4.1A.2.3") -> Correction:
    return Correction(kind=kind, source_says=says, carried_out="Another.", why="It strands the run.")


def step(id_: str, said: str, done: str | None = None, *kinds: Correction) -> Step:
    next_ = (Next(to=done or said),)
    return Step(id=id_, title="Do", actors=("DCC",), does="Do.", next=next_, source_next=(said,), corrections=kinds)


def ours(id_: str, to: str, *kinds: Correction) -> Step:
    next_ = (Next(to=to),)
    return Step(id=id_, numbered_by="keyroom", title="Do", actors=("DCC",), does="Do.", next=next_, corrections=kinds)


def book_of(*steps: Step, owner: tuple[Correction, ...] = ()) -> Book:
    """Table 4.2.1 with these steps, and two tables beside it."""
    other = Section(id="4.1A.2", part_of="4.1A", table=True, title="B", steps=(step("4.1A.2.1", "end"),))
    after = Section(id="4.2.2", part_of="4.2", table=True, title="C", steps=(step("4.2.2.1", "end"),))
    own = Section(id="4.2.1", part_of="4.2", table=True, title="A", steps=steps, corrections=owner)
    return Book(sections=(other, own, after))


SLIPS = {
    "a next that does not exist": (
        book_of(step("4.2.1.1", "1.1.1", "4.2.2")),
        ("next step does not exist", "4.2.1.1", "1.1.1"),
    ),
    "a next that only we have": (
        book_of(step("4.2.1.1", "4.2.1.2"), ours("4.2.1.2", "4.2.2")),
        ("next step does not exist", "4.2.1.1", "4.2.1.2"),
    ),
    "a step that no path reaches": (
        book_of(step("4.2.1.1", "4.2.2"), step("4.2.1.2", "4.2.2")),
        ("no path reaches the step", "4.2.1.2", "4.2.1.2"),
    ),
    "a step that goes on to itself": (
        book_of(step("4.2.1.1", "4.2.1.1", "4.2.2")),
        ("step names itself", "4.2.1.1", "4.2.1.1"),
    ),
    "a step that waits for itself": (
        book_of(step("4.2.1.1", "4.2.2", None, mended("when", "following 4.2.1.1"))),
        ("step names itself", "4.2.1.1", "4.2.1.1"),
    ),
    "a next that leaves the method": (
        book_of(step("4.2.1.1", "4.1A.2.1", "4.2.2")),
        ("next leaves the method", "4.2.1.1", "4.1A.2.1"),
    ),
    "a reference to another section's step": (
        book_of(step("4.2.1.1", "4.2.2", None, mended("reference", "as in step 4.1A.2.1"))),
        ("reference into another section", "4.2.1.1", "4.1A.2.1"),
    ),
    "a reference from a table's introduction": (
        book_of(step("4.2.1.1", "4.2.2"), owner=(mended("reference", "section 4.1A"),)),
        ("reference into another section", "4.2.1", "4.1A"),
    ),
}


@pytest.mark.parametrize(("book", "expected"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_of_the_text_is_found(book, expected):
    found = slips(book)
    assert expected in [(slip.sort, slip.at, slip.names) for slip in found]
    assert all(slip.at in slip.sentence for slip in found)


def test_a_text_without_slips_gives_none():
    assert slips(book_of(step("4.2.1.1", "4.2.1.2"), step("4.2.1.2", "4.2.2"))) == []


def test_entering_another_method_by_its_front_is_no_slip():
    assert slips(book_of(step("4.2.1.1", "4.1A", "4.1A.2"), step("4.2.1.2", "4.2.2")))[0].at == "4.2.1.2"


def test_of_a_chain_that_hangs_loose_only_its_head_is_named():
    book = book_of(step("4.2.1.1", "end"), step("4.2.1.2", "4.2.1.3"), step("4.2.1.3", "4.2.2"))
    assert [(slip.sort, slip.at) for slip in slips(book)] == [("no path reaches the step", "4.2.1.2")]


def test_a_slip_that_nothing_covers_is_left_uncovered():
    found = slips(book_of(step("4.2.1.1", "1.1.1", "4.2.2", mended("actor"))))
    assert uncovered(found) == found


def test_a_correction_of_the_step_covers_its_wrong_next():
    found = slips(book_of(step("4.2.1.1", "1.1.1", "4.2.2", mended("next"))))
    assert {slip.at for slip in found} == {"4.2.1.1", "4.2.2.1"}
    assert uncovered(found) == []


def test_a_correction_where_the_path_was_mended_covers_the_step_that_was_lost():
    mend = step("4.2.1.1", "4.2.2", "4.2.1.2", mended("next"))
    found = slips(book_of(mend, step("4.2.1.2", "4.2.2")))
    assert [slip.at for slip in found] == ["4.2.1.2"]
    assert uncovered(found) == []


def test_a_correction_elsewhere_covers_nothing():
    stray = step("4.2.1.1", "4.2.2", None, mended("next"))
    assert len(uncovered(slips(book_of(stray, step("4.2.1.2", "4.2.2"))))) == 1


def test_corrections_are_listed_in_the_order_of_the_text():
    first, second, third = mended("next"), mended("when"), mended("actor")
    book = book_of(step("4.2.1.1", "4.2.1.2", None, second, third), step("4.2.1.2", "4.2.2"), owner=(first,))
    assert [(each.at, each.correction.kind) for each in corrections(book)] == [
        ("4.2.1", "next"),
        ("4.2.1.1", "when"),
        ("4.2.1.1", "actor"),
    ]
