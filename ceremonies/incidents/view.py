"""What is shown of an incident."""

from datetime import datetime
from typing import Any

import msgspec

from ceremonies.incidents.state import IncidentState
from ceremonies.runbook.views import RunView
from ceremonies.times import london_end, parse_utc


class CompromiseView(msgspec.Struct, frozen=True, kw_only=True):
    """One notified Compromise."""

    what: str
    subscriber: str
    notified_by: str
    information: str
    at: str


class BriefView(msgspec.Struct, frozen=True, kw_only=True):
    """What a person taking command is shown, and signs."""

    open_steps: tuple[str, ...]
    decisions: tuple[str, ...]
    deadlines: tuple[str, ...]
    not_told: tuple[str, ...]
    standing: tuple[str, ...]
    evidence: int
    deviations: int

    def facts(self) -> dict[str, Any]:
        """The same as it stands in the entry."""
        return {
            "open_steps": list(self.open_steps),
            "decisions": list(self.decisions),
            "deadlines": list(self.deadlines),
            "not_told": list(self.not_told),
            "standing": list(self.standing),
            "evidence": self.evidence,
            "deviations": self.deviations,
        }


class IncidentView(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as it stands."""

    incident: str
    compromises: tuple[CompromiseView, ...]
    raised_at: str
    closed_at: str
    closed_because: str
    commander: str
    offered_to: str
    offer_note: str
    handovers: int
    runs: tuple[RunView, ...]
    brief: BriefView


def brief_of(runs: tuple[RunView, ...]) -> BriefView:
    """What whoever takes command must know, over all runs that have not ended."""
    going = [run for run in runs if run.status != "ended"]
    return BriefView(
        open_steps=tuple(f"{run.run} {step.id} {step.title}" for run in going for step in run.open),
        decisions=tuple(f"{run.run} {line}" for run in runs for line in run.decisions),
        deadlines=tuple(
            f"{run.run} {one.name}, due {london_end(parse_utc(one.due))}"
            for run in runs
            for one in run.deadlines
            if not one.met_at and (not one.step or not run.followed_by)
        ),
        not_told=tuple(f"{run.run} {line}" for run in going for line in run.not_told),
        standing=tuple(f"{run.run} {one.amount:,} {one.what}" for run in going for one in run.standing),
        evidence=sum(run.evidence for run in runs),
        deviations=sum(run.deviations for run in runs),
    )


def view(state: IncidentState, runs: tuple[RunView, ...], _now: datetime) -> IncidentView:
    """The incident with its runs."""
    return IncidentView(
        incident=state.incident,
        compromises=tuple(
            CompromiseView(
                what=one.what,
                subscriber=one.subscriber,
                notified_by=one.notified_by,
                information=one.information,
                at=one.mark.at,
            )
            for one in state.compromises
        ),
        raised_at=state.raised.at if state.raised else "",
        closed_at=state.closed.at if state.closed else "",
        closed_because=state.closed_because,
        commander=state.commander,
        offered_to=state.offered_to,
        offer_note=state.offer_note,
        handovers=len(state.handovers),
        runs=runs,
        brief=brief_of(runs),
    )
