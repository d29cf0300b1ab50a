from ceremonies.sittings.state import SittingState, apply
from ceremonies.sittings.view import view


def test_the_attendance_list_has_every_coming_and_going(entry):
    state = SittingState()
    apply(state, entry(0, "sitting.opened", {"number": 3, "previous_closed": False}, recorded_at="09:00"))
    apply(state, entry(1, "person.signed_in", {"person": "P-02"}, recorded_at="09:01"))
    apply(state, entry(2, "person.signed_in", {"person": "P-01"}, recorded_at="09:02"))
    apply(state, entry(3, "person.signed_out", {"person": "P-02"}, recorded_at="09:03"))
    seen = view(state)
    assert seen.number == 3
    assert seen.present == (("P-01", "09:02"),)
    assert [(stay.person, stay.arrived, stay.left) for stay in seen.attendance] == [
        ("P-02", "09:01", "09:03"),
        ("P-01", "09:02", None),
    ]


def test_the_clock_is_shown_as_stepped_and_as_corrected(entry):
    state = SittingState()
    assert view(state).clock_ok
    assert view(state).offset_seconds is None
    apply(state, entry(0, "clock.corrected", {"offset_seconds": 5, "said_by": "speaking clock"}))
    assert view(state).clock_ok
    apply(state, entry(1, "clock.stepped", {"before": "b", "now": "n", "seconds": 7}))
    apply(state, entry(2, "clock.corrected", {"offset_seconds": -2, "said_by": "speaking clock"}))
    seen = view(state)
    assert not seen.clock_ok
    assert seen.offset_seconds == -2
    assert [event.kind for event in seen.clock] == ["corrected", "stepped", "corrected"]
