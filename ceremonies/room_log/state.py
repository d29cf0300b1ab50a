"""One room's log: the fold of a stream ``room/RUN``. ``apply`` can't fail."""

from typing import Any

import msgspec

from ceremonies.recorded import Recorded, moment

EVACUATED = "evacuated"
DARK = "dark"


def stream_of(run: str) -> str:
    """The stream of the room in which the ceremony ``run`` takes place."""
    return f"room/{run}"


class Noted(msgspec.Struct):
    """One note. ``at`` is ISO 8601, UTC."""

    seq: int
    at: str
    note: str
    says: str
    by: tuple[str, ...]
    answers: dict[str, str]


class RoomLogState(msgspec.Struct):
    """What was noted.

    Attributes:
        standing: by what stands (a recording, an open safe, a visitor), what is owed when the ceremony ends; empty
            where nothing is.
        attest: whether everybody attests again, because the room was evacuated.
        attested: who has.
    """

    notes: list[Noted] = msgspec.field(default_factory=list)
    standing: dict[str, str] = msgspec.field(default_factory=dict)
    attest: bool = False
    attested: list[str] = msgspec.field(default_factory=list)

    @property
    def evacuated(self) -> bool:
        """Whether nobody is in the room."""
        return EVACUATED in self.standing

    @property
    def dark(self) -> bool:
        """Whether somebody confirmed that projector and cameras are dark (rule ROOM-PRIVATE)."""
        return DARK in self.standing


def apply(state: RoomLogState, entry: Recorded) -> None:
    """Take one recorded entry into the log. A kind of a later version changes nothing."""
    if entry.kind != "room.noted":
        return
    body: dict[str, Any] = entry.body
    state.notes.append(
        Noted(entry.seq, moment(entry), body["note"], body["says"], tuple(entry.by), dict(body["answers"]))
    )
    if body["opens"]:
        state.standing[body["opens"]] = body["owed"]
    if body["closes"]:
        state.standing.pop(body["closes"], None)
    if body["opens"] == EVACUATED:
        state.attest, state.attested = True, []
    if body["attests"]:
        state.attested.append(body["attests"])
