"""How entries about a key itself, and about work on it, change it. Each handler takes one entry's body and moment."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ceremonies.keys.parts import (
    Copy,
    Holder,
    Listing,
    Making,
    WorkState,
)
from ceremonies.keys.whole import Body, KeyState

# The key


def _planned(state: KeyState, body: Body, at: str) -> None:
    for name in ("key", "kind", "generation", "m", "n", "size", "issuer", "replaces", "ceremony"):
        setattr(state, name, body[name])
    state.status, state.since = "planned", at


def _replacement(state: KeyState, body: Body, _at: str) -> None:
    state.replaced_by = body["by"]


def _made(state: KeyState, body: Body, _at: str) -> None:
    if state.making is not None:
        state.making.ready = True
    if state.making is None or state.making.what == "generate":
        state.public, state.fingerprint = body["public_key"], body["fingerprint"]
        state.attributes = dict(body["attributes"])
    if body["wrapping"]:
        state.wrapping = dict(body["wrapping"])


def _committed(state: KeyState, body: Body, at: str) -> None:
    made = state.being_made
    if made is not None:
        for one in state.sets:
            one.status = "superseded" if one.status == "live" else one.status
        made.status = "live"
        state.m, state.n = made.m, made.n
    if body["what"] == "generate":
        state.status, state.committed_at, state.since = "made", at, at
    state.making, state.closing = None, body["sitting"] if state.is_split else 0


def _closed(state: KeyState, _body: Body, _at: str) -> None:
    state.closing = 0
    if state.activation is not None and state.activation.status == "ended":
        state.activation.status = "closed"


def _abandoned(state: KeyState, body: Body, at: str) -> None:
    made = state.being_made
    if made is not None:
        made.status = "void"
    state.making = None
    state.closing = body["sitting"] if state.public or state.sets else 0
    if body["what"] == "generate":
        state.status, state.since = "abandoned", at


def _state(state: KeyState, body: Body, at: str) -> None:
    state.status, state.since = body["to"], at


def _backed_up(state: KeyState, body: Body, _at: str) -> None:
    state.backup = {"how": body["how"], "restore_tested": body["restore_tested"]}


# Work


def _about(state: KeyState, body: Body, at: str) -> None:
    about = dict(body["about"])
    state.works += 1
    state.work = WorkState(body["work"], body["act"], body["says"], body["sitting"], at, about, dict(body["request"]))
    starter = _STARTERS.get(body["act"])
    if starter is not None:
        starter(state, about, body, at)


def _about_making(state: KeyState, about: Body, body: Body, at: str) -> None:
    what = "reshare" if body["act"] == "reshare" else "generate"
    state.making = Making(what, body["sitting"], at)
    if what == "generate":
        state.token = dict(body["token"])
    for medium in about["media"]:
        number = len(state.copies) + 1
        place = (medium["name"], medium["place"], medium["path"])
        state.copies.append(Copy(number, -1, "", *place, "planned", at))


def _about_hand_out(state: KeyState, about: Body, _body: Body, at: str) -> None:
    made = state.being_made
    share = made.share(about["index"]) if made else None
    if share is None:
        return
    share.holders = [one for one in share.holders if one.person != about["person"]]
    share.holders.append(
        Holder(
            about["person"],
            about["carrier"],
            about["place"],
            about["deputy"],
            "handing",
            at,
            token=dict(about["token"]),
        )
    )


def _about_sign(state: KeyState, about: Body, _body: Body, _at: str) -> None:
    state.reserved += about["count"]
    if state.activation is not None:
        state.activation.reserved += about["count"]
    if about["signs"] in {"crl", "arl"}:
        state.lists.setdefault(about["signs"], Listing()).promised = about["number"]


_STARTERS: dict[str, Callable[[KeyState, Body, Body, str], None]] = {
    "generate": _about_making,
    "generate symmetric": _about_making,
    "generate token key": _about_making,
    "reshare": _about_making,
    "hand out": _about_hand_out,
    "sign": _about_sign,
}
"""By act, what its about-to changes already: what may have happened if its end is never recorded."""


def _ended(state: KeyState, body: Body, _at: str) -> None:
    work, state.work = state.work, None
    if body["over"]:
        _room_gone(state)
    if work is None or body["outcome"] == "done":
        return
    if work.act in {"generate", "generate symmetric", "generate token key", "reshare"} and state.making is not None:
        state.making.lost = state.making.lost or body["outcome"] == "unrecorded"
        if not state.making.lost:  # nothing was handed out, and it may be tried again
            state.making = None
    if work.act == "prove":
        _doubt(state, work, body)
    if work.act == "open" and state.activation is not None and state.activation.status == "opening":
        state.activation.status, state.activation.because = "closed", "it could not be opened"


def _room_gone(state: KeyState) -> None:
    if state.making is not None:
        state.making.lost = True
    if state.activation is not None and state.activation.running:
        state.activation.status, state.activation.because = "ended", "the strong room is gone"


def _doubt(state: KeyState, work: WorkState, body: Body) -> None:
    live = state.live
    share = live.share(work.about["index"]) if live and live.identifier == work.about["set"] else None
    held = share.holder(work.about["person"]) if share else None
    if held is not None and body["how"] in {"wrong", "refused"}:
        held.doubted = True


HANDLERS: Mapping[str, Callable[[KeyState, Body, str], None]] = MappingProxyType(
    {
        "key.planned": _planned,
        "key.replacement": _replacement,
        "key.made": _made,
        "key.backed_up": _backed_up,
        "key.committed": _committed,
        "key.closed": _closed,
        "key.abandoned": _abandoned,
        "key.state": _state,
        "work.about": _about,
        "work.ended": _ended,
    }
)
"""By kind of entry."""
