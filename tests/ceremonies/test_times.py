import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ceremonies.errors import Misuse, Unusable
from ceremonies.times import london, london_date, london_end, london_time, parse_typed, parse_utc, span, to_iso


def utc(*fields):
    return datetime(*fields, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (utc(2026, 11, 22, 14, 5), "Sun 22 Nov 2026 14:05 GMT"),
        (utc(2026, 7, 1, 23, 30), "Thu 2 Jul 2026 00:30 BST"),
        (utc(2026, 3, 29, 0, 59), "Sun 29 Mar 2026 00:59 GMT"),
        (utc(2026, 3, 29, 1, 0), "Sun 29 Mar 2026 02:00 BST"),
        (utc(2026, 10, 25, 0, 30), "Sun 25 Oct 2026 01:30 BST"),
        (utc(2026, 10, 25, 1, 30), "Sun 25 Oct 2026 01:30 GMT"),
    ],
)
def test_times_are_shown_as_london_has_them_with_the_offset_named(moment, shown):
    assert london(moment) == shown
    assert f"{london_date(moment)} {london_time(moment)}" == shown.rsplit(" ", 1)[0]


def test_a_deadline_at_midnight_is_shown_as_the_end_of_its_day():
    assert london_end(utc(2026, 11, 26)) == "Wed 25 Nov 2026 24:00 GMT"
    assert london_end(utc(2026, 7, 1, 23)) == "Wed 1 Jul 2026 24:00 BST"
    assert london_end(utc(2026, 11, 26, 9)) == "Thu 26 Nov 2026 09:00 GMT"


def test_what_is_written_is_read_again_to_the_microsecond():
    moment = utc(2026, 11, 22, 14, 5, 6, 7)
    assert to_iso(moment) == "2026-11-22T14:05:06.000007Z"
    assert parse_utc(to_iso(moment)) == moment


def test_any_offset_is_recorded_as_utc():
    there = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert to_iso(there) == "2026-06-30T23:30:00.000000Z"
    assert parse_utc("2026-07-01 00:30+01:00") == there


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-22 14:05", "2026-13-01T00:00Z"])
def test_a_time_that_is_no_moment_is_refused(text):
    with pytest.raises(Unusable):
        parse_utc(text)


def test_a_naive_time_is_never_recorded():
    with pytest.raises(Misuse):
        to_iso(datetime(2026, 11, 22))  # noqa: DTZ001 - that is the case


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 h 00"), (59, "0 h 00"), (1_200, "0 h 20"), (4_020, "1 h 07"), (-4_020, "1 h 07"), (183_600, "2 d 03 h")],
)
def test_spans_are_hours_and_minutes_and_from_two_days_on_days(seconds, shown):
    assert span(seconds) == shown


def test_the_machines_own_time_zone_changes_nothing(monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        assert london(utc(2026, 11, 22, 14, 5)) == "Sun 22 Nov 2026 14:05 GMT"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:05", "2026-07-01T13:05:00.000000Z"),
        ("9:05", "2026-07-01T08:05:00.000000Z"),
        ("2026-11-22 14:05", "2026-11-22T14:05:00.000000Z"),
        ("2026-07-01 14:05", "2026-07-01T13:05:00.000000Z"),
        ("2026-07-01 14:05+00:00", "2026-07-01T14:05:00.000000Z"),
        ("2026-07-01T14:05:30Z", "2026-07-01T14:05:30.000000Z"),
    ],
)
def test_a_typed_time_is_londons_unless_it_says_otherwise(typed, meant):
    now = datetime(2026, 7, 1, 20, 0, tzinfo=UTC)
    assert to_iso(parse_typed(typed, now)) == meant


@pytest.mark.parametrize("typed", ["2026-10-25 01:30", "2026-03-29 01:30", "half past two", "25:00", ""])
def test_a_typed_time_that_is_not_one_moment_is_asked_for_again(typed):
    with pytest.raises(Unusable):
        parse_typed(typed, datetime(2026, 7, 1, 20, 0, tzinfo=UTC))
