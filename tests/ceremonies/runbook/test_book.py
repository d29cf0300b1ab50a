"""A book finds sections, parts and steps, keeps its own copy, and is named by its digest."""

import hashlib
import json

import msgspec
import pytest

from ceremonies.errors import Unusable
from ceremonies.runbook.book import Book, in_order
from ceremonies.runbook.load import load_book
from ceremonies.runbook.schema import Correction, Deadline, Next, Section, Step


def step(id_: str, to: str, **facts) -> Step:
    return Step(id=id_, title="Do", actors=("DCC",), does="Do it.", next=(Next(to=to),), source_next=(to,), **facts)


def small_book() -> Book:
    return Book(
        sections=(
            Section(id="3.4.3", part_of="3.4.3", table=True, title="Appoint", steps=(step("3.4.3.1", "end"),)),
            Section(id="4.2.1", part_of="4.2", table=True, title="Before", steps=(step("4.2.1.1", "4.2.2"),)),
            Section(id="4.2.2", part_of="4.2", table=True, title="Carry out", steps=(step("4.2.2.1", "end"),)),
            Section(id="A", part_of="A", title="Appendix A"),
        )
    )


@pytest.mark.parametrize(
    ("id_", "entry"),
    [("4.2.2.1", "4.2.2.1"), ("4.2.2", "4.2.2.1"), ("4.2", "4.2.1.1"), ("3.4.3", "3.4.3.1")],
    ids=["a step", "a section", "a part", "a section that is its own part"],
)
def test_a_step_a_section_and_a_part_are_entered_at_their_first_step(id_, entry):
    assert small_book().entry_step(id_) == entry


def test_sections_and_parts_are_found():
    book = small_book()
    assert book.section_of("4.2.2.1").id == "4.2.2"
    assert [section.id for section in book.part("4.2")] == ["4.2.1", "4.2.2"]
    assert [section.id for section in book.part_of_step("4.2.2.1")] == ["4.2.1", "4.2.2"]
    assert [section.id for section in book.under("4.2.1")] == ["4.2.1"]
    assert [section.id for section in book.under("4.2")] == ["4.2.1", "4.2.2"]
    assert book.has_step("4.2.1.1")
    assert not book.has_step("4.2.1")


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda book: book.step("9.9"), "There is no step 9.9 in the procedures"),
        (lambda book: book.section("9.9"), "There is no section 9.9 in the procedures"),
        (lambda book: book.section_of("9.9"), "There is no step 9.9 in the procedures"),
        (lambda book: book.part("9.9"), "There is no procedure 9.9"),
        (lambda book: book.entry_step("9.9"), "There is no procedure 9.9"),
        (lambda book: book.entry_step("A"), "Section A has no steps, so it can't be carried out"),
    ],
    ids=["step", "section", "section of a step", "part", "entry", "entry of an appendix"],
)
def test_what_is_not_there_is_refused_in_a_sentence(ask, sentence):
    with pytest.raises(Unusable, match=sentence):
        ask(small_book())


def test_ids_sort_as_the_text_orders_them():
    ids = ["4.2.1.10", "4.1A.1.1", "4.2.1.9", "4.2.1.K1", "4.1.3.2", "B", "10.1", "4"]
    assert sorted(ids, key=in_order) == ["4", "4.1.3.2", "4.1A.1.1", "4.2.1.9", "4.2.1.10", "4.2.1.K1", "10.1", "B"]


def test_a_copy_gives_the_same_book_and_the_same_bytes():
    book = small_book()
    again = Book.from_json(book.to_json())
    assert again == book
    assert again.to_json() == book.to_json()
    assert again.digest == book.digest


def test_the_whole_of_the_procedures_survives_a_copy():
    book = load_book()
    assert Book.from_json(book.to_json()) == book


def test_a_copy_is_canonical_json_under_the_keys_of_the_data():
    limit = Deadline(name="answer", from_="the request", step="4.2.1.1", hours=24)
    mended = Correction(kind="next", source_says="\N{LEFT DOUBLE QUOTATION MARK}4.9", carried_out="4.2", why="None.")
    only = step("4.2.1.1", "end", deadline=limit, corrections=(mended,))
    copy = Book(sections=(Section(id="4.2.1", part_of="4.2", table=True, title="Before", steps=(only,)),)).to_json()
    read = json.loads(copy)
    assert copy == json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert "\N{LEFT DOUBLE QUOTATION MARK}4.9".encode() in copy
    assert read["sections"][0]["steps"][0]["deadline"]["from"] == "the request"


def test_defaults_are_left_out_so_that_an_added_key_changes_no_old_digest():
    (plain,) = json.loads(small_book().to_json())["sections"][3:]
    assert plain == {"id": "A", "part_of": "A", "title": "Appendix A"}


def test_the_digest_is_sha_256_of_the_copy_and_changes_with_any_word():
    book = small_book()
    assert book.digest == hashlib.sha256(book.to_json()).hexdigest()
    first = msgspec.structs.replace(book.sections[0], title="Appoint them")
    assert Book(sections=(first, *book.sections[1:])).digest != book.digest


@pytest.mark.parametrize("copy", [b"", b"[]", b'{"sections":3}', b'{"sections":[{"id":"1"}]}', b"\xff"])
def test_what_is_no_copy_is_refused_in_a_sentence(copy):
    with pytest.raises(Unusable, match="The copy of the procedures can't be read"):
        Book.from_json(copy)


def test_a_copy_of_before_ceremonies_had_scripts_keeps_their_words_as_something_done_outside():
    plain = json.loads(small_book().to_json())
    plain["sections"][1]["steps"][0]["ceremony"] = "activation of the Recovery Private Key"
    first = Book.from_json(json.dumps(plain).encode()).sections[1].steps[0]
    assert first.outside[-1] == "activation of the Recovery Private Key"
    assert first.ceremonies == ()


def test_the_scripts_of_ceremonies_stand_beside_the_sections_of_the_text():
    book = load_book()
    assert [one.id for one in book.scripts] == [f"C{number}" for number in range(1, 10)]
    assert (*book.text, *book.scripts) == book.sections
