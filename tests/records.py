"""Makes real records for tests: a rehearsal workspace with two people, a Party and an incident under way."""

from pathlib import Path

from app.wiring import SystemClock, SystemEntropy
from ceremonies.incidents.actions import Raise
from ceremonies.parties.actions import PutParty
from ceremonies.parties.party import Party
from ceremonies.people.actions import EnrolFirstTwo, Enrolment
from ceremonies.room import Room
from ceremonies.runbook.actions import Complete, Tell, Tick, WriteDown
from ceremonies.runbook.views import StepView
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CloseSitting, SignIn
from ceremonies.workspace import Workspace, create_workspace, open_workspace

PASSPHRASE = Secret("correct horse battery staple")
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
INCIDENT = "TEST-0042"
SEVERAL = "Dryad Networks"
"""The one of whom there may be several."""
PARTY = Party(
    id="ACME",
    name="Acme Energy",
    party_roles=("Supplier Party",),
    user_ids=("90-B3-D5-1F-30-01-00-00",),
    sros=("R. Owen",),
    aros=("T. Ellis",),
    telephone="+44 1632 960123",
    email="security@acme.example",
    responsible_supplier=True,
)


def make_workspace(path: Path, kind: str = "rehearsal") -> Workspace:
    """An empty workspace, open."""
    create_workspace(path, kind, PASSPHRASE, clock=SystemClock(), entropy=SystemEntropy(), cost=CHEAP).close()
    return open_workspace(path, PASSPHRASE, entropy=SystemEntropy())


def room_in(workspace: Workspace) -> Room:
    """A room in an open workspace, with a sitting opened."""
    room = Room(workspace, SystemClock(), SystemEntropy(), cost=CHEAP)
    room.open_sitting()
    return room


def perform(room: Room, action):
    """Perform an action; whoever must sign has the one passphrase."""
    return room.perform(action, dict.fromkeys(room.signers(action), PASSPHRASE))


def enrol_two(room: Room) -> None:
    """P-01 and P-02 enrolled and signed in."""
    first = room.make_key(PASSPHRASE, ("Incident Commander",))
    second = room.make_key(PASSPHRASE, ("Scribe",), after=1)
    pair = EnrolFirstTwo(
        first=Enrolment(name="J. Okafor", organisation="DCC", roles=("Incident Commander",), public_key=first),
        second=Enrolment(name="M. Lindqvist", organisation="DCC", roles=("Scribe",), public_key=second),
    )
    perform(room, pair)
    for person in ("P-01", "P-02"):
        perform(room, SignIn(by=person, person=person))


def raise_incident(room: Room) -> str:
    """An incident raised; the name of its first run."""
    perform(room, PutParty(by="P-01", party=PARTY, source="SMKI Registration Authority"))
    action = Raise(by="P-01", incident=INCIDENT, what="Supplier key", subscriber="ACME", notified_by="Service Desk")
    perform(room, action)
    return f"{INCIDENT}/1"


def fact_for(kind: str, choices: tuple[str, ...]) -> str:
    """Something that a fact of this kind may say."""
    return choices[0] if choices else {"time": "2026-11-22 09:15", "count": "5"}.get(kind, "as read out")


def answer(room: Room, run: str, step: StepView) -> None:
    """Answer all that a plain step asks for: its items, facts and notifications."""
    for item in step.items:
        perform(room, Tick(run=run, step=step.id, by="P-01", item=item.id))
    for record in step.records:
        value = fact_for(record.kind, record.choices)
        perform(room, WriteDown(run=run, step=step.id, by="P-01", field=record.id, value=value))
    for tell in step.tells:
        at = {"run": run, "step": step.id, "by": "P-01", "tell": tell.number}
        for number, means in enumerate(tell.means or ("email",)):
            everyone = (SEVERAL,) if tell.several and not number else ()
            who = SEVERAL if tell.several else tell.who
            perform(room, Tell(**at, recipient=who, means=means, recipients=everyone))


def small_record(path: Path) -> Workspace:
    """A closed sitting of some 50 entries with a counter-signed head, and another sitting begun; open."""
    workspace = make_workspace(path)
    room = room_in(workspace)
    enrol_two(room)
    run = raise_incident(room)
    for _ in range(3):
        step = room.run(run).open[0]
        answer(room, run, step)
        perform(room, Complete(run=run, step=step.id, by="P-01"))
    perform(room, CloseSitting(by="P-01"))
    for person in ("P-01", "P-02"):
        room.counter_sign(person, PASSPHRASE, "")
    again = room_in(workspace)
    perform(again, SignIn(by="P-01", person="P-01"))
    return workspace
