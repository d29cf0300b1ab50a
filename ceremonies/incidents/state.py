"""Where an incident stands: the fold of its stream."""

from typing import Any

import msgspec

from ceremonies.recorded import Recorded, moment
from ceremonies.runbook.state import Mark


class Compromise(msgspec.Struct):
    """One notified Compromise."""

    what: str
    subscriber: str
    notified_by: str
    information: str
    mark: Mark


class IncidentState(msgspec.Struct):
    """Where an incident stands."""

    incident: str = ""
    compromises: list[Compromise] = msgspec.field(default_factory=list)
    raised: Mark | None = None
    closed: Mark | None = None
    closed_because: str = ""
    commander: str = ""
    offered_to: str = ""
    offer_note: str = ""
    handovers: list[dict[str, Any]] = msgspec.field(default_factory=list)
    runs: list[str] = msgspec.field(default_factory=list)


def apply(state: IncidentState, entry: Recorded) -> None:
    """Take one recorded entry of the incident's stream into the state."""
    body = entry.body
    mark = Mark(entry.seq, moment(entry), tuple(entry.by), entry.recorded_at)
    match entry.kind:
        case "incident.raised":
            state.incident, state.raised, state.commander = body["incident"], mark, entry.by[0]
            state.compromises.append(_compromise(body, mark))
        case "compromise.added":
            state.compromises.append(_compromise(body, mark))
        case "command.offered":
            state.offered_to, state.offer_note = body["to"], body["note"]
        case "command.declined":
            state.offered_to, state.offer_note = "", ""
        case "command.taken":
            state.handovers.append(body | {"at": mark.at, "seq": mark.seq})
            state.commander, state.offered_to, state.offer_note = body["to"], "", ""
        case "incident.closed":
            state.closed, state.closed_because = mark, body["reason"]
        case _:
            pass


def _compromise(body: dict[str, Any], mark: Mark) -> Compromise:
    return Compromise(
        what=body["what"],
        subscriber=body["subscriber"],
        notified_by=body["notified_by"],
        information=body.get("information", ""),
        mark=mark,
    )
