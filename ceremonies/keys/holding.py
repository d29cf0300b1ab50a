"""The rules of what is out of the room: shares, copies of the wrapped key, and new shares for a key.

Rules BLOB-CUSTODY, CUSTODY, RESHARE-NEW-WRAP, KEY-STATE.
"""

from datetime import datetime

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.activating import RESHARE, check_enough, running
from ceremonies.keys.facts import (
    KeyFacts,
    begin,
    check_known,
    check_no_doubt,
    check_pair,
    left_behind,
    ruling,
)
from ceremonies.keys.handing import check_may_hold, share_of
from ceremonies.keys.kinds import OF_KIND
from ceremonies.keys.parts import Copy, ShareSet
from ceremonies.keys.planning import LONGEST_LINE, check_m_of_n, checked_media, media_of, numbers
from ceremonies.keys.state import KeyState

# Shares


def collect(state: KeyState, facts: KeyFacts, action: ask.CollectShare, _now: datetime) -> list[Ruling]:
    """What became of a share."""
    check_known(state)
    pair = check_pair(facts, action.by, action.second)
    found = state.set(action.set)
    held = share_of(found, action.index).holder(action.person) if found else None
    if found is None or held is None:
        raise Refused("SHARE-PROVED", f"{action.person} never had share {action.index} of the set {action.set}.")
    if held.status == "returned":
        raise Refused(
            "ALREADY-RECORDED", f"Share {action.index} of {action.person} was returned and destroyed already."
        )
    if action.how != "missing" and found.status == "live" and not state.destroying:
        raise Refused(
            "KEY-STATE",
            f"Share {action.index} counts: it is destroyed only with its key, or after a re-sharing. "
            "When a custodian ceases, transfer it.",
        )
    body = {
        "set": found.identifier,
        "index": action.index,
        "person": action.person,
        "how": action.how,
        "note": checked_text("The note", action.note, required=action.how == "missing"),
    }
    return [ruling(state.key, "share.collected", body, *pair)]


def transfer(state: KeyState, facts: KeyFacts, action: ask.TransferShare, _now: datetime) -> list[Ruling]:
    """A share passes from a custodian who ceases to another; it stays good."""
    check_known(state)
    pair = check_pair(facts, action.by, action.second)
    live = _live(state)
    held = share_of(live, action.index).holder(action.person)
    if held is None or held.status != "proved":
        raise Refused("CUSTODY", f"By the record share {action.index} of {state.key} is not with {action.person}.")
    role = OF_KIND[state.kind].custodian
    if role not in facts.roles.get(action.to, ()):
        raise Refused("PEOPLE-ROLES", f"{action.to} is no {role}, so holds no share of {state.key}.")
    check_may_hold(state, facts, live, action.to, index=0)
    body = {
        "set": live.identifier,
        "index": action.index,
        "person": action.person,
        "to": action.to,
        "reason": checked_text("The reason", action.reason),
    }
    return [ruling(state.key, "share.transferred", body, *pair)]


def _live(state: KeyState) -> ShareSet:
    live = state.live
    if live is None:
        raise Refused("KEY-STATE", f"{state.key} has no shares that count.")
    return live


# Copies


def account(state: KeyState, facts: KeyFacts, action: ask.AccountForCopy, _now: datetime) -> list[Ruling]:
    """What became of a copy of the wrapped key, or of a token's backup."""
    pair = check_pair(facts, action.by, action.second)
    known = _copy(state, action.copy)
    body = {
        "copy": known.number,
        "medium": known.medium,
        "digest": known.digest,
        "note": checked_text("The note", action.note, required=action.what != "moved"),
    }
    if action.what == "moved":
        body["place"] = checked_text("The place", action.place, longest=LONGEST_LINE)
    if action.what == "destroyed":
        check_no_doubt(facts)
        _check_spared(state, known)
    return [ruling(state.key, f"blob.{action.what}", body, *pair)]


def destroy_copy(state: KeyState, facts: KeyFacts, action: ask.DestroyCopy, _now: datetime) -> list[Ruling]:
    """Have a copy destroyed by the strong room."""
    known = _copy(state, action.copy)
    check_no_doubt(facts)
    _check_spared(state, known)
    if not known.digest:
        raise Refused(
            "BLOB-CUSTODY", f"Copy {known.number} has no digest to compare. Destroy its medium and record it."
        )
    request = {"path": action.path or known.path, "sha256": known.digest}
    says = f"destroy copy {known.number} on {known.medium}"
    return begin(state, facts, "destroy blob", says=says, request=request, about={"copy": known.number})


def _copy(state: KeyState, number: int) -> Copy:
    check_known(state)
    known = state.copy(number)
    if known is None:
        raise Refused("BLOB-CUSTODY", f"{state.key} has no copy {number}. Look at its register of copies.")
    if known.status == "destroyed":
        raise Refused("ALREADY-RECORDED", f"Copy {number} of {state.key} was destroyed already.")
    return known


def _check_spared(state: KeyState, known: Copy) -> None:
    """The last copy of a key that counts is not destroyed before the key is."""
    live = state.live
    if live is None or known.set != live.identifier or state.destroying:
        return
    others = [one for one in state.copies if one.set == live.identifier and one.status == "here" and one is not known]
    if not others:
        raise Refused(
            "BLOB-CUSTODY", f"Copy {known.number} is the last of {state.key}. Without it no share is any use."
        )


# New shares


def reshare(state: KeyState, facts: KeyFacts, action: ask.Reshare, now: datetime) -> list[Ruling]:
    """Wrap the key anew and split the new wrapping key (rule RESHARE-NEW-WRAP)."""
    check_no_doubt(facts)
    pair = check_pair(facts, action.by, action.second)
    check_known(state)
    of = OF_KIND[state.kind]
    if not (state.is_split and of.signs):
        raise Refused("RESHARE-NEW-WRAP", f"{state.key} has no wrapping key that could be changed. Make a new key.")
    activation = running(state, facts, now, status="open")
    if activation.purpose != RESHARE:
        raise Refused(
            "RESHARE-NEW-WRAP", "Re-sharing takes an activation of its own. End this one and open it for that."
        )
    if action.reason == "exposed":
        raise Refused(
            "RESHARE-NEW-WRAP",
            f"A share was exposed: new shares do not mend that, for the old ones still open every old copy. "
            f"Replace the key by section {of.replaced_by}.",
        )
    check_enough(state, activation)
    check_m_of_n(action.m, action.n)
    left_behind(state, facts)
    media = checked_media(action.media, facts)
    request = {
        "m": action.m,
        "n": action.n,
        "taken": sorted(facts.register.identifiers),
        "media": [one.path for one in media],
    }
    about = {
        "media": media_of(media),
        "copies": numbers(state, len(media)),
        "m": action.m,
        "n": action.n,
        "reason": action.reason,
        "decision": checked_text("The reference of the decision", action.decision, longest=LONGEST_LINE),
    }
    return begin(state, facts, "reshare", says=f"re-share {state.key}", request=request, about=about, signed_by=pair)
