"""What the first screen shows. It is made from the stream table alone, so that it is there at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec

from ceremonies.errors import Unverified
from ceremonies.ledger.port import StreamRow
from ceremonies.sittings.brought import says_brought
from ceremonies.times import parse_utc

Summaries = Mapping[str, dict[str, Any]]
"""By stream name, the few facts that a dashboard needs; the Room writes them with each entry."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the register."""

    id: str
    name: str
    alias: str
    organisation: str
    roles: tuple[str, ...]
    present: bool
    since: str = ""


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for someone."""

    urgency: int
    """2 overdue, 1 due or waiting for a decision, 0 for information."""
    incident: str
    run: str
    section: str
    step: str
    says: str
    since: str
    due: str


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """A run on the first screen."""

    run: str
    incident: str
    section: str
    title: str
    status: str
    step: str
    step_title: str
    actors: tuple[str, ...]
    since: str


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An incident on the first screen."""

    incident: str
    what: str
    status: str
    raised_at: str
    commander: str
    offered_to: str
    runs: tuple[RunRow, ...]


class HomeView(msgspec.Struct, frozen=True, kw_only=True):
    """The first screen."""

    kind: str
    origin: str
    entries: int
    readonly: str
    """Why nothing can be recorded; empty when it can."""
    people: int
    present: tuple[str, ...]
    """The ids of those signed in."""
    names: dict[str, str]
    """Name or alias by person id."""
    parties: dict[str, str]
    """Name by Party id."""
    needs: tuple[Need, ...]
    incidents: tuple[IncidentRow, ...]
    routine: tuple[RunRow, ...] = ()
    """Key ceremonies that belong to no incident and have not ended."""
    reports_due: tuple[Need, ...]
    sitting: int
    head_left: int
    """The size of the newest counter-signed head; 0 when none has left the room."""
    clock: str
    """"ok", or what is wrong with the clock."""
    head_brought: int = 0
    """The size of the head that was brought back when this sitting opened, and proved; 0 when none was."""
    head_says: str = ""
    """What to show about that; empty when there is nothing to say."""
    continues: str = ""
    """The damaged record that this one continues, as ORIGIN at SIZE; empty for an ordinary one."""
    slots_say: tuple[str, ...] = ()
    """What to say of key slots that are not what the record says; empty when all are."""
    unfinished: tuple[str, ...] = ()
    """Work that was promised and has no end in the record."""


def home_view(
    rows: Summaries,
    now: datetime,
    *,
    kind: str,
    origin: str,
    entries: int,
    readonly: str,
    head_left: int,
    sitting: int,
    slots_say: tuple[str, ...] = (),
) -> HomeView:
    """The first screen at ``now``."""
    runs = [_run_row(body) for name, body in rows.items() if name.startswith("run/")]
    here: dict[str, Any] = rows.get(f"sitting/{sitting:04}", {})
    brought: int = here.get("brought", 0)
    people: dict[str, Any] = rows.get("people", {"names": {}})
    names: dict[str, str] = people["names"]
    needs = [need for name, body in rows.items() if name.startswith("run/") for need in _needs(body, now)]
    needs.sort(key=lambda need: (-need.urgency, need.due or "9", need.since))
    return HomeView(
        kind=kind,
        origin=origin,
        entries=entries,
        readonly=readonly,
        people=len(names),
        present=tuple(here.get("present", ())),
        names=names,
        parties=rows.get("parties", {}).get("names", {}),
        needs=tuple(need for need in needs if need.says != REPORT_DUE),
        routine=tuple(run for run in runs if not run.incident and run.status != "ended"),
        incidents=tuple(
            _incident_row(body, tuple(run for run in runs if run.incident == body["incident"]))
            for name, body in rows.items()
            if name.startswith("incident/")
        ),
        reports_due=tuple(need for need in needs if need.says == REPORT_DUE),
        sitting=sitting,
        head_left=head_left,
        clock=here.get("clock", "ok"),
        head_brought=brought,
        head_says=says_brought(brought, head_left, production=kind == "production") if sitting else "",
        continues=rows.get("workspace", {}).get("continues", ""),
        unfinished=tuple(_unfinished(rows, sitting)),
        slots_say=slots_say,
    )


def _unfinished(rows: Summaries, sitting: int) -> Iterator[str]:
    """What was begun with a key in an earlier sitting, and how it goes on."""
    for name, body in rows.items():
        if name.startswith("key/"):
            yield from (one["says"] for one in body["waits"] if one["sitting"] != sitting)


@contextmanager
def damage_as_a_sentence() -> Iterator[None]:
    """A row that is not what the Room wrote is damage, and the person is told how to mend it.

    Raises:
        Unverified: instead of what a damaged row would raise.
    """
    try:
        yield
    except (msgspec.MsgspecError, LookupError, TypeError, ValueError, AttributeError):
        raise Unverified(
            "The tables beside the entries are damaged. `keyroom ledger verify` says where; if the entries hold,"
            " `keyroom ledger rebuild` makes the tables again."
        ) from None


def read_summaries(rows: Mapping[str, StreamRow]) -> Summaries:
    """The dashboard's few facts, by stream.

    Raises:
        Unverified: a row is damaged.
    """
    with damage_as_a_sentence():
        return {name: msgspec.json.decode(row.summary, type=dict[str, Any]) for name, row in rows.items()}


REPORT_DUE = "report to the SMKI PMA due"


def _run_row(body: dict[str, Any]) -> RunRow:
    return RunRow(
        run=body["run"],
        incident=body["incident"],
        section=body["section"],
        title=body["title"],
        status=body["status"],
        step=body["step"],
        step_title=body["step_title"],
        actors=tuple(body["actors"]),
        since=body["since"],
    )


def _incident_row(body: dict[str, Any], runs: tuple[RunRow, ...]) -> IncidentRow:
    return IncidentRow(
        incident=body["incident"],
        what=body["what"],
        status=body["status"],
        raised_at=body["raised_at"],
        commander=body["commander"],
        offered_to=body["offered_to"],
        runs=runs,
    )


def _needs(body: dict[str, Any], now: datetime) -> list[Need]:
    """What a run waits for: its deadlines first, then the step at hand, then who has not been told."""
    if body["status"] == "ended" and not body["deadlines"]:
        return []
    needs = [_deadline_need(body, one, now) for one in body["deadlines"]]
    if body["step"] and body["status"] != "ended":
        waits_for_others = not body.get("ceremony") and not any(one.startswith("DCC") for one in body["actors"])
        says = body["step_title"] if body["status"] == "going" else f"paused: {body['step_title']}"
        needs.append(_need(body, 1 if waits_for_others else 0, body["step"], says, since=body["since"]))
    return needs


def _deadline_need(body: dict[str, Any], one: dict[str, Any], now: datetime) -> Need:
    overdue = parse_utc(one["due"]) < now
    says = REPORT_DUE if one["step"] == "3.1.K1" else one["name"]
    urgency = (0 if one["not_before"] else 2) if overdue else 1
    return _need(body, urgency, one["step"], says, since=one["from"], due=one["due"])


def _need(body: dict[str, Any], urgency: int, step: str, says: str, *, since: str, due: str = "") -> Need:
    return Need(
        urgency=urgency,
        incident=body["incident"],
        run=body["run"],
        section=body["section"],
        step=step,
        says=says,
        since=since,
        due=due,
    )
