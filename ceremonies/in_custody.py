"""Who rules on custody, custodians, the room and its attendance, with what is known of other streams."""

from collections.abc import Iterator
from datetime import datetime

from ceremonies.act import Ruling
from ceremonies.attendance import decide as attendance_rules
from ceremonies.attendance import state as attendance
from ceremonies.attendance.actions import AttendanceAction
from ceremonies.calendar.state import one_off_days
from ceremonies.custodians import decide as custodian_rules
from ceremonies.custodians import state as custodians
from ceremonies.custodians.actions import CustodianAction
from ceremonies.custody import decide as custody_rules
from ceremonies.custody import state as custody
from ceremonies.custody.actions import CustodyAction, PassKeyOn
from ceremonies.custody.facts import CustodyFacts
from ceremonies.incidents.state import IncidentState
from ceremonies.keys.actions import TransferShare
from ceremonies.keys.decide import decide as key_rules
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.known import key_facts
from ceremonies.keys.register import register_of
from ceremonies.keys.state import KeyState
from ceremonies.known import Known
from ceremonies.room_log import decide as room_rules
from ceremonies.room_log import state as room_log
from ceremonies.room_log.actions import NoteRoom
from ceremonies.runbook.state import RunState


def on_custody(known: Known, action: CustodyAction, now: datetime) -> list[Ruling]:
    """Rule on custody. A physical key that is passed on takes the shares along, in the register of their keys too."""
    state: custody.CustodyState = known.state(custody.STREAM)
    facts = CustodyFacts(
        present=frozenset(known.sitting.present),
        roles=_roles(known),
        keys=register_of(known.rows("key/")),
        production=known.workspace.kind == "production",
    )
    rulings = custody_rules.decide(state, facts, action, now)
    if isinstance(action, PassKeyOn):
        rulings += _shares_passed_on(known, state, action, now)
    return rulings


def _shares_passed_on(known: Known, state: custody.CustodyState, action: PassKeyOn, now: datetime) -> Iterator[Ruling]:
    """The transfer of each share behind the physical key that its key's register has with the one who ceased."""
    key = state.items[action.item.strip()]
    for one in state.components(key.opens):
        of_key: KeyState = known.state(stream_of(one.key))
        live = of_key.live
        share = live.share(one.share) if live is not None and live.identifier == one.set else None
        held = share.holder(key.returned_by) if share is not None and one.holder == key.returned_by else None
        if held is None or held.status != "proved":
            continue
        transfer = TransferShare(
            by=action.by,
            second=action.second,
            key=one.key,
            index=one.share,
            person=key.returned_by,
            to=action.to,
            reason=action.reason,
        )
        yield from key_rules(of_key, key_facts(known), transfer, now)


def on_custodians(known: Known, action: CustodianAction, now: datetime) -> list[Ruling]:
    """Rule on Key Custodians."""
    people = [one for one in known.people.people.values() if one.active]
    kept: custody.CustodyState = known.state(custody.STREAM)
    incident: str = getattr(action, "incident", "")
    facts = custodian_rules.CustodianFacts(
        now=now,
        present=frozenset(known.sitting.present),
        roles=_roles(known),
        digests={one.id: one.register_digest for one in people if one.alias},
        keys=register_of(known.rows("key/")),
        one_off=one_off_days(known.calendar),
        subscribers={incident: _subscribers(known, incident)} if incident else {},
        keeping=frozenset(
            one.holder for one in kept.items.values() if one.there and one.kind in {"component", "physical key"}
        ),
    )
    return custodian_rules.decide(known.state(custodians.STREAM), facts, action, now)


def _subscribers(known: Known, incident: str) -> tuple[str, ...]:
    state: IncidentState = known.state(f"incident/{incident}")
    return tuple(dict.fromkeys(one.subscriber for one in state.compromises))


def on_room(known: Known, action: NoteRoom, now: datetime) -> list[Ruling]:
    """Rule on a note of the room."""
    facts = room_rules.RoomLogFacts(
        present=frozenset(known.sitting.present),
        aliases=frozenset(one.id for one in known.people.people.values() if one.alias),
        ceremony=_is_ceremony(known, action.run),
    )
    return room_rules.decide(known.state(room_log.stream_of(action.run)), facts, action, now)


def on_attendance(known: Known, action: AttendanceAction, now: datetime) -> list[Ruling]:
    """Rule on who has which role in a ceremony."""
    run: RunState = known.state(f"run/{action.run}")
    of_custodians: custodians.CustodiansState = known.state(custodians.STREAM)
    facts = attendance_rules.AttendanceFacts(
        present=frozenset(known.sitting.present),
        roles=_roles(known),
        excluded=of_custodians.excluded(run.incident) if run.incident else frozenset(),
        ceremony=_is_ceremony(known, action.run),
    )
    return attendance_rules.decide(known.state(attendance.stream_of(action.run)), facts, action, now)


def _roles(known: Known) -> dict[str, tuple[str, ...]]:
    """By person, the roles of everybody who is enrolled and has not left."""
    return {one.id: tuple(one.roles) for one in known.people.people.values() if one.active}


def _is_ceremony(known: Known, run: str) -> bool:
    """Whether the run is a key ceremony's and goes on."""
    state: RunState = known.state(f"run/{run}")
    return bool(state.ceremony) and state.status not in {"none", "ended"}
