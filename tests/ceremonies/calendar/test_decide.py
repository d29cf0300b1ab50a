from datetime import date

import pytest

from ceremonies.calendar.actions import AddDay, RemoveDay
from ceremonies.calendar.decide import CalendarFacts, decide
from ceremonies.calendar.state import CalendarState, apply, one_off_days
from ceremonies.errors import Refused

HERE = CalendarFacts(present=frozenset({"P-01"}))


def coronation(**changes):
    fields = {"date": "2027-05-10", "name": "Coronation", "working": False, "source": "London Gazette"}
    return AddDay(by="P-01", **(fields | changes))


@pytest.fixture
def listed(noon, written):
    state = CalendarState()
    for entry in written(*decide(state, HERE, coronation(), noon)):
        apply(state, entry)
    return state


def test_a_day_is_entered_by_one_person_with_its_source(listed, noon):
    (ruling,) = decide(CalendarState(), HERE, coronation(), noon)
    assert (ruling.stream, ruling.kind, ruling.signed_by) == ("calendar", "day.added", ("P-01",))
    assert one_off_days(listed) == {date(2027, 5, 10): False}


def test_a_day_is_taken_off_again_with_a_reason(listed, noon, written):
    for entry in written(*decide(listed, HERE, RemoveDay(by="P-01", date="2027-05-10", reason="postponed"), noon)):
        apply(listed, entry)
    assert one_off_days(listed) == {}


@pytest.mark.parametrize(
    ("action", "rule"),
    [
        pytest.param(coronation(), "CALENDAR", id="twice"),
        pytest.param(coronation(date="10 May"), "CALENDAR", id="no date"),
        pytest.param(coronation(date="2027-05-09", working=True), "CALENDAR", id="a working Sunday"),
        pytest.param(coronation(date="2027-05-11", source=" "), "TEXT", id="no source"),
        pytest.param(coronation(date="2027-05-11", name=""), "TEXT", id="no name"),
        pytest.param(RemoveDay(by="P-01", date="2027-05-11", reason="x"), "CALENDAR", id="not on the list"),
        pytest.param(RemoveDay(by="P-01", date="2027-05-10", reason=""), "TEXT", id="no reason"),
        pytest.param(RemoveDay(by="P-02", date="2027-05-10", reason="x"), "SIGNED-IN", id="not signed in"),
    ],
)
def test_what_can_not_be_entered_is_refused(listed, noon, action, rule):
    with pytest.raises(Refused) as caught:
        decide(listed, HERE, action, noon)
    assert caught.value.rule == rule
