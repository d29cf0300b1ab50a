"""A token of its own, a strong room played from prepared answers, and the acts of a ceremony in one line each."""

import os
import subprocess
from pathlib import Path

from app.strongroom import protocol as p
from app.strongroom.client import StrongRoom
from ceremonies.sealing import SMALLEST_COST

SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "482916"
SO_PIN = "73510264"


class Table:
    """Tokens, media and answers in one temporary folder.

    Attributes:
        media: two folders.
        address: the token that ceremonies use.
        replies: everything the strong rooms answered, as it came over the pipe's decoder.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder
        self.kind = kind
        self.media = (str(folder / "one"), str(folder / "two"))
        for one in ("one", "two", "tokens", "shares"):
            (folder / one).mkdir()
        self.environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
        self.module = SOFTHSM if kind == "pkcs11" else str(folder / "tokens")
        self.reading, self.writing = os.pipe()
        self.replies = []
        self.rooms = []
        self.address = self.token("CA-1")

    def token(self, label: str, pin: str = PIN) -> p.TokenAddress:
        """A new token."""
        if self.kind == "pkcs11":
            words = ["--init-token", "--free", "--label", label, "--so-pin", SO_PIN, "--pin", pin]
            subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, env=self.environment)
        else:
            with self.room(SO_PIN, pin) as room:
                blank = p.TokenAddress(kind="software", module=self.module)
                room.ask(p.Initialise(token=blank, new_label=label, so_people=("P-01",), people=("P-01",)))
        with self.room() as room:
            tokens = room.ask(p.ListTokens(kind=self.kind, module=self.module)).tokens
        serial = next(one.serial for one in tokens if one.label == label)
        return p.TokenAddress(kind=self.kind, module=self.module, label=label, serial=serial)

    def say(self, *lines: str) -> None:
        """Answer the private questions that come."""
        os.write(self.writing, "".join(f"{one}\n" for one in lines).encode())

    def room(self, *answers: str, kind: str = "rehearsal") -> "Room":
        """A strong room."""
        self.say(*answers)
        setting = p.Begin(kind=kind, cost=SMALLEST_COST, file_cost=SMALLEST_COST)
        room = Room(self, StrongRoom.start(setting, answers=self.reading, environment=self.environment))
        self.rooms.append(room)
        return room

    def opened(self, *answers: str, people: tuple[str, ...] = ("P-01",)) -> "Room":
        """A strong room with the token open."""
        room = self.room(*(answers or (PIN,)))
        room.ask(p.OpenToken(token=self.address, people=people))
        return room

    def made(
        self, key: str = "REC-0001", m: int = 2, n: int = 3, taken: tuple[int, ...] = ()
    ) -> "tuple[Room, p.KeyMade]":
        """A strong room in which a key was made."""
        room = self.opened()
        return room, room.ask(p.Generate(key=key, m=m, n=n, taken=taken, media=self.media))

    def file(self, share: int) -> str:
        """Where a share's sealed file lies."""
        return str(self.folder / "shares" / f"{share}.sealed")

    def committed(self, key: str = "REC-0001", m: int = 2, n: int = 3) -> p.KeyMade:
        """A key whose every share was handed out in a file, under ``w1``, ``w2``..., and proved."""
        room, made = self.made(key, m, n)
        with room:
            self.hand_out_all(room, n)
            room.ask(p.Close())
        return made

    def hand_out_all(self, room: "Room", n: int, prefix: str = "") -> None:
        """Hand every share out in a file, and prove it."""
        for share in range(1, n + 1):
            path = self.file(share) + prefix
            self.say(f"w{share}", f"w{share}")
            room.ask(p.HandOut(share=share, alias=f"K-{share:02}", carrier="file", path=path))
            room.ask(p.Prove(share=share, alias=f"K-{share:02}", carrier="file", path=path))

    def opening(self, made: p.KeyMade, limit: int = 10, **more: object) -> "Room":
        """A strong room in which an activation of ``made`` is open."""
        room = self.opened()
        facts = {
            "key": made.key,
            "public": made.public,
            "limit": limit,
            "blob": made.blob.copies[0].path,
            "blob_sha256": made.blob.sha256,
            "known": made.set.known(),
        }
        room.ask(p.Open(**{**facts, **more}))
        return room

    def awake(self, made: p.KeyMade, limit: int = 10) -> "Room":
        """A strong room in which ``made`` is awake."""
        room = self.opening(made, limit)
        for share in range(1, made.set.m + 1):
            room.take(share)
        room.ask(p.Activate())
        return room

    def close(self) -> None:
        """End every strong room."""
        for one in self.rooms:
            one.close()
        os.close(self.reading)
        os.close(self.writing)


class Room:
    """A strong room whose replies are kept for the tests."""

    def __init__(self, table: Table, room: StrongRoom) -> None:
        self.table = table
        self.inner = room

    def ask(self, request: p.Request, told=None):
        """What it answers."""
        reply = self.inner.ask(request, *([told] if told else []))
        self.table.replies.append(reply)
        return reply

    def take(self, share: int, path: str = "", **more: str):
        """Take a share from its file."""
        self.table.say(f"w{share}")
        alias = f"K-{share:02}"
        path = path or self.table.file(share)
        return self.ask(p.TakeShare(alias=alias, carrier="file", path=path, attempt=f"a{share}", **more))

    def close(self) -> None:
        """End it."""
        self.inner.close()

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
