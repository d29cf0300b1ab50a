"""The rules of a key's state and of its end (rules KEY-STATE, KEY-LAST-USE, DESTROY-ACCOUNTED)."""

from datetime import datetime

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.facts import (
    KeyFacts,
    address,
    begin,
    check_committed,
    check_expected,
    check_halves,
    check_known,
    check_no_doubt,
    check_pair,
    left_behind,
    ruling,
)
from ceremonies.keys.kinds import OF_KIND
from ceremonies.keys.parts import HERE
from ceremonies.keys.planning import LONGEST_LINE
from ceremonies.keys.state import KeyState

ASKED = ("not recovered", "in the supply chain")
"""The sets of devices that are always asked for before a key is destroyed (SMKI RP 3.5.3, 5.1.4 (c))."""
_MOVES = {"made": ("in use",), "in use": ("being replaced",), "being replaced": ("in use",)}


def set_state(state: KeyState, facts: KeyFacts, action: ask.SetState, _now: datetime) -> list[Ruling]:
    """Take a key into use, or say that it is being replaced."""
    check_known(state)
    pair = check_pair(facts, action.by, action.second)
    check_committed(state)
    check_expected(state, facts, action.expects)
    if action.to not in _MOVES.get(state.status, ()):
        raise Refused("KEY-STATE", f"{state.key} is {state.status!r} and does not become {action.to!r} from there.")
    if state.destroying:
        raise Refused("KEY-STATE", f"The destruction of {state.key} was decided. It is not taken into use again.")
    if action.to == "in use":
        _check_usable(state, facts)
    body = {"from": state.status, "to": action.to, "reason": checked_text("The reason", action.reason)}
    return [ruling(state.key, "key.state", body, *pair)]


def _check_usable(state: KeyState, facts: KeyFacts) -> None:
    other = facts.register.in_use(state.kind)
    if other:
        raise Refused("KEY-STATE", f"{other} is in use. Say that it is being replaced before {state.key} is taken.")
    if OF_KIND[state.kind].certified and not any(not one.revoked_at for one in state.certificates):
        raise Refused("KEY-STATE", f"{state.key} has no certificate that stands. Issue it first.")


# What only this key can sign


def add_outstanding(state: KeyState, _facts: KeyFacts, action: ask.AddOutstanding, _now: datetime) -> list[Ruling]:
    """Something that only this key can sign is still to come."""
    check_known(state)
    check_committed(state)
    body = {
        "number": len(state.outstanding) + 1,
        "what": action.what,
        "says": checked_text("What is outstanding", action.says, longest=LONGEST_LINE),
    }
    return [ruling(state.key, "outstanding.added", body)]


def settle(state: KeyState, facts: KeyFacts, action: ask.SettleOutstanding, _now: datetime) -> list[Ruling]:
    """It was signed, or given up by a decision."""
    check_known(state)
    pair = check_pair(facts, action.by, action.second)
    if not 1 <= action.number <= len(state.outstanding) or state.outstanding[action.number - 1].settled:
        raise Refused("KEY-LAST-USE", f"{state.key} has nothing outstanding with the number {action.number}.")
    given_up = action.how == "given up"
    body = {
        "number": action.number,
        "how": action.how,
        "decision": checked_text("The reference of the decision", action.decision, required=given_up),
    }
    return [ruling(state.key, "outstanding.settled", body, *pair)]


def still_to_sign(state: KeyState, facts: KeyFacts) -> list[str]:
    """What only this key can sign and has not, in words (rule KEY-LAST-USE)."""
    waits = [f"{one.what}: {one.says}" for one in state.outstanding if not one.settled]
    waits += [
        f"certificate of {one.key}"
        for one in facts.register.keys.values()
        if one.issuer == state.key and one.committed and not one.serials and one.status != "destroyed"
    ]
    return waits


# Destruction


def decide_destruction(state: KeyState, facts: KeyFacts, action: ask.DecideDestruction, _now: datetime) -> list[Ruling]:
    """From now on the key is never activated again."""
    check_known(state)
    pair = check_pair(facts, action.by, action.second)
    check_no_doubt(facts)
    check_committed(state)
    check_expected(state, facts, action.expects)
    if state.status != "being replaced":
        raise Refused(
            "KEY-STATE",
            f"{state.key} is {state.status!r}. A key is destroyed when it is being replaced: say so first.",
        )
    if state.destroying:
        raise Refused("ALREADY-RECORDED", f"The destruction of {state.key} was decided: {state.destroying}.")
    if state.making is not None or (state.activation is not None and state.activation.running):
        raise Refused("ACTIVATION-END", f"{state.key} is in use by an activation or a re-sharing. End that first.")
    waits = still_to_sign(state, facts)
    if waits:
        raise Refused(
            "KEY-LAST-USE", f"Only {state.key} can sign this: {waits[0]}. Sign it, or record that it is given up."
        )
    _check_devices(action)
    left_behind(state, facts)
    body = {
        "decision": checked_text("The reference of the decision", action.decision, longest=LONGEST_LINE),
        "devices": [{"what": one.what, "count": one.count, "decision": one.decision} for one in action.devices],
    }
    return [ruling(state.key, "destruction.decided", body, *pair)]


def _check_devices(action: ask.DecideDestruction) -> None:
    named = {one.what: one for one in action.devices}
    for what in ASKED:
        if what not in named:
            raise Refused("KEY-LAST-USE", f"Say how many devices are {what}: they could never be repaired afterwards.")
    for one in action.devices:
        if one.count < 0 or (one.count and not one.decision.strip()):
            raise Refused(
                "KEY-LAST-USE",
                f"{one.count:,} devices ({one.what}) could never be repaired. Give the reference of a decision on it.",
            )


def destroy_token_key(state: KeyState, facts: KeyFacts, action: ask.DestroyTokenKey, _now: datetime) -> list[Ruling]:
    """Destroy a token key on its token."""
    check_known(state)
    pair = check_halves(facts, action.by, action.second)
    check_no_doubt(facts)
    if state.is_split:
        raise Refused("DESTROY-ACCOUNTED", f"{state.key} is in no token: account for its copies and its shares.")
    if state.removed or not (state.destroying or state.status == "abandoned"):
        raise Refused("DESTROY-ACCOUNTED", f"The destruction of {state.key} was not decided, or it is gone already.")
    says = f"destroy {state.key} on its token"
    request = {"key": state.key, "public": state.public}
    token = address(action.token)
    return begin(
        state, facts, "destroy token key", says=says, request=request, token=token, people=pair, signed_by=pair
    )


def declare(state: KeyState, facts: KeyFacts, action: ask.DeclareDestroyed, _now: datetime) -> list[Ruling]:
    """Call the key destroyed."""
    check_known(state)
    pair = check_pair(facts, action.by, action.second)
    check_no_doubt(facts)
    if not state.destroying:
        raise Refused("DESTROY-ACCOUNTED", f"The destruction of {state.key} was not decided.")
    if state.status == "destroyed":
        raise Refused("ALREADY-RECORDED", f"{state.key} was destroyed already.")
    why = why_not_destroyed(state)
    if why:
        raise Refused("DESTROY-ACCOUNTED", f"{state.key} can't be called destroyed: {'; '.join(why)}.")
    body = {
        "from": state.status,
        "to": "destroyed",
        "reason": state.destroying,
        "missing_shares": [
            {"set": one.identifier, "index": share.index, "person": held.person}
            for one in state.sets
            for share in one.shares
            for held in share.out
        ],
        "missing_copies": [one.number for one in state.copies if one.status in HERE],
    }
    return [ruling(state.key, "key.state", body, *pair)]


def why_not_destroyed(state: KeyState) -> list[str]:
    """What still gives the key back, in words; empty when nothing does (rule DESTROY-ACCOUNTED).

    A set of shares gives it where as many shares as it takes, and a copy wrapped for that set, are unaccounted for. A
    set of the Contingency Symmetric Key needs no copy.
    """
    if not state.is_split:
        backups = sum(one.status in HERE for one in state.copies)
        why = [] if state.removed else ["it is still on its token"]
        return [*why, f"copies of its backup are not accounted for: {backups}"] if backups else why
    why = []
    for one in state.sets:
        copies = sum(known.set == one.identifier and known.status in HERE for known in state.copies)
        wrapped = OF_KIND[state.kind].signs
        if one.unaccounted >= one.m and (copies or not wrapped):
            beside = f", copies of the wrapped key: {copies}" if wrapped else ""
            why.append(f"of the set {one.identifier} are not accounted for: shares: {one.unaccounted}{beside}")
    return why
