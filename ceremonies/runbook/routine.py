"""Routine key ceremonies: those that belong to no Incident. Each has a reference of its own and one run."""

from datetime import datetime

import msgspec

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.incidents.decide import check_reference
from ceremonies.runbook.beginning import begin
from ceremonies.runbook.ceremony_actions import OpenRoutine
from ceremonies.runbook.ceremony_opening import ceremony_body
from ceremonies.runbook.facts import RunFacts
from ceremonies.runbook.schema import Ceremony


class RoutineFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules of a routine ceremony may know.

    Attributes:
        run_facts: as for any run; no Incident stands behind it.
        rehearsal: whether the workspace is one.
        known: the references of all incidents and routine ceremonies.
    """

    run_facts: RunFacts
    rehearsal: bool
    known: frozenset[str]


def run_of(reference: str) -> str:
    """The run of a routine ceremony: ``KC-2026-01/1``."""
    return f"{reference}/1"


def open_routine(facts: RoutineFacts, action: OpenRoutine, now: datetime) -> list[Ruling]:
    """Open it: its run begins.

    Raises:
        Refused: INCIDENT-REFERENCE, or by what is settled about the ceremony.
    """
    moment_of(action, now)
    check_reference(action.reference, rehearsal=facts.rehearsal, known=facts.known)
    script = facts.run_facts.book.section(action.script)
    if action.about is None and action.script != "C9":
        raise Refused("KEY-STATE", f"Say which kind of key {action.script} is about: {script.title}.")
    called = Ceremony(script=action.script, key=action.about or "recovery", which=action.which, says=script.title)
    body = ceremony_body(called, action.details, facts.run_facts.ceremony)
    if action.about is None:
        body["kind"] = ""
    because = checked_text("Why it is held", action.because)
    first = begin(facts.run_facts, run=run_of(action.reference), incident="", section=action.script, because=because)
    first.body["ceremony"] = body
    return [first]
