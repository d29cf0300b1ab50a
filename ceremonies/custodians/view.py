"""Key Custodians as a screen draws them: aliases and numbers, no personal data."""

from datetime import date, datetime

import msgspec

from ceremonies.custodians.state import Call, CustodiansState
from ceremonies.times import parse_utc, show_date


class NomineeView(msgspec.Struct, frozen=True, kw_only=True):
    """A person put forward."""

    id: str
    request: str
    stage: str
    alias: str
    digest: str
    erased: bool


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A call: how many were called, can come and came, and how many the quorum needs, each apart."""

    call: str
    incident: str
    key: str
    need: int
    called: tuple[str, ...]
    can_come: tuple[str, ...]
    came: tuple[str, ...]
    excluded: tuple[str, ...]
    says: str


class CustodiansView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything, and what waits for somebody."""

    nominees: tuple[NomineeView, ...]
    calls: tuple[CallView, ...]
    managers: tuple[str, ...]
    waits: tuple[str, ...]


def view(state: CustodiansState, now: datetime) -> CustodiansView:
    """What is known at ``now``."""
    return CustodiansView(
        nominees=tuple(
            NomineeView(
                id=one.id,
                request=one.request,
                stage=one.stage,
                alias=one.alias,
                digest=one.digests[-1],
                erased=one.erased,
            )
            for one in state.nominees.values()
        ),
        calls=tuple(_call(state, one) for one in state.calls.values()),
        managers=tuple(sorted(state.managers)),
        waits=_waits(state, now),
    )


def _call(state: CustodiansState, call: Call) -> CallView:
    came = tuple(alias for alias, answer in call.answers.items() if answer == "came")
    can = tuple(alias for alias, answer in call.answers.items() if answer in {"can come", "came"})
    return CallView(
        call=call.call,
        incident=call.incident,
        key=call.key,
        need=call.need,
        called=tuple(call.answers),
        can_come=can,
        came=came,
        excluded=tuple(sorted(state.excluded(call.incident))) if call.incident else (),
        says=f"{len(call.answers)} called, {len(can)} can come, {len(came)} came; the quorum is {call.need}",
    )


def _waits(state: CustodiansState, now: datetime) -> tuple[str, ...]:
    said = [
        f"{one.alias} is excluded from {one.incident}: notify {whom}."
        for one in state.exclusions
        for whom in ("the Key Custodian", "a SMKI SRO of the Subscriber")
        if whom not in one.told
    ]
    for call in state.calls.values():
        can = sum(answer in {"can come", "came"} for answer in call.answers.values())
        if can < call.need:
            said.append(f"Call {call.call}: {can} can come, {call.need} are needed.")
    for notice in state.notices.values():
        if not notice.ended:
            late = " It is past." if parse_utc(notice.due) < now else ""
            day = show_date(date.fromisoformat(notice.ceases))
            said.append(f"{notice.alias} ceases on {day}: the physical key comes back by secure courier.{late}")
    return tuple(said)
