"""A rehearsal in which key ceremonies are carried out by the acts that the front ends offer, with real strong rooms.

Passphrases are at hand; the private questions are answered from a pipe, each act with answers of its own.
"""

import os
import select
from threading import Timer

from app.acts.act import Act, Where
from app.acts.catalogue import ACTS, acts_at
from app.performing import perform
from app.standing import where
from app.strong_rooms import StrongRooms
from app.strongroom.client import StrongRoom
from app.strongroom.protocol import Begin
from app.wiring import SystemClock, SystemEntropy
from app.work import Worker, drive
from ceremonies.room import Done, Room
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace, open_workspace
from tests import system

PASSPHRASE = Secret("heather")
LEADS, WATCHES = "P-01", "P-02"
CUSTODIANS = ("K-01", "K-02", "K-03", "K-04")
SYMMETRIC = ("K-05", "K-06")
PATIENCE = 8.0
"""Seconds until a strong room that waits for an answer that nobody prepared is ended."""


class WentWrong(AssertionError):
    """An act came to nothing, or was not offered."""


class Day:
    """One workspace, its people, and two media.

    Attributes:
        kind: of the tokens: "pkcs11" or "software".
        module: what tokens are reached through; empty for software tokens.
        environment: with which strong rooms and other programs find them.
    """

    def __init__(self, folder, kind):
        self.folder = folder
        self.kind = kind
        for one in ("one", "two", "shares", "tokens"):
            (folder / one).mkdir()
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
        self.environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
        self.module = system.needed(system.softhsm()) if kind == "pkcs11" else ""
        clock, entropy = SystemClock(), SystemEntropy()
        path = folder / "workspace"
        create_workspace(path, "rehearsal", PASSPHRASE, clock=clock, entropy=entropy, cost=SMALLEST_COST).close()
        self.workspace = open_workspace(path, PASSPHRASE, entropy=entropy)
        self.room = Room(self.workspace, clock, entropy, cost=SMALLEST_COST)
        self.room.open_sitting()
        self._reading, self._writing = os.pipe()
        begin = Begin(kind="rehearsal", lines=True, cost=SMALLEST_COST, file_cost=SMALLEST_COST)
        self.rooms = StrongRooms(begin, start=self._start)
        self.worker = Worker(self.room, self.rooms, entropy)
        self._people()

    def close(self):
        self.rooms.dismiss_all()
        self.workspace.close()
        os.close(self._reading)
        os.close(self._writing)

    def _start(self, begin):
        return StrongRoom.start(begin, answers=self._reading, environment=self.environment)

    def _people(self):
        first = {"first_name": "Ada Bell", "first_organisation": "DCC", "first_roles": "Ceremony Administrator"}
        second = {"second_name": "Cy Dunn", "second_organisation": "DCC", "second_roles": "Internal Witness"}
        self.act("firsttwo", scope="people", **first, **second)
        for person in (LEADS, WATCHES):
            self.act("signin", scope="people", person=person)
        for people, role in ((CUSTODIANS, "Key Custodian"), (SYMMETRIC, "Symmetric Key Custodian")):
            for _ in people:
                self.act("enrol", scope="people", person_roles=role, person_digest="ab" * 32)
        for person in (*CUSTODIANS, *SYMMETRIC):
            self.act("signin", scope="people", person=person)

    # Acts

    def at(self, run="", step="", key="") -> Where:
        """What is shown."""
        by = LEADS if self.room.people.people else ""
        return where(self.room, by=by, run=run, step=step, key=key, keys=True)

    def act(self, name, *private, at=("", ""), shown_key="", scope="", **answers) -> Done:
        """Carry out an act where it is offered: answers by field, what is left out as it stands in the form.

        Raises:
            WentWrong: it is not offered there, or its work failed.
            Refused: by a rule.
        """
        run, step = at
        shown = self.at(run, step, shown_key)
        act = _offered(shown, name, scope or ("run" if run else "home"))
        filled = self.worker.answered(act, shown, _filled(act, shown, answers))
        done = _signed(perform(self.room, act, shown, filled))
        self.worker.heard(done)
        return self.work(done, *private) if done.work else done

    def work(self, done, *private) -> Done:
        """Have what an entry promised done, the private questions answered in turn."""
        os.write(self._writing, "".join(f"{one}\n" for one in private).encode())
        ended = drive(self.worker.carry_out(done.work, LEADS), lambda request: self._ask(done.work.stream, request))
        if ended.said:
            raise WentWrong(f"{done.work.act}: {ended.said}")
        if select.select([self._reading], [], [], 0)[0]:
            raise WentWrong(f"{done.work.act} asked for less than was prepared: {os.read(self._reading, 4096)!r}")
        return ended

    def _ask(self, stream, request):
        room = self.rooms.ready(stream)
        alarm = Timer(PATIENCE, room.kill)
        alarm.start()
        try:
            return room.ask(request)
        finally:
            alarm.cancel()

    # What there is

    def token_called(self, label):
        """A token as forms offer it."""
        return next(f"{one.serial} {one.label}" for one in self.room.tokens().tokens if one.label == label)

    @property
    def token(self):
        """A token that ceremonies may use."""
        return next(f"{one.serial} {one.label}" for one in self.room.tokens().tokens if not one.refusal)

    def media(self):
        """The fields of the two media."""
        return {
            "medium_one": "CD-1",
            "place_one": "safe A",
            "folder_one": str(self.folder / "one"),
            "medium_two": "CD-2",
            "place_two": "safe B",
            "folder_two": str(self.folder / "two"),
        }

    def output(self, name):
        """A file of the outbox."""
        return self.workspace.path / "outbox" / name

    def becomes(self, key, to):
        """Take a key into use, or say that it is being replaced."""
        if self.room.key(key).status != to:
            self.act("keystate", shown_key=key, scope="key", to=to, reason="by decision PMA-2")


def _offered(shown, name, scope) -> Act:
    act = next((one for one in acts_at(shown, scope) if one.name == name), None)
    if act is None:
        known = next((one for one in ACTS if one.name == name), None)
        at = shown.step.id if shown.step else scope
        raise WentWrong(f"{name} is {'not offered' if known else 'no act'} at {at}.")
    return act


def _filled(act, shown, answers):
    fields = {one.name: one for one in act.fields(shown)}
    unknown = sorted(set(answers) - set(fields))
    assert not unknown, (act.name, unknown, sorted(fields))
    filled = {name: one.default for name, one in fields.items()} | answers
    if "second" in fields and not filled["second"] and act.name != "probe":
        filled["second"] = WATCHES
    empty = [one.label for one in fields.values() if one.required and not filled[one.name]]
    assert not empty, (act.name, empty)
    return filled


def _signed(performing):
    try:
        next(performing)
        while True:
            performing.send(PASSPHRASE)
    except StopIteration as end:
        return end.value
