"""The register of Parties: the fold of the stream ``parties``. ``apply`` can't fail."""

from typing import Any

import msgspec

from ceremonies.parties.party import FIELDS, LIST_FIELDS, PARTY_ROLES, Party
from ceremonies.recorded import Recorded, moment

STREAM = "parties"


class PartiesState(msgspec.Struct):
    """Every Party on the register by id, and when each was last changed (ISO 8601, UTC) and from what source."""

    parties: dict[str, Party] = msgspec.field(default_factory=dict)
    changed_at: dict[str, str] = msgspec.field(default_factory=dict)
    sources: dict[str, str] = msgspec.field(default_factory=dict)


def apply(state: PartiesState, entry: Recorded) -> None:
    """Take one recorded entry into the register. A kind of a later version changes nothing."""
    if entry.kind in {"party.registered", "party.changed"}:
        party = party_of(entry.body["party"])
        state.parties[party.id] = party
        state.changed_at[party.id] = moment(entry)
        state.sources[party.id] = entry.body["source"]
    elif entry.kind == "party.removed":
        for held in (state.parties, state.changed_at, state.sources):
            held.pop(entry.body["party"], None)


def party_of(fields: dict[str, Any]) -> Party:
    """The Party that an entry tells of. Of a later version, fields are left out and roles are "Other"."""
    known: dict[str, Any] = {
        field: tuple(value) if field in LIST_FIELDS else value for field, value in fields.items() if field in FIELDS
    }
    known["party_roles"] = tuple(role if role in PARTY_ROLES else "Other" for role in known["party_roles"])
    return Party(**known)


def to_fields(party: Party) -> dict[str, Any]:
    """``party`` as it stands in an entry."""
    return {field: _plain(getattr(party, field)) for field in FIELDS}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of any of the kinds an entry may hold
    return list(value) if isinstance(value, tuple) else value
