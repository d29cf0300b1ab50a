"""Lines: wrapping and fitting in cells, not characters."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.widgets.line import BLANK, cells, ends, fitted, flow, line, paragraph, with_sign, wrap

TEXTS = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=200)


@given(TEXTS, st.integers(8, 100))
def test_no_wrapped_line_is_wider_than_it_may_be_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(one) <= width for one in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.splitlines()).replace(" ", "").replace("\t", "")


@given(TEXTS.filter(lambda text: len(text.splitlines()) < 2), st.integers(2, 60))
def test_fitted_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) == width


def test_the_left_end_gives_way_to_the_right_end() -> None:
    drawn = ends([" ", "a long title that does not fit"], ["14:05"], 20)
    assert cells(drawn.spans) == 20
    assert drawn.spans[-1].text == "14:05"


def test_a_paragraph_goes_on_under_its_first_word() -> None:
    first, second = paragraph("one two three", 14, first=("  a  ",), row="x")
    assert first.spans[0].text == "  a  "
    assert second.spans[0].text == "     "
    assert {first.row, second.row} == {"x"}


def test_parts_flow_into_the_next_line() -> None:
    assert len(flow([["aaaa"], ["bbbb"], ["cccc"]], 12)) == 2
    assert line() == BLANK


def shown(text: str, width: int) -> str:
    drawn = with_sign(line(" ", text, " " * 4, row="x"), "▼", "more", width)
    assert (cells(drawn.spans), drawn.row) == (width, "x")
    return "".join(one.text for one in drawn.spans)


def test_the_sign_that_there_is_more_hides_no_text_as_long_as_one_cell_is_free() -> None:
    assert shown("short", 20) == " short       ▼ more "
    assert shown("eighteen letters!!", 20) == " eighteen letters!!▼"
    assert shown("nineteen letters!!!", 20) == " nineteen letters!…▼"
    assert shown("", 10) == "   ▼ more "
