"""Where a session stands: a page and what it is about, what the page says, and where an act leads."""

from collections.abc import Sequence

import msgspec

from app.acts.act import Scope, Where
from app.plain.home_text import home_lines, incident_lines, ledger_lines, people_lines
from app.plain.key_text import key_lines, keys_lines, tokens_lines
from app.plain.output import wrapped
from app.plain.run_text import run_lines
from app.standing import where as standing
from ceremonies.errors import Unusable
from ceremonies.ledger.entry import Entry
from ceremonies.room import Room
from ceremonies.times import london

_OF_KEYS = frozenset({"keys", "key", "tokens"})
NEWEST = 10
"""Entries that the record's page shows."""


class Place(msgspec.Struct, frozen=True):
    """What is shown: a page, and the incident, run and step that stay at hand while other pages are looked at."""

    page: Scope = "home"
    incident: str = ""
    run: str = ""
    step: str = ""
    key: str = ""

    def turned(self, page: Scope) -> "Place":
        """Another page, the same things at hand."""
        return msgspec.structs.replace(self, page=page)


def look(room: Room, place: Place, by: str) -> Where:
    """The views of a place.

    Raises:
        Refused: INCIDENT or RUN: there is none of that name.
    """
    shown = {"incident": place.incident, "run": place.run, "step": place.step}
    if place.page in _OF_KEYS:  # what is done there is done on the key itself, not as a step of the run at hand
        return standing(room, by=by, key=place.key if place.page == "key" else "", keys=True)
    return standing(room, by=by, **shown, keys=True)


def page_lines(room: Room, place: Place, where: Where) -> list[str]:
    """What the page says, under a line on where and when we are and who is at the keyboard."""
    who = next((f"{one.name or one.alias} ({one.id})" for one in where.people if one.id == where.by), "nobody")
    kind = "REHEARSAL. " if where.home.kind == "rehearsal" else ""
    head = wrapped(f"KEYROOM {kind}{london(room.now())}. At the keyboard: {who}.")
    return ["", *head, *_page(room, place, where)]


def _page(room: Room, place: Place, where: Where) -> list[str]:
    if place.page == "run" and where.run is not None:
        return run_lines(where.run, where.step)
    if place.page == "incident" and where.incident is not None:
        return incident_lines(where.incident, where.home)
    if place.page in _OF_KEYS:
        return _key_page(place, where)
    if place.page == "people":
        return people_lines(where.people)
    if place.page == "record":
        size = room.ledger.size
        return ledger_lines(where.home, list(room.ledger.entries(start=max(size - NEWEST, 0))))
    return home_lines(where.home)


def _key_page(place: Place, where: Where) -> list[str]:
    if place.page == "tokens":
        return tokens_lines(where.tokens)
    return key_lines(where.key) if place.page == "key" and where.key is not None else keys_lines(where.keys)


def after(place: Place, entries: Sequence[Entry]) -> Place:
    """Where the newest entries lead.

    Into a run that began; out of an incident that was closed; to the incident while command is offered, for whoever
    comes in signs what stands there, and back.
    """
    for entry in entries:
        match entry.kind:
            case "run.started":
                return Place("run", str(entry.body["incident"]), str(entry.body["run"]))
            case "key.planned" if place.page in {"keys", "key"}:
                return msgspec.structs.replace(place, page="key", key=str(entry.body["key"]))
            case "incident.closed":
                return Place("incident", str(entry.body["incident"]))
            case "command.offered":
                return place.turned("incident")
            case "command.taken" | "command.declined":
                return place.turned("run" if place.run else "incident")
            case _:
                pass
    return place


def to_incident(where: Where, reference: str) -> Place:
    """An incident's page; without a reference the one at hand, or the only open one.

    Raises:
        Unusable: it isn't clear which.
    """
    going = [one.incident for one in where.home.incidents if one.status != "closed"]
    at_hand = where.incident.incident if where.incident else ""
    chosen = reference.upper() or at_hand or (going[0] if len(going) == 1 else "")
    if not chosen:
        raise Unusable(f"Which incident? Open: {', '.join(going) or 'none'}.")
    same = chosen == at_hand
    return Place("incident", chosen, where.run.run if same and where.run else "", where.step.id if where.step else "")


def to_run(where: Where, name: str) -> Place:
    """A run's page, by its name or its number in the incident; without either the one at hand, or the only one going.

    Raises:
        Unusable: it isn't clear which.
    """
    of_incidents = [run for one in where.home.incidents for run in one.runs if run.status != "ended"]
    going = [run.run for run in (*of_incidents, *where.home.routine)]
    chosen = name.upper() or (where.run.run if where.run else "") or (going[0] if len(going) == 1 else "")
    if chosen.isdecimal() and where.incident:
        chosen = f"{where.incident.incident}/{chosen}"
    if not chosen:
        raise Unusable(f"Which run? Going: {', '.join(going) or 'none'}.")
    return Place("run", chosen.rsplit("/", 1)[0], chosen)


def to_key(where: Where, place: Place, name: str) -> Place:
    """A key's page; without a name the one at hand, or the only one.

    Raises:
        Unusable: it isn't clear which, or there is none of that name.
    """
    known = [one.key for one in where.keys.keys] if where.keys else []
    at_hand = place.key or (where.key.key if where.key else "")
    chosen = name.upper() or at_hand or (known[0] if len(known) == 1 else "")
    if chosen not in known:
        raise Unusable(f"Which key? Keys: {', '.join(known) or 'none'}.")
    return msgspec.structs.replace(place, page="key", key=chosen)


def to_step(where: Where, step: str) -> Place:
    """The run's page with another open step at hand.

    Raises:
        Unusable: no run is shown, or the step isn't open.
    """
    if where.run is None:
        raise Unusable("No run is shown. Go to one first: run NAME.")
    opened = [one.id for one in where.run.open]
    chosen = next((one for one in opened if one.casefold() == step.casefold()), "")
    if not chosen:
        raise Unusable(f"Step {step[:40]!r} is not open in {where.run.run}. Open now: {', '.join(opened) or 'none'}.")
    return Place("run", where.run.incident, where.run.run, chosen)
