"""An incident played through Method 2 in a rehearsal workspace, with all that a report has to show."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from ceremonies.incidents.actions import OfferCommand, Raise, TakeCommand
from ceremonies.parties.actions import PutParty
from ceremonies.parties.party import Party
from ceremonies.people.actions import Enrol, EnrolFirstTwo, Enrolment
from ceremonies.room import Room
from ceremonies.runbook import actions as ask
from ceremonies.runbook.ceremony_actions import HeldOutside
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CorrectClock, SignIn, SignOut
from ceremonies.times import to_iso
from ceremonies.workspace import create_workspace, open_workspace
from tests.fakes import FakeClock, FixedEntropy

PASSPHRASE = Secret("eight words that nobody would ever guess")
CHEAP = Cost(8, 1, 1)
REFERENCE = "TEST-0042"
SRO = "Siân Ŵyn-Parry"
BEGINNING = datetime(2026, 3, 27, 9, 12, tzinfo=UTC)
"""A Friday before the clocks go forward: the incident runs on into British Summer Time."""
WORDS = {
    "text": "Recorded as read out by the DCC Service Desk and read back",
    "time": "2026-03-27 11:40",
    "count": "1250",
}
SEVERAL = ("Llanmoor Networks plc", "Severn Gas Transport Ltd")
"""Those who are owed what several are owed."""
FACTS = {
    "3.1.K1": ("f-ii", "logs of the four days before were searched for Service Requests signed with the key"),
}


class Player:
    """Carries an incident through a room, acting for everyone in it."""

    def __init__(self, folder: Path, *, quick: bool = False) -> None:
        self.clock = FakeClock(BEGINNING, timedelta(0))
        self.between = timedelta(seconds=1 if quick else 7)
        entropy = FixedEntropy()
        create_workspace(folder, "rehearsal", PASSPHRASE, clock=self.clock, entropy=entropy, cost=CHEAP).close()
        self.workspace = open_workspace(folder, PASSPHRASE, entropy=entropy)
        self.room = Room(self.workspace, self.clock, entropy, cost=CHEAP)
        self.run = f"{REFERENCE}/1"
        self.commander = "P-01"

    def do(self, action):
        """Record an action, with everyone's passphrase at hand; time goes on by the act, however often it is read."""
        self.clock.advance(self.between)
        return self.room.perform(action, dict.fromkeys(self.room.signers(action), PASSPHRASE))

    def gather(self) -> None:
        """Enrol the people and the Parties."""
        room = self.room
        room.open_sitting()
        first, second = room.make_key(PASSPHRASE, ("Scribe",)), room.make_key(PASSPHRASE, ("Scribe",), after=1)
        self.do(
            EnrolFirstTwo(
                first=Enrolment(
                    name="Rhiannon Price", organisation="DCC", roles=("Incident Commander",), public_key=first
                ),
                second=Enrolment(name="Owen Łukasz", organisation="DCC", roles=("Scribe",), public_key=second),
            )
        )
        self.do(SignIn(by="P-01", person="P-01"))
        self.do(SignIn(by="P-02", person="P-02"))
        self.enrol("Marta Nowak", "DCC", ("Incident Commander",))
        self.enrol(None, None, ("Key Custodian",))
        self.do(
            PutParty(
                by="P-01",
                source="SMKI Registration Authority extract of 2026-03-20",
                party=Party(
                    id="NORTHWIND",
                    name="Northwind Energy Supply Ltd",
                    party_roles=("Supplier Party",),
                    user_ids=("90-B3-D5-1F-30-01-00-00",),
                    sros=(SRO,),
                    aros=("Tom Hale",),
                    telephone="+44 29 2018 0000",
                    email="smki@northwind.example",
                    responsible_supplier=True,
                ),
            )
        )

    def enrol(self, name, organisation, roles) -> None:
        key = self.room.make_key(PASSPHRASE, roles)
        digest = None if name else "ab" * 32
        person = Enrolment(name=name, organisation=organisation, roles=roles, public_key=key, register_digest=digest)
        self.do(Enrol(by="P-01", second="P-02", person=person))

    def raise_incident(self) -> None:
        self.do(
            Raise(
                by="P-01",
                incident=REFERENCE,
                what="Supplier Organisation Certificate, digitalSignature key, serial 5D 31 0A 77",
                subscriber="NORTHWIND",
                notified_by="DCC Service Desk, on behalf of Northwind's security operations centre",
                information="A laptop with a copy of the key material was stolen on 26 March.",
            )
        )

    def step(self, branch: int | None = None) -> str:
        """Carry the first open step out that can be; its id."""
        for at in self.room.run(self.run).open:
            self.clock.advance(timedelta(minutes=11))
            try:
                self.fill(at)
                self.complete(at.id, way_of(at) if branch is None else branch)
            except ask_again():
                continue
            return at.id
        message = f"Nothing can be completed in {self.run}."
        raise AssertionError(message)

    def until(self, step: str) -> None:
        """Carry out what comes before ``step``."""
        while step not in {at.id for at in self.room.run(self.run).open}:
            self.step()

    def to_the_end(self) -> None:
        """Carry out what is left of the run, and of those it leads on to."""
        while self.room.run(self.run).status == "going":
            self.step()

    def complete(self, step: str, branch: int, **more) -> None:
        done = self.do(ask.Complete(run=self.run, step=step, by=self.commander, branch=branch, **more))
        for entry in done.entries:
            if entry.kind == "run.started":
                self.run = entry.body["run"]

    def fill(self, at) -> None:
        """Answer everything a step asks for."""
        same = {"run": self.run, "step": at.id, "by": self.commander}
        if at.gate and not at.weighed:
            self.do(weighing(same, objects=at.id == "4.2.2.4"))
        if at.needs_decision and not at.decision:
            self.do(decision(same))
        if at.needs_confirmation and not at.confirmation:
            self.do(
                ask.Confirm(
                    **same, outcome="believed, recover", person=SRO, role="SMKI SRO", means="secured electronic means"
                )
            )
        if at.calls_custodians and not at.custodians:
            self.do(ask.CallCustodians(**same, needed=3, called=5, can_come=4, excluded=1, earliest="27 March 16:30"))
        self._answer(at, same)
        self._tell(at, same)
        self._hold(at, same)
        for one in at.ceremonies:
            if not one.done:
                self.do(HeldOutside(**same, number=one.number, key="RPK 3", who="Owen Pryce", minutes="KA-2026-05"))

    def _answer(self, at, same) -> None:
        for item in at.items:
            if item.answer:
                continue
            skip = bool(item.where) and item.id != FACTS.get(at.id, ("",))[0]
            reason = "" if not skip else "not the case here"
            if at.id in FACTS and item.id == FACTS[at.id][0]:
                reason = FACTS[at.id][1]
            self.do(ask.Tick(**same, item=item.id, answer="does not apply" if skip else "done", reason=reason))
        for record in at.records:
            if not record.value:
                value = record.choices[0] if record.choices else WORDS[record.kind]
                self.do(ask.WriteDown(**same, field=record.id, value=value))

    def _tell(self, at, same) -> None:
        for owed in at.tells:
            if owed.done:
                continue
            if owed.where:
                reason = "the case that the text names did not arise"
                self.do(ask.Excuse(**same, tell=owed.number, recipient=owed.who, reason=reason))
                continue
            names = SEVERAL if owed.several else (owed.who,)
            if owed.several:
                self.do(ask.NameRecipients(**same, tell=owed.number, recipients=names))
            for means in owed.means or ("secured electronic means",):
                for number, name in enumerate(names, 1):
                    receipt = f"DCC-{at.id}-{owed.number + 1}" + (f"-{number}" if owed.several else "")
                    self.do(ask.Tell(**same, tell=owed.number, recipient=name, means=means, receipt=receipt))

    def _hold(self, at, same) -> None:
        for hold in at.holds:
            if hold.answered:
                continue
            if hold.direction == "set":
                amount = {"4.2.2.1": 0, "4.2.1.6": 5}.get(at.id, 1250)
                detail = "confirmed by the DSP, ticket 7731"
                self.do(ask.PutInForce(**same, what=hold.what, amount=amount, before="commissioned", detail=detail))
            elif hold.standing:
                keep = 12 if hold.what == "recovered status" else 0
                amount = 0 if at.id == "4.2.2.1" else hold.standing - keep
                self.do(ask.PutBack(**same, what=hold.what, amount=amount, detail="confirmed by the DSP, ticket 7790"))


def ask_again():
    """What a step that has to wait is refused with."""
    from ceremonies.errors import Refused  # noqa: PLC0415

    return Refused


def way_of(at) -> int:
    """The way on that leads through Method 2 to the report."""
    wanted = {"3.2.K5": "2.K1", "4.K1": "4.2.1", "4.2.3.2": "3.1.K1", "3.1.K2": "3.1.K3"}.get(at.id)
    if wanted:
        for way in at.ways:
            if way.to.startswith(wanted) or wanted.startswith(way.to):
                return way.branch
    return next((way.branch for way in at.ways if not way.to.endswith(".K1") and way.how != "run"), 0)


def weighing(same, *, objects: bool):
    return ask.Weigh(
        **same,
        second="P-02",
        if_we_act="1,250 Devices lose prepayment through the DCC for about six hours.",
        if_we_do_not="The key stays usable: supply could be switched off without authority.",
        esme_prepayment=210,
        gsme_prepayment=188,
        done_for_prepayment="Northwind telephones its 398 prepayment customers and sends keys and cards by courier.",
        supply_chain="None: the Certificates were placed on commissioned Devices only.",
        mitigations="Work begins after the evening peak.",
        conclusion="act",
        review_at="28 March 09:00",
        objection="the courier can't reach Skye before Monday" if objects else "",
    )


def decision(same):
    return ask.Decide(
        **same,
        second="P-02",
        reference="PMA-2026-014",
        outcome="act",
        timescales="as proposed; recovery by 31 March 18:00",
        orders=(ask.Order(what="revoke the Compromised Certificates", when="once 4.2.2.9 is reported"),),
        communications="stay disabled",
        stop_retries="after three attempts a Device, and no later than 31 March 18:00",
        options="Methods 1, 2 and 3 were put to the meeting.",
        reasons="Method 1 would leave the key usable for weeks.",
        objections="One member asked for Method 3; outvoted.",
    )


def play(folder: Path) -> Player:
    """An incident from its notification to the closing of it, with handover, deviation, evidence and a told time."""
    player = Player(folder)
    player.gather()
    player.raise_incident()
    player.until("4.2.1.3")
    player.do(SignIn(by="P-03", person="P-03"))
    player.do(OfferCommand(by="P-01", incident=REFERENCE, to="P-03", note="Northwind is called every hour."))
    player.do(TakeCommand(by="P-03", incident=REFERENCE))
    player.commander = "P-03"
    player.do(SignOut(by="P-01", person="P-01"))
    kept = player.workspace.evidence.add(b"DSP ticket 7731: 1,250 Devices set to recovery\n")
    player.until("4.2.2.4")
    same = {"run": player.run, "step": "4.2.2.4", "by": "P-03"}
    what = "The DSP's confirmation"
    player.do(ask.Attach(**same, name="dsp-ticket-7731.txt", digest=kept.digest, size=kept.size, what=what))
    player.do(
        ask.Deviate(
            **same,
            second="P-02",
            expected="1,250 Devices answer within six hours.",
            happened="38 Devices on one WAN node did not answer at all.",
            decided="They are tried again at 06:00, when the node's maintenance ends.",
            objection="the node's maintenance should have been known",
        )
    )
    player.do(CorrectClock(by="P-03", reference=to_iso(player.clock.moment + timedelta(seconds=4)), said_by="NPL, MSF"))
    told(player)
    player.do(ask.Pause(run=player.run, by="P-03", reason="shift change"))
    player.clock.advance(timedelta(hours=40))
    player.do(ask.Resume(run=player.run, by="P-03"))
    player.until("4.2.3.2")
    same["step"] = "4.2.3.2"
    player.do(ask.DeclareRecovered(**same, outcome="partly successful", not_recovered=12))
    leave(player)
    player.to_the_end()
    return player


def told(player: Player) -> None:
    """Complete 4.2.2.4 an hour after it happened, as somebody told by telephone."""
    (at,) = [each for each in player.room.run(player.run).open if each.id == "4.2.2.4"]
    player.fill(at)
    then = to_iso(player.clock.moment)
    player.clock.advance(timedelta(hours=1))
    player.complete(
        "4.2.2.4",
        way_of(at),
        how="outside",
        note="Carried out by the DSP at its own site.",
        happened_at=then,
        happened_source="telephone",
        happened_by="A. Fforde, DSP",
    )


def leave(player: Player) -> None:
    """Decide what stays in force when the run ends."""
    for what, hold in player.room.state(f"run/{player.run}").holds.items():
        if hold.standing > 0 and what == "recovered status":
            player.do(
                ask.LeaveStanding(
                    run=player.run,
                    by="P-03",
                    second="P-02",
                    what=what,
                    amount=hold.standing,
                    stands="12 Devices on the failed WAN node",
                    who="DCC Service Desk, with Northwind",
                    by_when="30 April 2026",
                )
            )
