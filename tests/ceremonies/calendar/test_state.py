import msgspec

from ceremonies.calendar.state import CalendarState, apply

DAY = {"date": "2027-05-10", "name": "Coronation", "working": False, "source": "London Gazette"}


def test_the_list_survives_being_copied_as_bytes_and_later_kinds(entry):
    state = CalendarState()
    apply(state, entry(0, "day.added", DAY))
    apply(state, entry(1, "day.renamed", DAY))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=CalendarState) == state
    assert list(state.days) == ["2027-05-10"]
