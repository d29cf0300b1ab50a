"""The command ``keyroom procedures``, as a person or a script calls it."""

import json

import pytest

from app.cli import procedures
from app.cli.exits import Exit
from app.cli.main import main
from ceremonies.errors import BadProcedure
from ceremonies.runbook.book import Book
from ceremonies.runbook.schema import Next, Section, Step


def slipped_book() -> Book:
    step = Step(id="4.2.1.1", title="Do", actors=("DCC",), does="Do.", next=(Next(to="end"),), source_next=("1.1.1",))
    return Book(sections=(Section(id="4.2.1", part_of="4.2", table=True, title="Before", steps=(step,)),))


def test_the_sections_are_listed(capsys):
    assert main(["procedures"]) == Exit.GOOD
    out = capsys.readouterr().out
    assert "144 numbered steps in 25 tables" in out
    assert [line.split()[0] for line in out.splitlines() if line.startswith("4.2.")] == ["4.2.1", "4.2.2", "4.2.3"]


def test_the_document_is_printed_as_one_json_object(capsys):
    assert main(["procedures", "--json"]) == Exit.GOOD
    out = capsys.readouterr().out
    steps = [step for section in json.loads(out)["sections"] for step in section["steps"]]
    assert len([step for step in steps if step["numbered_by"] == "source"]) == 144
    assert out.count("\n") == 1


def test_a_procedure_is_shown_with_all_its_tables(capsys):
    assert main(["procedures", "show", "4.2"]) == Exit.GOOD
    out = capsys.readouterr().out
    assert [table in out for table in ("\n4.2.1  ", "\n4.2.2  ", "\n4.2.3  ")] == [True, True, True]
    assert "Deviation:" not in out


def test_a_section_and_a_step_are_shown_alone(capsys):
    assert main(["procedures", "show", "4.2.2"]) == Exit.GOOD
    assert "4.2.1.1  " not in capsys.readouterr().out
    assert main(["procedures", "show", "4.2.2.8"]) == Exit.GOOD
    assert capsys.readouterr().out.startswith("4.2.2.8 *  ")


@pytest.mark.parametrize("id_", ["4.2", "4.2.1", "4.2.1.3", "3.2"])
def test_a_script_is_printed_for_a_procedure_a_section_and_a_step_s_section(capsys, id_):
    assert main(["procedures", "show", id_, "--script"]) == Exit.GOOD
    out = capsys.readouterr().out
    assert out.startswith("KEYROOM SCRIPT")
    assert "SIGN-OFF" in out


def test_a_section_that_is_not_there_is_wrong_use_and_says_so(capsys):
    assert main(["procedures", "show", "9.9"]) == Exit.MISUSE
    assert "There is no procedure 9.9" in capsys.readouterr().err


def test_the_check_lists_every_correction_of_the_text_and_ends_well(capsys):
    assert main(["procedures", "check"]) == Exit.GOOD
    out = capsys.readouterr().out
    assert "Slips of the text found by machine:" in out
    assert "4.2.2.2  next\n  Text      4.1A.2.3\n" in out
    recorded = int(out.split("Corrections recorded: ")[1].split()[0])
    assert out.count("\n  Why       ") == recorded


def test_an_uncovered_slip_is_a_problem(capsys, monkeypatch):
    monkeypatch.setattr(procedures, "load_book", slipped_book)
    assert main(["procedures", "check"]) == Exit.PROBLEM
    assert "4.2.1.1 goes on to 1.1.1, which the text doesn't have." in capsys.readouterr().err


def test_bad_data_is_a_problem_with_every_sentence(capsys, monkeypatch):
    def refuse() -> Book:
        raise BadProcedure(["file 4.2.toml, key a: one.", "file 5.toml, key b: two."])

    monkeypatch.setattr(procedures, "load_book", refuse)
    assert main(["procedures", "check"]) == Exit.PROBLEM
    err = capsys.readouterr().err
    assert "The procedures have 2 problems" in err
    assert "file 4.2.toml, key a: one." in err
    assert "file 5.toml, key b: two." in err
