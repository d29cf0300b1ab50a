"""The room: ``Room.perform`` is the one way in.

It decides, signs, appends in one transaction and folds, under one lock. If the entry can't be written, the act doesn't
happen. Screens and plain lines read frozen views and post actions; nothing else changes the record.
"""

import base64
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from ceremonies import streams
from ceremonies.act import Action, Ruling, check_shape, moment_of
from ceremonies.calendar import actions as calendar_actions
from ceremonies.calendar import decide as calendar_rules
from ceremonies.calendar.state import CalendarState, one_off_days
from ceremonies.counter_signing import check_seen, last_signed
from ceremonies.errors import Misuse, NotRecorded, Refused
from ceremonies.incidents import actions as incident_actions
from ceremonies.incidents import decide as incident_rules
from ceremonies.incidents import view as incident_views
from ceremonies.incidents.state import IncidentState
from ceremonies.ledger.canonical import to_canonical
from ceremonies.ledger.checkpoint import parse_checkpoint
from ceremonies.ledger.entry import Draft, Entry
from ceremonies.ledger.note import cosign, parse_verifier_key, read_note
from ceremonies.ledger.store import Ledger
from ceremonies.ledger.tree import leaf_hash
from ceremonies.parties import actions as parties_actions
from ceremonies.parties import decide as parties_rules
from ceremonies.parties.state import PartiesState
from ceremonies.people import actions as people_actions
from ceremonies.people import decide as people_rules
from ceremonies.people import keys
from ceremonies.people.present import check_signed_in
from ceremonies.people.state import PeopleState, active_people, public_at
from ceremonies.ports import Clock, Entropy
from ceremonies.recorded import copy_of
from ceremonies.room_view import HomeView, Person, Summaries, damage_as_a_sentence, home_view, read_summaries
from ceremonies.runbook import actions as run_actions
from ceremonies.runbook import decide as run_rules
from ceremonies.runbook import view as run_views
from ceremonies.runbook.book import Book
from ceremonies.runbook.facts import RunFacts, of_others
from ceremonies.runbook.load import load_book
from ceremonies.runbook.state import RunState
from ceremonies.runbook.views import RunView
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.signing import SIGNOFFS, sign_off, signer_name, statement
from ceremonies.sittings import actions as sitting_actions
from ceremonies.sittings import decide as sitting_rules
from ceremonies.sittings.brought import check_brought
from ceremonies.sittings.state import SittingState, stream_of
from ceremonies.times import parse_typed, parse_utc, to_iso
from ceremonies.workspace import Workspace

Passphrases = Mapping[str, Secret]
"""By person id, what opens their signing key."""
_BEFORE_SIGN_IN = (
    people_actions.EnrolFirstTwo,
    sitting_actions.SignIn,
    sitting_actions.OpenSitting,
    sitting_actions.CloseSitting,
)
"""What is done when nobody is signed in: before the first has come, and after the last has gone."""


class Done(msgspec.Struct, frozen=True):
    """What one action put on the record, or beside it."""

    entries: tuple[Entry, ...]
    said: str = ""
    """What to tell the person besides."""


class Room:
    """One open workspace and everything that is known of it.

    Attributes:
        workspace: the open folder.
    """

    def __init__(self, workspace: Workspace, clock: Clock, entropy: Entropy, *, cost: Cost | None = None) -> None:
        self.workspace = workspace
        self._clock = clock
        self._entropy = entropy
        self._cost = cost
        self._lock = threading.RLock()
        self._states: dict[str, Any] = {}
        self._books: dict[str, Book] = {}
        self._new_keys: dict[str, keys.SealedKey] = {}
        self._sitting = 0

    # What is known

    @property
    def ledger(self) -> Ledger:
        """The signed record."""
        return self.workspace.ledger

    def now(self) -> datetime:
        """The present moment, UTC."""
        return self._clock.now()

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
    def sitting(self) -> SittingState:
        """The sitting of this program; a new one while none was opened."""
        state: SittingState = self.state(stream_of(self._sitting)) if self._sitting else SittingState()
        return state

    def rows(self, prefix: str = "") -> Summaries:
        """The dashboard's few facts, by stream."""
        return read_summaries(self.ledger.stream_summaries(prefix))

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

    # What is shown

    def home(self) -> HomeView:
        """The first screen."""
        with self._lock, damage_as_a_sentence():
            cosigned = self.ledger.cosigned()
            return home_view(
                self.rows(),
                self.now(),
                kind=self.workspace.kind,
                origin=self.workspace.origin,
                entries=self.ledger.size,
                readonly=self.workspace.readonly_because or "",
                head_left=max(cosigned, default=0),
                sitting=self._sitting,
            )

    def run(self, run: str) -> RunView:
        """A run as it stands.

        Raises:
            Refused: RUN: there is none of that name.
        """
        with self._lock:
            state: RunState = self.state(f"run/{run}")
            if state.status == "none":
                raise Refused("RUN", f"There is no run {run} in this record.")
            return run_views.view(state, self.book(state.book), self.now(), current=self.current_book())

    def incident(self, incident: str) -> incident_views.IncidentView:
        """An incident with its runs.

        Raises:
            Refused: INCIDENT: there is none of that reference.
        """
        with self._lock:
            state: IncidentState = self.state(f"incident/{incident}")
            if state.raised is None:
                raise Refused("INCIDENT", f"There is no incident {incident} in this record.")
            runs = tuple(self.run(run) for run in self.runs_of(incident))
            return incident_views.view(state, runs, self.now())

    def persons(self) -> tuple[Person, ...]:
        """Everybody enrolled, and who is signed in."""
        present = self.sitting.present if self.sitting.is_open else {}
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
            for one in self.people.people.values()
            if one.active
        )

    # What is done

    def make_key(self, passphrase: Secret, roles: tuple[str, ...] = (), *, after: int = 0, person: str = "") -> str:
        """Make a person's key, to be kept when their enrolment is recorded; the public key, 32 bytes in base64.

        Args:
            passphrase: what seals the key.
            roles: the roles of the person who is to be enrolled, from which the id follows.
            after: how many others are enrolled by the same action before this person.
            person: whose key is replaced; empty for a new person.
        """
        whose = person or _id_after(people_rules.next_person(self.people, roles), after)
        key = keys.generate(self._entropy)
        sealed = keys.seal_key(key, whose, passphrase, self._entropy, self._cost)
        public = base64.b64encode(sealed.public).decode("ascii")
        # a refused act is tried again with a new passphrase: what was made for the first try must not sign the second
        self._new_keys = {known: one for known, one in self._new_keys.items() if one.person != whose}
        self._new_keys[public] = sealed
        return public

    def new_key_of(self, public: str) -> str:
        """The id of the person for whom ``make_key`` made this key."""
        return self._new_keys[public].person

    def shown(self, person: str) -> str:
        """A person as they are named to others: name with id, or alias."""
        known = self.people.people.get(person)
        return known.shown if known else person

    def open_sitting(self, brought: str = "") -> Done:
        """Open this program's sitting; the head that left the room last stands whole in its first entry.

        Args:
            brought: the signed head that somebody brings back, from a file or typed from the paper; "" if nobody does.

        Raises:
            Refused: ROLLBACK: the record does not extend it, or it is none of this log's; nothing was recorded.
        """
        cosigned = self.ledger.cosigned()
        size = max(cosigned, default=0)
        action = sitting_actions.OpenSitting(
            cosigned=cosigned.get(size), cosigned_size=size or None, brought=brought.strip()
        )
        return self.perform(action, {})

    def check_head(self, brought: str) -> int:
        """The size of a signed head that was brought back, after a proof that the record extends it; records nothing.

        Raises:
            Refused: ROLLBACK: it does not, or it is none of this log's.
            NotRecorded: the record is damaged; the sentence says how.
        """
        with self._lock:
            if self.ledger.damage:
                raise NotRecorded(self.ledger.damage)
            return check_brought(
                brought,
                log=parse_verifier_key(self.workspace.vkey),
                head=parse_checkpoint(read_note(self.ledger.note).text),
                hashes=(leaf_hash(entry.leaf()) for entry in self.ledger.entries()),
            )

    def counter_sign(self, person: str, passphrase: Secret, carried: str) -> Done:
        """Counter-sign the head of the sitting that has just been closed (rule COSIGN-CONSISTENT).

        Args:
            person: who signs; present when the sitting was closed.
            passphrase: opens their key.
            carried: the signed head they took away last, or "" the first time.

        Raises:
            Refused: COSIGN-CONSISTENT or SITTING.
            WrongPassphrase: it opens no key.
        """
        with self._lock:
            newest = next(iter(self.ledger.entries(start=max(self.ledger.size - 1, 0))), None)
            if newest is None or newest.kind != "sitting.closed":
                raise Refused("SITTING", "The head is counter-signed when the sitting has ended. End it first.")
            present = newest.body["present"]
            if not isinstance(present, list) or person not in present:
                raise Refused("SITTING", f"{person} was not there when the sitting ended, so does not counter-sign it.")
            kept = self.ledger.cosigned()
            note = kept.get(self.ledger.size, self.ledger.note)
            name = signer_name(self.workspace.origin, person)
            if any(one.name == name for one in read_note(note).signatures):
                raise Refused("ALREADY-RECORDED", f"{person} has counter-signed this head.")
            text = read_note(note).text
            check_seen(
                carried,
                last=last_signed(kept, name),
                log=parse_verifier_key(self.workspace.vkey),
                head=parse_checkpoint(text),
                hashes=(leaf_hash(entry.leaf()) for entry in self.ledger.entries()),
                person=person,
            )
            sealed = self._kept_key(person)
            if sealed is None:
                raise Misuse(f"{person} has no key.")
            key = keys.unseal_key(sealed, passphrase)
            note += cosign(text, name, key, int(self.now().timestamp()))
            self.ledger.keep_cosigned(self.ledger.size, note)
            return Done((), f"{person} counter-signed the head at {self.ledger.size} entries.")

    def signers(self, action: Action) -> tuple[str, ...]:
        """Whose passphrases ``action`` needs.

        Raises:
            Refused: by the rule that forbids the action.
        """
        with self._lock:
            rulings = self._judge(action, self.now())
        return tuple(dict.fromkeys(person for ruling in rulings for person in ruling.signed_by))

    def perform(self, action: Action, passphrases: Passphrases) -> Done:
        """Decide, sign, append and fold.

        Raises:
            Refused: by the rule it names; nothing was recorded.
            WrongPassphrase: a signature could not be made; nothing was recorded.
            NotRecorded: the entry could not be written, so the act did not happen.
        """
        with self._lock:
            if self.workspace.readonly_because:
                raise Refused("READ-ONLY", self.workspace.readonly_because)
            now = self.now()
            owed, rulings = self._sitting_rulings(action, now), self._judge(action, now)
            self._keep_what_they_name(rulings)
            named = {str(one.body["public"]) for one in rulings if "public" in one.body}
            drafts = [self._draft(one, Action(by=action.by), passphrases, now) for one in owed]
            drafts += [self._draft(one, action, passphrases, now, named=named) for one in rulings]
            entries = self.ledger.prepare(drafts, now, self._entropy)
            return self._record(entries)

    def _record(self, entries: list[Entry]) -> Done:
        """Try the entries on copies, write them, then take the copies over."""
        trial: dict[str, Any] = {}
        opened = 0
        for entry in entries:
            if entry.kind == "sitting.opened":
                opened = int(str(entry.body["number"]))
            if entry.stream not in trial:
                trial[entry.stream] = copy_of(self.state(entry.stream))
            streams.apply(entry.stream, trial[entry.stream], entry)
        summaries = {name: to_canonical(streams.summary(state, self.book)).decode() for name, state in trial.items()}
        self.ledger.commit(entries, summaries)
        self._states.update(trial)
        self._sitting = opened or self._sitting
        return Done(tuple(entries))

    def _sitting_rulings(self, action: Action, now: datetime) -> list[Ruling]:
        """What the clock owes the record before anything else (a clock that stands before the last entry)."""
        if not self._sitting or isinstance(action, sitting_actions.OpenSitting):
            return []
        stepped = sitting_rules.clock_ruling(self.sitting, self._last_recorded_at(), now)
        return [stepped] if stepped else []

    def _last_recorded_at(self) -> datetime | None:
        newest = next(iter(self.ledger.entries(start=self.ledger.size - 1)), None) if self.ledger.size else None
        return parse_utc(newest.recorded_at) if newest else None

    def _draft(
        self,
        ruling: Ruling,
        action: Action,
        passphrases: Passphrases,
        now: datetime,
        *,
        named: Collection[str] = (),
    ) -> Draft:
        """The ruling as an entry's draft, with the signatures it needs in its body."""
        body = dict(ruling.body)
        if ruling.signed_by:
            body[SIGNOFFS] = [
                self._signature(ruling, body, person, passphrases, named=named) for person in ruling.signed_by
            ]
        by = (action.by,) if action.by else ruling.signed_by
        second = getattr(action, "second", "")
        if isinstance(second, str) and second:
            by = (*by, second) if second not in by else by
        return Draft(
            stream=ruling.stream,
            kind=ruling.kind,
            body=body,
            by=tuple(dict.fromkeys(by)),
            happened_at=action.happened_at and to_iso(parse_typed(action.happened_at, now)),
            happened_source=action.happened_at and action.happened_source,
            happened_by=action.happened_at and action.happened_by,
        )

    def _signature(
        self,
        ruling: Ruling,
        body: dict[str, Any],
        person: str,
        passphrases: Passphrases,
        *,
        named: Collection[str],
    ) -> str:
        """One person's sign-off on a ruling.

        Raises:
            WrongPassphrase: theirs is missing or wrong.
        """
        if person not in passphrases:
            raise Refused("SIGNED-IN", f"{person} signs this. Ask for their passphrase.")
        head = parse_checkpoint(self.ledger.note.split("\n\n", 1)[0] + "\n") if self.ledger.size else None
        text = statement(
            origin=self.workspace.origin,
            stream=ruling.stream,
            kind=ruling.kind,
            person=person,
            body=body,
            head=f"{head.size} {base64.b64encode(head.root).decode()}" if head else "0",
            objection=ruling.objections.get(person, ""),
        )
        key = keys.unseal_key(self._sealed_key(ruling, person, named), passphrases[person])
        return sign_off(text, origin=self.workspace.origin, person=person, key=key)

    def _sealed_key(self, ruling: Ruling, person: str, named: Collection[str]) -> keys.SealedKey:
        """The key a person signs with: theirs, or the one that their own enrolment brings, which is among ``named``."""
        kept = self._kept_key(person)
        if kept is not None:
            return kept
        for made, one in self._new_keys.items():
            if one.person == person and made in named:
                return one
        raise Misuse(f"{person} has no key to sign {ruling.kind} with.")

    def _kept_key(self, person: str) -> keys.SealedKey | None:
        """The key of theirs that the record names now; None before their first."""
        public = public_at(self.people, person, self.ledger.size)
        return self.workspace.person_keys.load(person, base64.b64decode(public).hex()) if public else None

    def _keep_what_they_name(self, rulings: Iterable[Ruling]) -> None:
        """Keep, before the entry that names them, new keys and a run's own copy of its procedure.

        A crash in between leaves a key or a copy that nothing names, which harms nobody.
        """
        for ruling in rulings:
            public = ruling.body.get("public")
            if ruling.kind in ("person.enrolled", "person.rekeyed") and public in self._new_keys:
                self.workspace.person_keys.store(self._new_keys[public], self.now())
            digest = ruling.body.get("book")
            if digest and digest == self.current_book().digest and digest not in self.workspace.evidence:
                self.workspace.evidence.add(self.current_book().to_json())

    def _judge(self, action: Action, now: datetime) -> list[Ruling]:
        """Ask the folder that owns the action for its ruling."""
        if not isinstance(action, _BEFORE_SIGN_IN):
            check_signed_in(self.sitting.present, action.by)
            second = getattr(action, "second", None)
            if isinstance(second, str) and second and second != action.by:
                check_signed_in(self.sitting.present, second)
        moment_of(action, now)
        rulings = self._judge_of(action)(action, now)
        check_shape(action)
        return rulings

    def _judge_of(self, action: Action) -> Callable[[Any, datetime], list[Ruling]]:
        match action:
            case run_actions.RunAction():
                return self._judge_run
            case (
                incident_actions.Raise()
                | incident_actions.AddCompromise()
                | incident_actions.StartRun()
                | incident_actions.OfferCommand()
                | incident_actions.TakeCommand()
                | incident_actions.DeclineCommand()
                | incident_actions.CloseIncident()
            ):
                return self._judge_incident
            case _ if isinstance(action, people_actions.PeopleAction):
                return self._judge_people
            case _ if isinstance(action, parties_actions.PartiesAction):
                return self._judge_parties
            case _ if isinstance(action, calendar_actions.CalendarAction):
                return self._judge_calendar
            case _ if isinstance(action, sitting_actions.SittingAction):
                return self._judge_sitting
            case _:
                raise Misuse(f"Nobody rules on {type(action).__name__}.")

    def _judge_run(self, action: run_actions.RunAction, now: datetime) -> list[Ruling]:
        state: RunState = self.state(f"run/{action.run}")
        if state.status == "none":
            raise Refused("RUN", f"There is no run {action.run} in this record.")
        book = self.book(state.book)
        if isinstance(action, run_actions.MoveProcedure):
            book = self.current_book()
        return run_rules.decide(state, self._run_facts(state.incident, book, action.run), action, now)

    def _run_facts(self, incident: str, book: Book, run: str = "") -> RunFacts:
        state: IncidentState = self.state(f"incident/{incident}")
        return RunFacts(
            book=book,
            parties=self.parties,
            subscriber=state.compromises[0].subscriber if state.compromises else "",
            one_off=self._one_off(),
            next_run=self.next_run(incident),
            **of_others(self.rows("run/").values(), incident, run),
        )

    def _one_off(self) -> dict[Any, bool]:
        calendar: CalendarState = self.state("calendar")
        return one_off_days(calendar)

    def _judge_incident(self, action: Any, now: datetime) -> list[Ruling]:  # noqa: ANN401 - any incident action
        reference: str = action.incident
        state: IncidentState = self.state(f"incident/{reference}")
        if state.raised is None and not isinstance(action, incident_actions.Raise):
            raise Refused("INCIDENT", f"There is no incident {reference} in this record.")
        rows = self.rows()
        takes = isinstance(action, incident_actions.TakeCommand)
        facts = incident_rules.IncidentFacts(
            run_facts=self._run_facts(reference, self.current_book()),
            rehearsal=self.workspace.kind == "rehearsal",
            known=frozenset(name.removeprefix("incident/") for name in rows if name.startswith("incident/")),
            present=frozenset(self.sitting.present),
            going=tuple(
                body["run"]
                for name, body in rows.items()
                if name.startswith(f"run/{reference}/") and body["status"] != "ended"
            ),
            confirmed=any(body["confirmed"] for name, body in rows.items() if name.startswith(f"run/{reference}/")),
            brief=self.incident(reference).brief.facts() if takes else {},
        )
        return incident_rules.decide(state, facts, action, now)

    def _judge_people(self, action: people_actions.PeopleAction, now: datetime) -> list[Ruling]:
        facts = people_rules.PeopleFacts(present=frozenset(self.sitting.present), slots=frozenset(self.workspace.slots))
        return people_rules.decide(self.people, facts, action, now)

    def _judge_parties(self, action: parties_actions.PartiesAction, now: datetime) -> list[Ruling]:
        return parties_rules.decide(
            self.parties, parties_rules.PartiesFacts(present=frozenset(self.sitting.present)), action, now
        )

    def _judge_calendar(self, action: calendar_actions.CalendarAction, now: datetime) -> list[Ruling]:
        calendar: CalendarState = self.state("calendar")
        return calendar_rules.decide(
            calendar, calendar_rules.CalendarFacts(present=frozenset(self.sitting.present)), action, now
        )

    def _judge_sitting(self, action: sitting_actions.SittingAction, now: datetime) -> list[Ruling]:
        rows = self.rows("sitting/")
        newest: dict[str, Any] = rows[max(rows)] if rows else {"number": 0, "open": False}
        facts = sitting_rules.SittingFacts(
            enrolled=active_people(self.people),
            last_number=newest["number"],
            previous_closed=not newest["open"],
            last_recorded_at=self._last_recorded_at(),
            brought=self._brought(action),
        )
        return sitting_rules.decide(self.sitting, facts, action, now)

    def _brought(self, action: sitting_actions.SittingAction) -> int | None:
        """The size of the head that an opening brings, once it is proved."""
        if isinstance(action, sitting_actions.OpenSitting) and action.brought:
            return self.check_head(action.brought)
        return None


def _id_after(person: str, count: int) -> str:
    """The id ``count`` places after ``person``: P-02 for P-01 and 1."""
    letter, number = person.split("-")
    return f"{letter}-{int(number) + count:02}"
