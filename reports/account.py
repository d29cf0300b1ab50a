"""What the entries up to a size say of one incident: every stream it touches, folded, and the entries themselves."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from ceremonies import streams
from ceremonies.errors import Refused
from ceremonies.incidents.state import IncidentState
from ceremonies.ledger.checkpoint import Checkpoint, parse_checkpoint
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.note import read_note
from ceremonies.parties.state import PartiesState
from ceremonies.people.state import PeopleState
from ceremonies.runbook.book import Book
from ceremonies.runbook.state import RunState, StepState
from ceremonies.runbook.view import title_of
from ceremonies.signing import SIGNOFFS, disagreement
from ceremonies.sittings.state import SittingState
from ceremonies.streams import Books, WorkspaceState

_OF_ALL = ("workspace", "people", "parties")
"""The streams that every report reads."""


class RunAccount(msgspec.Struct, frozen=True):
    """One run.

    Attributes:
        state: where it stands at the size.
        book: its own copy of the procedure.
        entries: its stream.
        written: by step, occurrence and field, the entries that wrote the fact, oldest first.
        on_paper: by step and occurrence, who did what was entered from the printed script.
    """

    state: RunState
    book: Book
    entries: tuple[Entry, ...]
    written: dict[tuple[str, int, str], list[Entry]]
    on_paper: dict[tuple[str, int], str]

    @property
    def name(self) -> str:
        """For example ``TEST-0042/1``."""
        return self.state.run

    @property
    def title(self) -> str:
        """The title of its procedure."""
        return title_of(self.book, self.state.section)

    def of_kind(self, *kinds: str) -> list[Entry]:
        """The entries of these kinds, in order."""
        return [entry for entry in self.entries if entry.kind in kinds]

    def done(self) -> list[StepState]:
        """The completed steps, in the order they were completed."""
        return [at for at in self.state.done if at.completed is not None]


class Objection(msgspec.Struct, frozen=True):
    """Somebody signed and did not agree."""

    entry: Entry
    person: str
    because: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One incident, as the record has it at a size.

    Attributes:
        head: the checkpoint of that size.
        note: the same, as signed.
        run: the run that is reported on; the others went before it or beside it.
        at: when the last entry was recorded: ISO 8601, UTC.
    """

    head: Checkpoint
    note: str
    run: str
    at: str
    workspace: WorkspaceState
    incident: IncidentState
    runs: tuple[RunAccount, ...]
    people: PeopleState
    parties: PartiesState
    sittings: tuple[SittingState, ...]
    entries: dict[int, Entry]
    own: tuple[Entry, ...]
    """The entries of the incident's own stream."""

    @property
    def rehearsal(self) -> bool:
        """Whether the workspace was made for practice."""
        return self.workspace.kind == "rehearsal"

    @property
    def main(self) -> RunAccount:
        """The run that is reported on."""
        return next(one for one in self.runs if one.name == self.run)

    def shown(self, person: str) -> str:
        """A person as a report names them: name with id; a Key Custodian by alias only."""
        known = self.people.people.get(person)
        return known.shown if known else person

    def names(self, people: Iterable[str]) -> str:
        """Several of them."""
        return ", ".join(self.shown(person) for person in people) or "nobody signed in"

    def party(self, party_id: str) -> str:
        """A Party's name with its id."""
        known = self.parties.parties.get(party_id)
        return f"{known.name} ({party_id})" if known else party_id

    def objections(self) -> list[Objection]:
        """Every sign-off that disagrees, in the order of the record."""
        said = (*self.own, *(entry for run in self.runs for entry in run.entries))
        return [one for entry in sorted(said, key=lambda entry: entry.seq) for one in _objections(entry)]


def _objections(entry: Entry) -> list[Objection]:
    found = []
    for note in signoffs_of(entry):
        text = read_note(note).text
        because = disagreement(text)
        if because:
            found.append(Objection(entry, _signer(text), because))
    return found


def signoffs_of(entry: Entry) -> list[str]:
    """The signed notes that stand in an entry."""
    held: Any = entry.body.get(SIGNOFFS, [])
    return list(held)


def signers_of(entry: Entry) -> list[str]:
    """Who signed an entry with their own keys."""
    return [_signer(read_note(note).text) for note in signoffs_of(entry)]


def _signer(text: str) -> str:
    """The person that a sign-off's text names."""
    lines = text.split("\n")
    return next((line.removeprefix("person ") for line in lines if line.startswith("person ")), "")


def account_of(run: str, entries: Sequence[Entry], note: str, books: Books) -> Account:
    """What the record says of ``run``'s incident.

    Args:
        run: for example ``TEST-0042/1``.
        entries: all entries of the tree, from the first.
        note: the signed checkpoint of that tree.
        books: gives a run's own copy of its procedure.

    Raises:
        Refused: RUN: the tree holds no such run.
    """
    incident = run.rpartition("/")[0]
    by_stream = _by_stream(entry for entry in entries if _concerns(entry.stream, incident))
    if not incident or f"run/{run}" not in by_stream:
        raise Refused("RUN", f"There is no run {run} in the record at size {len(entries)}.")
    own = tuple(by_stream.get(f"incident/{incident}", ()))
    if not own:
        raise Refused("RUN", f"{run} is a key ceremony outside any Incident; nothing was recovered in it to report on.")
    return _account(run, entries, note, books=books, by_stream=by_stream, own=own)


def run_account_of(run: str, entries: Sequence[Entry], note: str, books: Books) -> Account:
    """What the record says of ``run`` alone; its incident, if it has one, is named but not told of.

    Args:
        run: for example ``KC-2026-01/1``.
        entries: all entries of the tree, from the first.
        note: the signed checkpoint of that tree.
        books: gives the run's own copy of its procedure.

    Raises:
        Refused: RUN: the tree holds no such run.
    """
    alone = _concerns_alone(run)
    by_stream = _by_stream(entry for entry in entries if alone(entry.stream))
    if f"run/{run}" not in by_stream:
        raise Refused("RUN", f"There is no run {run} in the record at size {len(entries)}.")
    return _account(run, entries, note, books=books, by_stream=by_stream)


def _by_stream(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.stream, []).append(entry)
    return found


def _account(
    run: str,
    entries: Sequence[Entry],
    note: str,
    *,
    books: Books,
    by_stream: dict[str, list[Entry]],
    own: tuple[Entry, ...] = (),
) -> Account:
    names = [name for name in by_stream if name.startswith("run/")]
    names.sort(key=lambda name: by_stream[name][0].seq)
    runs = tuple(_run_account(by_stream[name], books) for name in names)
    first = min(entry.seq for entry in (*own, *(by_stream[name][0] for name in names)))
    return Account(
        head=parse_checkpoint(read_note(note).text),
        note=note,
        run=run,
        at=entries[-1].recorded_at,
        workspace=_fold("workspace", by_stream),
        incident=_fold(f"incident/{run.rpartition('/')[0]}", by_stream),
        runs=runs,
        people=_fold("people", by_stream),
        parties=_fold("parties", by_stream),
        sittings=tuple(_sittings(by_stream, first)),
        entries={entry.seq: entry for of_stream in by_stream.values() for entry in of_stream},
        own=own,
    )


def end_of(run: str, entries: Iterable[Entry]) -> int:
    """The size of the tree that ends with the last entry of ``run``; 0 when there is none."""
    return max((entry.seq + 1 for entry in entries if entry.stream == f"run/{run}"), default=0)


def _concerns(stream: str, incident: str) -> bool:
    """Whether a report on ``incident`` reads ``stream``."""
    if stream.startswith("run/"):
        return stream.removeprefix("run/").rpartition("/")[0] == incident
    if stream.startswith("incident/"):
        return stream == f"incident/{incident}"
    return stream in _OF_ALL or stream.startswith("sitting/")


def _concerns_alone(run: str) -> Callable[[str], bool]:
    """Whether an account of ``run`` alone reads a stream."""
    return lambda stream: stream == f"run/{run}" or stream in _OF_ALL or stream.startswith("sitting/")


def _fold(stream: str, by_stream: dict[str, list[Entry]]) -> Any:  # noqa: ANN401 - each stream has its own state
    state = streams.new_state(stream)
    for entry in by_stream.get(stream, ()):
        streams.apply(stream, state, entry)
    return state


def _run_account(entries: list[Entry], books: Books) -> RunAccount:
    """Fold a run, and keep beside it what the fold lets go: who wrote which fact, who did what is on paper."""
    state: RunState = streams.new_state(entries[0].stream)
    written: dict[tuple[str, int, str], list[Entry]] = {}
    on_paper: dict[tuple[str, int], str] = {}
    for entry in entries:
        body: dict[str, Any] = entry.body
        before = len(state.done)
        if entry.kind == "fact.written":
            key = (body["step"], state.open[body["step"]].occurrence, body["field"])
            written.setdefault(key, []).append(entry)
        streams.apply(entry.stream, state, entry)
        if entry.kind == "paper.entered":
            for at, said in zip(state.done[before:], body["steps"], strict=False):
                on_paper[at.step, at.occurrence] = said["who"]
    return RunAccount(state, books(state.book), tuple(entries), written, on_paper)


def _sittings(by_stream: dict[str, list[Entry]], first: int) -> Iterable[SittingState]:
    """The sittings from the one in which the incident began; the ones before have nothing to do with it."""
    opened = [name for name in by_stream if name.startswith("sitting/")]
    opened.sort(key=lambda name: by_stream[name][0].seq)
    began_before = [name for name in opened if by_stream[name][0].seq < first]
    for name in [*began_before[-1:], *(name for name in opened if by_stream[name][0].seq >= first)]:
        yield _fold(name, by_stream)
