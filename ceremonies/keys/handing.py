"""The rules of handing shares out and proving them (rules KEY-COMMIT, SHARE-PROVED, CSK, CUSTODY, PEOPLE-CONFLICT)."""

from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.facts import (
    KeyFacts,
    begin,
    check_custodian,
    check_known,
    own_address,
    trusted,
)
from ceremonies.keys.kinds import OF_KIND
from ceremonies.keys.parts import Making, Share, ShareSet
from ceremonies.keys.planning import LONGEST_LINE
from ceremonies.keys.state import KeyState
from ceremonies.people.conflicts import check_conflict

WRAPPING_KEY_BYTES = 32
"""What the shares of an M#N key give: the key that wraps it."""


def running(state: KeyState, facts: KeyFacts) -> Making:
    """What is being made, by a strong room that still holds it.

    Raises:
        Refused: KEY-COMMIT.
    """
    check_known(state)
    making = state.making
    if making is None or not making.ready:
        raise Refused("KEY-COMMIT", f"Nothing of {state.key} is ready to be handed out. It is made and checked first.")
    if making.lost or making.sitting != facts.sitting:
        raise Refused(
            "KEY-COMMIT",
            f"The strong room that held {state.key} is gone, so this can't be taken up again. Abandon it, start anew.",
        )
    return making


def being_made(state: KeyState, facts: KeyFacts) -> ShareSet:
    """The set that is being handed out.

    Raises:
        Refused: KEY-COMMIT.
    """
    running(state, facts)
    made = state.being_made
    if made is None:
        raise Refused("KEY-COMMIT", f"{state.key} has no shares: it is a token key.")
    return made


def share_of(held: ShareSet, index: int) -> Share:
    """One share of a set.

    Raises:
        Refused: SHARE-PROVED: there is none of that number.
    """
    share = held.share(index)
    if share is None:
        raise Refused("SHARE-PROVED", f"There is no share {index}; this set has shares 1 to {held.n}.")
    return share


def hand_out(state: KeyState, facts: KeyFacts, action: ask.HandOut, _now: datetime) -> list[Ruling]:
    """Hand one share to one custodian."""
    made = being_made(state, facts)
    share = share_of(made, action.index)
    role = OF_KIND[state.kind].custodian
    check_custodian(state, facts, action.person, role)
    if action.person == action.by:
        check_conflict({"Ceremony Administrator"}, role)
    check_may_hold(state, facts, made, action.person, index=action.index)
    _check_carrier(facts, action)
    _check_free(state.kind, share, action)
    if facts.production and action.token is not None:
        trusted(facts, action.token)
    token = own_address(action.token, {})
    request = {
        "share": action.index,
        "alias": action.person,
        "carrier": action.carrier,
        "seconds": action.seconds,
        "path": action.path,
        "token": token,
    }
    about = {
        "set": made.identifier,
        "index": action.index,
        "person": action.person,
        "carrier": action.carrier,
        "place": checked_text("The place", action.place, required=action.deputy, longest=LONGEST_LINE),
        "deputy": action.deputy,
        "decision": action.decision,
        "token": token or {},
    }
    says = f"hand share {action.index} of {made.n} to {action.person}"
    return begin(state, facts, "hand out", says=says, request=request, about=about)


def check_may_hold(state: KeyState, facts: KeyFacts, held: ShareSet, person: str, *, index: int) -> None:
    """Nothing, if ``person`` may have share ``index`` of this set beside what they hold (rules PEOPLE-CONFLICT, CSK).

    Raises:
        Refused: PEOPLE-CONFLICT or CSK.
    """
    own = held.of_person(person)
    if own is not None and own.index != index:
        raise Refused(
            "PEOPLE-CONFLICT", f"{person} has share {own.index} of this set. Nobody holds two; ask somebody else."
        )
    for other in _never_together(state.kind, facts):
        if person in other.holders:
            raise Refused(
                "CSK",
                f"{person} holds a share of {other.key}. The Contingency Private Key and the Contingency Symmetric Key "
                "are held by different people; ask somebody else.",
            )


def _never_together(kind: str, facts: KeyFacts) -> list[Any]:
    pairs = {"contingency": "contingency symmetric", "contingency symmetric": "contingency"}
    return list(facts.register.of_kind(pairs[kind])) if kind in pairs else []


def _check_carrier(facts: KeyFacts, action: ask.HandOut) -> None:
    if facts.production and action.carrier != "token" and not action.decision.strip():
        raise Refused(
            "CUSTODY",
            "A share goes out on the custodian's Cryptographic Module. For words, a card or a file, give the reference "
            "of the decision that allows it.",
        )


def _check_free(kind: str, share: Share, action: ask.HandOut) -> None:
    """A share goes to one custodian; copies of a symmetric part to deputies elsewhere (rule CSK)."""
    others = [one for one in share.out if one.person != action.person]
    if action.deputy:
        if kind != "contingency symmetric":
            raise Refused("CSK", "Only a part of the Contingency Symmetric Key may have a copy with a deputy.")
        _check_deputy(share, action)
    elif others:
        raise Refused(
            "SHARE-PROVED",
            f"Share {share.index} is with {others[0].person}. Take it back and record that first, or choose another.",
        )


def _check_deputy(share: Share, action: ask.HandOut) -> None:
    first = next((one for one in share.out if not one.deputy), None)
    if first is None or first.status != "proved" or first.person == action.person:
        raise Refused(
            "CSK", "A deputy's copy is made after the part itself was handed out and proved, for somebody else."
        )
    if first.place and first.place.strip().casefold() == action.place.strip().casefold():
        raise Refused("CSK", f"A deputy's copy is kept at another site than {first.place}. Say where.")


def prove(state: KeyState, facts: KeyFacts, action: ask.ProveShare, _now: datetime) -> list[Ruling]:
    """Prove one share: of the set that is being made, or of the live one at an inspection (rule SHARE-PROVED)."""
    check_known(state)
    made = being_made(state, facts) if state.making is not None else _live(state)
    share = share_of(made, action.index)
    held = share.holder(action.person)
    if held is None or held.status not in {"handing", "handed", "proved"}:
        raise Refused("SHARE-PROVED", f"Share {action.index} of {state.key} is not with {action.person} by the record.")
    check_custodian(state, facts, action.person, OF_KIND[state.kind].custodian)
    if made.status == "making" and held.status == "handing":
        raise Refused("SHARE-PROVED", f"Share {action.index} was not handed out yet. Hand it to {action.person} first.")
    request = {
        "key": state.key,
        "share": action.index,
        "alias": action.person,
        "carrier": held.carrier,
        "path": action.path,
        "token": own_address(action.token, held.token),
        "known": None if made.status == "making" else set_known(state, made),
    }
    about = {"set": made.identifier, "index": action.index, "person": action.person}
    return begin(
        state, facts, "prove", says=f"prove share {action.index} of {action.person}", request=request, about=about
    )


def _live(state: KeyState) -> ShareSet:
    live = state.live
    if live is None:
        raise Refused("SHARE-PROVED", f"{state.key} has no shares that count.")
    return live


def set_known(state: KeyState, made: ShareSet) -> dict[str, Any]:
    """A set as the strong room is told of it: its commitments, no share."""
    return {
        "identifier": made.identifier,
        "m": made.m,
        "n": made.n,
        "length": state.size or WRAPPING_KEY_BYTES,
        "check_value": made.check_value,
        "commitments": [
            {"share": one.index, "salt": one.salt, "cost": dict(one.cost), "value": one.value} for one in made.shares
        ],
    }
