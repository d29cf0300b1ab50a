"""How entries about activations, certificates, lists and a key's end change it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ceremonies.keys.parts import (
    Activation,
    Certificate,
    Listing,
    Outstanding,
    Taken,
)
from ceremonies.keys.whole import Body, KeyState

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


HANDLERS: Mapping[str, Callable[[KeyState, Body, str], None]] = MappingProxyType(
    {
        "key.certified": _certified,
        "key.revoked": _revoked,
        "key.removed": _removed,
        "share.taken": _taken,
        "share.refused": _taken,
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
)
"""By kind of entry."""
