"""The custody register: the fold of the stream ``custody``. ``apply`` can't fail."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from ceremonies.recorded import Recorded, moment

STREAM = "custody"
CARRIERS = frozenset({"module", "card", "file"})
"""What a Key Component can lie on."""

Body = dict[str, Any]


class Event(msgspec.Struct):
    """Something that happened to a thing. ``at`` is ISO 8601, UTC."""

    seq: int
    at: str
    what: str
    by: tuple[str, ...]
    says: str


class Item(msgspec.Struct):
    """One thing.

    Attributes:
        number: what was last recorded as printed on it.
        inside: the id of what it lies in; empty where it lies in nothing of the register.
        holder: who has it; of a Key Component, its present custodian.
        status: ``kept``, ``lost``, ``can't be accessed``, ``destroyed`` or ``taken out of use``.
        question: a difference that two people have not decided on; empty where there is none.
        returned_by: of a physical key that a Registration Authority Manager has: the custodian who ceased.
    """

    id: str
    kind: str
    number: str
    key: str = ""
    set: int = 0
    share: int = 0
    inside: str = ""
    place: str = ""
    holder: str = ""
    opens: str = ""
    status: str = "kept"
    question: str = ""
    incident: str = ""
    returned_by: str = ""
    history: list[Event] = msgspec.field(default_factory=list)

    @property
    def there(self) -> bool:
        """Whether it is still in use, wherever it is."""
        return self.status not in {"destroyed", "taken out of use"}


class CustodyState(msgspec.Struct):
    """Everything that was ever entered, by id."""

    items: dict[str, Item] = msgspec.field(default_factory=dict)

    def within(self, outer: str) -> Iterator[Item]:
        """What lies in ``outer``, at any depth."""
        for item in self.items.values():
            if item.inside == outer and item.there:
                yield item
                yield from self.within(item.id)

    def around(self, inner: str) -> Iterator[Item]:
        """What ``inner`` lies in, from the nearest outwards."""
        item = self.items.get(inner)
        while item is not None and item.inside:
            item = self.items.get(item.inside)
            if item is not None:
                yield item

    def components(self, box: str) -> tuple[Item, ...]:
        """The Key Components in a deposit box."""
        return tuple(item for item in self.within(box) if item.kind == "component")


def apply(state: CustodyState, entry: Recorded) -> None:
    """Take one recorded entry into the register. A kind of a later version changes nothing."""
    handler = _HANDLERS.get(entry.kind)
    if handler is None:
        return
    if entry.kind == "item.registered":
        state.items[entry.body["item"]] = _item(entry.body)
    item = state.items[entry.body["item"]]
    what, says = handler(state, item, entry.body)
    item.history.append(Event(entry.seq, moment(entry), what, tuple(entry.by), says))


def _item(body: Body) -> Item:
    names = ("kind", "number", "key", "set", "share", "inside", "place", "holder", "opens")
    return Item(id=body["item"], **{name: body[name] for name in names})


def _registered(_state: CustodyState, item: Item, _body: Body) -> tuple[str, str]:
    return "registered", whereabouts(item)


def _moved(_state: CustodyState, item: Item, body: Body) -> tuple[str, str]:
    item.inside, item.place, item.holder = body["inside"], body["place"], body["holder"]
    return "moved", f"{whereabouts(item)}: {body['reason']}"


def _examined(_state: CustodyState, item: Item, body: Body) -> tuple[str, str]:
    item.question = body["difference"]
    says = f"last recorded {body['recorded']}, found {body['found']}; {'intact' if body['intact'] else 'not intact'}"
    return ("opened" if body["opened"] else "examined"), f"{says}. {body['remark']}".removesuffix(". ")


def _decided(_state: CustodyState, item: Item, body: Body) -> tuple[str, str]:
    item.question = ""
    item.number = body["number"]
    return "difference decided", f"{body['decision']} ({body['reference']})"


def _lost(_state: CustodyState, item: Item, body: Body) -> tuple[str, str]:
    item.status, item.incident = body["how"], body["incident"]
    return body["how"], f"{body['reason']}; Incident {body['incident']}"


def _returned(_state: CustodyState, item: Item, body: Body) -> tuple[str, str]:
    item.holder, item.returned_by = body["manager"], body["from"]
    return "returned", f"from {body['from']} to {body['manager']} by {body['courier']} ({body['reference']})"


def _passed_on(state: CustodyState, item: Item, body: Body) -> tuple[str, str]:
    item.holder, item.returned_by = body["to"], ""
    for component in body["components"]:
        state.items[component].holder = body["to"]
    return "passed on", f"to {body['to']}: {body['reason']}"


def _ended(_state: CustodyState, item: Item, body: Body) -> tuple[str, str]:
    item.status = body["how"]
    return body["how"], body["reason"]


def whereabouts(item: Item) -> str:
    """Where a thing is and who has it, in words."""
    parts = (
        item.inside and f"in {item.inside}",
        item.place and f"at {item.place}",
        item.holder and f"with {item.holder}",
    )
    return ", ".join(part for part in parts if part) or "nowhere recorded"


_HANDLERS: dict[str, Callable[[CustodyState, Item, Body], tuple[str, str]]] = {
    "item.registered": _registered,
    "item.moved": _moved,
    "item.examined": _examined,
    "difference.decided": _decided,
    "item.lost": _lost,
    "physical_key.returned": _returned,
    "physical_key.passed_on": _passed_on,
    "item.ended": _ended,
}
