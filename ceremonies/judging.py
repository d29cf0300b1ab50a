"""Who rules on an action, and with which facts: one table, from the type of an action to the folder that owns it.

A new folder adds one line to ``_JUDGES``. Its judge is given what is known of the room, builds the facts that the
folder may have of other streams, and asks its ``decide``.
"""

from collections.abc import Callable
from datetime import datetime
from types import UnionType
from typing import Any

from msgspec import structs

from ceremonies.act import Action, Ruling, check_shape, moment_of
from ceremonies.attendance.actions import AttendanceAction
from ceremonies.calendar import decide as calendar_rules
from ceremonies.calendar.actions import CalendarAction
from ceremonies.calendar.state import one_off_days
from ceremonies.custodians.actions import CustodianAction
from ceremonies.custody.actions import CustodyAction, ReportLoss
from ceremonies.errors import Misuse, Refused
from ceremonies.heads import proved_size
from ceremonies.in_ceremony import ceremony_facts, keys_known
from ceremonies.in_custody import on_attendance, on_custodians, on_custody, on_room
from ceremonies.incidents import actions as incident_actions
from ceremonies.incidents import decide as incident_rules
from ceremonies.incidents.state import IncidentState
from ceremonies.keys import decide as key_rules
from ceremonies.keys.actions import KeyAction
from ceremonies.keys.activating import leaving
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.known import doubt_in, key_facts, second_state
from ceremonies.keys.register import register_of
from ceremonies.keys.state import KeyState
from ceremonies.known import Known
from ceremonies.parties import decide as parties_rules
from ceremonies.parties.actions import PartiesAction
from ceremonies.people import decide as people_rules
from ceremonies.people.actions import EnrolFirstTwo, PeopleAction
from ceremonies.people.present import check_signed_in
from ceremonies.people.state import active_people
from ceremonies.room_log.actions import NoteRoom
from ceremonies.runbook import decide as run_rules
from ceremonies.runbook.actions import MoveProcedure, RunAction
from ceremonies.runbook.book import Book
from ceremonies.runbook.calling import CeremonyFacts
from ceremonies.runbook.ceremony_actions import OpenRoutine
from ceremonies.runbook.confirming import believers, may_join
from ceremonies.runbook.facts import RunFacts, of_others
from ceremonies.runbook.routine import RoutineFacts, open_routine
from ceremonies.runbook.state import RunState
from ceremonies.showing import incident_view
from ceremonies.sittings import decide as sitting_rules
from ceremonies.sittings.actions import CloseSitting, GoOnWithout, OpenSitting, SignIn, SignOut, SittingAction
from ceremonies.tokens import decide as token_rules
from ceremonies.tokens.actions import TokenAction
from ceremonies.tokens.state import STREAM as TOKENS
from ceremonies.tokens.state import TokensState

Judge = Callable[[Known, Any, datetime], list[Ruling]]
"""What is known, the action and the present moment: the rulings, or a refusal."""

IncidentAction = (
    incident_actions.Raise
    | incident_actions.AddCompromise
    | incident_actions.StartRun
    | incident_actions.OfferCommand
    | incident_actions.TakeCommand
    | incident_actions.DeclineCommand
    | incident_actions.CloseIncident
)
_BEFORE_SIGN_IN = EnrolFirstTwo | SignIn | OpenSitting | CloseSitting
"""What is done when nobody is signed in: before the first has come, and after the last has gone."""


def judge(known: Known, action: Action, now: datetime) -> list[Ruling]:
    """Ask the folder that owns the action for its rulings.

    Raises:
        Refused: by the rule that forbids the action; SIGNED-IN, TIME-HAPPENED and CHOICE hold for every action.
        Misuse: nobody rules on actions of this type.
    """
    if not isinstance(action, _BEFORE_SIGN_IN):
        _check_here(known, action)
    moment_of(action, now)
    rulings = judge_of(action)(known, action, now)
    check_shape(action)
    return rulings


def judge_of(action: Action) -> Judge:
    """Who rules on ``action``.

    Raises:
        Misuse: nobody does.
    """
    for asked, judges in _JUDGES:
        if isinstance(action, asked):
            return judges
    raise Misuse(f"Nobody rules on {type(action).__name__}.")


def owed_before(known: Known, action: Action, now: datetime) -> list[Ruling]:
    """What the clock owes the record before anything else (a clock that stands before the last entry)."""
    if not known.sitting.number or isinstance(action, OpenSitting):
        return []
    stepped = sitting_rules.clock_ruling(known.sitting, known.last_recorded_at(), now)
    return [stepped] if stepped else []


def _check_here(known: Known, action: Action) -> None:
    """Whoever acts, and whoever signs with them, is signed in.

    Raises:
        Refused: SIGNED-IN.
    """
    check_signed_in(known.sitting.present, action.by)
    second = getattr(action, "second", None)
    if isinstance(second, str) and second and second != action.by:
        check_signed_in(known.sitting.present, second)


def _present(known: Known) -> frozenset[str]:
    return frozenset(known.sitting.present)


def _run(known: Known, action: RunAction, now: datetime) -> list[Ruling]:
    state: RunState = known.state(f"run/{action.run}")
    if state.status == "none":
        raise Refused("RUN", f"There is no run {action.run} in this record.")
    book = known.book(state.book)
    if isinstance(action, MoveProcedure):
        book = known.current_book()
    facts = _run_facts(known, state.incident, book, action.run)
    facts = structs.replace(facts, ceremony=ceremony_facts(known, state, book))
    return run_rules.decide(state, facts, action, now)


def _routine(known: Known, action: OpenRoutine, now: datetime) -> list[Ruling]:
    facts = RoutineFacts(
        run_facts=structs.replace(
            _run_facts(known, "", known.current_book()), ceremony=CeremonyFacts(keys=keys_known(known))
        ),
        rehearsal=known.workspace.kind == "rehearsal",
        known=_references(known),
    )
    return open_routine(facts, action, now)


def _references(known: Known) -> frozenset[str]:
    """The references of all incidents and routine ceremonies."""
    incidents = (name.removeprefix("incident/") for name in known.rows("incident/"))
    routines = (row["run"].rpartition("/")[0] for row in known.rows("run/").values() if not row["incident"])
    return frozenset((*incidents, *routines))


def _run_facts(known: Known, incident: str, book: Book, run: str = "") -> RunFacts:
    state: IncidentState = known.state(f"incident/{incident}")
    return RunFacts(
        book=book,
        parties=known.parties,
        subscribers=tuple(dict.fromkeys(one.subscriber for one in state.compromises)),
        notified_at=state.raised.at if state.raised else "",
        one_off=one_off_days(known.calendar),
        next_run=known.next_run(incident),
        **of_others(known.rows("run/").values(), incident, run),
    )


def _incident(known: Known, action: Any, now: datetime) -> list[Ruling]:  # noqa: ANN401 - any incident action
    reference: str = action.incident
    state: IncidentState = known.state(f"incident/{reference}")
    if state.raised is None and not isinstance(action, incident_actions.Raise):
        raise Refused("INCIDENT", f"There is no incident {reference} in this record.")
    runs = known.rows(f"run/{reference}/").values()
    going = tuple(row["run"] for row in runs if row["status"] != "ended")
    takes = isinstance(action, incident_actions.TakeCommand)
    facts = incident_rules.IncidentFacts(
        run_facts=_run_facts(known, reference, known.current_book()),
        rehearsal=known.workspace.kind == "rehearsal",
        known=_references(known),
        present=_present(known),
        going=going,
        asking=tuple(run for run in going if _asks(known, run)),
        confirmed=frozenset(party for row in runs for party in believers(known.state(f"run/{row['run']}"))),
        brief=incident_view(known, reference, now).brief.facts() if takes else {},
    )
    return incident_rules.decide(state, facts, action, now)


def _asks(known: Known, run: str) -> bool:
    """Whether another Subscriber can still be asked along in this run."""
    state: RunState = known.state(f"run/{run}")
    return may_join(state, known.book(state.book))


def _people(known: Known, action: PeopleAction, now: datetime) -> list[Ruling]:
    facts = people_rules.PeopleFacts(present=_present(known), slots=frozenset(known.workspace.slots))
    return people_rules.decide(known.people, facts, action, now)


def _parties(known: Known, action: PartiesAction, now: datetime) -> list[Ruling]:
    return parties_rules.decide(known.parties, parties_rules.PartiesFacts(present=_present(known)), action, now)


def _calendar(known: Known, action: CalendarAction, now: datetime) -> list[Ruling]:
    return calendar_rules.decide(known.calendar, calendar_rules.CalendarFacts(present=_present(known)), action, now)


def _sitting(known: Known, action: SittingAction, now: datetime) -> list[Ruling]:
    rows = known.rows("sitting/")
    newest: dict[str, Any] = rows[max(rows)] if rows else {"number": 0, "open": False}
    brings = isinstance(action, OpenSitting) and action.brought
    facts = sitting_rules.SittingFacts(
        enrolled=active_people(known.people),
        last_number=newest["number"],
        previous_closed=not newest["open"],
        last_recorded_at=known.last_recorded_at(),
        brought=proved_size(known, brings) if brings else None,
        doubt=doubt_in(known) if isinstance(action, GoOnWithout) else "",
    )
    return [*sitting_rules.decide(known.sitting, facts, action, now), *_of_activations(known, action)]


def _of_activations(known: Known, action: SittingAction) -> list[Ruling]:
    """What somebody's leaving, or the sitting's end, does to the activations that run (rule ACTIVATION-END)."""
    closing = isinstance(action, CloseSitting)
    if not closing and not isinstance(action, SignOut):
        return []
    present = _present(known) - ({action.person} if isinstance(action, SignOut) else set())
    awake = [one.key for one in register_of(known.rows("key/")).keys.values() if one.activation]
    states: list[KeyState] = [known.state(stream_of(key)) for key in awake]
    return [
        ruling for state in states for ruling in leaving(state, second_state(known, state), present, closing=closing)
    ]


def _key(known: Known, action: KeyAction, now: datetime) -> list[Ruling]:
    state: KeyState = known.state(stream_of(action.key))
    facts = key_facts(known, key_rules.second_key(state, action))
    return key_rules.decide(state, facts, action, now)


def _tokens(known: Known, action: TokenAction, now: datetime) -> list[Ruling]:
    state: TokensState = known.state(TOKENS)
    facts = token_rules.TokenFacts(
        present=_present(known),
        kind=known.workspace.kind,
        origin=known.workspace.origin,
        sitting=known.sitting.number,
    )
    return token_rules.decide(state, facts, action, now)


def _custody(known: Known, action: CustodyAction, now: datetime) -> list[Ruling]:
    """Rule on custody; a loss raises its Incident, unless that was raised before (SMKI RP 3.4.1 (d))."""
    rulings = on_custody(known, action, now)
    if not isinstance(action, ReportLoss) or known.rows(f"incident/{action.incident}"):
        return rulings
    raising = incident_actions.Raise(
        by=action.by,
        incident=action.incident,
        what=f"{action.item}: {action.how}",
        subscriber=action.subscriber,
        notified_by=action.notified_by,
        information=action.reason,
    )
    return [*rulings, *_incident(known, raising, now)]


_JUDGES: tuple[tuple[type[Action] | UnionType, Judge], ...] = (
    (RunAction, _run),
    (OpenRoutine, _routine),
    (IncidentAction, _incident),
    (PeopleAction, _people),
    (PartiesAction, _parties),
    (CalendarAction, _calendar),
    (SittingAction, _sitting),
    (KeyAction, _key),
    (TokenAction, _tokens),
    (CustodyAction, _custody),
    (CustodianAction, on_custodians),
    (NoteRoom, on_room),
    (AttendanceAction, on_attendance),
)
"""By the actions that a folder owns (a base class, or a union): its judge. No action is owned twice."""
