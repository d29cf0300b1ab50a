"""How a thing is entered into the custody register."""

from typing import Any

from ceremonies.act import Ruling, checked_text
from ceremonies.custody.actions import RegisterItem
from ceremonies.custody.facts import LONGEST, CustodyFacts, check_custodian, check_place, known, ruling
from ceremonies.custody.holding import check_may_have
from ceremonies.custody.state import CARRIERS, CustodyState, Item
from ceremonies.errors import Refused


def register(state: CustodyState, facts: CustodyFacts, action: RegisterItem) -> list[Ruling]:
    """Enter a thing.

    Raises:
        Refused: CUSTODY, PEOPLE-ROLES, PEOPLE-CONFLICT, CSK or ALREADY-RECORDED.
    """
    number = _number(facts, action)
    item = f"{action.kind} {number}"
    if item in state.items:
        raise Refused("ALREADY-RECORDED", f"{item} stands in the custody register already.")
    inside = action.inside.strip()
    check_place(state, action.kind, item, inside)
    body: dict[str, Any] = {
        "item": item,
        "kind": action.kind,
        "number": number,
        "key": action.key.strip() if action.kind == "component" else "",
        "set": action.set if action.kind == "component" else 0,
        "share": action.share if action.kind == "component" else 0,
        "inside": inside,
        "place": checked_text("The place", action.place, required=False, longest=LONGEST),
        "holder": _holder(state, facts, action),
        "opens": _opens(state, action),
        "decision": checked_text("The decision", action.decision, required=False, longest=LONGEST),
    }
    if action.kind == "component":
        _check_carrier(state, facts, action)
    elif not (body["inside"] or body["place"] or body["holder"]):
        raise Refused("CUSTODY", f"Say where {item} is, or who has it.")
    return [ruling("item.registered", body, action.by, action.second)]


def _number(facts: CustodyFacts, action: RegisterItem) -> str:
    if action.kind != "component":
        return checked_text("The number on it", action.number, longest=LONGEST)
    row = facts.keys.named(action.key.strip())
    if row is None or action.set not in row.identifiers:
        raise Refused(
            "CUSTODY",
            f"No set {action.set:05d} of shares was made for {action.key.strip() or 'that key'} in this record. Compare"
            " with the card or the module.",
        )
    if not 1 <= action.share <= row.n:
        raise Refused("CUSTODY", f"There is no share {action.share}; {row.key} has shares 1 to {row.n}.")
    if action.copy != 1 and (row.kind != "contingency symmetric" or action.copy < 1):
        raise Refused("CSK", "Only a part of the Contingency Symmetric Key has identical copies, numbered from 1.")
    copy = f" copy {action.copy}" if action.copy > 1 else ""
    return f"{row.key} set {action.set:05d} share {action.share}{copy}"


def _holder(state: CustodyState, facts: CustodyFacts, action: RegisterItem) -> str:
    holder = checked_text("Who has it", action.holder, required=action.kind == "component", longest=LONGEST)
    if action.kind == "component":
        check_custodian(facts, holder, action.key.strip())
        new = Item(id="", kind="component", number="", key=action.key.strip(), set=action.set, share=action.share)
        check_may_have(state, (new,), holder, facts.kinds)
    elif action.kind == "physical key" and holder not in facts.roles:
        raise Refused("CUSTODY", f"{holder or 'Nobody'} is not enrolled, so can't have a physical key.")
    return holder


def _opens(state: CustodyState, action: RegisterItem) -> str:
    if action.kind != "physical key":
        return ""
    box = known(state, action.opens)
    if box.kind != "box":
        raise Refused("CUSTODY", f"A physical key opens a deposit box; {box.id} is none.")
    return box.id


def _check_carrier(state: CustodyState, facts: CustodyFacts, action: RegisterItem) -> None:
    if not action.inside.strip():
        raise Refused(
            "CUSTODY", "A Key Component lies on something: enter its module, card or file first, and name it."
        )
    carrier = known(state, action.inside)
    other = [one for one in state.items.values() if one.inside == carrier.id and one.kind == "component" and one.there]
    if carrier.kind in CARRIERS and other:
        raise Refused("CUSTODY", f"{carrier.id} has {other[0].id} on it already. Each has a carrier of its own.")
    if facts.production and carrier.kind != "module" and not action.decision.strip():
        raise Refused(
            "CUSTODY",
            f"A Key Component lies on a Cryptographic Module. For a {carrier.kind}, give the reference of the decision"
            " that allows it.",
        )
