"""The procedures that ship: every numbered step of the text with the facts of its columns, in words of our own."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ceremonies.runbook.book import END, Book
from ceremonies.runbook.check import corrections, slips, uncovered
from ceremonies.runbook.document import source_actors
from ceremonies.runbook.load import load_book
from ceremonies.runbook.schema import Correction, Section, Step

TABLES = {
    "3.4.3": range(1, 12),
    "4.1.1": range(1, 5),
    "4.1.2": range(1, 7),
    "4.1.3": range(1, 3),
    "4.1A.1": range(1, 5),
    "4.1A.2": range(1, 7),
    "4.1A.3": range(1, 3),
    "4.2.1": range(1, 9),
    "4.2.2": range(1, 11),
    "4.2.3": range(1, 3),
    "4.3.1": range(1, 9),
    "4.3.2": range(1, 9),
    "4.3.3": range(1, 3),
    "5.1": range(1, 7),
    "5.2": (1, *range(3, 13)),
    "5.3": range(1, 5),
    "6.1.1": range(1, 5),
    "6.1.2": range(1, 10),
    "6.1.3": range(1, 5),
    "6.2.1": range(1, 7),
    "6.2.2": range(1, 6),
    "6.2.3": range(1, 4),
    "6.3.1": range(1, 8),
    "6.3.2": range(1, 11),
    "6.3.3": range(1, 3),
}
"""The text's 25 tables and the numbers of their steps. Table 5.2 has no 5.2.2."""

NUMBERED = [f"{table}.{number}" for table, numbers in TABLES.items() for number in numbers]

SECTIONS = ["2", "3.1", "3.2", "3.4.1", "3.4.2", "3.4.3", "3.5", "4", *[each for each in TABLES if each != "3.4.3"]]
SECTIONS += ["7.1", "8.1", "A", "B", "C", "D", "E"]

NEXT = {
    "3.4.3.4": {"3.4.3.5", "3.4.3.3"},
    "3.4.3.6": {"3.4.3.7", "3.4.3.3"},
    "3.4.3.8": {"3.4.3.10", "3.4.3.9"},
    "3.4.3.9": {"3.4.3.6"},
    "3.4.3.11": {"end"},
    "4.1.1.1": {"4.1.1.2", "4.2"},
    "4.1.1.4": {"4.1.2"},
    "4.1.2.4": {"4.1.2.6", "4.1.2.5"},
    "4.1.2.6": {"4.1.3"},
    "4.1.3.2": {"end"},
    "4.1A.1.4": {"4.1A.2"},
    "4.1A.2.4": {"4.1A.2.6", "4.1A.2.5"},
    "4.1A.2.6": {"4.1A.3"},
    "4.1A.3.2": {"end"},
    "4.2.1.8": {"end", "4.2.2"},
    "4.2.2.2": {"4.1A.2.3"},
    "4.2.2.10": {"4.2.3"},
    "4.2.3.2": {"end"},
    "4.3.1.8": {"end", "4.3.2"},
    "4.3.2.8": {"4.3.3"},
    "4.3.3.2": {"end"},
    "5.1.4": {"end", "5.1.5"},
    "5.1.5": {"5.1.6", "end"},
    "5.1.6": {"5.2"},
    "5.2.12": {"5.3"},
    "5.3.4": {"end"},
    "6.1.1.4": {"end", "6.1.2"},
    "6.1.2.8": {"6.1.3"},
    "6.1.2.9": {"6.1.3"},
    "6.1.3.4": {"end"},
    "6.2.1.5": {"end", "6.2.1.6"},
    "6.2.1.6": {"6.2.2"},
    "6.2.2.5": {"6.2.3"},
    "6.2.3.3": {"end"},
    "6.3.1.6": {"end", "6.3.1.7"},
    "6.3.1.7": {"6.3.2"},
    "6.3.2.10": {"1.1.1"},
    "6.3.3.2": {"end"},
}
"""What the text's column of next steps says where it isn't simply the next number."""

ACTORS = {
    "DCC (DSP TAD)": (
        "4.1.2.1 4.1.3.1 4.1A.2.1 4.1A.3.1 4.2.2.2 4.2.3.1 4.3.2.2 4.3.3.1 5.2.3 6.2.2.1 6.2.3.1 6.3.2.2 6.3.3.1"
    ),
    "DCC (as DSP)": "6.2.2.4 6.2.3.2 6.3.1.7 6.3.2.6",
    "DCC (as TSP)": "5.2.5 6.3.2.3",
    "DCC, Key Custodians": ("4.2.1.6 4.3.1.6 5.1.3 6.1.1.3 6.2.1.4 6.2.2.2 6.2.2.3 6.3.1.4 6.3.2.4 6.3.2.5"),
    "DCC, SMKI PMA": "4.2.1.7 4.3.1.7 5.1.4 6.1.1.2 6.1.1.4 6.2.1.3 6.2.1.5 6.3.1.3 6.3.1.5",
    "SMKI PMA": "3.4.3.6 6.1.3.3",
    "DCC, Panel, Party, SMKI PMA": "3.4.3.3",
    "Responsible Supplier": "4.2.2.8",
    "DCC, Subscriber": "4.1.2.6 4.1A.2.6 4.2.1.1 4.2.1.4 4.2.2.10 4.3.1.1 4.3.1.5",
    "DCC (DSP TAD), Subscriber": "5.3.3",
    "Subscriber": (
        "4.1.1.1 4.1.1.2 4.1.2.2 4.1.2.3 4.1.2.4 4.1A.1.1 4.1A.1.2 4.1A.2.2 4.1A.2.3 4.1A.2.4 4.2.1.2 4.2.2.7 4.3.1.2 "
        "4.3.2.3 5.3.1 5.3.2 6.3.2.1 6.3.2.7 6.3.2.8"
    ),
}
"""What the text's column of responsibility says where it isn't the DCC alone."""

GATES = {
    "request": "4.1.1.1 4.2.1.1 4.3.1.1 5.1.1",
    "set recovery": "4.2.1.3 4.3.1.3 5.2.1",
    "access control broker": "4.2.2.4 5.2.8",
    "decide": "4.2.1.7 4.3.1.7 5.1.4",
    "revoke and destroy": "4.1.2.6 4.1A.2.6 4.2.2.10 5.1.6 6.2.3.2 6.3.1.7",
    "destroy": "6.1.3.3",
}
"""The numbered steps that rule GATE-RISKS names, by what the risks are weighed before."""

LETTERED = {
    1: "4.3.2.2",
    2: "3.4.3.4 3.4.3.5 3.4.3.10 3.4.3.11 4.1.2.2 4.1.2.4 4.1.3.2 4.1A.2.2 4.1A.2.4 4.1A.3.2 4.2.1.5 4.2.2.6 4.2.2.7 "
    "4.2.3.2 4.3.1.4 4.3.2.3 4.3.2.6 4.3.3.2 5.2.11 5.3.2 5.3.4 6.1.2.2 6.2.1.5 6.2.3.3 6.3.1.5 6.3.2.7 6.3.3.2",
    3: "3.4.3.2 4.1.1.2 4.1A.1.2 4.1A.1.3 4.2.1.7 4.3.1.2 4.3.1.7 5.1.3 5.1.4 6.1.1.4 6.1.2.8 6.1.2.9 6.2.2.2 6.2.2.3 "
    "6.3.2.4 6.3.2.5 6.3.2.9",
    4: "4.1.1.3 4.2.1.4 4.2.1.6 4.2.2.2 4.3.1.5 4.3.1.6 5.2.3 6.1.2.5 6.2.1.4 6.3.1.4",
    5: "5.2.4 6.1.1.2 6.2.1.3",
    6: "4.2.1.2 5.1.2 5.1.6 5.2.8 6.1.3.4 6.3.1.3",
    9: "6.1.1.3",
    13: "3.4.3.3",
}
"""How many lettered items, nested ones included, each numbered step of the text has. The others have none."""

FLOWS = {
    "overlaps": (
        "4.2.2.4 4.2.2.5 4.2.2.6 4.2.2.7 4.2.2.8 4.3.2.5 4.3.2.6 5.2.8 5.2.9 5.2.10 5.2.11 5.2.12 5.3.1 6.1.2.6 "
        "6.1.2.7 6.1.2.8 6.3.2.6 6.3.2.7 6.3.2.8"
    ),
    "beside": "4.1.2.6 4.1A.2.6 4.2.2.10 5.1.6",
}
"""The numbered steps that don't simply wait for one another (rule RUN-OPEN-STEPS)."""

DECISIONS = ["3.4.3.6", "4.2.1.7", "4.3.1.7", "5.1.4", "6.1.1.4", "6.1.2.9", "6.1.3.3", "6.2.1.5", "6.3.1.5"]
"""The numbered steps at which the SMKI PMA decides, or what it decided is taken in."""

CALLS = ["4.2.1.6", "4.3.1.6", "5.1.3", "6.1.1.3", "6.2.1.4", "6.3.1.4"]
"""The numbered steps that rule CUSTODIAN-CALL names."""

RUN = 8
"""Consecutive words in common with the text that count as copying it."""

TEXT = Path(__file__).parents[4] / "shared" / "reference" / "smki-recovery-procedure.txt"
"""The governing text, where it is at hand."""


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


@pytest.fixture(scope="module")
def text() -> str:
    if not TEXT.exists():
        pytest.skip("the governing text is not at hand")
    return TEXT.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def numbered(book) -> dict[str, Step]:
    return {id_: step for id_, step in book.steps.items() if step.numbered_by == "source"}


def said_next(id_: str) -> set[str]:
    table, number = id_.rsplit(".", 1)
    return NEXT.get(id_) or {f"{table}.{int(number) + 1}"}


def said_actors(id_: str) -> set[str]:
    return next((set(actors.split(", ")) for actors, ids in ACTORS.items() if id_ in ids.split()), {"DCC"})


def test_every_section_of_the_text_is_there_in_its_order(book):
    assert [section.id for section in book.text] == SECTIONS
    assert [section.id for section in book.sections if section.table] == list(TABLES)


def test_the_144_numbered_steps_are_there_in_their_order(numbered):
    assert len(NUMBERED) == 144
    assert list(numbered) == NUMBERED


@pytest.mark.parametrize("table", TABLES)
def test_a_table_holds_exactly_its_numbered_steps(book, table):
    steps = [step.id for step in book.section(table).steps if step.numbered_by == "source"]
    assert steps == [f"{table}.{number}" for number in TABLES[table]]


def test_steps_of_ours_are_marked_and_numbered_apart(book):
    texts = [step for section in book.text for step in section.steps]
    ours = [step for step in texts if step.numbered_by == "keyroom"]
    assert [step.id for step in ours if not re.search(r"\.K\d+$", step.id)] == ["5.2.2"]
    assert all(step.source_next == () and source_actors(step) == () for step in ours)


def test_source_next_says_what_the_column_of_the_text_says(numbered):
    assert {id_: set(step.source_next) for id_, step in numbered.items()} == {id_: said_next(id_) for id_ in NUMBERED}


def test_source_actors_say_what_the_column_of_the_text_says(numbered):
    said = {id_: set(source_actors(step)) for id_, step in numbered.items()}
    assert said == {id_: said_actors(id_) for id_ in NUMBERED}


def test_every_lettered_item_of_the_text_is_there(numbered):
    said = {id_: count for count, ids in LETTERED.items() for id_ in ids.split()}
    lettered = {id_: len([item for item in step.items if item.letter]) for id_, step in numbered.items()}
    assert {id_: count for id_, count in lettered.items() if count < said.get(id_, 0)} == {}
    assert [id_ for id_, count in lettered.items() if count and id_ not in said] == []


def test_every_numbered_step_has_something_to_tick(numbered):
    assert [id_ for id_, step in numbered.items() if not step.items] == []


def test_steps_overlap_and_stand_beside_where_the_rule_says(numbered):
    for flow, ids in FLOWS.items():
        assert [id_ for id_, step in numbered.items() if step.flow == flow] == ids.split()


def test_every_gate_of_the_risks_rule_stands(book, numbered):
    named = {id_: act for act, ids in GATES.items() for id_ in ids.split()}
    assert {id_: step.gate for id_, step in numbered.items() if step.gate} == named
    assert any(step.gate == "revoke and destroy" for step in book.section("7.1").steps)


def test_every_decision_of_the_smki_pma_is_one(numbered):
    assert [id_ for id_ in DECISIONS if not numbered[id_].decision] == []


def test_key_custodians_are_called_where_the_rule_says(numbered):
    assert [id_ for id_, step in numbered.items() if step.custodian_call] == CALLS


def test_every_run_of_sections_4_to_6_goes_on_to_the_report(book):
    last = [book.part(part)[-1] for part in ("4.1", "4.1A", "4.2", "4.3", "5", "6.1", "6.2", "6.3")]
    ends = [[step for step in section.steps if step.recovery_complete] for section in last]
    assert all(steps and "3.1.K1" in [each.to for each in steps[-1].next] for steps in ends)
    straight = [
        step.id
        for step in book.steps.values()
        if book.section_of(step.id).part_of[0] in "456" and "end" in [each.to for each in step.next]
    ]
    assert straight == []


def test_no_way_out_of_a_procedure_passes_by_what_puts_back_what_it_put_in_force(book):
    """A walk from each step that holds something: it meets a step that may release it before it can leave."""
    stranded = [
        (step.id, hold)
        for step in book.steps.values()
        for hold in step.holds
        if hold not in step.releases and leaves_with(book, step, hold)
    ]
    assert stranded == []


def test_files_follow_the_procedure_and_not_the_recipient(book):
    forms = {
        part: {tell.form for section in book.part(part) for step in section.steps for tell in step.tells}
        - {None, "ADT"}
        for part in ("4.1", "4.1A", "4.2", "4.3", "5", "6.1", "6.2", "6.3")
    }
    assert forms == {
        "4.1": {"B or D", "C or E"},
        "4.1A": {"B", "C"},
        "4.2": {"B", "C"},
        "4.3": {"B or D", "C or E"},
        "5": {"D", "E"},
        "6.1": set(),
        "6.2": {"D", "E"},
        "6.3": {"D", "E"},
    }


def test_each_slip_that_a_machine_finds_is_covered_and_the_known_ones_are_found(book):
    found = slips(book)
    assert uncovered(found) == []
    known = {
        ("next leaves the method", "4.2.2.2"),
        ("no path reaches the step", "4.2.2.3"),
        ("next step does not exist", "5.2.1"),
        ("no path reaches the step", "5.2.3"),
        ("step names itself", "6.1.2.4"),
        ("no path reaches the step", "6.1.2.9"),
        ("next step does not exist", "6.3.2.10"),
        ("no path reaches the step", "6.3.3.1"),
    }
    reading = "reference into another section"
    assert {(slip.sort, slip.at) for slip in found if slip.sort != reading} == known


def test_every_step_named_in_our_own_words_exists(book):
    named = re.compile(r"\b(?:3\.4\.3|4\.\dA?\.\d|5\.\d|6\.\d\.\d)\.(?:\d+|K\d+)\b")
    own = [(at, words) for at, words in own_words(book) if "Message Mapping Catalogue" not in words]
    assert {(at, id_) for at, words in own for id_ in named.findall(words) if not book.has_step(id_)} == set()


def test_no_words_of_ours_speak_like_the_text(book):
    assert [(at, words) for at, words in own_words(book) if re.search(r"\bshall\b", words)] == []


def test_no_sentence_is_the_text_s(book, text):
    """Runs of words in common with the text, whichever way its tracked changes are read."""
    theirs = {run for words in readings(text) for run in runs(words)}
    copied = sorted(
        {(at, " ".join(run)) for at, words in own_words(book) for run in runs(tokens(words)) if run in theirs}
    )
    assert copied == []


def test_what_a_correction_quotes_stands_in_the_text(book, text):
    whole = f" {' '.join(word for words in readings(text) for word in words)} "
    quoting = [(each.at, each.correction.source_says) for each in corrections(book) if quotes(each.correction)]
    pieces = [(at, " ".join(tokens(piece))) for at, says in quoting for piece in says.split("...")]
    assert [(at, piece) for at, piece in pieces if f" {piece} " not in whole] == []


def quotes(correction: Correction) -> bool:
    """Whether the words at fault are the text's; of what it leaves out there may be nothing to quote."""
    return correction.kind != "missing step" and not correction.source_says.startswith("(")


def leaves_with(book: Book, first: Step, hold: str) -> bool:
    """Whether a run can leave the procedure of ``first`` without coming to a step that releases ``hold``."""
    part = book.part_of_step(first.id)
    waiting, seen = [first], {first.id}
    while waiting:
        for way in waiting.pop().next:
            if way.how == "call":
                continue
            if way.to == END or way.how == "run" or book.part_of_step(book.entry_step(way.to)) != part:
                return True
            step = book.step(book.entry_step(way.to))
            if step.id not in seen and hold not in step.releases:
                waiting.append(step)
            seen.add(step.id)
    return False


def own_words(book: Book) -> Iterator[tuple[str, str]]:
    """Everything that is written in words of our own, with where it stands; quotations of the text are left out."""
    for section in book.sections:
        shallow = msgspec.structs.replace(section, steps=())
        yield from ((section.id, words) for words in texts_in(shallow))
        for step in section.steps:
            yield from ((step.id, words) for words in texts_in(step))


def texts_in(value: Section | Step | object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from itertools.chain.from_iterable(texts_in(each) for each in value)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name != "source_says":
                yield from texts_in(getattr(value, name))


def readings(text: str) -> Iterator[list[str]]:
    """The text line by line without its margin notes; a line may run on into the next."""
    lines = [tokens(re.sub(r"Comment by Author:.*", "", line)) for line in text.splitlines()]
    yield from lines
    yield [word for line in lines for word in line]


def tokens(words: str) -> list[str]:
    return re.findall(r"[a-z0-9+]+(?:['.][a-z0-9]+)*", words.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
