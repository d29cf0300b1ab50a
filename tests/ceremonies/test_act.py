from datetime import timedelta

import pytest

from ceremonies.act import LONGEST_TEXT, Action, check_shape, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.runbook.actions import Complete, DeclareRecovered, Tick
from tests.walker import utc

NOW = utc(2026, 11, 22, 12, 0)


def action(happened_at, source="paper", who="Cy Dunn"):
    return Action(by="P-01", happened_at=happened_at, happened_source=source, happened_by=who)


@pytest.mark.rule("TEXT")
def test_text_is_taken_without_the_space_around_it():
    assert checked_text("The note", "  two\n lines\t ") == "two\n lines"
    assert checked_text("The note", "", required=False) == ""


@pytest.mark.rule("TEXT")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        (" ", "is empty"),
        ("x" * (LONGEST_TEXT + 1), "20,001 characters"),
        ("bell\x07", r"U\+0007\) at place 5"),
        ("back\u202ewards", r"U\+202E"),
        ("no\x00thing", r"U\+0000"),
        ("re\rturn", r"U\+000D"),
    ],
)
def test_text_that_can_t_be_shown_or_kept_is_refused_with_what_is_wrong(text, says):
    with pytest.raises(Refused, match=says) as refused:
        checked_text("The note", text)
    assert refused.value.rule == "TEXT"


@pytest.mark.parametrize("text", ["Zoë Ó Súilleabháin", "£30, half", "電力", "x" * LONGEST_TEXT])
def test_text_in_any_language_is_taken(text):
    assert checked_text("The note", text) == text


def test_what_happens_now_needs_no_time():
    assert moment_of(Action(by="P-01"), NOW) == NOW


@pytest.mark.rule("TIME-HAPPENED")
@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-22T11:00:00Z", utc(2026, 11, 22, 11, 0)),
        ("2026-11-22 12:30+01:00", utc(2026, 11, 22, 11, 30)),
        ("2026-07-01 09:00", utc(2026, 7, 1, 8, 0)),
        ("11:05", utc(2026, 11, 22, 11, 5)),
        ("2026-10-25 01:30+00:00", utc(2026, 10, 25, 1, 30)),
    ],
)
def test_a_time_is_read_as_a_person_writes_it(typed, moment):
    assert moment_of(action(typed), NOW) == moment


@pytest.mark.rule("TIME-HAPPENED")
@pytest.mark.parametrize("typed", ["", "noon", "2026-13-01 10:00", "2026-10-25 01:30", "2026-11-22 12:00:01+00:00"])
def test_a_time_that_can_t_be_read_is_two_moments_or_lies_ahead_is_refused(typed):
    with pytest.raises(Refused) as refused:
        moment_of(action(typed), NOW)
    assert refused.value.rule == "TIME-HAPPENED"


@pytest.mark.rule("TIME-HAPPENED")
@pytest.mark.parametrize(("source", "who"), [(None, "Cy"), ("paper", None), (" ", "Cy"), ("paper", "")])
def test_a_time_has_a_source_and_somebody_who_says_so(source, who):
    with pytest.raises(Refused, match="who says so"):
        moment_of(action((NOW - timedelta(hours=1)).isoformat(), source, who), NOW)


@pytest.mark.rule("CHOICE")
@pytest.mark.parametrize(
    ("action", "field"),
    [
        (Tick(run="TEST-1/1", step="4.2.1.1", item="a", answer="perhaps"), "answer"),
        (Complete(run="TEST-1/1", step="4.2.1.1", branch="first"), "branch"),
        (DeclareRecovered(run="TEST-1/1", step="4.2.3.2", outcome="fine"), "outcome"),
    ],
    ids=["a word that is no answer", "a word for a number", "an outcome of one's own"],
)
def test_an_answer_that_is_none_of_those_there_are_is_refused(action, field):
    with pytest.raises(Refused) as refusal:
        check_shape(action)
    assert refusal.value.rule == "CHOICE"
    assert field in refusal.value.sentence


def test_an_answer_that_is_one_of_them_passes():
    check_shape(Tick(run="TEST-1/1", step="4.2.1.1", item="a", answer="does not apply"))
