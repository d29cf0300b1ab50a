"""Where a key stands: the fold of its stream ``key/<NAME>``. ``apply`` can't fail."""

from collections.abc import Callable
from typing import Any

import msgspec

from ceremonies.keys.parts import (
    Activation,
    Certificate,
    Copy,
    Holder,
    Listing,
    Making,
    Outstanding,
    Share,
    ShareSet,
    Taken,
    WorkState,
)
from ceremonies.recorded import Recorded, moment

Body = dict[str, Any]


class KeyState(msgspec.Struct):
    """One key.

    Attributes:
        status: ``none``, ``planned``, ``made``, ``in use``, ``being replaced``, ``destroyed`` or ``abandoned``.
        m: shares that give the key; 0 for a token key.
        public: PEM.
        fingerprint: SHA-256 of the SubjectPublicKeyInfo.
        attributes: as they were read back after generation.
        replaced_by: the key that was planned in its place.
        closing: the sitting in which the ceremony's last act, the proof that nothing is left in the token, became due;
            0 where none is.
        works: how many pieces of work were begun.
        work: the one without an end.
        backup: how a token key is backed up.
        destroying: the destruction was decided, by this reference.
        removed: a token key is gone from its token.
    """

    key: str = ""
    kind: str = ""
    generation: int = 0
    m: int = 0
    n: int = 0
    size: int = 0
    issuer: str = ""
    replaces: str = ""
    replaced_by: str = ""
    ceremony: str = ""
    status: str = "none"
    public: str = ""
    fingerprint: str = ""
    attributes: Body = msgspec.field(default_factory=dict)
    token: dict[str, str] = msgspec.field(default_factory=dict)
    wrapping: Body = msgspec.field(default_factory=dict)
    making: Making | None = None
    closing: int = 0
    committed_at: str = ""
    sets: list[ShareSet] = msgspec.field(default_factory=list)
    copies: list[Copy] = msgspec.field(default_factory=list)
    works: int = 0
    work: WorkState | None = None
    activations: int = 0
    activation: Activation | None = None
    certificates: list[Certificate] = msgspec.field(default_factory=list)
    issued: list[Certificate] = msgspec.field(default_factory=list)
    lists: dict[str, Listing] = msgspec.field(default_factory=dict)
    signed: int = 0
    reserved: int = 0
    outstanding: list[Outstanding] = msgspec.field(default_factory=list)
    backup: Body = msgspec.field(default_factory=dict)
    apex: Body = msgspec.field(default_factory=dict)
    destroying: str = ""
    removed: bool = False
    since: str = ""

    @property
    def is_split(self) -> bool:
        """Whether it is M#N; otherwise it is a token key."""
        return self.n > 0

    @property
    def committed(self) -> bool:
        """Whether the key counts (rule KEY-COMMIT)."""
        return bool(self.committed_at)

    @property
    def live(self) -> ShareSet | None:
        """The set of shares that gives the key now."""
        return next((one for one in self.sets if one.status == "live"), None)

    @property
    def being_made(self) -> ShareSet | None:
        """The set that is being handed out."""
        return next((one for one in self.sets if one.status == "making"), None)

    def set(self, identifier: int) -> ShareSet | None:
        """The set with that identifier."""
        return next((one for one in self.sets if one.identifier == identifier), None)

    def copy(self, number: int) -> Copy | None:
        """The copy with that number."""
        return self.copies[number - 1] if 1 <= number <= len(self.copies) else None


def apply(state: KeyState, entry: Recorded) -> None:
    """Take one recorded entry into the key. A kind of a later version changes nothing."""
    handler = _HANDLERS.get(entry.kind)
    if handler is not None:
        handler(state, entry.body, moment(entry))


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


# Shares


def _split(state: KeyState, body: Body, _at: str) -> None:
    shares = [Share(one["share"], one["salt"], dict(one["cost"]), one["value"]) for one in body["commitments"]]
    state.sets.append(ShareSet(body["set"], body["m"], body["n"], body["check_value"], "making", shares))
    if state.making is not None:
        state.making.identifier, state.making.ready = body["set"], True


def _holder(state: KeyState, body: Body) -> Holder | None:
    found = state.set(body["set"])
    share = found.share(body["index"]) if found else None
    return share.holder(body["person"]) if share else None


def _share_is(status: str) -> Callable[[KeyState, Body, str], None]:
    def handler(state: KeyState, body: Body, at: str) -> None:
        held = _holder(state, body)
        if held is not None:
            held.status, held.at = status, at

    return handler


def _share_proved(state: KeyState, body: Body, at: str) -> None:
    held = _holder(state, body)
    if held is not None:
        held.status, held.at, held.doubted = "proved", at, False
        held.proofs += 1


def _share_collected(state: KeyState, body: Body, at: str) -> None:
    held = _holder(state, body)
    if held is not None:
        held.status, held.at = ("missing" if body["how"] == "missing" else "returned"), at


def _share_transferred(state: KeyState, body: Body, at: str) -> None:
    held = _holder(state, body)
    if held is not None:
        held.person, held.at = body["to"], at


# Copies


def _written(state: KeyState, body: Body, at: str) -> None:
    known = state.copy(body["copy"])
    if known is None:
        place = (body["medium"], body["place"], body["path"])
        state.copies.append(Copy(body["copy"], body["set"], body["digest"], *place, "here", at))
        return
    known.set, known.digest, known.path = body["set"], body["digest"], body["path"]
    known.status, known.at = "here", at


def _copy_is(status: str) -> Callable[[KeyState, Body, str], None]:
    def handler(state: KeyState, body: Body, at: str) -> None:
        known = state.copy(body["copy"])
        if known is not None:
            known.status, known.at = status, at

    return handler


def _moved(state: KeyState, body: Body, at: str) -> None:
    known = state.copy(body["copy"])
    if known is not None:
        known.status, known.place, known.at = "here", body["place"], at


# Activations


def _opened(state: KeyState, body: Body, at: str) -> None:
    state.activations += 1
    state.activation = Activation(
        id=body["activation"],
        purpose=body["purpose"],
        signs=list(body["signs"]),
        limit=body["limit"],
        until=body["until"],
        manifests=list(body["manifests"]),
        symmetric=body["symmetric"],
        need=body["need"],
        symmetric_need=body["symmetric_need"],
        people=list(body["people"]),
        sitting=body["sitting"],
        at=at,
        token=dict(body["token"]),
    )


def _stage(status: str) -> Callable[[KeyState, Body, str], None]:
    def handler(state: KeyState, body: Body, _at: str) -> None:
        if state.activation is not None:
            state.activation.status = status
            state.activation.because = body.get("because", state.activation.because)

    return handler


def _taken(state: KeyState, body: Body, at: str) -> None:
    if state.activation is not None:
        state.activation.taken.append(
            Taken(body["person"], body["of"], body.get("index", 0), at, body.get("reason", ""))
        )


def _signed(state: KeyState, body: Body, _at: str) -> None:
    state.signed += body["count"]
    if state.activation is not None:
        state.activation.signed += body["count"]


# Certificates and lists


def _certificate(body: Body, at: str) -> Certificate:
    return Certificate(body["serial"], body["subject"], body["issuer"], body["name"], body["digest"], at)


def _certified(state: KeyState, body: Body, at: str) -> None:
    state.certificates.append(_certificate(body, at))


def _issued(state: KeyState, body: Body, at: str) -> None:
    state.issued.append(_certificate(body, at))


def _list_issued(state: KeyState, body: Body, at: str) -> None:
    promised = state.lists[body["list"]].promised if body["list"] in state.lists else body["number"]
    state.lists[body["list"]] = Listing(body["number"], list(body["revoked"]), body["digest"], promised)
    for one in state.issued:
        if one.serial in body["revoked"] and not one.revoked_at:
            one.revoked_at = at


def _revoked(state: KeyState, body: Body, at: str) -> None:
    for one in state.certificates:
        if one.serial == body["serial"] and not one.revoked_at:
            one.revoked_at = at


def _apex(state: KeyState, body: Body, _at: str) -> None:
    state.apex = {name: body[name] for name in ("contingency", "algorithm", "extension")}


# Ends


def _outstanding(state: KeyState, body: Body, _at: str) -> None:
    state.outstanding.append(Outstanding(body["number"], body["what"], body["says"]))


def _settled(state: KeyState, body: Body, _at: str) -> None:
    state.outstanding[body["number"] - 1].settled = body["how"]


def _destroying(state: KeyState, body: Body, _at: str) -> None:
    state.destroying = body["decision"]


def _removed(state: KeyState, _body: Body, _at: str) -> None:
    state.removed, state.closing = True, 0


_HANDLERS: dict[str, Callable[[KeyState, Body, str], None]] = {
    "key.planned": _planned,
    "key.replacement": _replacement,
    "key.made": _made,
    "key.backed_up": _backed_up,
    "key.committed": _committed,
    "key.closed": _closed,
    "key.abandoned": _abandoned,
    "key.state": _state,
    "key.certified": _certified,
    "key.revoked": _revoked,
    "key.removed": _removed,
    "work.about": _about,
    "work.ended": _ended,
    "share.split": _split,
    "share.handed": _share_is("handed"),
    "share.proved": _share_proved,
    "share.voided": _share_is("void"),
    "share.collected": _share_collected,
    "share.transferred": _share_transferred,
    "share.taken": _taken,
    "share.refused": _taken,
    "blob.written": _written,
    "blob.moved": _moved,
    "blob.destroyed": _copy_is("destroyed"),
    "blob.missing": _copy_is("missing"),
    "activation.opened": _opened,
    "activation.waits": _stage("open"),
    "activation.woken": _stage("active"),
    "activation.signed": _signed,
    "activation.ended": _stage("ended"),
    "activation.closed": _stage("closed"),
    "certificate.issued": _issued,
    "list.issued": _list_issued,
    "apex.wrapped": _apex,
    "outstanding.added": _outstanding,
    "outstanding.settled": _settled,
    "destruction.decided": _destroying,
}
