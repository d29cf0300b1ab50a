import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import written
from ceremonies.runbook.schema import Record
from tests.fakes import START

WHEN = Record(id="at", label="When it was set", kind="time")


@pytest.mark.parametrize(
    ("typed", "recorded", "shown"),
    [
        ("09:15", "2026-03-02T09:15:00.000000Z", "Mon 2 Mar 2026 09:15 GMT"),
        ("2026-06-01 10:00", "2026-06-01T09:00:00.000000Z", "Mon 1 Jun 2026 10:00 BST"),
        ("2026-03-02 09:15+01:00", "2026-03-02T08:15:00.000000Z", "Mon 2 Mar 2026 08:15 GMT"),
        ("2027-01-31", "2027-01-31", "Sun 31 Jan 2027"),
    ],
    ids=["today", "in summer", "with an offset", "a day"],
)
def test_a_time_is_recorded_in_utc_and_shown_as_london_has_it(typed, recorded, shown):
    assert written.recorded(WHEN, typed, START) == recorded
    assert written.shown(WHEN, recorded) == shown
    assert written.recorded(WHEN, written.typed(WHEN, recorded), START) == recorded


@pytest.mark.rule("STEP-RECORD")
@pytest.mark.parametrize("typed", ["5", "soon", "25:00", "2026-02-30", "2026-03-29 01:30", "Mon 2 Mar 2026"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(Refused, match="When it was set must be a time or a day") as refusal:
        written.recorded(WHEN, typed, START)
    assert refusal.value.rule == "STEP-RECORD"


@pytest.mark.rule("STEP-RECORD")
@pytest.mark.parametrize("typed", ["many", "-1", "1.5", "\N{ARABIC-INDIC DIGIT THREE}", "²"])
def test_a_count_is_a_whole_number(typed):
    with pytest.raises(Refused, match="must be a whole number"):
        written.recorded(Record(id="n", label="Devices", kind="count"), typed, START)


def test_what_was_written_before_times_were_checked_stays_as_it_was():
    assert written.shown(WHEN, "shortly after nine") == "shortly after nine"
    assert written.typed(WHEN, "shortly after nine") == "shortly after nine"


def test_a_day_is_recorded_in_one_form():
    assert written.recorded(WHEN, "2026-W10-1", START) == "2026-03-02"
