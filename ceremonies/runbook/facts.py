"""What a run's rules may know of other streams, and the form of their answers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from ceremonies.act import Ruling
from ceremonies.parties.state import PartiesState
from ceremonies.runbook.book import Book
from ceremonies.runbook.calling import NOTHING_KNOWN, CeremonyFacts
from ceremonies.runbook.course import CLOSING
from ceremonies.runbook.state import RunState


class RunDate(msgspec.Struct, frozen=True):
    """A time limit that outlives its run, and the step that keeps it."""

    run: str
    step: str
    name: str


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run's rules may know of other streams."""

    book: Book
    """The run's own copy of the procedure."""
    parties: PartiesState
    subscribers: tuple[str, ...] = ()
    """The Party ids of the Subscribers of the Incident's Compromises, in the order they were notified."""
    notified_at: str = ""
    """When the Incident was notified: ISO 8601, UTC; empty while it is being raised."""
    one_off: dict[date, bool] = msgspec.field(default_factory=dict)
    """One-off days of the calendar, and whether each is a Working Day."""
    others_hold: dict[str, int] = msgspec.field(default_factory=dict)
    """How much other runs still hold of what this one might put back (rule RUN-BEFORE)."""
    others_before: dict[str, str] = msgspec.field(default_factory=dict)
    """What stood before the first of those runs changed it."""
    others_going: tuple[str, ...] = ()
    """The other runs of the incident that have not ended."""
    others_ceremonies: tuple[str, ...] = ()
    """Those of them that are key ceremonies, which close no incident."""
    others_closing: tuple[str, ...] = ()
    """Those of them that have nothing left but to close the incident."""
    others_dates: tuple[RunDate, ...] = ()
    """The time limits that still run from runs that have ended, in any incident."""
    next_run: str = ""
    """The name that a following run would have."""
    ceremony: CeremonyFacts = NOTHING_KNOWN
    """What is known of key ceremonies: of this run, where it is one, and of those that its steps call for."""


def of_others(summaries: Iterable[dict[str, Any]], incident: str, run: str) -> dict[str, Any]:
    """What ``run`` of ``incident`` may know of other runs, from the summaries of all."""
    held: dict[str, int] = {}
    before: dict[str, str] = {}
    going, closing, dates, ceremonies = [], [], [], []
    for row in sorted(summaries, key=lambda row: int(row["began"])):
        if row["run"] != run and row["status"] == "ended":
            dates += [RunDate(row["run"], one["step"], one["name"]) for one in row["deadlines"]]
        if row["run"] == run or row["status"] == "ended":
            continue
        for what, amount in row["standing"].items():
            held[what] = held.get(what, 0) + amount
            before.setdefault(what, row["before"].get(what, ""))
        if row["incident"] == incident and row["incident"]:
            going.append(row["run"])
            closing += [row["run"]] if row["open"] == [CLOSING] else []
            ceremonies += [row["run"]] if row.get("ceremony") else []
    return {
        "others_hold": held,
        "others_before": before,
        "others_going": tuple(going),
        "others_closing": tuple(closing),
        "others_ceremonies": tuple(ceremonies),
        "others_dates": tuple(dates),
    }


def subscribers_of(state: RunState, facts: RunFacts) -> tuple[str, ...]:
    """The Subscribers that a run serves: its own, or those of the Incident where it names none."""
    return tuple(state.subscribers) or facts.subscribers


def ruling(
    run: str,
    kind: str,
    body: dict[str, Any],
    *,
    signed_by: tuple[str, ...] = (),
    objections: dict[str, str] | None = None,
) -> Ruling:
    """Rule on the stream of ``run``."""
    return Ruling(stream=f"run/{run}", kind=kind, body=body, signed_by=signed_by, objections=objections or {})
