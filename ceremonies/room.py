"""The room: ``Room.perform`` is the one way in.

It decides, signs, appends in one transaction and folds, under one lock. If the entry can't be written, the act doesn't
happen. Screens and plain lines read frozen views and post actions; nothing else changes the record.

What is known stands in ``known.py``, what is shown in ``showing.py``, who rules on an action in ``judging.py``, how a
ruling is signed in ``drafting.py``, people's keys in ``keyring.py``, heads that come and go in ``heads.py``.
"""

import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from ceremonies import heads, showing, streams
from ceremonies.act import Action, Ruling
from ceremonies.drafting import Passphrases, Signers, draft_of, named_keys
from ceremonies.errors import Refused
from ceremonies.incidents.view import IncidentView
from ceremonies.judging import judge, owed_before
from ceremonies.keyring import Keyring, id_after
from ceremonies.keys.views import KeysView, KeyView
from ceremonies.known import Known
from ceremonies.ledger.canonical import to_canonical
from ceremonies.ledger.entry import Entry
from ceremonies.people.decide import next_person
from ceremonies.people.state import RECOVERY_SLOT
from ceremonies.ports import Clock, Entropy
from ceremonies.recorded import copy_of
from ceremonies.room_view import HomeView, Person
from ceremonies.runbook.views import RunView
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.sittings.actions import OpenSitting
from ceremonies.tokens.view import TokensView
from ceremonies.work import Unfinished, Work, work_of
from ceremonies.workspace import Workspace


class Done(msgspec.Struct, frozen=True):
    """What one action put on the record, or beside it."""

    entries: tuple[Entry, ...]
    said: str = ""
    """What to tell the person besides."""
    work: Work | None = None
    """What is to be done now, outside the record; its end is recorded by another act."""


class Room(Known):
    """One open workspace: what is known of it, and the one way to act in it.

    Attributes:
        workspace: the open folder.
    """

    def __init__(self, workspace: Workspace, clock: Clock, entropy: Entropy, *, cost: Cost | None = None) -> None:
        super().__init__(workspace)
        self._clock = clock
        self._entropy = entropy
        self._keyring = Keyring(workspace, entropy, cost)
        self._lock = threading.RLock()

    def now(self) -> datetime:
        """The present moment, UTC."""
        return self._clock.now()

    # What is shown

    def home(self) -> HomeView:
        """The first screen.

        Raises:
            Unverified: the tables beside the entries are damaged.
        """
        with self._lock:
            return showing.home(self, self.now())

    def run(self, run: str) -> RunView:
        """A run as it stands.

        Raises:
            Refused: RUN: there is none of that name.
        """
        with self._lock:
            return showing.run_view(self, run, self.now())

    def incident(self, incident: str) -> IncidentView:
        """An incident with its runs.

        Raises:
            Refused: INCIDENT: there is none of that reference.
        """
        with self._lock:
            return showing.incident_view(self, incident, self.now())

    def persons(self) -> tuple[Person, ...]:
        """Everybody enrolled, and who is signed in."""
        return showing.persons(self)

    def keys(self) -> KeysView:
        """Every key of the record."""
        with self._lock:
            return showing.keys(self)

    def key(self, key: str) -> KeyView:
        """A key as it stands.

        Raises:
            Refused: KEY-STATE: there is none of that name.
        """
        with self._lock:
            return showing.key_view(self, key, self.now())

    def tokens(self) -> TokensView:
        """Every token of the record."""
        with self._lock:
            return showing.tokens(self)

    def unfinished_work(self) -> tuple[Unfinished, ...]:
        """What was begun before this sitting and has no end in the record, and how each goes on."""
        with self._lock:
            return showing.unfinished(self)

    # Keys and heads

    def make_key(self, passphrase: Secret, roles: tuple[str, ...] = (), *, after: int = 0, person: str = "") -> str:
        """Make a person's key, to be kept when their enrolment is recorded; the public key, 32 bytes in base64.

        Args:
            passphrase: what seals the key.
            roles: the roles of the person who is to be enrolled, from which the id follows.
            after: how many others are enrolled by the same action before this person.
            person: whose key is replaced; empty for a new person.
        """
        return self._keyring.make(person or id_after(next_person(self.people, roles), after), passphrase)

    def new_key_of(self, public: str) -> str:
        """The id of the person for whom ``make_key`` made this key."""
        return self._keyring.owner_of_new(public)

    def check_head(self, brought: str) -> int:
        """The size of a signed head that was brought back, after a proof that the record extends it; records nothing.

        Raises:
            Refused: ROLLBACK: it does not, or it is none of this log's.
            NotRecorded: the record is damaged; the sentence says how.
        """
        with self._lock:
            return heads.proved_size(self, brought)

    def counter_sign(self, person: str, passphrase: Secret, carried: str) -> Done:
        """Counter-sign the head of the sitting that has just been closed (rule COSIGN-CONSISTENT).

        Args:
            person: who signs; present when the sitting was closed.
            passphrase: opens their key.
            carried: the signed head they took away last, or "" the first time.

        Raises:
            Refused: COSIGN-CONSISTENT, ALREADY-RECORDED or SITTING.
            WrongPassphrase: it opens no key.
        """
        with self._lock:
            heads.counter_sign(self, self._keyring, person, passphrase, carried, now=self.now())
            return Done((), f"{person} counter-signed the head at {self.ledger.size} entries.")

    # What is done

    def open_sitting(self, brought: str = "") -> Done:
        """Open this program's sitting; the head that left the room last stands whole in its first entry.

        Args:
            brought: the signed head that somebody brings back, from a file or typed from the paper; "" if nobody does.

        Raises:
            Refused: ROLLBACK: the record does not extend it, or it is none of this log's; nothing was recorded.
        """
        cosigned = self.ledger.cosigned()
        size = max(cosigned, default=0)
        action = OpenSitting(
            cosigned=cosigned.get(size),
            cosigned_size=size or None,
            brought=brought.strip(),
            recovered=self.workspace.opened_by == RECOVERY_SLOT,
        )
        return self.perform(action, {})

    def signers(self, action: Action) -> tuple[str, ...]:
        """Whose passphrases ``action`` needs.

        Raises:
            Refused: by the rule that forbids the action.
        """
        with self._lock:
            rulings = judge(self, action, self.now())
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
            owed, rulings = owed_before(self, action, now), judge(self, action, now)
            self._keep_what_they_name(rulings, now)
            signers = Signers(self, self._keyring, passphrases, named_keys(rulings))
            drafts = [draft_of(one, Action(by=action.by), now, signers) for one in owed]
            drafts += [draft_of(one, action, now, signers) for one in rulings]
            return self._record(self.ledger.prepare(drafts, now, self._entropy))

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
        return Done(tuple(entries), work=next(filter(None, map(work_of, entries)), None))

    def _keep_what_they_name(self, rulings: Iterable[Ruling], now: datetime) -> None:
        """Keep, before the entry that names them, new keys and a run's own copy of its procedure.

        A crash in between leaves a key or a copy that nothing names, which harms nobody.
        """
        self._keyring.keep_new(rulings, now)
        for ruling in rulings:
            digest = ruling.body.get("book")
            if digest and digest == self.current_book().digest and digest not in self.workspace.evidence:
                self.workspace.evidence.add(self.current_book().to_json())
