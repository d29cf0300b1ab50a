"""What is known of an open workspace: the folds of its streams, the dashboard's rows, the procedures.

Nothing here changes the record. Rules are asked with a ``Known``; a ``Room`` is one that can also act.
"""

import base64
from datetime import datetime
from typing import Any

from ceremonies import streams
from ceremonies.calendar.state import CalendarState
from ceremonies.ledger.entry import Entry
from ceremonies.ledger.store import Ledger
from ceremonies.parties.state import PartiesState
from ceremonies.people.state import PeopleState, public_at
from ceremonies.room_view import Summaries, read_summaries
from ceremonies.runbook.book import Book
from ceremonies.runbook.load import load_book
from ceremonies.sittings.state import SittingState, stream_of
from ceremonies.times import parse_utc
from ceremonies.workspace import Workspace


class Known:
    """Everything that is known of one open workspace.

    Attributes:
        workspace: the open folder.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._states: dict[str, Any] = {}
        self._books: dict[str, Book] = {}
        self._sitting = 0

    # The record

    @property
    def ledger(self) -> Ledger:
        """The signed record."""
        return self.workspace.ledger

    def newest(self) -> Entry | None:
        """The entry that was written last; None in an empty record."""
        return next(iter(self.ledger.entries(start=self.ledger.size - 1)), None) if self.ledger.size else None

    def last_recorded_at(self) -> datetime | None:
        """When the newest entry was written, UTC; None in an empty record."""
        newest = self.newest()
        return parse_utc(newest.recorded_at) if newest else None

    # The folds

    def state(self, stream: str) -> Any:  # noqa: ANN401 - each stream has its own type of state
        """The fold of ``stream``, made when it is first asked for."""
        if stream not in self._states:
            state = streams.new_state(stream)
            for entry in self.ledger.entries(stream=stream):
                streams.apply(stream, state, entry)
            self._states[stream] = state
        return self._states[stream]

    @property
    def people(self) -> PeopleState:
        """The register of people."""
        state: PeopleState = self.state("people")
        return state

    @property
    def parties(self) -> PartiesState:
        """The register of Parties."""
        state: PartiesState = self.state("parties")
        return state

    @property
    def calendar(self) -> CalendarState:
        """The dated list of one-off days."""
        state: CalendarState = self.state("calendar")
        return state

    @property
    def sitting(self) -> SittingState:
        """The sitting of this program; a new one while none was opened."""
        state: SittingState = self.state(stream_of(self._sitting)) if self._sitting else SittingState()
        return state

    def shown(self, person: str) -> str:
        """A person as they are named to others: name with id, or alias."""
        known = self.people.people.get(person)
        return known.shown if known else person

    def public_of(self, person: str) -> bytes | None:
        """The public key of theirs that the record names now, 32 bytes; None before their first."""
        public = public_at(self.people, person, self.ledger.size)
        return base64.b64decode(public) if public else None

    # The rows

    def rows(self, prefix: str = "") -> Summaries:
        """The dashboard's few facts, by stream."""
        return read_summaries(self.ledger.stream_summaries(prefix))

    def runs_of(self, incident: str) -> tuple[str, ...]:
        """The names of an incident's runs, in the order they began."""
        rows = self.ledger.stream_summaries(f"run/{incident}/")
        return tuple(sorted((name.removeprefix("run/") for name in rows), key=lambda run: int(run.rsplit("/", 1)[1])))

    def next_run(self, incident: str) -> str:
        """The name that the incident's next run gets."""
        return f"{incident}/{len(self.runs_of(incident)) + 1}"

    @property
    def continues(self) -> str:
        """The damaged record that this one continues, as ``ORIGIN at SIZE``; empty for an ordinary one."""
        said: str = self.rows("workspace").get("workspace", {}).get("continues", "")
        return said

    # The procedures

    def book(self, digest: str) -> Book:
        """A procedure by its digest: the one the program carries, or a run's own copy (rule RUN-OWN-COPY)."""
        if digest not in self._books:
            current = self.current_book()
            if current.digest != digest:
                self._books[digest] = Book.from_json(self.workspace.evidence.read(digest))
        return self._books[digest]

    def current_book(self) -> Book:
        """The procedure the program carries now."""
        if "" not in self._books:
            book = load_book()
            self._books[""] = self._books[book.digest] = book
        return self._books[""]
