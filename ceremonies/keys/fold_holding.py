"""How entries about shares, and about copies of the wrapped key, change a key."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ceremonies.keys.parts import (
    Copy,
    Holder,
    Share,
    ShareSet,
)
from ceremonies.keys.whole import Body, KeyState

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


HANDLERS: Mapping[str, Callable[[KeyState, Body, str], None]] = MappingProxyType(
    {
        "share.split": _split,
        "share.handed": _share_is("handed"),
        "share.proved": _share_proved,
        "share.voided": _share_is("void"),
        "share.collected": _share_collected,
        "share.transferred": _share_transferred,
        "blob.written": _written,
        "blob.moved": _moved,
        "blob.destroyed": _copy_is("destroyed"),
        "blob.missing": _copy_is("missing"),
    }
)
"""By kind of entry."""
