"""Carries runs out: answers all that an open step asks for, then completes it by a way that a policy prefers.

Two tables stand underneath. ``Table`` asks the rules and folds their rulings, with no ledger: fast. ``room_of`` makes a
whole ``Room`` on a workspace that is kept in memory. The walker steers by the procedure data and the views alone.
"""

import base64
import functools
import hashlib
import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from ceremonies import streams
from ceremonies.errors import Refused
from ceremonies.incidents.actions import Raise, StartRun
from ceremonies.ledger.note import verifier_key
from ceremonies.parties.actions import PutParty
from ceremonies.parties.party import Party
from ceremonies.parties.state import PartiesState
from ceremonies.people.actions import EnrolFirstTwo, Enrolment
from ceremonies.room import Room
from ceremonies.runbook import actions as ask
from ceremonies.runbook import course
from ceremonies.runbook.beginning import begin
from ceremonies.runbook.book import Book
from ceremonies.runbook.calling import CeremonyFacts, KeyKnown
from ceremonies.runbook.ceremony_actions import Details, HeldOutside
from ceremonies.runbook.ceremony_opening import ceremony_body
from ceremonies.runbook.decide import decide
from ceremonies.runbook.facts import RunFacts, of_others
from ceremonies.runbook.load import load_book
from ceremonies.runbook.schema import Ceremony, Next, Step
from ceremonies.runbook.script_acts import ACTS
from ceremonies.runbook.state import RunState, apply
from ceremonies.runbook.view import view
from ceremonies.runbook.views import RunView, StepView, TellView
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.sittings.actions import SignIn
from ceremonies.times import parse_utc, to_iso
from tests.fakes import START, FakeClock, FixedEntropy, MemoryLedger, fixed_key

INCIDENT = "TEST-0042"
SUBSCRIBER = Party(
    id="BOREALIS",
    name="Borealis Energy Ltd",
    party_roles=("Supplier Party",),
    user_ids=("00-DB-12-34-56-78-90-A0",),
    sros=("Mair Evans",),
    aros=("Tom Hale",),
    responsible_supplier=True,
)
"""A Subscriber to whom every method is open."""
SEVERAL = ("Calluna Gas", "Dryad Networks")
"""Those who are owed what several are owed."""
WEIGHED = ask.PaperWeighing(reference="RA sheet 7", decided_by=("Ada Bell", "Cy Dunn"))
DECIDED = ask.PaperDecision(reference="PMA-2026-9", received_by=("Ada Bell", "Cy Dunn"))
"""What stands on the printed script at a gate, and where the SMKI PMA decides."""
PASSPHRASE = Secret("heather otter candle")
MOST_STEPS = 300
"""A walk that completes more steps than this goes in circles."""


EVERYBODY = {
    "Ceremony Administrator": ("P-01",),
    "Internal Witness": ("P-02",),
    "Key Custodian": ("K-01", "K-02", "K-03", "K-04", "K-05"),
    "Symmetric Key Custodian": ("K-11", "K-12"),
}
"""Who is signed in, by role: a whole ceremony's people."""
KEYS = {
    "REC-0001": KeyKnown(kind="recovery", status="being replaced", m=3, n=5, mark="OLD", serial="0A"),
    "REC-0002": KeyKnown(kind="recovery", status="in use", m=3, n=5, mark="NEW", serial="0B"),
    "CON-0001": KeyKnown(kind="contingency", status="being replaced", m=3, n=5),
    "CSK-0001": KeyKnown(kind="contingency symmetric", status="being replaced", m=2, n=2),
    "ROOT-0001": KeyKnown(kind="root", status="in use"),
    "ICA-0001": KeyKnown(kind="issuing", status="in use"),
}
"""Keys of a record."""
CEREMONIES = {
    "C1": ("recovery", "new", Details(key="REC-0003", m=3, n=5, issuer="ICA-0001")),
    "C2": ("contingency", "new", Details(key="CON-0002", m=3, n=5, symmetric="CSK-0002", parts=2)),
    "C3": ("root", "in use", Details(key="ROOT-0001")),
    "C4": ("issuing", "new", Details(key="ICA-0002", issuer="ROOT-0001")),
    "C5": ("contingency", "being replaced", Details(key="CON-0001", symmetric="CSK-0001")),
    "C6": ("recovery", "being replaced", Details(key="REC-0001")),
    "C7": ("recovery", "in use", Details(key="REC-0002", m=2, n=4)),
    "C8": ("issuing", "in use", Details(key="ICA-0001")),
    "C9": ("recovery", "new", Details(token_serial="42")),
}
"""By script, a ceremony that can be held with these keys."""


def ceremony_of(script: str) -> dict:
    """What is settled about such a ceremony."""
    kind, which, details = CEREMONIES[script]
    called = Ceremony(script=script, key=kind, which=which, says="a test")
    return ceremony_body(called, details, CeremonyFacts(keys=KEYS))


@functools.cache
def the_book() -> Book:
    """The procedures, read once: reading them takes longer than walking through them."""
    return load_book()


class Written(msgspec.Struct, frozen=True):
    """An entry as the ledger would number it."""

    seq: int
    stream: str
    kind: str
    body: dict
    by: tuple[str, ...]
    recorded_at: str
    happened_at: str | None = None


class Table:
    """The rules and the fold of an incident's runs, without a ledger."""

    def __init__(self, book: Book | None = None, parties: PartiesState | None = None, start: datetime = START) -> None:
        self.book = book or the_book()
        self.parties = parties or PartiesState(parties={SUBSCRIBER.id: SUBSCRIBER})
        self.subscribers = (SUBSCRIBER.id,)
        self.now = start
        self.runs: dict[str, RunState] = {}
        self.books: dict[str, Book] = {}
        self.written: list[Written] = []
        self.one_off: dict = {}
        self.closed = False
        self.acts_done = frozenset(ACTS)
        self.attending = EVERYBODY
        self.keys = KEYS

    def facts(self, run: str = "") -> RunFacts:
        rows = [streams.summary(state, self.book_of) for state in self.runs.values()]
        return RunFacts(
            book=self.book_of(self.runs[run].book) if run in self.runs else self.book,
            parties=self.parties,
            subscribers=self.subscribers,
            one_off=self.one_off,
            next_run=f"{INCIDENT}/{len(self.runs) + 1}",
            ceremony=self.there(),
            **of_others(rows, INCIDENT, run),
        )

    def there(self) -> CeremonyFacts:
        """A room in which every act was done, everybody is there, and a key of each generation exists."""
        return CeremonyFacts(
            acts_done=self.acts_done,
            attending=self.attending,
            ends={name: state.outcome for name, state in self.runs.items()},
            keys=self.keys,
        )

    def book_of(self, digest: str) -> Book:
        return self.books.get(digest, self.book)

    def start(self, section: str) -> str:
        run = f"{INCIDENT}/{len(self.runs) + 1}"
        first = begin(self.facts(), run=run, incident=INCIDENT, section=section, because="a test")
        if self.book.section_of(first.body["opens"][0]).script:
            first.body["ceremony"] = ceremony_of(section)
        self.take([first], ask.Pause)
        return run

    def do(self, action: ask.RunAction) -> list[Written]:
        rulings = decide(self.runs[action.run], self.facts(action.run), action, self.now)
        return self.take(rulings, action)

    def take(self, rulings, action) -> list[Written]:
        taken = []
        for one in rulings:
            happened = getattr(action, "happened_at", None)
            entry = Written(
                seq=len(self.written),
                stream=one.stream,
                kind=one.kind,
                body=msgspec.json.decode(msgspec.json.encode(one.body)),
                by=one.signed_by or ("P-01",),
                recorded_at=to_iso(self.now),
                happened_at=to_iso(parse_utc(happened)) if isinstance(happened, str) else None,
            )
            self.written.append(entry)
            taken.append(entry)
            if one.kind == "incident.closed":
                assert not self.closed, "the incident was closed twice"
                self.closed = True
            else:
                apply(self.runs.setdefault(one.stream.removeprefix("run/"), RunState()), entry)
            self.now += timedelta(seconds=1)
        return taken

    def view(self, run: str) -> RunView:
        state = self.runs[run]
        return view(state, self.book_of(state.book), self.now, there=self.there())

    def advance(self, to: datetime) -> None:
        self.now = max(self.now, to)


class RoomTable:
    """The same, on a whole Room."""

    def __init__(self, room: Room, clock: FakeClock) -> None:
        self.room = room
        self.clock = clock

    @property
    def book(self) -> Book:
        return self.room.current_book()

    @property
    def now(self) -> datetime:
        return self.clock.moment

    def start(self, section: str) -> str:
        run = self.room.next_run(INCIDENT)
        perform(self.room, StartRun(by="P-01", second="P-02", incident=INCIDENT, section=section, because="a test"))
        return run

    def do(self, action: ask.RunAction):
        return perform(self.room, action).entries

    def view(self, run: str) -> RunView:
        return self.room.run(run)

    def advance(self, to: datetime) -> None:
        self.clock.moment = max(self.clock.moment, to)


class Policy:
    """What is chosen where there is a choice. This one takes the first way, and what leads to acting."""

    def open_step(self, steps: tuple[StepView, ...]) -> list[StepView]:
        return list(steps)

    def ways(self, step: Step) -> list[int]:
        return list(range(len(step.next)))

    def outcome(self, _book: Book, _step: Step) -> str:
        return "act"

    def conclusion(self) -> str:
        return "act"

    def amount(self) -> int:
        return 10

    def put_back(self, standing: int) -> int:
        return standing


class LeastTaken(Policy):
    """Prefers the way that was taken least often."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, int]] = Counter()

    def open_step(self, steps: tuple[StepView, ...]) -> list[StepView]:
        """Another run starts only when nothing else is open, so a step that may lead to one comes last."""
        return sorted(steps, key=lambda one: any(way.how == "run" for way in one.ways))

    def ways(self, step: Step) -> list[int]:
        return sorted(range(len(step.next)), key=lambda branch: self.taken[step.id, branch])

    def outcome(self, book: Book, step: Step) -> str:
        fork = fork_after(book, step)
        if fork is None:
            return "act"
        outs = {course.is_way_out(book, way.to): self.taken[fork.id, n] for n, way in enumerate(fork.next)}
        acting = [self.taken[fork.id, n] for n, way in enumerate(fork.next) if not course.is_way_out(book, way.to)]
        return "no action" if outs[True] < min(acting) else "act"


class AtRandom(Policy):
    """Chooses by the dice."""

    def __init__(self, seed: object) -> None:
        self.dice = random.Random(str(seed))

    def open_step(self, steps: tuple[StepView, ...]) -> list[StepView]:
        return self.dice.sample(steps, len(steps))

    def ways(self, step: Step) -> list[int]:
        return self.dice.sample(range(len(step.next)), len(step.next))

    def outcome(self, _book: Book, _step: Step) -> str:
        return self.dice.choice(("act", "act", "no action", "amend"))

    def conclusion(self) -> str:
        return self.dice.choice(("act", "act", "act", "do not act"))

    def amount(self) -> int:
        return self.dice.choice((0, 7))

    def put_back(self, standing: int) -> int:
        return self.dice.choice((standing, standing, 0, standing // 2))


class Towards(Policy):
    """Takes the shortest way to one step."""

    def __init__(self, book: Book, target: str) -> None:
        self.book = book
        self.far = {target: 0}
        waiting = [target]
        before = {
            step.id: [book.entry_step(way.to) for way in step.next if way.to != course.END] for step in steps(book)
        }
        while waiting:
            at = waiting.pop(0)
            for step_id, after in before.items():
                if at in after and step_id not in self.far:
                    self.far[step_id] = self.far[at] + 1
                    waiting.append(step_id)

    def ways(self, step: Step) -> list[int]:
        return sorted(range(len(step.next)), key=lambda branch: self._far(step.next[branch]))

    def outcome(self, book: Book, step: Step) -> str:
        fork = fork_after(book, step)
        nearest = min(fork.next, key=self._far) if fork else None
        return "no action" if nearest and course.is_way_out(book, nearest.to) else "act"

    def _far(self, way: Next) -> int:
        target = self.book.entry_step(way.to) if way.to != course.END else course.END
        return self.far.get(target, len(self.book.steps))


def fact_for(kind: str, choices: tuple[str, ...]) -> str:
    """Something that a fact of this kind may say."""
    return choices[0] if choices else {"time": "2026-03-02 09:15", "count": "5"}.get(kind, "as read out")


def steps(book: Book) -> list[Step]:
    """Every step."""
    return list(book.steps.values())


def fork_after(book: Book, step: Step) -> Step | None:
    """The fork at which a decision taken at ``step`` shows: the next step that has a way out without acting."""
    for _ in range(4):
        if any(course.is_way_out(book, way.to) for way in step.next):
            return step
        if len(step.next) != 1 or step.next[0].to == course.END:
            return None
        step = book.step(book.entry_step(step.next[0].to))
    return None


class Walker:
    """Carries out the runs of one incident.

    Attributes:
        taken: how often each edge (step, branch) was taken.
        refusals: the rules that refused a completion on the way, and were then satisfied otherwise.
    """

    def __init__(self, table: Table | RoomTable, run: str, policy: Policy | None = None) -> None:
        self.table = table
        self.run = run
        self.policy = policy or Policy()
        self.taken: Counter[tuple[str, int]] = getattr(self.policy, "taken", Counter())
        self.refusals: Counter[str] = Counter()
        self.path: list[tuple[str, int]] = []

    def go(self, most: int = MOST_STEPS) -> RunView:
        """Carry out the run, and those that follow it, to the end."""
        for _ in range(most):
            now = self.table.view(self.run)
            if now.status == "ended":
                return now
            self.step()
        message = f"no end after {most} steps: {self.path[-12:]}"
        raise AssertionError(message)

    def until(self, step_id: str) -> "Walker":
        """Walk until the step is open; then go by the policy from before."""
        before, self.policy = self.policy, Towards(self.table.book, step_id)
        for _ in range(MOST_STEPS):
            if step_id in {one.id for one in self.table.view(self.run).open}:
                self.policy = before
                return self
            self.step()
        message = f"{step_id} is not reached"
        raise AssertionError(message)

    def step(self) -> tuple[str, int]:
        """Complete one open step, whichever the policy prefers; then follow the run that goes on from it."""
        now = self.table.view(self.run)
        said: dict[tuple[str, str], Refused] = {}
        for _ in range(2):
            for one in self.policy.open_step(now.open):
                done = self.complete(one.id, said)
                if done is not None:
                    return done
            self._answer(said)
        message = f"stuck in {self.run} at {[one.id for one in now.open]}: {said}; came by {self.path[-12:]}"
        raise AssertionError(message)

    def _answer(self, said: dict[tuple[str, str], Refused]) -> None:
        """Do what the refusals ask for: decide whether to act, or weigh again."""
        for step_id, rule in said:
            if rule == "DECISION":
                self.decide(step_id)
            elif rule == "GATE-RISKS":
                self.weigh(step_id)

    def complete(self, step_id: str, said: dict[tuple[str, str], Refused] | None = None) -> tuple[str, int] | None:
        """Answer all that a step asks for and complete it; None if no way on is allowed."""
        step = self.table.book.step(step_id)
        self.fill(step_id)
        for branch in self._fitting(step):
            try:
                entries = self._complete(step_id, branch)
            except Refused as refusal:
                self.refusals[refusal.rule] += 1
                if said is not None:
                    said[step_id, refusal.rule] = refusal
                continue
            self.taken[step_id, branch] += 1
            self.path.append((step_id, branch))
            for entry in entries:
                if entry.kind == "run.started":
                    self.run = entry.body["run"]
            return step_id, branch
        return None

    def _complete(self, step_id: str, branch: int):
        off = self.table.book.step(step_id).next[branch].breaks_off
        note = "the program ended" if off else ""
        action = ask.Complete(run=self.run, step=step_id, by="P-01", branch=branch, note=note)
        try:
            return self.table.do(action)
        except Refused as refusal:
            if refusal.rule == "RUN-NO-STRAND" and "Still in force" in refusal.sentence:
                self.leave_all()
                return self.table.do(action)
            raise

    def leave_all(self) -> None:
        """Have two people decide, for everything that stands, that it stays."""
        for one in self.table.view(self.run).standing:
            self.table.do(
                ask.LeaveStanding(
                    run=self.run,
                    by="P-01",
                    second="P-02",
                    what=one.what,
                    amount=one.amount,
                    stands="all of them",
                    who="the DCC Service Desk",
                    by_when="2026-03-31",
                )
            )

    def _fitting(self, step: Step) -> list[int]:
        """The branches in the policy's order; where a confirmation is taken, it is taken for the first of them."""
        branches = self.policy.ways(step)
        if step.confirmation:
            self._confirm(step, step.next[branches[0]])
            return branches[:1]
        return branches

    def _confirm(self, step: Step, way: Next) -> None:
        outcome = way.confirmed or "believed, recover"
        if outcome == "no answer":
            self._wait(step.id)
        said = {} if outcome == "no answer" else {"person": "Mair Evans", "role": "SMKI SRO", "means": "telephone"}
        self.table.do(ask.Confirm(run=self.run, step=step.id, by="P-01", outcome=outcome, **said))

    def _wait(self, step_id: str) -> None:
        for one in self.table.view(self.run).deadlines:
            if one.step == step_id and not one.met_at:
                self.table.advance(parse_utc(one.due) + timedelta(seconds=1))

    def fill(self, step_id: str) -> None:
        """Answer, write down, tell, weigh, decide and confirm all that the step asks for."""
        at = self._at(step_id)
        step = self.table.book.step(step_id)
        self._weigh(at)
        if at.needs_decision and not at.decision:
            self._decide(at, step)
        if at.calls_custodians and not at.custodians:
            self._do(at, ask.CallCustodians, needed=3, called=5, can_come=4, earliest="16:30")
        if at.due and step.deadline is not None and step.deadline.not_before:
            self._wait(step_id)
        self._list(at)
        self._tell(at)
        self._hold(at)
        self._ceremonies(at)

    def _at(self, step_id: str) -> StepView:
        return next(one for one in self.table.view(self.run).open if one.id == step_id)

    def _do(self, at: StepView, action: type[ask.StepAction], **more) -> None:
        self.table.do(action(run=self.run, step=at.id, by="P-01", **more))

    def _weigh(self, at: StepView) -> None:
        if not at.gate or at.weighed in {"act", "do not act"}:
            return
        self.weigh(at.id, self.policy.conclusion())

    def weigh(self, step_id: str, conclusion: str = "act", **more) -> None:
        """Weigh the risks at a gated step."""
        said = {
            "if_we_act": "communications are blocked",
            "if_we_do_not": "the key stays usable",
            "esme_prepayment": 2,
            "gsme_prepayment": 1,
            "done_for_prepayment": "credit is loaded before",
            "supply_chain": "none",
            "mitigations": "",
            "conclusion": conclusion,
        }
        self.table.do(ask.Weigh(run=self.run, step=step_id, by="P-01", second="P-02", **(said | more)))

    def _ceremonies(self, at: StepView) -> None:
        for one in at.ceremonies:
            if not one.done:
                self._do(at, HeldOutside, number=one.number, key="OLD-1", who="Mair Evans", minutes="KC 7")

    def _decide(self, at: StepView, step: Step) -> None:
        self.decide(at.id, self.policy.outcome(self.table.book, step))

    def decide(self, step_id: str, outcome: str = "act", **more) -> None:
        """Record a decision of the SMKI PMA at an open step."""
        said = {"reference": "PMA 7", "outcome": outcome, "timescales": "as proposed", "reasons": "given in the paper"}
        self.table.do(ask.Decide(run=self.run, step=step_id, by="P-01", second="P-02", **(said | more)))

    def _list(self, at: StepView) -> None:
        for item in at.items:
            if not item.answer:
                self._do(at, ask.Tick, item=item.id)
        for one in at.records:
            if not one.value:
                self._do(at, ask.WriteDown, field=one.id, value=fact_for(one.kind, one.choices))

    def _tell(self, at: StepView) -> None:
        for one in at.tells:
            if not one.done:
                self._tell_each(at, one)

    def _tell_each(self, at: StepView, owed: TellView) -> None:
        """Tell everyone a notification is owed to by each means; where several are owed it, name them first."""
        if owed.several and not owed.owed:
            self._do(at, ask.NameRecipients, tell=owed.number, recipients=SEVERAL)
        for recipient in (owed.owed or SEVERAL) if owed.several else (owed.who,):
            for means in owed.means or ("email",):
                if f"{recipient} by {means}" not in owed.told:
                    self._do(at, ask.Tell, tell=owed.number, recipient=recipient, means=means)

    def _hold(self, at: StepView) -> None:
        for one in at.holds:
            if one.answered:
                continue
            if one.direction == "set":
                acts = not at.gate or self._at(at.id).weighed == "act"
                amount = self.policy.amount() if acts else 0
                self._do(at, ask.PutInForce, what=one.what, amount=amount, before="commissioned", detail="SMI extract")
            elif one.standing:
                self._put_back(at, one.what, self.policy.put_back(one.standing))

    def _put_back(self, at: StepView, what: str, amount: int) -> None:
        try:
            self._do(at, ask.PutBack, what=what, amount=amount, detail="SMI extract")
        except Refused as refusal:
            if refusal.rule != "RUN-BEFORE":
                raise
            self._do(at, ask.PutBack, what=what, amount=0)


def at_step(step_id: str, table: Table | RoomTable | None = None) -> Walker:
    """A run of the procedure that the step belongs to, walked until the step is open; nothing of it is answered yet."""
    table = table or Table()
    part = table.book.section_of(step_id).part_of
    return Walker(table, table.start(part)).until(step_id)


class MemoryEvidence:
    """Evidence that is kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def __contains__(self, digest: str) -> bool:
        return digest in self.kept

    def add(self, content: bytes) -> None:
        self.kept[hashlib.sha256(content).hexdigest()] = content

    def read(self, digest: str) -> bytes:
        return self.kept[digest]


class MemoryKeys:
    """Persons' sealed keys that are kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], object] = {}

    def store(self, key, _made: datetime) -> None:
        self.kept[key.person, key.public.hex()] = key

    def load(self, person: str, public: str | None = None):
        return self.kept[person, public]


class MemoryWorkspace:
    """As much of a workspace as a Room asks for."""

    def __init__(self, ledger: MemoryLedger | None = None, kind: str = "rehearsal") -> None:
        self.ledger = ledger or MemoryLedger()
        self.kind = kind
        self.origin = self.ledger.origin
        self.vkey = verifier_key(self.origin, fixed_key().public_key())
        self.readonly_because: str | None = None
        self.evidence = MemoryEvidence()
        self.person_keys = MemoryKeys()
        self.slots = ("workspace maker",)
        self.opened_by = "workspace maker"
        self.path = Path("kept in memory")


def perform(room: Room, action):
    """Do it, with everybody's passphrase at hand."""
    return room.perform(action, dict.fromkeys(room.signers(action), PASSPHRASE))


def enrol_two(room: Room) -> None:
    """Enrol the first two people and sign them in."""
    names = (("Ada Bell", ("Incident Commander",)), ("Cy Dunn", ("Scribe",)))
    both = [
        Enrolment(name=name, organisation="DCC", roles=roles, public_key=room.make_key(PASSPHRASE, roles, after=number))
        for number, (name, roles) in enumerate(names)
    ]
    perform(room, EnrolFirstTwo(first=both[0], second=both[1]))
    for person in ("P-01", "P-02"):
        perform(room, SignIn(by=person, person=person))


def room_of(workspace: MemoryWorkspace | None = None, clock: FakeClock | None = None) -> RoomTable:
    """A Room with two people signed in, one Party and one incident raised, whose run is ``TEST-0042/1``."""
    clock = clock or FakeClock()
    room = Room(workspace or MemoryWorkspace(), clock, FixedEntropy(), cost=SMALLEST_COST)
    room.open_sitting()
    enrol_two(room)
    perform(room, PutParty(by="P-01", party=SUBSCRIBER, source="RA list"))
    perform(room, Raise(by="P-01", incident=INCIDENT, what="a key", subscriber=SUBSCRIBER.id, notified_by="telephone"))
    return RoomTable(room, clock)


def sections_of(book: Book) -> list[str]:
    """The parts of the text that can be carried out."""
    return list(dict.fromkeys(section.part_of for section in book.text if section.steps))


def scripts_of(book: Book) -> list[str]:
    """The ceremony scripts."""
    return [script.id for script in book.scripts]


def edges_of(book: Book) -> set[tuple[str, int]]:
    """Every edge of ``next``: step and branch."""
    return {(step.id, branch) for step in book.steps.values() for branch in range(len(step.next))}


def public_key(number: int) -> str:
    """A public key that no private key belongs to."""
    return base64.b64encode(bytes([number]) * 32).decode()


def utc(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=UTC)


def kinds(entries: Iterable) -> list[str]:
    return [entry.kind for entry in entries]


class Restless(Walker):
    """A walker that now and then does what a person in the room might: repeat, open ahead, decide, pause."""

    def __init__(self, table: Table, run: str, seed: object, restlessness: float = 0.3) -> None:
        super().__init__(table, run, AtRandom(seed))
        self.dice = random.Random(f"restless {seed}")
        self.restlessness = restlessness
        self.acts: Counter[str] = Counter()

    def step(self) -> tuple[str, int]:
        if self.dice.random() < self.restlessness:
            acts = (self._repeat, self._open_ahead, self._decide_anew, self._pause, self._leave_some, self._on_paper)
            act = self.dice.choice(acts)
            try:
                act()
                self.acts[act.__name__] += 1
            except Refused as refusal:
                self.acts[refusal.rule] += 1
        return super().step()

    def _repeat(self) -> None:
        done = {edge[0] for edge in self.path if edge[0] in self.table.book.steps}
        step = self.dice.choice(sorted(done) or ["none"])
        self.table.do(ask.Repeat(run=self.run, by="P-01", step=step, reason="it was done badly"))

    def _open_ahead(self) -> None:
        also = self.table.view(self.run).also or ("none",)
        self.table.do(ask.OpenBeside(run=self.run, by="P-01", step=self.dice.choice(also)))

    def _decide_anew(self) -> None:
        at = self.dice.choice(self.table.view(self.run).open)
        part = self.table.book.part_of_step(at.id)
        steps = [step.id for section in part for step in section.steps]
        some = tuple(self.dice.sample(steps, min(3, len(steps))))
        if self.dice.random() < 0.5:
            self.decide(at.id, self.dice.choice(("act", "no action", "amend")), passes_over=some)
        else:
            self.decide(at.id, "amend", amendments=dict.fromkeys(some, "do it otherwise"))

    def _pause(self) -> None:
        self.table.do(ask.Pause(run=self.run, by="P-01", reason="the room is evacuated"))
        self.table.do(ask.Resume(run=self.run, by="P-01"))

    def _on_paper(self) -> None:
        at = self.dice.choice(self.table.view(self.run).open)
        ways = [way.branch for way in at.ways if way.how != "run"]
        put = [
            ask.PaperCount(what=one.what, amount=self.dice.choice((0, 7)), before="commissioned")
            for one in at.holds
            if one.direction == "set"
        ]
        back = [
            ask.PaperCount(what=one.what, amount=-self.dice.choice((0, one.standing)))
            for one in at.holds
            if one.direction == "put back"
        ]
        step = ask.PaperStep(
            step=at.id,
            happened_at=to_iso(self.table.now),
            who="Cy Dunn",
            branch=self.dice.choice(ways),
            counts=(*put, *back),
            weighing=WEIGHED if at.gate and self.dice.random() < 0.8 else None,
            decision=DECIDED if at.needs_decision and self.dice.random() < 0.8 else None,
        )
        self.table.do(ask.EnterPaper(run=self.run, by="P-01", second="P-02", steps=(step,)))

    def _leave_some(self) -> None:
        self.leave_all()
