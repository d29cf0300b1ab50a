"""Key Custodians: the fold of the stream ``custodians``. No personal data stands in it. ``apply`` can't fail."""

from collections.abc import Callable
from typing import Any

import msgspec

from ceremonies.recorded import Recorded, moment

STREAM = "custodians"
Body = dict[str, Any]


class Request(msgspec.Struct):
    """A request for nominations. ``due`` is when nominations have come: ISO 8601, UTC."""

    request: str
    key_kind: str
    issued: str
    due: str


class Nominee(msgspec.Struct):
    """A person put forward.

    Attributes:
        stage: ``nominated``, ``complete``, ``selected``, ``verified``, ``eligible``, ``appointed``, ``incomplete``,
            ``not selected``, ``not verified`` or ``turned down``.
        digests: of their record, oldest first.
    """

    id: str
    request: str
    digests: list[str]
    stage: str = "nominated"
    alias: str = ""
    erased: bool = False
    reads: int = 0


class Call(msgspec.Struct):
    """A call to a ceremony; ``answers`` has the newest of each alias."""

    call: str
    incident: str
    key: str
    need: int
    at: str
    answers: dict[str, str]


class Exclusion(msgspec.Struct):
    """Somebody kept away from an Incident's ceremonies, and who was notified of it."""

    alias: str
    incident: str
    subscriber: str
    told: list[str] = msgspec.field(default_factory=list)


class Notice(msgspec.Struct):
    """Notice that somebody is to cease. Days as 2026-11-22; ``due`` is ISO 8601, UTC."""

    alias: str
    received: str
    ceases: str
    due: str
    ended: str = ""


class CustodiansState(msgspec.Struct):
    """Everything about Key Custodians that stands in the record.

    Attributes:
        managers: by person, the public key of theirs that opens the sealed register.
        balances: by key and set, what was found about organisations and decided.
    """

    managers: dict[str, str] = msgspec.field(default_factory=dict)
    requests: dict[str, Request] = msgspec.field(default_factory=dict)
    nominees: dict[str, Nominee] = msgspec.field(default_factory=dict)
    calls: dict[str, Call] = msgspec.field(default_factory=dict)
    exclusions: list[Exclusion] = msgspec.field(default_factory=list)
    notices: dict[str, Notice] = msgspec.field(default_factory=dict)
    balances: dict[str, Body] = msgspec.field(default_factory=dict)

    def of_alias(self, alias: str) -> Nominee | None:
        """The person appointed under ``alias``."""
        return next((one for one in self.nominees.values() if one.alias == alias), None)

    def excluded(self, incident: str) -> frozenset[str]:
        """Who is kept away from the ceremonies of ``incident``."""
        return frozenset(one.alias for one in self.exclusions if one.incident == incident)

    def exclusion(self, alias: str, incident: str) -> Exclusion | None:
        """The exclusion of ``alias`` from ``incident``."""
        return next((one for one in self.exclusions if (one.alias, one.incident) == (alias, incident)), None)

    def next_nominee(self) -> str:
        """The id that the next person put forward gets. None is used twice."""
        return f"N-{len(self.nominees) + 1:02}"


def balance_name(key: str, identifier: int) -> str:
    """How a set of shares is named among the balances."""
    return f"{key} set {identifier:05d}"


def apply(state: CustodiansState, entry: Recorded) -> None:
    """Take one recorded entry in. A kind of a later version changes nothing."""
    handler = _HANDLERS.get(entry.kind)
    if handler is not None:
        handler(state, entry.body, moment(entry))


def _manager(state: CustodiansState, body: Body, _at: str) -> None:
    state.managers[body["person"]] = body["manager_key"]


def _requested(state: CustodiansState, body: Body, at: str) -> None:
    state.requests[body["request"]] = Request(body["request"], body["key_kind"], at, body["due"])


def _put(state: CustodiansState, body: Body, _at: str) -> None:
    known = state.nominees.get(body["nominee"])
    if known is None:
        state.nominees[body["nominee"]] = Nominee(body["nominee"], body["request"], [body["digest"]])
        return
    known.digests.append(body["digest"])
    if known.stage == "incomplete":
        known.stage = "nominated"


def _judged(state: CustodiansState, body: Body, _at: str) -> None:
    state.nominees[body["nominee"]].stage = body["stage"]


def _appointed(state: CustodiansState, body: Body, _at: str) -> None:
    nominee = state.nominees[body["nominee"]]
    nominee.stage, nominee.alias = "appointed", body["alias"]


def _read(state: CustodiansState, body: Body, _at: str) -> None:
    state.nominees[body["nominee"]].reads += 1


def _erased(state: CustodiansState, body: Body, _at: str) -> None:
    state.nominees[body["nominee"]].erased = True


def _called(state: CustodiansState, body: Body, at: str) -> None:
    answers = dict.fromkeys(body["aliases"], "")
    state.calls[body["call"]] = Call(body["call"], body["incident"], body["key"], body["need"], at, answers)


def _answered(state: CustodiansState, body: Body, _at: str) -> None:
    state.calls[body["call"]].answers[body["alias"]] = body["answer"]


def _excluded(state: CustodiansState, body: Body, _at: str) -> None:
    state.exclusions.append(Exclusion(body["alias"], body["incident"], body["subscriber"]))


def _told(state: CustodiansState, body: Body, _at: str) -> None:
    found = state.exclusion(body["alias"], body["incident"])
    if found is not None:
        found.told.append(body["whom"])


def _noticed(state: CustodiansState, body: Body, _at: str) -> None:
    state.notices[body["alias"]] = Notice(body["alias"], body["received"], body["ceases"], body["due"])


def _ceased(state: CustodiansState, body: Body, at: str) -> None:
    state.notices[body["alias"]].ended = at


def _balanced(state: CustodiansState, body: Body, _at: str) -> None:
    state.balances[balance_name(body["key"], body["set"])] = body


_HANDLERS: dict[str, Callable[[CustodiansState, Body, str], None]] = {
    "manager.admitted": _manager,
    "nominations.requested": _requested,
    "record.put": _put,
    "nominee.judged": _judged,
    "custodian.appointed": _appointed,
    "record.read": _read,
    "record.erased": _erased,
    "custodians.summoned": _called,
    "custodian.answered": _answered,
    "custodian.excluded": _excluded,
    "exclusion.notified": _told,
    "notice.given": _noticed,
    "custodian.ceased": _ceased,
    "organisations.weighed": _balanced,
}
