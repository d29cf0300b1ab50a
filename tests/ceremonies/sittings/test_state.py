import copy

import msgspec

from ceremonies.sittings.state import SittingState, apply, stream_of


def test_streams_are_numbered_with_four_places():
    assert [stream_of(1), stream_of(12_345)] == ["sitting/0001", "sitting/12345"]


def test_what_a_later_version_records_changes_nothing(entry):
    state = SittingState()
    before = copy.deepcopy(state)
    apply(state, entry(0, "coffee.made", {}))
    assert state == before


def test_a_sitting_survives_being_copied_as_bytes(entry):
    state = SittingState()
    apply(state, entry(0, "sitting.opened", {"number": 1, "previous_closed": True}))
    apply(state, entry(1, "person.signed_in", {"person": "P-01"}))
    apply(state, entry(2, "clock.corrected", {"offset_seconds": 3, "said_by": "x"}))
    assert state.is_open
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=SittingState) == state
