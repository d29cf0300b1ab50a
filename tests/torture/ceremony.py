"""Plays ceremonies of an M#N key without screens: Room, strong room and prepared answers, and the way on after a crash.

A generation (2 of 3), an activation with one batch that is signed, and a re-sharing.
"""

import os
import select
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Timer

from app.batches import of_folder
from app.strong_rooms import StrongRooms
from app.strongroom.client import StrongRoom
from app.strongroom.protocol import Reply, Request
from app.wiring import SystemEntropy
from app.work import Worker
from ceremonies.errors import KeyroomError
from ceremonies.keys import actions as ask
from ceremonies.keys.kinds import next_name, stream_of
from ceremonies.keys.parts import HERE
from ceremonies.room import Room
from tests.records import perform
from tests.torture.stage import BATCH, BEGIN, CUSTODIANS, PIN, Stage

M, N = 2, 3
BY, SECOND = "P-01", "P-02"
PAIR = {"by": BY, "second": SECOND}
PATIENCE = 60


class Stuck(AssertionError):
    """An act of the ceremony failed, though nobody was killed."""


class Player:
    """One start of the program, from its sitting on."""

    def __init__(self, stage: Stage, room: Room, start: Callable = StrongRoom.start) -> None:
        self.stage = stage
        self.room = room
        self.reading, self.writing = os.pipe()
        self.rooms = StrongRooms(
            BEGIN, start=lambda begin: start(begin, answers=self.reading, environment=stage.environment)
        )
        self.worker = Worker(room, self.rooms, SystemEntropy())

    def close(self) -> None:
        """End the strong room and the answers."""
        self.rooms.dismiss_all()
        for one in (self.reading, self.writing):
            os.close(one)

    def state(self, key: str):
        return self.room.state(stream_of(key))

    @property
    def keys(self) -> list[str]:
        return [row.key for row in self.room.keys().keys]

    # Acts

    def work(self, action: ask.KeyAction, *answers: str) -> None:
        """An act that reaches outside, and its end.

        Raises:
            Stuck: it came to nothing.
        """
        work = perform(self.room, action).work
        if work.token and not self.rooms.holds(work.stream):
            answers = (PIN, *answers)
        self._prepare(answers)
        carrying = self.worker.carry_out(work, BY)
        try:
            request = next(carrying)
            while True:
                try:
                    reply = self._ask(work.stream, request)
                except KeyroomError as error:
                    request = carrying.throw(error)
                else:
                    request = carrying.send(reply)
        except StopIteration as end:
            if end.value.said:
                raise Stuck(f"{work.id}, {work.act}: {end.value.said}") from None

    def _prepare(self, answers: tuple[str, ...]) -> None:
        """The answers to what is asked now; those that nobody asked for are forgotten."""
        while select.select([self.reading], [], [], 0)[0]:
            os.read(self.reading, 1 << 16)
        os.write(self.writing, "".join(f"{one}\n" for one in answers).encode())

    def _ask(self, stream: str, request: Request) -> Reply:
        """What the strong room answers; one that waits for an answer that nobody prepared is ended."""
        room = self.rooms.ready(stream)
        alarm = Timer(PATIENCE, room.kill)
        alarm.start()
        try:
            return room.ask(request)
        finally:
            alarm.cancel()

    # A generation

    def generation(self) -> None:
        """Plan a key, make it, hand its shares out and prove them, commit it and close."""
        key = next((one for one in self.keys if self.state(one).status == "planned"), "")
        if not key:
            key = next_name("recovery", tuple(self.keys))
            perform(self.room, ask.PlanKey(key=key, **PAIR, kind="recovery", m=M, n=N))
        self.work(ask.Generate(key=key, **PAIR, token=self.stage.token, media=self.stage.media))
        self._hand_all_out(key)

    def _hand_all_out(self, key: str) -> None:
        identifier = self.state(key).being_made.identifier
        for index, person in enumerate(CUSTODIANS, 1):
            at = {"key": key, "by": BY, "index": index, "person": person}
            path = str(self.stage.shares / f"{key}-{identifier}-{index}.sealed")
            self.work(ask.HandOut(**at, carrier="file", path=path), f"w{index}")
            self.work(ask.ProveShare(**at, path=path), f"w{index}")
        perform(self.room, ask.CommitKey(key=key, **PAIR))
        self.work(ask.CloseCeremony(key=key, by=BY))

    # An activation

    def activation(self) -> None:
        """Wake the key that counts for one batch, sign it, and show that the key is gone."""
        key = self._key_that_counts()
        batch = of_folder(self.room.key(key), str(self.stage.batch))
        self.open(key, purpose="a batch", signs=("files",), limit=batch.count, manifests=(batch.manifest,))
        self.work(ask.Activate(key=key, by=BY))
        self.worker.batches._gathered[batch.manifest] = batch
        signing = {"signs": "files", "count": batch.count, "manifest": batch.manifest}
        self.work(ask.Sign(key=key, by=BY, expects=self.state(key).status, **signing), str(len(BATCH)))
        self.work(ask.Deactivate(key=key, by=BY))

    def _key_that_counts(self) -> str:
        return next(one for one in self.keys if self.state(one).committed)

    def open(self, key: str, *, shares: int = M, **agreed) -> None:
        """Open an activation and take the shares of its quorum."""
        until = (self.room.now() + timedelta(hours=2)).isoformat()
        state = self.state(key)
        opening = {"expects": state.status, "until": until, "token": self.stage.token, **agreed}
        self.work(ask.OpenActivation(key=key, **PAIR, **opening))
        for index, person in enumerate(CUSTODIANS[:shares], 1):
            path = str(self.stage.shares / f"{key}-{state.live.identifier}-{index}.sealed")
            self.work(ask.TakeShare(key=key, by=BY, person=person, path=path), f"w{index}")

    # A re-sharing

    def resharing(self) -> None:
        """Give the key that counts new shares, and account for the old ones and the old copies."""
        key = self._key_that_counts()
        self.open(key, purpose="reshare")
        how = {"reason": "doubt", "decision": "PMA-9", "m": M, "n": N, "media": self.stage.media}
        self.work(ask.Reshare(key=key, **PAIR, **how))
        self._hand_all_out(key)
        self.collect(key)

    # The way on

    def settle(self) -> None:
        """What the record says comes next after a crash: abandon before the commit, finish after it."""
        for key in self.keys:
            state = self.state(key)
            if state.making is not None:
                perform(self.room, ask.Abandon(key=key, **PAIR, reason="the program ended"))
                self.rooms.dismiss(stream_of(key))
            if self.state(key).closing:
                self.work(ask.CloseCeremony(key=key, by=BY))
            activation = self.state(key).activation
            if activation is not None and activation.status != "closed":
                self.work(ask.Deactivate(key=key, by=BY))

    def collect_all(self) -> None:
        """Collect every share that counts no more, and destroy every copy that no live share opens."""
        for key in self.keys:
            self.collect(key)

    def collect(self, key: str) -> None:
        for held in self.state(key).sets:
            for share in held.shares if held.status in {"void", "superseded"} else ():
                for one in share.out:
                    (self.stage.shares / f"{key}-{held.identifier}-{share.index}.sealed").unlink(missing_ok=True)
                    told = {"set": held.identifier, "index": share.index, "person": one.person}
                    perform(self.room, ask.CollectShare(key=key, **PAIR, **told, how="returned and destroyed"))
        live = self.state(key).live
        for copy in self.state(key).copies:
            if copy.status in HERE and (live is None or copy.set != live.identifier):
                self._destroy(key, copy)

    def _destroy(self, key: str, copy) -> None:
        """By the strong room, where it is known what was written; else by hand, with all that lies there of the key."""
        if copy.digest and Path(copy.path).is_file():
            self.work(ask.DestroyCopy(key=key, by=BY, copy=copy.number, path=copy.path))
            return
        known = {one.path for one in self.state(key).copies if one.digest}
        for path in self.stage.blobs:
            if path.name.startswith(key) and str(path) not in known and path.is_relative_to(copy.path):
                path.unlink()
        note = "the medium was emptied and broken"
        perform(self.room, ask.AccountForCopy(key=key, **PAIR, copy=copy.number, what="destroyed", note=note))


SCENES = {
    "generation": Player.generation,
    "activation": Player.activation,
    "resharing": Player.resharing,
}
