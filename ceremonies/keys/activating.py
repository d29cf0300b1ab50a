"""The rules of waking a key and of the end of that (rules KEY-SPLIT, KEY-CA-DUAL, ACTIVATION-END, SHARE-REFUSED).

A quorum counts people who are signed in and whose shares are proved. An activation ends at its agreed end, when it is
ended, when fewer than the quorum stay signed in, and with its sitting; whoever wants more needs the quorum again.
"""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused, Unusable
from ceremonies.keys import actions as ask
from ceremonies.keys.facts import (
    KeyFacts,
    address,
    begin,
    check_committed,
    check_custodian,
    check_expected,
    check_halves,
    check_known,
    check_no_doubt,
    check_pair,
    left_behind,
    own_address,
    ruling,
    trusted,
)
from ceremonies.keys.handing import set_known
from ceremonies.keys.kinds import OF_KIND
from ceremonies.keys.parts import Activation, Copy, ShareSet
from ceremonies.keys.state import KeyState
from ceremonies.times import london, parse_typed, parse_utc, to_iso

RESHARE = "reshare"
"""The purpose of an activation that gives the key new shares; it signs nothing."""
SHA256 = re.compile(r"[0-9a-f]{64}")


def open_activation(state: KeyState, facts: KeyFacts, action: ask.OpenActivation, now: datetime) -> list[Ruling]:
    """Open one activation: for what, how much, until when."""
    check_known(state)
    pair = (check_pair if state.is_split else check_halves)(facts, action.by, action.second)
    check_no_doubt(facts)
    check_committed(state)
    check_expected(state, facts, action.expects)
    if state.destroying:
        raise Refused("DESTROY-ACCOUNTED", f"The destruction of {state.key} was decided. It is never activated again.")
    if state.making is not None:
        raise Refused("KEY-COMMIT", f"{state.key} is being re-shared. Go on to the commit, or abandon it.")
    before = _ended_before(state, facts)
    _check_agreed(state, action)
    until = _until(action, now)
    symmetric = _symmetric(state, facts, action)
    need, symmetric_need = _quorum(state, facts, symmetric)
    body = {
        "activation": f"{state.key}/a{state.activations + 1}",
        "purpose": checked_text("What it is for", action.purpose),
        "signs": list(dict.fromkeys(action.signs)),
        "limit": action.limit,
        "until": until,
        "manifests": [one.lower() for one in action.manifests],
        "symmetric": action.symmetric,
        "need": need,
        "symmetric_need": symmetric_need,
        "people": [] if state.is_split else list(pair),
        "sitting": facts.sitting,
        "token": trusted(facts, action.token),
        "present": sorted(facts.present),
    }
    opened = ruling(state.key, "activation.opened", body, *pair)
    about = begin(
        state,
        facts,
        "open",
        says=f"open an activation of {state.key}",
        request=_opening(state, action, symmetric),
        token=address(action.token),
        people=(action.by,) if state.is_split else pair,
    )
    return [*about[:-1], *before, opened, about[-1]]


def _ended_before(state: KeyState, facts: KeyFacts) -> list[Ruling]:
    """The end of an activation that an earlier sitting left open; one of this sitting is shown to be gone first."""
    last = state.activation
    if last is None or last.status == "closed":
        return []
    if last.sitting == facts.sitting:
        raise Refused(
            "ACTIVATION-END", f"Activation {last.id} is {last.status}. Deactivate the key and show that it is gone."
        )
    return [ended(state.key, last, "its sitting ended")] if last.running else []


def ended(key: str, activation: Activation, because: str) -> Ruling:
    """The end of an activation."""
    body = {
        "activation": activation.id,
        "because": because,
        "limit": activation.limit,
        "reserved": activation.reserved,
        "signed": activation.signed,
    }
    return ruling(key, "activation.ended", body)


def _check_agreed(state: KeyState, action: ask.OpenActivation) -> None:
    """What the quorum came for fits the key (rules SIGN-LIMIT, KEY-CA-DUAL)."""
    of = OF_KIND[state.kind]
    if action.purpose == RESHARE or not of.signs:
        if action.limit or action.signs:
            raise Refused("SIGN-LIMIT", "This activation signs nothing. Agree on no signatures for it.")
        return
    if action.limit < 1 or not action.signs:
        raise Refused(
            "SIGN-LIMIT", "Agree on what is signed, and on how many signatures at most, before the key wakes."
        )
    other = [one for one in action.signs if one not in of.may_sign]
    if other:
        raise Refused("SIGN-LIMIT", f"A {of.title} signs no {other[0]}. It signs: {', '.join(of.may_sign)}.")
    if "certificate" in of.may_sign and action.limit != 1:
        raise Refused("KEY-CA-DUAL", f"A {of.title} is activated for each certificate and each list: one signature.")
    if any(not SHA256.fullmatch(one.lower()) for one in action.manifests):
        raise Refused("SIGN-LIMIT", "The digest of a list must be a SHA-256: 64 hexadecimal characters.")


def _until(action: ask.OpenActivation, now: datetime) -> str:
    try:
        until = parse_typed(action.until, now)
    except Unusable as error:
        raise Refused("ACTIVATION-END", str(error)) from None
    if until <= now:
        raise Refused("ACTIVATION-END", f"The agreed end, {london(until)}, has passed. Agree on one to come.")
    return to_iso(until)


def _symmetric(state: KeyState, facts: KeyFacts, action: ask.OpenActivation) -> KeyState | None:
    """The Contingency Symmetric Key that is woken too."""
    if not action.symmetric:
        return None
    other = facts.other
    if state.kind != "contingency" or other is None or other.kind != "contingency symmetric":
        raise Refused("CSK", f"{action.symmetric} is no Contingency Symmetric Key to go with {state.key}.")
    check_committed(other)
    if other.destroying or other.status == "destroyed":
        raise Refused("DESTROY-ACCOUNTED", f"The destruction of {other.key} was decided. It is never activated again.")
    return other


def _quorum(state: KeyState, facts: KeyFacts, symmetric: KeyState | None) -> tuple[int, int]:
    """How many people it takes, of each set; so many are here."""
    if not state.is_split:
        return 2, 0
    need = _check_reach(state, facts.present)
    return need, _check_reach(symmetric, facts.present) if symmetric else 0


def _check_reach(state: KeyState, present: Collection[str]) -> int:
    live = state.live
    reach = live.reach(present) if live else 0
    if live is None or reach < live.m:
        raise Refused(
            "KEY-SPLIT",
            f"{state.key} takes {state.m} custodians who are signed in, each with a proved share of their own; "
            f"{reach} of them are here.",
        )
    return live.m


def _opening(state: KeyState, action: ask.OpenActivation, symmetric: KeyState | None) -> dict[str, Any]:
    """What the strong room is told: public facts and commitments."""
    if state.kind == "contingency symmetric":
        own = {"known": None, **_as_symmetric(state)}
        return {"key": state.key, "public": "", "limit": 0, "blob": "", "blob_sha256": "", "superseded": [], **own}
    copy = copy_in_custody(state) if state.is_split else None
    return {
        "key": state.key,
        "public": state.public,
        "limit": action.limit,
        "blob": (action.blob or copy.path) if copy else "",
        "blob_sha256": copy.digest if copy else "",
        "known": set_known(state, state.live) if state.live else None,
        "superseded": _older(state),
        **_as_symmetric(symmetric),
    }


def _as_symmetric(state: KeyState | None) -> dict[str, Any]:
    live = state.live if state else None
    if state is None or live is None:
        return {"symmetric": None, "symmetric_superseded": []}
    return {"symmetric": set_known(state, live), "symmetric_superseded": _older(state)}


def _older(state: KeyState) -> list[int]:
    """The identifiers of the key's sets that count no more (rule KEY-STATE)."""
    return [one.identifier for one in state.sets if one.status in {"superseded", "void"}]


def copy_in_custody(state: KeyState) -> Copy:
    """A copy of the key as it is wrapped for its live set.

    Raises:
        Refused: BLOB-CUSTODY: there is none.
    """
    live = state.live
    for one in state.copies:
        if live is not None and one.set == live.identifier and one.status == "here":
            return one
    raise Refused("BLOB-CUSTODY", f"No copy of {state.key} as it is wrapped now is in custody. Look for one first.")


# While it runs


def running(state: KeyState, facts: KeyFacts, now: datetime, *, status: str) -> Activation:
    """The activation, at this stage, with its quorum here and before its end.

    Raises:
        Refused: ACTIVATION-END.
    """
    check_known(state)
    activation = state.activation
    if activation is None or not activation.running or activation.sitting != facts.sitting:
        raise Refused("ACTIVATION-END", f"No activation of {state.key} runs. Open one, with the quorum here.")
    if activation.status != status:
        raise Refused("ACTIVATION-END", f"Activation {activation.id} is {activation.status}, not {status}.")
    if to_iso(now) > activation.until:
        end = london(parse_utc(activation.until))
        raise Refused("ACTIVATION-END", f"The agreed end, {end}, has passed. Deactivate the key.")
    if falls_short(state, facts.other, facts.present):
        raise Refused("ACTIVATION-END", f"Fewer people than {activation.id} needs stay signed in. Deactivate the key.")
    return activation


def falls_short(state: KeyState, other: KeyState | None, present: Collection[str]) -> bool:
    """Whether ``present`` are fewer than the running activation needs (rule ACTIVATION-END)."""
    activation = state.activation
    if activation is None:
        return False
    if not state.is_split:
        return not set(activation.people) <= set(present)
    if _reach(state.live, present) < activation.need:
        return True
    return bool(activation.symmetric) and _reach(other.live if other else None, present) < activation.symmetric_need


def _reach(live: ShareSet | None, present: Collection[str]) -> int:
    return live.reach(present) if live else 0


def leaving(state: KeyState, other: KeyState | None, present: Collection[str], *, closing: bool) -> list[Ruling]:
    """What somebody's leaving does to the key's activation: its end, where fewer stay than it needs.

    Args:
        state: the key.
        other: the Contingency Symmetric Key that is awake with it.
        present: who stays signed in.
        closing: whether the sitting ends.
    """
    activation = state.activation
    if activation is None or not activation.running:
        return []
    if closing:
        return [ended(state.key, activation, "its sitting ended")]
    if falls_short(state, other, present):
        return [ended(state.key, activation, "fewer people than it needs stayed signed in")]
    return []


def take_share(state: KeyState, facts: KeyFacts, action: ask.TakeShare, now: datetime) -> list[Ruling]:
    """One custodian enters a share."""
    activation = running(state, facts, now, status="open")
    owner = facts.other if action.of == "symmetric" else state
    if owner is None or (action.of == "symmetric" and not activation.symmetric):
        raise Refused("CSK", f"Activation {activation.id} takes no parts of a Contingency Symmetric Key.")
    check_custodian(owner, facts, action.person, OF_KIND[owner.kind].custodian)
    live = owner.live
    share = live.of_person(action.person) if live else None
    held = share.holder(action.person) if share else None
    if share is None or held is None or held.status != "proved":
        raise Refused("SHARE-REFUSED", f"By the record {action.person} has no proved share of {owner.key}.")
    attempt = f"{activation.id}.{len(activation.taken) + 1}"
    request = {
        "alias": action.person,
        "carrier": held.carrier,
        "attempt": attempt,
        "of": "symmetric" if owner.kind == "contingency symmetric" else "key",
        "path": action.path,
        "token": own_address(action.token, held.token),
    }
    about = {"person": action.person, "of": action.of, "index": share.index, "attempt": attempt}
    return begin(state, facts, "take share", says=f"take the share of {action.person}", request=request, about=about)


def activate(state: KeyState, facts: KeyFacts, _action: ask.Activate, now: datetime) -> list[Ruling]:
    """Wake the key."""
    check_no_doubt(facts)
    activation = running(state, facts, now, status="open")
    if activation.purpose == RESHARE:
        raise Refused(
            "RESHARE-NEW-WRAP", "This activation was opened to re-share. Re-share, or end it and open another."
        )
    check_enough(state, activation)
    return begin(state, facts, "activate", says=f"wake {state.key}", request={})


def check_enough(state: KeyState, activation: Activation) -> None:
    """Nothing, if enough different people have entered their shares.

    Raises:
        Refused: KEY-SPLIT.
    """
    if not state.is_split:
        return
    wanted = (
        ("key", activation.need, "shares"),
        ("symmetric", activation.symmetric_need, "parts of the symmetric key"),
    )
    for of, need, words in wanted:
        have = activation.have(of)
        if have < need:
            raise Refused("KEY-SPLIT", f"{have} of {need} {words} were entered. Take the others first.")


# Its end


def end(state: KeyState, facts: KeyFacts, action: ask.EndActivation, _now: datetime) -> list[Ruling]:
    """End the activation, or cancel an attempt. What is under way in the strong room ends with it."""
    check_known(state)
    activation = state.activation
    if activation is None or not activation.running:
        raise Refused("ACTIVATION-END", f"No activation of {state.key} runs.")
    because = action.because if activation.sitting == facts.sitting else "its sitting ended"
    return [ended(state.key, activation, because)]


def deactivate(state: KeyState, facts: KeyFacts, action: ask.Deactivate, _now: datetime) -> list[Ruling]:
    """Show that the key is gone; an activation that still runs ends first."""
    check_known(state)
    activation = state.activation
    if activation is None or activation.status == "closed" or state.making is not None:
        raise Refused("ACTIVATION-END", f"No activation of {state.key} waits to be shown as ended.")
    left_behind(state, facts)
    before = [ended(state.key, activation, "finished")] if activation.running else []
    about = begin(
        state,
        facts,
        "deactivate",
        says=f"show that {state.key} is gone",
        request={"key": state.key, "stays": not state.is_split},
        token=activation.token,
        people=tuple(activation.people) or (action.by,),
    )
    return [*before, *about]
