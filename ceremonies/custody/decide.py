"""The rules of the custody register: two people for everything, and no difference is passed over (rule CUSTODY)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text
from ceremonies.custody import actions as ask
from ceremonies.custody.facts import (
    LONGEST,
    MANAGER,
    CustodyFacts,
    check_custodian,
    check_place,
    check_settled,
    known,
    ruling,
)
from ceremonies.custody.holding import check_may_have
from ceremonies.custody.registering import register
from ceremonies.custody.state import CustodyState, Item
from ceremonies.errors import Misuse, Refused
from ceremonies.people.present import check_two_people

__all__ = ["CustodyFacts", "decide"]


def decide(state: CustodyState, facts: CustodyFacts, action: ask.CustodyAction, now: datetime) -> list[Ruling]:  # noqa: ARG001 - every decide has the same four arguments
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
    """
    check_two_people(facts.present, action.by, action.second)
    for asked, rules in _RULES:
        if isinstance(action, asked):
            return rules(state, facts, action)
    raise Misuse(f"Nobody rules on {type(action).__name__}.")


def _move(state: CustodyState, _facts: CustodyFacts, action: ask.MoveItem) -> list[Ruling]:
    item = known(state, action.item)
    check_settled(item)
    inside = action.inside.strip()
    check_place(state, item.kind, item.id, inside)
    place = checked_text("The place", action.place, required=False, longest=LONGEST)
    holder = checked_text("Who has it", action.holder, required=False, longest=LONGEST)
    if item.kind == "component" and (holder not in ("", item.holder) or not inside):
        raise Refused(
            "CUSTODY",
            f"{item.id} stays with {item.holder} on a carrier. Its custodian changes when the physical key is passed"
            " on, and its carrier is named in a move.",
        )
    if item.kind == "physical key" and holder not in ("", item.holder):
        raise Refused("CUSTODY", f"{item.id} goes from hand to hand by a return and a passing on. Record those.")
    if item.kind in ("component", "physical key"):
        holder = item.holder
    if not (inside or place or holder):
        raise Refused("CUSTODY", f"Say where {item.id} is now, or who has it.")
    if (inside, place, holder) == (item.inside, item.place, item.holder):
        raise Refused("ALREADY-RECORDED", f"{item.id} is there by the record. Nothing would change.")
    body = {
        "item": item.id,
        "inside": inside,
        "place": place,
        "holder": holder,
        "before": {"inside": item.inside, "place": item.place, "holder": item.holder},
        "reason": checked_text("The reason", action.reason),
    }
    return [ruling("item.moved", body, action.by, action.second)]


def _examine(state: CustodyState, _facts: CustodyFacts, action: ask.ExamineItem) -> list[Ruling]:
    item = known(state, action.item)
    found = checked_text("The number that was found", action.found, longest=LONGEST)
    intact = action.intact == "yes"
    body = {
        "item": item.id,
        "recorded": item.number,
        "found": found,
        "intact": intact,
        "opened": action.opened == "yes",
        "difference": _difference(item, found, intact=intact) or item.question,
        "remark": checked_text("The remark", action.remark, required=False),
    }
    return [ruling("item.examined", body, action.by, action.second)]


def _difference(item: Item, found: str, *, intact: bool) -> str:
    """What differs from the record, as a sentence; empty when nothing does."""
    said = []
    if found != item.number:
        said.append(f"The number last recorded is {item.number} and the one found is {found}.")
    if not intact:
        said.append("It, or its seal, is not intact.")
    return " ".join(said)


def _decide(state: CustodyState, _facts: CustodyFacts, action: ask.DecideDifference) -> list[Ruling]:
    item = known(state, action.item)
    if not item.question:
        raise Refused("CUSTODY", f"Nothing about {item.id} waits for a decision.")
    body = {
        "item": item.id,
        "difference": item.question,
        "decision": checked_text("The decision", action.decision),
        "reference": checked_text("Its reference", action.reference, longest=LONGEST),
        "number": checked_text("The number", action.number, required=False, longest=LONGEST) or item.number,
    }
    return [ruling("difference.decided", body, action.by, action.second)]


def _lose(state: CustodyState, _facts: CustodyFacts, action: ask.ReportLoss) -> list[Ruling]:
    item = known(state, action.item)
    if item.kind not in ("physical key", "box"):
        raise Refused(
            "CUSTODY",
            "This is for a deposit box or its physical key. For a Key Component itself, record on its key that the"
            " share is missing.",
        )
    box = item.opens or item.id
    body = {
        "item": item.id,
        "how": action.how,
        "reason": checked_text("The reason", action.reason),
        "incident": checked_text("The Incident's reference", action.incident, longest=LONGEST),
        "components": [one.id for one in state.components(box)],
    }
    return [ruling("item.lost", body, action.by, action.second)]


def _return(state: CustodyState, facts: CustodyFacts, action: ask.ReturnKey) -> list[Ruling]:
    item = _physical_key(state, action.item)
    check_custodian(facts, item.holder)
    if MANAGER not in facts.roles.get(action.manager, ()):
        raise Refused(
            "CUSTODY", f"{action.manager or 'Nobody'} is no {MANAGER}; only one of them takes a physical key back."
        )
    if action.manager not in (action.by, action.second):
        raise Refused("CUSTODY", f"{action.manager} took the key, so is one of the two who sign for it.")
    body = {
        "item": item.id,
        "from": item.holder,
        "manager": action.manager,
        "courier": checked_text("The courier", action.courier, longest=LONGEST),
        "reference": checked_text("The courier's reference", action.reference, longest=LONGEST),
    }
    return [ruling("physical_key.returned", body, action.by, action.second)]


def _pass_on(state: CustodyState, facts: CustodyFacts, action: ask.PassKeyOn) -> list[Ruling]:
    item = _physical_key(state, action.item)
    if not item.returned_by:
        raise Refused(
            "CUSTODY", f"{item.id} is with {item.holder}. It comes back to a {MANAGER} first, by secure courier."
        )
    components = [one for one in state.components(item.opens) if one.holder == item.returned_by]
    for one in components:
        check_custodian(facts, action.to, one.key)
    check_custodian(facts, action.to)
    check_may_have(state, components, action.to, facts.kinds)
    body = {
        "item": item.id,
        "from": item.returned_by,
        "manager": item.holder,
        "to": action.to,
        "components": [one.id for one in components],
        "reason": checked_text("The reason", action.reason),
    }
    return [ruling("physical_key.passed_on", body, action.by, action.second)]


def _physical_key(state: CustodyState, name: str) -> Item:
    item = known(state, name)
    check_settled(item)
    if item.kind != "physical key":
        raise Refused("CUSTODY", f"{item.id} is no physical key.")
    if item.status != "kept":
        raise Refused("CUSTODY", f"{item.id} is {item.status} (Incident {item.incident}). That is settled first.")
    return item


def _end(state: CustodyState, _facts: CustodyFacts, action: ask.EndItem) -> list[Ruling]:
    item = known(state, action.item)
    check_settled(item)
    inside = list(state.within(item.id))
    if inside:
        raise Refused("CUSTODY", f"{inside[0].id} is still in {item.id}. Record where that goes first.")
    body: dict[str, Any] = {"item": item.id, "how": action.how, "reason": checked_text("The reason", action.reason)}
    return [ruling("item.ended", body, action.by, action.second)]


_RULES: tuple[tuple[type[ask.CustodyAction], Callable[[CustodyState, CustodyFacts, Any], list[Ruling]]], ...] = (
    (ask.RegisterItem, register),
    (ask.MoveItem, _move),
    (ask.ExamineItem, _examine),
    (ask.DecideDifference, _decide),
    (ask.ReportLoss, _lose),
    (ask.ReturnKey, _return),
    (ask.PassKeyOn, _pass_on),
    (ask.EndItem, _end),
)
"""By action, what rules on it."""
