"""One folder in which ceremonies are played: a record, a token, two media, and what the custodians carry away."""

import os
import shutil
import subprocess
from pathlib import Path

import msgspec

from app.strongroom import protocol as p
from app.strongroom.client import StrongRoom
from app.wiring import SystemClock, SystemEntropy
from ceremonies.keys.actions import Medium, TokenName
from ceremonies.people.actions import Enrol, Enrolment
from ceremonies.people.decide import next_person
from ceremonies.room import Room
from ceremonies.sealing import SMALLEST_COST
from ceremonies.sittings.actions import SignIn
from ceremonies.tokens.actions import EndTokenWork, ProbeToken, SeeTokens, Sight
from ceremonies.workspace import Workspace, open_workspace
from tests import system
from tests.records import CHEAP, PASSPHRASE, enrol_two, make_workspace, perform, room_in

LABEL, PIN, SO_PIN = "CA-1", "482916", "73510264"
BEGIN = p.Begin(kind="rehearsal", cost=SMALLEST_COST, file_cost=SMALLEST_COST)
CUSTODIANS = ("K-01", "K-02", "K-03")
BATCH = ("first.bin", "second.bin")


class Stage:
    """Where everything lies.

    Attributes:
        kind: of the token.
        environment: with which strong rooms find it.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder
        self.kind = kind
        self.environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
        self.module = system.needed(system.softhsm()) if kind == "pkcs11" else str(folder / "tokens")

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def shares(self) -> Path:
        """What the custodians have carried away: one sealed file a share."""
        return self.folder / "shares"

    @property
    def batch(self) -> Path:
        """What is to be signed."""
        return self.folder / "batch"

    @property
    def media(self) -> tuple[Medium, ...]:
        return tuple(
            Medium(name=f"CD-{name}", place=f"safe {name}", path=str(self.folder / name)) for name in ("one", "two")
        )

    @property
    def blobs(self) -> list[Path]:
        """The wrapped keys that lie on the media."""
        return [path for one in self.media for path in sorted(Path(one.path).iterdir())]

    @property
    def token(self) -> TokenName:
        """The ceremony's token, by the serial that it was given."""
        serial = (self.folder / "serial").read_text(encoding="utf-8")
        return TokenName(label=LABEL, serial=serial, kind=self.kind, module=self.module)

    def open(self) -> Workspace:
        return open_workspace(self.workspace, PASSPHRASE, entropy=SystemEntropy())

    @staticmethod
    def enter(workspace: Workspace, form: type[Room] = Room) -> Room:
        """Start the program: its sitting, with everybody signed in."""
        room = form(workspace, SystemClock(), SystemEntropy(), cost=CHEAP)
        room.open_sitting()
        for person in room.people.people:
            perform(room, SignIn(by=person, person=person))
        return room

    def save(self, name: str) -> None:
        """Keep everything as it is now, so that it can be had again: in the same place, for the record names paths."""
        shutil.copytree(self.folder, self.folder.with_name(f"saved-{name}"))

    def restore(self, name: str) -> None:
        """Have everything as it was saved."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.folder.with_name(f"saved-{name}"), self.folder)

    # Before the first ceremony

    def build(self) -> None:
        """A rehearsal with two people and three custodians, and a token that was tried."""
        for one in ("one", "two", "shares", "tokens", "batch"):
            (self.folder / one).mkdir(parents=True)
        for number, name in enumerate(BATCH):
            (self.batch / name).write_bytes(bytes([number]) * 100)
        store = f"directories.tokendir = {self.folder / 'tokens'}\nlog.level = ERROR\n"
        (self.folder / "softhsm2.conf").write_text(store, encoding="utf-8")
        info = self._new_token()
        (self.folder / "serial").write_text(info.serial, encoding="utf-8")
        with make_workspace(self.workspace) as workspace:
            room = room_in(workspace)
            enrol_two(room)
            for _ in CUSTODIANS:
                self._enrol_custodian(room)
            perform(room, SeeTokens(by="P-01", seen=(Sight(token=info),)))
            self._probe(room)

    def _new_token(self):
        if self.kind == "pkcs11":
            words = ["--init-token", "--free", "--label", LABEL, "--so-pin", SO_PIN, "--pin", PIN]
            subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, env=self.environment)
        else:
            blank = p.TokenAddress(kind="software", module=self.module)
            making = p.Initialise(token=blank, new_label=LABEL, so_people=("P-01",), people=("P-01",))
            self._ask(making, SO_PIN, PIN)
        seen = self._ask(p.ListTokens(kind=self.kind, module=self.module))
        return next(one for one in seen.tokens if one.label == LABEL)

    @staticmethod
    def _enrol_custodian(room: Room) -> None:
        roles = ("Key Custodian",)
        person = next_person(room.people, roles)
        one = Enrolment(roles=roles, public_key=room.make_key(PASSPHRASE, roles), register_digest="ab" * 32)
        perform(room, Enrol(by="P-01", second="P-02", person=one))
        perform(room, SignIn(by=person, person=person))

    def _probe(self, room: Room) -> None:
        work = perform(room, ProbeToken(by="P-01", label=LABEL, serial=self.token.serial)).work
        reply = self._ask(msgspec.convert({"act": "probe", **work.request}, p.Request), PIN)
        results = msgspec.to_builtins(reply)
        perform(room, EndTokenWork(by="P-01", work=work.id, outcome="done", results=results))

    def _ask(self, request: p.Request, *answers: str) -> p.Reply:
        """What a strong room of its own answers."""
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{one}\n" for one in answers).encode())
        os.close(writing)
        try:
            with StrongRoom.start(BEGIN, answers=reading, environment=self.environment) as room:
                return room.ask(request)
        finally:
            os.close(reading)
