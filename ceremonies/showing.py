"""What screens and plain lines are shown of the room: frozen views, made from what is known at one moment."""

from datetime import datetime

from ceremonies.errors import Refused
from ceremonies.in_ceremony import ceremony_facts
from ceremonies.incidents import view as incident_views
from ceremonies.incidents.state import IncidentState
from ceremonies.incidents.view import IncidentView
from ceremonies.keys import view as key_views
from ceremonies.keys.facts import check_known
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.known import key_facts
from ceremonies.keys.register import register_of
from ceremonies.keys.state import KeyState
from ceremonies.keys.views import KeysView, KeyView
from ceremonies.known import Known
from ceremonies.room_view import HomeView, Person, damage_as_a_sentence, home_view
from ceremonies.runbook import view as run_views
from ceremonies.runbook.state import RunState
from ceremonies.runbook.views import RunView
from ceremonies.tokens import view as token_view
from ceremonies.tokens.view import TokensView
from ceremonies.work import Unfinished


def home(known: Known, now: datetime) -> HomeView:
    """The first screen at ``now``.

    Raises:
        Unverified: the tables beside the entries are damaged.
    """
    with damage_as_a_sentence():
        return home_view(
            known.rows(),
            now,
            kind=known.workspace.kind,
            origin=known.workspace.origin,
            entries=known.ledger.size,
            readonly=known.workspace.readonly_because or "",
            head_left=max(known.ledger.cosigned(), default=0),
            sitting=known.sitting.number,
            slots_say=_slots_say(known),
        )


def _slots_say(known: Known) -> tuple[str, ...]:
    """Whose key slot is not what the record says: the program ended between the entry and the slot (KEY-SLOTS)."""
    recorded, there = known.people.slots, known.workspace.slots
    enrolled = [one for one in known.people.people.values() if one.active]
    missing = tuple(
        f"{one.shown} was given a key slot that is missing, so can't open the workspace. Add the slot again to mend it."
        for one in enrolled
        if one.id in recorded and one.id not in there
    )
    return missing + tuple(
        f"{one.shown} can still open the workspace, though the record says that the key slot was taken away."
        " Take it away again to mend it."
        for one in enrolled
        if one.id in there and one.id not in recorded
    )


def run_view(known: Known, run: str, now: datetime) -> RunView:
    """A run as it stands at ``now``.

    Raises:
        Refused: RUN: there is none of that name.
    """
    state: RunState = known.state(f"run/{run}")
    if state.status == "none":
        raise Refused("RUN", f"There is no run {run} in this record.")
    book = known.book(state.book)
    return run_views.view(state, book, now, current=known.current_book(), there=ceremony_facts(known, state, book))


def incident_view(known: Known, incident: str, now: datetime) -> IncidentView:
    """An incident with its runs at ``now``.

    Raises:
        Refused: INCIDENT: there is none of that reference.
    """
    state: IncidentState = known.state(f"incident/{incident}")
    if state.raised is None:
        raise Refused("INCIDENT", f"There is no incident {incident} in this record.")
    return incident_views.view(state, tuple(run_view(known, run, now) for run in known.runs_of(incident)), now)


def keys(known: Known) -> KeysView:
    """Every key of the record."""
    return key_views.list_view(register_of(known.rows("key/")), known.sitting.number)


def key_view(known: Known, key: str, now: datetime) -> KeyView:
    """A key as it stands at ``now``.

    Raises:
        Refused: KEY-STATE: there is none of that name.
    """
    state: KeyState = known.state(stream_of(key))
    check_known(state)
    return key_views.view(state, key_facts(known, state.activation.symmetric if state.activation else ""), now)


def tokens(known: Known) -> TokensView:
    """Every token of the record."""
    return token_view.view(known.state("tokens"), kind=known.workspace.kind)


def unfinished(known: Known) -> tuple[Unfinished, ...]:
    """What was begun before this sitting and has no end in the record."""
    sitting = known.sitting.number
    return register_of(known.rows("key/")).unfinished(sitting) + token_view.unfinished(known.state("tokens"), sitting)


def persons(known: Known) -> tuple[Person, ...]:
    """Everybody enrolled, and who is signed in."""
    present = known.sitting.present if known.sitting.is_open else {}
    return tuple(
        Person(
            id=one.id,
            name=one.name or "",
            alias=one.id if one.alias else "",
            organisation=one.organisation or "",
            roles=one.roles,
            present=one.id in present,
            since=present.get(one.id, ""),
        )
        for one in known.people.people.values()
        if one.active
    )
