"""The rules of an incident."""

import re
from datetime import datetime
from typing import Any

import msgspec

from ceremonies.act import Action, Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.incidents import actions as ask
from ceremonies.incidents.state import IncidentState
from ceremonies.runbook.beginning import begin
from ceremonies.runbook.completing import check_open_to
from ceremonies.runbook.confirming import one_of
from ceremonies.runbook.facts import RunFacts
from ceremonies.times import to_iso

FIRST_SECTION = "3.2"
"""Every incident begins with notification and confirmation."""
RECOVERIES = ("4", "5", "6", "7")
"""The chapters whose procedures recover from a Compromise."""
_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,39}")


class IncidentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What an incident's rules may know of other streams."""

    run_facts: RunFacts
    rehearsal: bool
    known: frozenset[str]
    """The references of all incidents."""
    present: frozenset[str]
    """The persons signed in."""
    going: tuple[str, ...]
    """The incident's runs that have not ended."""
    asking: tuple[str, ...] = ()
    """Those of them in which the Subscriber has not been asked yet, so that another can be asked along."""
    confirmed: frozenset[str] = frozenset()
    """The Party ids of the Subscribers that have confirmed that they believe in the Compromise."""
    brief: dict[str, Any] = msgspec.field(default_factory=dict)
    """What a person taking command is shown."""


def decide(  # noqa: PLR0911 - one answer an action
    state: IncidentState, facts: IncidentFacts, action: Action, now: datetime
) -> list[Ruling]:
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
    """
    then = moment_of(action, now)
    if isinstance(action, ask.Raise):
        return _raise(facts, action, then)
    if state.closed is not None:
        raise Refused("INCIDENT-CLOSED", f"Incident {state.incident} is closed. Raise another one.")
    match action:
        case ask.AddCompromise():
            return _add(state, facts, action)
        case ask.StartRun():
            return _start_run(state, facts, action)
        case ask.OfferCommand():
            return _offer(state, facts, action)
        case ask.TakeCommand():
            return _take(state, facts, action)
        case ask.DeclineCommand():
            _check_offered(state, action)
            body = {"by": action.by, "reason": checked_text("The reason", action.reason)}
            return [_ruling(action.incident, "command.declined", body, signed_by=(action.by,))]
        case ask.CloseIncident():
            return _close(facts, action)
        case _:
            raise Refused("INCIDENT", f"An incident has no act {type(action).__name__}.")


def _ruling(incident: str, kind: str, body: dict[str, Any], signed_by: tuple[str, ...] = ()) -> Ruling:
    return Ruling(stream=f"incident/{incident}", kind=kind, body=body, signed_by=signed_by)


def check_reference(reference: str, *, rehearsal: bool, known: frozenset[str]) -> None:
    """An incident's reference is new, fits into file names, and shows a rehearsal as one.

    Raises:
        Refused: INCIDENT-REFERENCE.
    """
    if not _REFERENCE.fullmatch(reference):
        raise Refused(
            "INCIDENT-REFERENCE",
            f"{reference!r} can't be a reference: use 3 to 40 capital letters, digits and hyphens.",
        )
    if reference.startswith("TEST") != rehearsal:
        say = "must start with TEST" if rehearsal else "must not start with TEST"
        raise Refused("INCIDENT-REFERENCE", f"In this workspace a reference {say}.")
    if reference in known:
        raise Refused("INCIDENT-REFERENCE", f"Incident {reference} is already in the record.")


def _raise(facts: IncidentFacts, action: ask.Raise, then: datetime) -> list[Ruling]:
    """Raise the incident and start its run of section 3.2, in one transaction."""
    check_reference(action.incident, rehearsal=facts.rehearsal, known=facts.known)
    body = _compromise(facts, action) | {
        "incident": action.incident,
        "information": checked_text("The information", action.information, required=False),
    }
    run = begin(
        msgspec.structs.replace(facts.run_facts, notified_at=to_iso(then)),
        run=f"{action.incident}/1",
        incident=action.incident,
        section=FIRST_SECTION,
        because="a Compromise was notified",
        subscribers=(action.subscriber,),
    )
    return [_ruling(action.incident, "incident.raised", body), run]


def _add(state: IncidentState, facts: IncidentFacts, action: ask.AddCompromise) -> list[Ruling]:
    """Add a Compromise. Another Subscriber is asked too: along with those not asked yet, or in a run of its own."""
    body = _compromise(facts, action) | {"information": ""}
    added = _ruling(action.incident, "compromise.added", body)
    if any(one.subscriber == action.subscriber for one in state.compromises):
        return [added]
    if facts.asking:
        joined = Ruling(stream=f"run/{facts.asking[0]}", kind="subscriber.joined", body={"party": action.subscriber})
        return [added, joined]
    run = begin(
        facts.run_facts,
        run=facts.run_facts.next_run,
        incident=action.incident,
        section=FIRST_SECTION,
        because=f"another Compromise was notified, of {action.subscriber}",
        subscribers=(action.subscriber,),
    )
    return [added, run]


def _compromise(facts: IncidentFacts, action: ask.Raise | ask.AddCompromise) -> dict[str, Any]:
    """What was notified, by whom, on whose key."""
    if action.subscriber not in facts.run_facts.parties.parties:
        raise Refused("PARTY", f"{action.subscriber!r} is not in the register of Parties. Add the Party first.")
    return {
        "what": checked_text("What is Compromised", action.what),
        "subscriber": action.subscriber,
        "notified_by": checked_text("Who notified it", action.notified_by),
    }


def _start_run(state: IncidentState, facts: IncidentFacts, action: ask.StartRun) -> list[Ruling]:
    book = facts.run_facts.book
    parts = {section.part_of for section in book.text if section.steps}
    if action.section not in parts:
        raise Refused("RUN-MANY", f"There is no procedure {action.section}. There are: {', '.join(sorted(parts))}.")
    served = (one_of(facts.run_facts.subscribers, action.party),) if action.party else facts.run_facts.subscribers
    check_open_to(facts.run_facts, action.section, served)
    run = begin(
        facts.run_facts,
        run=facts.run_facts.next_run,
        incident=state.incident,
        section=action.section,
        because=checked_text("Why it is started", action.because),
        subscribers=served,
    )
    _check_confirmed(facts, action, served)
    return [msgspec.structs.replace(run, signed_by=(action.by, action.second) if action.second else ())]


def _check_confirmed(facts: IncidentFacts, action: ask.StartRun, served: tuple[str, ...]) -> None:
    """A recovery is started after its Subscribers' confirmation, or by two people who sign why it can't wait.

    Raises:
        Refused: RUN-CONFIRM or TWO-PEOPLE.
    """
    if action.second and action.second == action.by:
        raise Refused("TWO-PEOPLE", "This needs two different people. Name another second one.")
    waiting = ", ".join(one for one in served if one not in facts.confirmed)
    if action.section.startswith(RECOVERIES) and waiting and not action.second:
        raise Refused(
            "RUN-CONFIRM",
            f"The Subscriber has not confirmed the Compromise (3.2): {waiting}. Take the confirmation first; if that"
            " can't wait, name a second person, who signs the reason too.",
        )


def _offer(state: IncidentState, facts: IncidentFacts, action: ask.OfferCommand) -> list[Ruling]:
    """Offer command. Whoever has it may have been taken ill: then another offers it and says why; two people sign."""
    stands_in = action.by != state.commander
    if stands_in and state.commander in facts.present:
        raise Refused("HANDOVER", f"Only {state.commander}, who has command and is here, offers it to someone else.")
    if action.to == action.by:
        raise Refused("TWO-PEOPLE", "Command is handed over to another person.")
    if action.to not in facts.present:
        raise Refused("SIGNED-IN", f"{action.to} is not signed in, so can't take command.")
    note = checked_text("Why the command is offered for someone who isn't here", action.note, required=stands_in)
    body = {"from": state.commander, "to": action.to, "note": note}
    return [_ruling(action.incident, "command.offered", body, signed_by=(action.by,))]


def _check_offered(state: IncidentState, action: Action) -> None:
    if not state.offered_to or action.by != state.offered_to:
        raise Refused("HANDOVER", "Command was not offered to you.")


def _take(state: IncidentState, facts: IncidentFacts, action: ask.TakeCommand) -> list[Ruling]:
    _check_offered(state, action)
    body = {"from": state.commander, "to": action.by, "note": state.offer_note, "shown": facts.brief}
    return [_ruling(action.incident, "command.taken", body, signed_by=(action.by,))]


def _close(facts: IncidentFacts, action: ask.CloseIncident) -> list[Ruling]:
    if facts.going:
        raise Refused("RUN-REPORT", f"Runs still going: {', '.join(facts.going)}. The Incident closes after them.")
    reason = checked_text("The reason", action.reason)
    return [_ruling(action.incident, "incident.closed", {"incident": action.incident, "reason": reason})]
