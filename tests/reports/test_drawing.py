import pytest

from reports.document import Chapter, Column, Document, Facts, Fixed, Heading, Paragraph, Table
from reports.drawing import to_pdf
from reports.fonts import NOTICE
from tests.reports.reading import pages_of, text_of

LONG = " ".join(f"word{number}" for number in range(2_000))


def document(*blocks, **more):
    known = {
        "title": "A report",
        "subtitle": "to somebody",
        "opening": (Paragraph("It begins."),),
        "chapters": (Chapter("1  First", blocks or (Paragraph("Words."),)),),
        "running": "A report",
        "made_from": ("keyroom.test/log", "12", "A" * 43 + "="),
        "banner": "",
        "warning": "",
        "made_at": "2026-03-29T09:18:33.000000Z",
    }
    return Document(**known | more)


@pytest.mark.parametrize(
    "block",
    [
        Facts((("Long", LONG), ("Next", "short"))),
        Table((Column("A", 1), Column("B", 3)), (("x", LONG), (LONG, "y"))),
        Table((Column("", 1), Column("", 3)), tuple(("x", LONG) for _ in range(9)), headed=False),
        Paragraph(LONG),
        Facts((("Letters", "x" * 20_000),)),
        Facts((("Lines", "\n".join("line" for _ in range(3_000))),)),
        Fixed(("z" * 400,)),
    ],
    ids=["facts", "table", "list", "paragraph", "one word", "lines", "fixed"],
)
def test_text_that_fills_pages_is_drawn_whole(block):
    pdf = to_pdf(document(Heading("Before"), block, Paragraph("The end.")))
    text = text_of(pdf)
    assert "The end." in text
    if "word1999" in str(block):
        assert "word0 " in text
        assert "word1999" in text


def test_an_empty_table_and_empty_cells_are_drawn():
    pdf = to_pdf(document(Table((Column("A", 1), Column("B", 1)), ()), Table((Column("A", 1),), (("",), ("x",)))))
    assert "x" in text_of(pdf)


def test_markup_that_somebody_typed_is_only_text():
    assert "<b>a & b</b> <img src='x'/>" in text_of(to_pdf(document(Paragraph("<b>a & b</b> <img src='x'/>"))))


def test_production_has_no_watermark_and_says_that_it_is_confidential():
    (first, *_) = pages_of(to_pdf(document()))
    assert "REHEARSAL" not in first
    assert "Confidential" in first


def test_a_warning_stands_on_every_page():
    pages = pages_of(to_pdf(document(Paragraph(LONG), warning="The record is damaged from entry 7 on.")))
    assert len(pages) > 2
    assert all("The record is damaged from entry 7 on." in page for page in pages)


def test_letters_that_are_lost_are_owned_up_to_at_the_end():
    assert " ".join(NOTICE.split()[:8]) in text_of(to_pdf(document(Paragraph("Ŵyn"))))
    assert "lacks some letters" not in text_of(to_pdf(document()))


def test_a_table_repeats_its_headings_on_each_page():
    rows = tuple((str(number), "b") for number in range(200))
    pages = pages_of(to_pdf(document(Table((Column("Alpha", 1), Column("Beta", 1)), rows))))
    assert all("Alpha" in page for page in pages[1:])


@pytest.mark.parametrize("rows", [1, 5, 9, 12, 40])
def test_headings_stay_with_what_follows_them(rows):
    facts = Facts(tuple((f"Label {number}", "value " * 12) for number in range(rows)))
    table = Table((Column("A", 1), Column("B", 1)), tuple(("a", "value " * 9) for _ in range(rows)))
    blocks = (Heading("Outer"), Heading("Inner", level=3), facts, Heading("Other"), table)
    chapters = tuple(Chapter(f"{number}  Chapter", blocks) for number in range(1, 15))
    pdf = to_pdf(document(chapters=chapters))
    headings = {"Outer", "Inner", "Other", *(" ".join(chapter.title.split()) for chapter in chapters)}
    for page in pages_of(pdf)[1:]:
        lines = [" ".join(line.split()) for line in page.splitlines() if line.strip()]
        assert lines[-1] not in headings
