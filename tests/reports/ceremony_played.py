"""A Recovery key made and woken in a rehearsal, by the scripts and on the record; a strong room that answers well.

The certificate authorities are made first, outside any script; the Recovery key in a routine ceremony; it is woken in
the ceremony that step 4.2.2.3 of an Incident calls for.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from ceremonies.attendance.actions import TakeRole
from ceremonies.incidents.actions import Raise
from ceremonies.keys import actions as ask
from ceremonies.parties.actions import PutParty
from ceremonies.people.actions import EnrolFirstTwo, Enrolment
from ceremonies.room_log.actions import NoteRoom
from ceremonies.runbook import actions as run_ask
from ceremonies.runbook.ceremony_actions import Details, OpenCeremony, OpenRoutine
from ceremonies.sealing import SMALLEST_COST
from ceremonies.sittings.actions import SignIn
from ceremonies.tokens import actions as token_ask
from ceremonies.tokens.port import TokenInfo
from ceremonies.workspace import create_workspace, open_workspace
from tests.fakes import FakeClock, FixedEntropy
from tests.key_room import CUSTODIANS as FIRST_THREE
from tests.key_room import KeyRoom
from tests.key_table import ADMINISTRATOR, MANIFEST, TOKEN, WITNESS
from tests.walker import INCIDENT, PASSPHRASE, SUBSCRIBER, RoomTable, Walker, perform

BEGINNING = datetime(2026, 3, 27, 9, 12, tzinfo=UTC)
REFERENCE = "TEST-KC-01"
MAKING = f"{REFERENCE}/1"
PEOPLE = (("Ada Bell", ("Ceremony Administrator",)), ("Cy Dunn", ("Internal Witness",)))
CUSTODIANS = (*FIRST_THREE, "K-04", "K-05")
SECRET_EMPLOYER = "Pembroke Assurance"
"""A custodian's organisation stands in the sealed register alone; the minutes can't know it."""
INFO = TokenInfo(
    kind="software",
    module="",
    label=TOKEN.label,
    serial=TOKEN.serial,
    manufacturer="Keyroom",
    model="software token",
    hardware=False,
    flags=("LOGIN_REQUIRED",),
)
CHECKS = (
    ("attributes", "asked for a sensitive key and read it back", "passed", "sensitive, not extractable"),
    ("signature", "signed a digest and verified it", "passed", "64 bytes"),
    ("wrap format", "wrapped a key and unwrapped it with other software", "passed", "RFC 5649"),
    ("trusted wrapping", "wrapped under an untrusted key", "not supported", "the token knows no trusted keys"),
)


class CeremonyPlayer(KeyRoom):
    """Everyone in the room, and the scripts."""

    def __init__(self, folder: Path) -> None:
        super(KeyRoom, self).__init__()
        clock = FakeClock(BEGINNING, timedelta(seconds=3))
        entropy = FixedEntropy("ceremony")
        create_workspace(folder, "rehearsal", PASSPHRASE, clock=clock, entropy=entropy, cost=SMALLEST_COST).close()
        self.workspace = open_workspace(folder, PASSPHRASE, entropy=entropy)
        self.clock = clock
        self.run = ""
        self.doing = ""
        super().enter()
        self._gather()
        self._see_token()

    def trust_token(self) -> None:
        """The token is seen and tried on the record."""

    def tell(self, action):
        """Record an action of any folder."""
        return perform(self.room_of_record, action)

    def _gather(self) -> None:
        room = self.room_of_record
        both = [
            Enrolment(name=name, organisation="DCC", roles=roles, public_key=room.make_key(PASSPHRASE, roles, after=at))
            for at, (name, roles) in enumerate(PEOPLE)
        ]
        self.tell(EnrolFirstTwo(first=both[0], second=both[1]))
        for person in (ADMINISTRATOR, WITNESS):
            self.tell(SignIn(by=person, person=person))
        for _ in CUSTODIANS:
            self._enrol_custodian()

    def _see_token(self) -> None:
        self.tell(token_ask.SeeTokens(by=ADMINISTRATOR, seen=(token_ask.Sight(token=INFO),)))
        work = self.tell(token_ask.ProbeToken(by=ADMINISTRATOR, label=TOKEN.label, serial=TOKEN.serial)).work
        names = ("name", "tried", "outcome", "reason")
        checks = [dict(zip(names, one, strict=True)) for one in CHECKS]
        found = {"token": msgspec.to_builtins(INFO), "checks": checks}
        self.tell(token_ask.EndTokenWork(by=ADMINISTRATOR, work=work.id, outcome="done", results=found))

    # The script

    def note(self, run: str, note: str, second: str = "", **answers: str) -> None:
        """Note something of the room."""
        self.tell(NoteRoom(run=run, by=ADMINISTRATOR, second=second, note=note, answers=answers))

    def _enter(self, run: str) -> None:
        """The room at the beginning: who has which role, the recording, the safe, the token's seal."""
        self.note(run, "recording on", media="R-17")
        self.note(run, "witness", name="E. Vaughan", organisation="Castell Audit", watches="the safe and the screen")
        self.note(run, "safe opened", WITNESS, safe="S-2", taken="token CA-1, bags 4711 to 4715")
        self.note(run, "seal examined", WITNESS, serial=TOKEN.serial, recorded="88120", found="88120", intact="intact")
        roles = [(ADMINISTRATOR, "Ceremony Administrator"), (WITNESS, "Internal Witness")]
        for person, role in [*roles, *((one, "Key Custodian") for one in CUSTODIANS)]:
            self.tell(TakeRole(run=run, by=ADMINISTRATOR, person=person, role=role, seen="passport, by the manager"))

    def _room(self, run: str, act: str) -> bool:
        """Note what a step waits for; whether it was an act of the room."""
        match act:
            case "recording on":
                self._enter(run)
            case "documents seen":
                self.note(run, "documents seen", WITNESS, person=ADMINISTRATOR, document="DCC pass", number="DCC 0042")
            case "recording off":
                self.note(run, "safe closed", WITNESS, safe="S-2", put="token CA-1")
                self.note(run, "recording off", media="R-17", kept="with the Internal Witness")
            case _:
                return False
        return True

    def play(self, run: str, acts) -> None:
        """Carry a ceremony's script out; ``acts`` does what a step waits for."""
        walker = Walker(RoomTable(self.room_of_record, self.clock), run)
        while (now := self.room_of_record.run(run)).status != "ended":
            step = now.open[0].id
            act = walker.table.book.step(step).act
            if act and not self._room(run, act):
                acts(act)
            refusals: dict = {}
            assert walker.complete(step, refusals) is not None, (step, refusals)
            self.clock.advance(timedelta(minutes=4))

    def make(self) -> None:
        """The routine ceremony: REC-0001, 3 of 5, and its certificate."""
        self.token_name = ask.TokenName(label=TOKEN.label, serial=TOKEN.serial, kind="software")
        self.authority()
        details = Details(
            key="REC-0001", m=3, n=5, issuer="ICA-0001", token_label=TOKEN.label, token_serial=TOKEN.serial
        )
        because = "the first Recovery key of the rehearsal"
        self.tell(
            OpenRoutine(
                by=ADMINISTRATOR, reference=REFERENCE, script="C1", because=because, about="recovery", details=details
            )
        )
        self.play(MAKING, self._make)
        self.set_state("REC-0001", "in use")

    def _make(self, act: str) -> None:
        match act:
            case "plan":
                self.plan("REC-0001", "recovery", m=3, n=5, issuer="ICA-0001", ceremony=MAKING)
            case "generate":
                begun = self.pair(ask.Generate, "REC-0001", token=self.token_name, media=self.media)
                self.fails(begun, how="stopped", sentence="The medium CD-2 is full.")
                self.work(begun)
                self._deviate()
            case "hand out" | "prove":
                self._share_acts(act)
            case "commit":
                self.do(self.pair(ask.CommitKey, "REC-0001"))
            case "close":
                self.work(ask.CloseCeremony(key="REC-0001", by=ADMINISTRATOR))
            case _:
                self._certify(act)

    def _share_acts(self, act: str) -> None:
        for index, person in enumerate(CUSTODIANS, 1):
            prove = ask.ProveShare(key="REC-0001", by=ADMINISTRATOR, index=index, person=person)
            self.work(self._handing(index, person) if act == "hand out" else prove)

    def _certify(self, act: str) -> None:
        match act:
            case "issuer open":
                self.open("ICA-0001", purpose="the Recovery Certificate", signs=("certificate",), limit=1)
            case "certify":
                self.work(ask.Activate(key="ICA-0001", by=ADMINISTRATOR))
                self.work(self.signing("ICA-0001", "certificate", subject="REC-0001", serial="0c5a"))
            case "issuer deactivate":
                self.deactivate("ICA-0001")

    def _handing(self, index: int, person: str) -> ask.HandOut:
        how = {"carrier": "file", "path": f"/shares/{index}"} if index == 5 else {"carrier": "words"}
        return ask.HandOut(
            key="REC-0001", by=ADMINISTRATOR, index=index, person=person, place=f"deposit box {index}", **how
        )

    def _deviate(self) -> None:
        step = self.room_of_record.run(MAKING).open[0].id
        self.tell(
            run_ask.Deviate(
                run=MAKING,
                step=step,
                by=ADMINISTRATOR,
                second=WITNESS,
                expected="Both media take the wrapped key.",
                happened="CD-2 was full.",
                decided="Another medium was taken from the safe.",
                objection="the medium should have been tried the day before",
            )
        )

    # The incident

    def wake(self) -> str:
        """Raise an Incident, come to 4.2.2.3 and wake the key there; the ceremony's run."""
        self.tell(PutParty(by=ADMINISTRATOR, party=SUBSCRIBER, source="RA list"))
        self.tell(
            Raise(by=ADMINISTRATOR, incident=INCIDENT, what="a key", subscriber=SUBSCRIBER.id, notified_by="telephone")
        )
        walker = Walker(RoomTable(self.room_of_record, self.clock), f"{INCIDENT}/1").until("4.2.2.3")
        self.run = walker.run
        details = Details(key="REC-0001", token_label=TOKEN.label, token_serial=TOKEN.serial)
        opened = self.tell(OpenCeremony(run=walker.run, step="4.2.2.3", by=ADMINISTRATOR, details=details))
        waking = next(str(entry.body["run"]) for entry in opened.entries if entry.kind == "run.started")
        self.play(waking, self._wake)
        walker.complete("4.2.2.3")
        return waking

    def _wake(self, act: str) -> None:
        match act:
            case "open":
                self.open("REC-0001", purpose="Recovery Commands", limit=10, manifests=(MANIFEST,), until="23:30")
            case "activate":
                self._take()
                self.work(ask.Activate(key="REC-0001", by=ADMINISTRATOR))
            case "sign":
                self.work(self.signing("REC-0001", count=7))
            case "deactivate":
                self.deactivate("REC-0001")

    def _take(self) -> None:
        self.take_shares("REC-0001", CUSTODIANS[:2])
        third = ask.TakeShare(key="REC-0001", by=ADMINISTRATOR, person="K-03")
        begun = self.begin(third)
        facts = {"attempt": begun.request["attempt"], "alias": "K-03", "reason": "mistyped", "sentence": "Word 7."}
        self.record(begun, {"is": "share declined", **facts})
        self.work(third)

    def record(self, work, results: dict) -> None:
        """Record an end that differs from a good room's."""
        self.do(ask.EndWork(key="REC-0001", by=ADMINISTRATOR, work=work.id, outcome="done", results=results))
