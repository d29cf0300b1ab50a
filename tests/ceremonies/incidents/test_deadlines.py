import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.errors import Misuse
from ceremonies.incidents.deadlines import after_hours, after_months, after_working_days, due, is_working_day
from ceremonies.runbook.schema import Deadline
from ceremonies.times import london_end


def utc(*fields):
    return datetime(*fields, tzinfo=UTC)


PUBLISHED = """
2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
"""
"""The weekdays of three years that are holidays in England, Christmas 2026 and 2027 with substitutes."""


def test_three_years_have_just_the_published_holidays():
    start = date(2026, 1, 1)
    weekdays = [day for n in range(1096) if (day := start + timedelta(days=n)).weekday() < 5]
    off = [day.isoformat() for day in weekdays if not is_working_day(day, {})]
    assert off == PUBLISHED.split()


def test_a_coronation_that_was_entered_is_a_holiday():
    day = date(2026, 6, 10)
    assert is_working_day(day, {})
    assert not is_working_day(day, {day: False})


def test_a_bank_holiday_that_was_moved_away_is_a_working_day():
    day = date(2026, 5, 4)
    assert is_working_day(day, {day: True})


def test_no_list_makes_a_weekend_a_working_day():
    assert not is_working_day(date(2026, 11, 22), {date(2026, 11, 22): True})


def test_the_subdivision_can_be_chosen():
    saint_andrew = date(2026, 11, 30)
    assert is_working_day(saint_andrew, {})
    assert not is_working_day(saint_andrew, {}, "SCT")


@pytest.mark.parametrize(
    ("moment", "count", "reached"),
    [
        pytest.param(utc(2026, 11, 22, 14, 5), 3, "Wed 25 Nov 2026 24:00 GMT", id="from a Sunday"),
        pytest.param(utc(2026, 11, 23, 0, 0), 3, "Thu 26 Nov 2026 24:00 GMT", id="from the first minute of a Monday"),
        pytest.param(utc(2026, 11, 20, 23, 59), 1, "Mon 23 Nov 2026 24:00 GMT", id="over a weekend"),
        pytest.param(
            utc(2026, 12, 24, 9), 3, "Thu 31 Dec 2026 24:00 GMT", id="over Christmas, Boxing Day on a Saturday"
        ),
        pytest.param(utc(2027, 12, 24, 9), 1, "Wed 29 Dec 2027 24:00 GMT", id="over Christmas on a Saturday"),
        pytest.param(utc(2026, 12, 31, 9), 1, "Mon 4 Jan 2027 24:00 GMT", id="over the New Year"),
        pytest.param(utc(2026, 4, 2, 9), 1, "Tue 7 Apr 2026 24:00 BST", id="over Easter"),
        pytest.param(utc(2026, 3, 27, 9), 1, "Mon 30 Mar 2026 24:00 BST", id="over the change to summer time"),
        pytest.param(utc(2026, 10, 23, 9), 1, "Mon 26 Oct 2026 24:00 GMT", id="over the change to winter time"),
        pytest.param(utc(2026, 7, 1, 23, 30), 1, "Fri 3 Jul 2026 24:00 BST", id="Thursday in London, Wednesday in UTC"),
        pytest.param(utc(2026, 12, 14, 9), 10, "Wed 30 Dec 2026 24:00 GMT", id="ten, the request for nominations"),
    ],
)
def test_working_days_end_with_the_last_of_them(moment, count, reached):
    assert london_end(after_working_days(moment, count, {})) == reached


def test_one_off_days_count_in_a_deadline():
    monday = date(2026, 11, 23)
    assert london_end(after_working_days(utc(2026, 11, 22, 14), 1, {monday: False})) == "Tue 24 Nov 2026 24:00 GMT"


@pytest.mark.parametrize("count", [0, -1])
def test_no_working_days_at_all_is_a_mistake(count):
    with pytest.raises(Misuse):
        after_working_days(utc(2026, 11, 22), count, {})


def test_hours_are_clock_hours_when_the_clocks_change():
    assert after_hours(utc(2026, 3, 28, 12), 24) == utc(2026, 3, 29, 12)
    assert after_hours(utc(2026, 10, 24, 12), 24) == utc(2026, 10, 25, 12)


@pytest.mark.parametrize(
    ("moment", "count", "reached"),
    [
        (utc(2026, 11, 22, 14), 1, "Tue 22 Dec 2026 24:00 GMT"),
        (utc(2027, 1, 31, 14), 1, "Sun 28 Feb 2027 24:00 GMT"),
        (utc(2028, 1, 31, 14), 1, "Tue 29 Feb 2028 24:00 GMT"),
        (utc(2026, 12, 31, 14), 2, "Sun 28 Feb 2027 24:00 GMT"),
        (utc(2026, 2, 28, 14), 1, "Sat 28 Mar 2026 24:00 GMT"),
        (utc(2026, 3, 15, 14), 1, "Wed 15 Apr 2026 24:00 BST"),
        (utc(2028, 2, 29, 14), 12, "Wed 28 Feb 2029 24:00 GMT"),
    ],
)
def test_months_keep_the_day_or_take_the_months_last(moment, count, reached):
    assert london_end(after_months(moment, count)) == reached


def limit(**length):
    return Deadline(name="report", from_="the declaration", step="3.1.f", **length)


@pytest.mark.parametrize(
    ("length", "instant"),
    [
        ({"hours": 24}, utc(2026, 11, 23, 14, 5)),
        ({"working_days": 3}, utc(2026, 11, 26)),
        ({"months": 1}, utc(2026, 12, 23)),
        ({"years": 1}, utc(2027, 11, 23)),
    ],
)
def test_each_length_gives_its_instant_in_utc(length, instant):
    reached = due(limit(**length), utc(2026, 11, 22, 14, 5), {})
    assert reached == instant
    assert reached.tzinfo is UTC


@pytest.mark.parametrize("lengths", [{}, {"hours": 1, "months": 1}])
def test_a_deadline_has_exactly_one_length(lengths):
    with pytest.raises(Misuse):
        due(limit(**lengths), utc(2026, 11, 22), {})


def test_a_deadline_never_runs_from_a_naive_time():
    with pytest.raises(Misuse):
        due(limit(hours=1), datetime(2026, 11, 22), {})  # noqa: DTZ001 - that is the case


@given(st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(1, 12))  # noqa: DTZ001 - hypothesis wants its bounds naive
def test_one_working_day_more_is_always_later_and_on_a_working_day(moment, count):
    reached = after_working_days(moment, count, {})
    assert moment < reached < after_working_days(moment, count + 1, {})
    last = datetime.strptime(london_end(reached)[4:15].strip(), "%d %b %Y").replace(tzinfo=UTC).date()
    assert is_working_day(last, {})


def test_bank_holidays_are_not_loaded_before_a_deadline_starts():
    program = "import sys, ceremonies.incidents.deadlines; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
