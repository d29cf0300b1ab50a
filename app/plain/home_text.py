"""The first page, an incident, the people and the record as calm text, a fact a line."""

import json

from app.entry_words import what_happened, who
from app.plain.output import wrapped
from ceremonies.errors import Unusable
from ceremonies.incidents.view import BriefView, IncidentView
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.store import Ledger
from ceremonies.room_view import HomeView, IncidentRow, Need, Person, RunRow
from ceremonies.runbook.views import RunView
from ceremonies.times import london, london_end, parse_utc

URGENCIES = ("for information", "waiting", "OVERDUE")
"""In the words of a line, by a need's urgency."""


def home_lines(home: HomeView) -> list[str]:
    """What needs somebody now, the open incidents, the reports due, the record."""
    lines = []
    if home.readonly:
        lines += wrapped(f"READ ONLY. {home.readonly}")
    if not home.people:
        lines += wrapped("Nobody is enrolled yet. The first two people enrol each other: firsttwo.")
    elif not home.present:
        lines += wrapped("Nobody is signed in. Sign in before anything is recorded: signin.")
    for work in home.unfinished:
        lines += wrapped(f"FIRST, begun and not ended: {work}. key NAME shows the key and what can be done.")
    lines += _titled("Needs somebody now", [line for need in home.needs for line in _need(need)])
    going = [one for one in home.incidents if one.status != "closed"]
    closed = [one.incident for one in home.incidents if one.status == "closed"]
    lines += _titled("Open incidents", [line for one in going for line in _incident_row(one, home.names)])
    if home.routine:
        lines += _titled("Key ceremonies outside any incident", [f"  {run_line(one)}" for one in home.routine])
    lines += _titled("Reports due", [line for need in home.reports_due for line in _need(need)])
    if closed:
        lines += wrapped(f"Closed incidents: {', '.join(closed)}.")
    for one in home.slots_say:
        lines += wrapped(f"Key slots: {one}")
    if home.head_says:
        lines += wrapped(f"Head: {home.head_says}.")
    if home.continues:
        lines += wrapped(f"This record continues a damaged one: {home.continues}.")
    left = f"counter-signed at {home.head_left:,}" if home.head_left else "no head counter-signed yet"
    return [*lines, *wrapped(f"Record: {home.entries:,} entries, {left}. Sitting {home.sitting}. Clock {home.clock}.")]


def _titled(title: str, lines: list[str]) -> list[str]:
    return [f"{title}:", *(lines or ["  nothing"])]


def _need(need: Need) -> list[str]:
    due = f", due {london_end(parse_utc(need.due))}" if need.due else f", since {london(parse_utc(need.since))}"
    step = f", step {need.step}" if need.step else ""
    return wrapped(f"{URGENCIES[need.urgency]}: run {need.run}{step}: {need.says}{due}", "  ", "    ")


def _incident_row(row: IncidentRow, names: dict[str, str]) -> list[str]:
    lines = wrapped(f"{row.incident}: {_ended(row.what)} Command: {_who(row.commander, names)}.", "  ", "    ")
    for run in row.runs:
        lines += wrapped(run_line(run), "    ", "      ")
    return lines


def _ended(text: str) -> str:
    """Somebody's words as a sentence."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def run_line(run: RunRow) -> str:
    """A run in one line."""
    if run.status == "ended":
        return f"run {run.run}, section {run.section}: ended"
    actors = ", ".join(run.actors)
    return f"run {run.run}, section {run.section}: at {run.step} {run.step_title} ({actors})"


def incident_lines(view: IncidentView, home: HomeView) -> list[str]:
    """An incident: what is Compromised, who has command, its runs, what is open over all of them."""
    lines = wrapped(f"Incident {view.incident}, raised {london(parse_utc(view.raised_at))}")
    for one in view.compromises:
        lines += wrapped(f"Compromised: {_ended(one.what)}", "  ", "    ")
        subscriber = home.parties.get(one.subscriber, one.subscriber)
        lines += wrapped(f"Subscriber: {subscriber}. Notified by {_ended(one.notified_by)}", "  ", "    ")
        lines += wrapped(one.information, "  ") if one.information else []
    lines += wrapped(f"Command: {_who(view.commander, home.names)}.{_handed_over(view)}", "  ")
    if view.closed_at:
        return lines + wrapped(f"Closed {london(parse_utc(view.closed_at))}: {view.closed_because}.", "  ")
    for run in view.runs:
        lines += wrapped(_run_of_incident(run), "  ", "    ")
    if view.offered_to:
        lines += wrapped(f"Command is offered to {_who(view.offered_to, home.names)}: take or decline. They sign this:")
        lines += wrapped(view.offer_note, "  ") if view.offer_note else []
        lines += brief_lines(view.brief)
    return lines


def _handed_over(view: IncidentView) -> str:
    if not view.handovers:
        return ""
    return " Handed over once." if view.handovers == 1 else f" Handed over {view.handovers} times."


def _who(person: str, names: dict[str, str]) -> str:
    name = names.get(person, "")
    return f"{name} ({person})" if name and name != person else person


def _run_of_incident(run: RunView) -> str:
    if run.status == "ended":
        return f"run {run.run}, section {run.section} {run.title}: ended, {run.outcome}"
    steps = "; ".join(f"{one.id} {one.title}" for one in run.open)
    return f"run {run.run}, section {run.section} {run.title}: {run.status}, open: {steps}"


def brief_lines(brief: BriefView) -> list[str]:
    """What whoever takes command is shown."""
    lines: list[str] = []
    for title, said in (
        ("Open steps", brief.open_steps),
        ("Decisions", brief.decisions),
        ("Deadlines", brief.deadlines),
        ("Not told yet", brief.not_told),
        ("In force", brief.standing),
    ):
        lines.append(f"  {title}:")
        lines += [line for one in said or ("nothing",) for line in wrapped(one, "    ", "      ")]
    return [*lines, f"  Evidence: {brief.evidence}. Deviations: {brief.deviations}."]


def people_lines(people: tuple[Person, ...]) -> list[str]:
    """Everybody enrolled, and who is here."""
    if not people:
        return ["Nobody is enrolled yet."]
    lines = ["People:"]
    for one in people:
        here = f"here since {london(parse_utc(one.since))}" if one.since else "not here"
        who = f"{one.name}, {one.organisation}" if one.name else "Key Custodian"
        lines += wrapped(f"{one.id}  {who}; {', '.join(one.roles)}; {here}", "  ", "        ")
    return lines


def ledger_lines(home: HomeView, newest: list[Entry]) -> list[str]:
    """How long the record is, and its last entries."""
    head = f"The head at {home.head_left:,} entries was counter-signed." if home.head_left else "No head left the room."
    lines = wrapped(f"Record {home.origin}: {home.entries:,} entries. {head} Clock {home.clock}.")
    return lines + [line for one in newest for line in wrapped(entry_line(one, home.names), "  ", "    ")]


def person_called(people: tuple[Person, ...], name: str) -> Person:
    """The person of that id or name.

    Raises:
        Unusable: there is none.
    """
    for one in people:
        if name.casefold() in (one.id.casefold(), one.name.casefold()):
            return one
    known = ", ".join(f"{one.id} {one.name}".strip() for one in people)
    raise Unusable(f"Nobody enrolled is called {name[:40]!r}. There are: {known or 'nobody'}.")


def entry_lines(ledger: Ledger, number: str) -> list[str]:
    """When an entry was recorded, then the entry whole, as JSON to read.

    Raises:
        Unusable: there is none of that number.
    """
    if not number.isdecimal() or int(number[:15]) >= ledger.size:
        raise Unusable(f"There is no entry {number[:40]!r}. Entries are numbered from 0 to {ledger.size - 1}.")
    entry = next(iter(ledger.entries(start=int(number), stop=int(number) + 1)))
    at = london(parse_utc(entry.recorded_at))
    happened = f" It tells of {london(parse_utc(entry.happened_at))}." if entry.happened_at else ""
    said = wrapped(f"Entry {entry.seq}, recorded {at}.{happened} Below it stands as it is; its times are UTC.")
    return said + json.dumps(json.loads(entry.leaf()), indent=2, ensure_ascii=False).splitlines()


def entry_line(entry: Entry, names: dict[str, str]) -> str:
    """An entry in a sentence: its number, when, in which stream, what happened and by whom."""
    by = f", by {who(entry, names)}" if entry.by else ""
    return f"{entry.seq}, {london(parse_utc(entry.recorded_at))}, {entry.stream}: {what_happened(entry, names)}{by}."
