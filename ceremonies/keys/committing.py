"""The rules of the commit and what follows it, and of giving up before it (rule KEY-COMMIT).

The order is kept by what is possible: no share is handed out before the wrapped key was written twice and read back,
nothing is committed before every share is proved, and what is not committed is abandoned, never taken up again.
"""

from datetime import datetime

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.facts import (
    KeyFacts,
    begin,
    check_known,
    check_no_doubt,
    check_pair,
    left_behind,
    ruling,
)
from ceremonies.keys.handing import running
from ceremonies.keys.parts import RESHARED, ShareSet
from ceremonies.keys.state import KeyState
from ceremonies.times import to_iso


def not_proved(made: ShareSet) -> list[int]:
    """The numbers of the shares that keep the set from being committed."""
    return [one.index for one in made.shares if not one.proved]


def commit(state: KeyState, facts: KeyFacts, action: ask.CommitKey, _now: datetime) -> list[Ruling]:
    """From now on the key, or its new set, counts."""
    pair = check_pair(facts, action.by, action.second)
    making = running(state, facts)
    left_behind(state, facts)
    made = state.being_made
    missing = not_proved(made) if made is not None else []
    if missing:
        listed = ", ".join(str(one) for one in missing)
        raise Refused("KEY-COMMIT", f"Not every share is proved: {listed}. Hand out and prove these first.")
    if made is None and not state.backup:
        raise Refused(
            "KEY-CA-DUAL", f"Record how the token of {state.key} is backed up, and that a restore was tested."
        )
    old = state.live
    remark = ""
    if old is not None:
        remark = (
            f"{old.m} shares of the set {old.identifier} with a copy of the key as it was wrapped for them still give "
            "the key, until these copies or shares are accounted for."
        )
    body = {
        "what": making.what,
        "sitting": facts.sitting,
        "set": made.identifier if made else -1,
        "m": made.m if made else 0,
        "n": made.n if made else 0,
        "fingerprint": state.fingerprint,
        "copies": [one.number for one in state.copies if made and one.set == made.identifier],
        "superseded": old.identifier if old else -1,
        "remark": remark,
    }
    return [ruling(state.key, "key.committed", body, *pair)]


def close(state: KeyState, facts: KeyFacts, action: ask.CloseCeremony, _now: datetime) -> list[Ruling]:
    """The ceremony's last act."""
    check_known(state)
    if not state.closing:
        raise Refused("KEY-COMMIT", f"No ceremony of {state.key} waits to be closed.")
    return begin(
        state,
        facts,
        "close",
        says=f"show that nothing of {state.key} is left in the token",
        request={"key": state.key},
        token=_last_token(state),
        people=(action.by,),
    )


def _last_token(state: KeyState) -> dict[str, str]:
    """The token that the ceremony used: a re-sharing that of its activation."""
    activation = state.activation
    return activation.token if activation is not None and activation.because == RESHARED else state.token


def abandon(state: KeyState, facts: KeyFacts, action: ask.Abandon, _now: datetime) -> list[Ruling]:
    """Give up what was not committed; what was handed out is void, and is collected."""
    check_known(state)
    pair = check_pair(facts, action.by, action.second)
    making = state.making
    if making is None and state.status != "planned":
        raise Refused(
            "KEY-COMMIT", f"Nothing of {state.key} waits for its commit. A committed key is destroyed instead."
        )
    made = state.being_made
    out = [(share.index, held.person) for share in made.shares for held in share.out] if made else []
    body = {
        "what": making.what if making else "generate",
        "sitting": facts.sitting,
        "set": made.identifier if made else -1,
        "reason": checked_text("The reason", action.reason),
        "shares": [{"index": index, "person": person} for index, person in out],
        "copies": [one.number for one in state.copies if _of_making(one.set, made)],
    }
    voided = [
        ruling(state.key, "share.voided", {"set": body["set"], "index": index, "person": person})
        for index, person in out
    ]
    return [*left_behind(state, facts), *voided, ruling(state.key, "key.abandoned", body, *pair)]


def _of_making(identifier: int, made: ShareSet | None) -> bool:
    return identifier == (made.identifier if made else -1)


# Wrapping the Contingency Public Key


def wrap_apex(state: KeyState, facts: KeyFacts, action: ask.WrapApex, now: datetime) -> list[Ruling]:
    """Wrap the Contingency Public Key, while the strong room holds the Contingency Symmetric Key."""
    check_known(state)
    if state.kind != "contingency symmetric":
        raise Refused("CSK", f"{state.key} is no Contingency Symmetric Key. Name the one that wraps.")
    check_no_doubt(facts)
    _check_held(state, facts, now)
    other = facts.other
    if other is None or other.kind != "contingency" or not other.committed:
        raise Refused("KEY-COMMIT", f"{action.contingency} is no Contingency key that was committed.")
    request = {"public": other.public, "algorithm": action.algorithm}
    about = {"contingency": other.key, "algorithm": action.algorithm}
    says = f"wrap the public key of {other.key} under {state.key}"
    return begin(state, facts, "wrap apex", says=says, request=request, about=about)


def _check_held(state: KeyState, facts: KeyFacts, now: datetime) -> None:
    """The strong room has the symmetric key: it was just committed, or it is awake."""
    if state.closing == facts.sitting and state.committed:
        return
    activation = state.activation
    if activation is None or activation.status != "active" or activation.sitting != facts.sitting:
        raise Refused("KEY-COMMIT", f"{state.key} is not held now. Commit it first, or activate it with all its parts.")
    if to_iso(now) > activation.until:
        raise Refused("ACTIVATION-END", f"The agreed end of {activation.id} has passed. Deactivate the key.")
