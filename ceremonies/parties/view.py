"""The register of Parties as a screen draws it."""

import msgspec

from ceremonies.parties.decide import methods_open_to
from ceremonies.parties.party import Party
from ceremonies.parties.state import PartiesState


class PartyView(msgspec.Struct, frozen=True, kw_only=True):
    """One line: the Party, the methods open to it, when (ISO 8601, UTC) and whence it was last changed."""

    party: Party
    methods: tuple[str, ...]
    changed_at: str
    source: str


class PartiesView(msgspec.Struct, frozen=True, kw_only=True):
    """Every Party, by id."""

    parties: tuple[PartyView, ...]


def view(state: PartiesState) -> PartiesView:
    """The register as it stands."""
    return PartiesView(
        parties=tuple(
            PartyView(
                party=party,
                methods=methods_open_to(state, party.id),
                changed_at=state.changed_at[party.id],
                source=state.sources[party.id],
            )
            for party in sorted(state.parties.values(), key=lambda party: party.id)
        )
    )
