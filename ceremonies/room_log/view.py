"""A room's log as a screen draws it."""

from collections.abc import Collection

import msgspec

from ceremonies.room_log.state import RoomLogState


class NotedView(msgspec.Struct, frozen=True, kw_only=True):
    """One note. ``at`` is ISO 8601, UTC."""

    seq: int
    at: str
    says: str
    by: tuple[str, ...]


class RoomLogView(msgspec.Struct, frozen=True, kw_only=True):
    """The room.

    Attributes:
        notes: oldest first.
        standing: what stands now: recordings, open safes, visitors.
        owed: what is owed before the ceremony ends.
        to_attest: who of those present has not attested since the room was evacuated.
        dark: whether somebody confirmed that projector and cameras are dark.
    """

    notes: tuple[NotedView, ...]
    standing: tuple[str, ...]
    owed: tuple[str, ...]
    to_attest: tuple[str, ...]
    evacuated: bool
    dark: bool


def view(state: RoomLogState, present: Collection[str]) -> RoomLogView:
    """The room as it stands, with ``present`` signed in."""
    return RoomLogView(
        notes=tuple(NotedView(seq=one.seq, at=one.at, says=one.says, by=one.by) for one in state.notes),
        standing=tuple(state.standing),
        owed=tuple(filter(None, state.standing.values())),
        to_attest=tuple(sorted(set(present) - set(state.attested))) if state.attest else (),
        evacuated=state.evacuated,
        dark=state.dark,
    )
