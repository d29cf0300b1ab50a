"""The rules of planning a key and making it (rules KEY-SPLIT, KEY-CA-DUAL, CSK, KEY-COMMIT, BLOB-CUSTODY)."""

from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.facts import (
    KeyFacts,
    begin,
    check_halves,
    check_known,
    check_pair,
    ruling,
    trusted,
)
from ceremonies.keys.kinds import OF_KIND, generation_of, next_name
from ceremonies.keys.state import KeyState

FEWEST_SHARES = 2
MOST_SHARES = 16
"""A SLIP-39 group has at most 16 members."""
SYMMETRIC_SIZES = (16, 32)
"""Bytes of the Contingency Symmetric Key, by the wrap algorithm (rule CSK)."""
MEDIA = 2
LONGEST_LINE = 200


def plan(state: KeyState, facts: KeyFacts, action: ask.PlanKey, _now: datetime) -> list[Ruling]:
    """Announce a key."""
    pair = check_pair(facts, action.by, action.second)
    due = next_name(action.kind, tuple(facts.register.keys))
    if state.status != "none" or action.key != due:
        raise Refused("KEY-STATE", f"The next key of this kind is {due}. {action.key} is not a name to make one by.")
    _check_shares(action)
    _check_relatives(facts, action)
    body = {
        "key": action.key,
        "kind": action.kind,
        "generation": generation_of(action.key),
        "m": action.m,
        "n": action.n,
        "size": action.size,
        "issuer": action.issuer,
        "replaces": action.replaces,
        "ceremony": checked_text("The ceremony", action.ceremony, required=False, longest=LONGEST_LINE),
    }
    planned = [ruling(action.key, "key.planned", body, *pair)]
    if action.replaces:
        planned.append(ruling(action.replaces, "key.replacement", {"by": action.key}))
    return planned


def check_m_of_n(m: int, n: int) -> None:
    """Nothing, if a set of shares can have these numbers.

    Raises:
        Refused: KEY-SPLIT.
    """
    if not FEWEST_SHARES <= m <= n <= MOST_SHARES:
        raise Refused(
            "KEY-SPLIT",
            f"{m} of {n} shares can't be: at least {FEWEST_SHARES} must be needed, and at most {MOST_SHARES} made.",
        )


def _check_shares(action: ask.PlanKey) -> None:
    of = OF_KIND[action.kind]
    if not action.n and not action.m:
        if of.must_split:
            raise Refused("KEY-SPLIT", f"A {of.title} is split into M#N Shares. Say how many give it, of how many.")
    else:
        check_m_of_n(action.m, action.n)
    if of.signs:
        if action.size:
            raise Refused("CSK", "Only the Contingency Symmetric Key has a size to choose. Leave it out.")
        return
    if action.m != action.n:
        raise Refused(
            "CSK", "Every part of the Contingency Symmetric Key is needed: N of N. Give the same number twice."
        )
    if action.size not in SYMMETRIC_SIZES:
        raise Refused("CSK", "The Contingency Symmetric Key has 16 or 32 bytes, as its wrap algorithm says.")


def _check_relatives(facts: KeyFacts, action: ask.PlanKey) -> None:
    """The issuer and the replaced key are keys of this record, of the right kind and state (rule KEY-STATE)."""
    issuer = facts.register.named(action.issuer) if action.issuer else None
    if action.issuer and (issuer is None or issuer.kind not in {"root", "issuing"}):
        raise Refused("KEY-STATE", f"{action.issuer} is no Root OCA or Issuing OCA key of this record.")
    if not action.replaces:
        return
    old = facts.register.named(action.replaces)
    if old is None or old.kind != action.kind or old.status not in {"made", "in use", "being replaced"}:
        raise Refused("KEY-STATE", f"{action.replaces} is no key of this kind that could be replaced.")
    after = facts.register.named(old.replaced_by)
    if after is not None and after.status != "abandoned":
        raise Refused("KEY-STATE", f"{action.replaces} is replaced by {after.key} already.")


# Generation


def generate(state: KeyState, facts: KeyFacts, action: ask.Generate, _now: datetime) -> list[Ruling]:
    """Make the planned key."""
    check_known(state)
    if state.making is not None:
        raise Refused("KEY-COMMIT", f"{state.key} is being made. Go on to its commit, or abandon it and plan another.")
    if state.status != "planned":
        raise Refused("KEY-COMMIT", f"{state.key} is {state.status!r}. A key is made once; plan the next generation.")
    pair = check_pair(facts, action.by, action.second) if state.is_split else _halves(facts, action)
    media = _media(action.media, facts) if state.is_split and OF_KIND[state.kind].signs else ()
    about: dict[str, Any] = {"media": media_of(media), "copies": numbers(state, len(media))}
    act, request = _generation(state, facts, media)
    return begin(
        state,
        facts,
        act,
        says=f"make {state.key}",
        request=request,
        about=about,
        token=trusted(facts, action.token, wraps=bool(media)),
        people=pair if not state.is_split else (action.by,),
        signed_by=pair,
    )


def _halves(facts: KeyFacts, action: ask.Generate) -> tuple[str, str]:
    if action.media:
        raise Refused("KEY-CA-DUAL", "A token key never leaves its token. Name no media for it.")
    return check_halves(facts, action.by, action.second)


def _generation(state: KeyState, facts: KeyFacts, media: tuple[ask.Medium, ...]) -> tuple[str, dict[str, Any]]:
    taken = sorted(facts.register.identifiers)
    if not state.is_split:
        return "generate token key", {"key": state.key}
    if not OF_KIND[state.kind].signs:
        return "generate symmetric", {"key": state.key, "n": state.n, "length": state.size, "taken": taken}
    paths = [one.path for one in media]
    return "generate", {"key": state.key, "m": state.m, "n": state.n, "taken": taken, "media": paths}


def _media(media: tuple[ask.Medium, ...], facts: KeyFacts) -> tuple[ask.Medium, ...]:
    """Two media that can be told apart, each with a place (rules KEY-COMMIT, BLOB-CUSTODY)."""
    if len(media) != MEDIA or len({one.name.strip() for one in media}) != MEDIA:
        raise Refused("KEY-COMMIT", "The wrapped key is written to two separate media. Name two different ones.")
    if facts.production and len({one.path for one in media}) != MEDIA:
        raise Refused("KEY-COMMIT", "Both media lie in one folder. Name where each of the two is.")
    for one in media:
        checked_text("The medium", one.name, longest=LONGEST_LINE)
        if not one.place.strip():
            raise Refused("BLOB-CUSTODY", f"Say where the medium {one.name} is kept: each copy has its place.")
    return media


def checked_media(media: tuple[ask.Medium, ...], facts: KeyFacts) -> tuple[ask.Medium, ...]:
    """The two media of a re-sharing; as for a generation."""
    return _media(media, facts)


def media_of(media: tuple[ask.Medium, ...]) -> list[dict[str, str]]:
    """The media as the record has them."""
    return [{"name": one.name.strip(), "place": one.place.strip(), "path": one.path} for one in media]


def numbers(state: KeyState, count: int) -> list[int]:
    """The numbers that the next ``count`` copies get."""
    return [len(state.copies) + 1 + place for place in range(count)]


def back_up(state: KeyState, facts: KeyFacts, action: ask.RecordBackup, _now: datetime) -> list[Ruling]:
    """How a token key is backed up."""
    check_known(state)
    pair = check_pair(facts, action.by, action.second)
    if state.is_split or not state.public:
        raise Refused(
            "KEY-CA-DUAL", f"{state.key} is no token key that was made; only such a key's token is backed up."
        )
    body = {
        "how": checked_text("How the token is backed up", action.how),
        "restore_tested": checked_text("How a restore was tested", action.restore_tested),
    }
    copies = [
        ruling(state.key, "blob.written", {"copy": number, "set": -1, "digest": "", **_place(one)})
        for number, one in zip(numbers(state, len(action.copies)), action.copies, strict=True)
    ]
    return [ruling(state.key, "key.backed_up", body, *pair), *copies]


def _place(one: ask.Medium) -> dict[str, str]:
    return {
        "medium": checked_text("The medium", one.name, longest=LONGEST_LINE),
        "place": checked_text("Its place", one.place, longest=LONGEST_LINE),
        "path": one.path,
    }
