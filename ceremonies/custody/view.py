"""The custody register as a screen draws it."""

import msgspec

from ceremonies.custody.state import CustodyState, Event, Item, whereabouts


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a thing's history. ``at`` is ISO 8601, UTC."""

    seq: int
    at: str
    what: str
    by: tuple[str, ...]
    says: str


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing.

    Attributes:
        number: what was last recorded as printed on it.
        where: where it is and who has it, in words.
        holds: the ids of what lies in it directly.
        question: a difference that waits for two people's decision.
        late: of a physical key that came back: who ceased, so that it is to be passed on.
    """

    id: str
    kind: str
    number: str
    where: str
    holder: str
    status: str
    question: str
    late: str
    holds: tuple[str, ...]
    history: tuple[EventView, ...]


class CustodyView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was entered, in order; and what waits."""

    items: tuple[ItemView, ...]
    waits: tuple[str, ...]


def view(state: CustodyState) -> CustodyView:
    """The register as it stands."""
    return CustodyView(items=tuple(_item(state, one) for one in state.items.values()), waits=waits(state))


def waits(state: CustodyState) -> tuple[str, ...]:
    """What somebody has to do, a sentence each."""
    said = [f"{one.id}: {one.question} Two people decide." for one in state.items.values() if one.question]
    said += [
        f"{one.id} came back from {one.returned_by} and is with {one.holder}. Pass it on."
        for one in state.items.values()
        if one.returned_by and one.there
    ]
    said += [
        f"{one.id}: {one.status}, Incident {one.incident}."
        for one in state.items.values()
        if one.incident and one.there
    ]
    return tuple(said)


def _item(state: CustodyState, item: Item) -> ItemView:
    return ItemView(
        id=item.id,
        kind=item.kind,
        number=item.number,
        where=whereabouts(item),
        holder=item.holder,
        status=item.status,
        question=item.question,
        late=item.returned_by,
        holds=tuple(one.id for one in state.items.values() if one.inside == item.id and one.there),
        history=tuple(_event(one) for one in item.history),
    )


def _event(one: Event) -> EventView:
    return EventView(seq=one.seq, at=one.at, what=one.what, by=one.by, says=one.says)
