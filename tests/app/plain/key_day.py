"""Key ceremonies in plain lines: a real workspace, real strong rooms with prepared answers, a token of its own."""

import io
import os
import re
import subprocess
from datetime import timedelta

from app.plain.output import Output
from app.plain.session import Session
from app.strong_rooms import StrongRooms
from app.strongroom.client import StrongRoom
from app.strongroom.protocol import Begin
from app.work import Worker
from ceremonies.room import Room
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace, open_workspace
from tests import system
from tests.fakes import FakeClock, FixedEntropy

PASSPHRASE = Secret("heather")
PIN, SO_PIN = "482916", "73510264"
HALVES = ("4829", "16")
"""The PIN as two people enter it."""
FIRST_TWO = (
    "firsttwo first_name=Morag Sinclair ; first_organisation=DCC"
    " ; first_roles=Ceremony Administrator, Incident Commander"
    " ; second_name=Owen Pritchard ; second_organisation=DCC ; second_roles=Internal Witness"
)
CUSTODIANS = ("K-01", "K-02", "K-03")
SYMMETRIC = ("K-04", "K-05")
SECOND = "second=P-02"
WENT_WRONG = ("refused", "unusable", "stopped", "It failed", "cancelled", "Cancelled")


class GivenLines:
    """Lines that are given in turn, each with the private answers that go with it; the clock goes on with each."""

    fed = True

    def __init__(self, clock, answers):
        self._clock = clock
        self._answers = answers
        self.left = []

    def next(self):
        self._clock.advance(timedelta(seconds=1))
        if not self.left:
            return None
        line, *answers = self.left.pop(0)
        if answers:
            os.write(self._answers, "".join(f"{one}\n" for one in answers).encode())
        return line


class EverybodysPassphrase:
    tries = 1

    def answer(self, _ask):
        return PASSPHRASE


class KeyDay:
    """A rehearsal with its people, a token, two media, and whatever keys are made.

    Attributes:
        printed: everything that was printed.
        files: how many sealed shares there are.
    """

    def __init__(self, folder, kind):
        self.folder = folder
        self.kind = kind
        self.clock = FakeClock(step=timedelta())
        self.entropy = FixedEntropy(f"key day {kind}")
        self.printed = ""
        self.started = 0
        for one in ("one", "two", "shares", "tokens", "files"):
            (folder / one).mkdir()
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
        self.environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
        self._reading, self.writing = os.pipe()
        path = folder / "workspace"
        create_workspace(
            path, "rehearsal", PASSPHRASE, clock=self.clock, entropy=self.entropy, cost=SMALLEST_COST
        ).close()
        self.enter()

    def enter(self):
        """Open the workspace and start the program."""
        self.workspace = open_workspace(self.folder / "workspace", PASSPHRASE, entropy=self.entropy)
        self.room = Room(self.workspace, self.clock, self.entropy, cost=SMALLEST_COST)
        setting = Begin(kind="rehearsal", lines=True, cost=SMALLEST_COST, file_cost=SMALLEST_COST)
        self.rooms = StrongRooms(setting, start=self._start)
        self.worker = Worker(self.room, self.rooms, self.entropy)
        self.lines = GivenLines(self.clock, self.writing)
        self.out = io.StringIO()
        output = Output(self.out, utf8=True)
        self.session = Session(self.room, self.lines, output, EverybodysPassphrase(), worker=self.worker)

    def leave(self):
        """End the program as a crash would: what was recorded stands, and no more."""
        self.rooms.dismiss_all()
        self.workspace.close()

    def close(self):
        self.leave()
        os.close(self._reading)
        os.close(self.writing)

    def _start(self, setting):
        self.started += 1
        return StrongRoom.start(setting, answers=self._reading, environment=self.environment)

    # Lines

    def play(self, *lines):
        """Carry lines out; each is text, or text and the private answers for it. What was printed."""
        self.lines.left = [(one,) if isinstance(one, str) else one for one in lines]
        self.session._going_on = True
        self.out.truncate(0)
        self.out.seek(0)
        rooms, self.rooms.dismiss_all = self.rooms.dismiss_all, lambda: None
        try:
            self.session.run()
        finally:
            self.rooms.dismiss_all = rooms
        self.printed += self.out.getvalue()
        return self.out.getvalue()

    def good(self, *lines):
        """The same where nothing may go wrong."""
        said = self.play(*lines)
        wrong = [one for one in said.splitlines() if one.startswith(WENT_WRONG)]
        assert not wrong, (wrong, said[-3000:])
        return said

    # What ceremonies begin with

    def people(self):
        """The first two, three Key Custodians and two Symmetric Key Custodians, all signed in."""
        custodian = f"enrol person_roles=Key Custodian ; {SECOND}"
        symmetric = f"enrol person_roles=Symmetric Key Custodian ; {SECOND}"
        aliases = [f"signin {one}" for one in (*CUSTODIANS, *SYMMETRIC)]
        both = ["signin P-01", "signin P-02"]
        self.good(FIRST_TWO, *both, *[custodian] * len(CUSTODIANS), *[symmetric] * len(SYMMETRIC), *aliases)

    def token(self):
        """A token that was tried, by the name in this record."""
        if self.kind == "software":
            people = "so_people=P-01 ; people=P-01 ; so_custody=bag 1 ; custody=bag 2"
            self.good((f"initialise new_label=CEREMONY ; {people} ; {SECOND}", SO_PIN, PIN), ("probe 1", PIN))
            return
        system.needed(system.softhsm())
        words = ["--init-token", "--free", "--label", "CEREMONY", "--so-pin", SO_PIN, "--pin", PIN]
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, env=self.environment)
        os.environ["SOFTHSM2_CONF"] = self.environment["SOFTHSM2_CONF"]
        self.good(f"looktokens module={system.softhsm()}", ("probe 1", PIN))

    # Ceremonies, a few lines each

    def media(self):
        one, two = self.folder / "one", self.folder / "two"
        return (
            f"medium_one=CD-1 ; place_one=safe A ; folder_one={one} ; medium_two=CD-2 ; place_two=safe B"
            f" ; folder_two={two}"
        )

    def share(self, key, index):
        return self.folder / "shares" / f"{key}-{index}.sealed"

    def handed_out(self, key, custodians):
        """Lines that hand every share out in a sealed file, and prove it."""
        handing = [
            (f"handout index={at} ; person={who} ; carrier=file ; file={self.share(key, at)}", f"{key}-{at}")
            for at, who in enumerate(custodians, 1)
        ]
        proving = [
            (f"prove index={at} ; file={self.share(key, at)}", f"{key}-{at}") for at, _ in enumerate(custodians, 1)
        ]
        return [*handing, *proving]

    def split_key(self, kind, key, *, m, custodians, more=""):
        """Make an M#N key, from its announcement to its end."""
        media = "" if kind == "contingency symmetric" else f" ; {self.media()}"
        n = len(custodians)
        return self.good(
            "keys",
            f"plan kind={kind} ; m={m} ; n={n}{more} ; {SECOND}",
            (f"generate token=1{media} ; {SECOND}", PIN),
            *self.handed_out(key, custodians),
            f"commit {SECOND}",
        )

    def token_key(self, kind, *, more=""):
        """Make a token key; two people have its PIN's halves."""
        return self.good(
            "keys",
            f"plan kind={kind}{more} ; {SECOND}",
            (f"generate token=1 ; {SECOND}", *HALVES),
            f"backup how=a second token, cloned ; restore_tested=today, on a third ; copies=token B, safe B ; {SECOND}",
            f"commit {SECOND}",
        )

    def signed_by(self, key, what, *, signs="certificate"):
        """Have one thing signed by a token key; the output's name."""
        said = self.good(
            f"key {key}",
            (f"openact purpose=one signature ; signs={signs} ; limit=1 ; until=23:59 ; token=1 ; {SECOND}", *HALVES),
            "wake",
            (f"sign signs={signs} ; {what}", "1"),
            "deactivate",
        )
        return re.findall(r"outbox: (\S+)", said)

    def awake(self, key, givers, *, limit=4, more=""):
        """Wake an M#N key for files."""
        taking = [(f"takeshare person={who} ; file={self.share(key, at)}", f"{key}-{at}") for at, who in givers]
        agreed = f"purpose=a batch ; signs=files ; limit={limit} ; until=23:59 ; token=1"
        return self.good(f"key {key}", (f"openact {agreed}{more} ; {SECOND}", PIN), *taking, "wake")

    def authorities(self):
        """Contingency keys, and Root and Issuing OCA with their certificates."""
        self.split_key("contingency symmetric", "CSK-0001", m=2, custodians=SYMMETRIC)
        self.split_key("contingency", "CON-0001", m=2, custodians=CUSTODIANS)
        self.good("closekey", "key CSK-0001", "wrapapex contingency=CON-0001", "closekey")
        self.token_key("root")
        self.signed_by("ROOT-0001", "subject=ROOT-0001 ; apex=CSK-0001")
        self.token_key("issuing", more=" ; issuer=ROOT-0001")
        self.signed_by("ROOT-0001", "subject=ICA-0001")

    def hierarchy(self):
        """The same, and a Recovery key with its certificate."""
        self.authorities()
        self.recovery()

    def recovery(self, key="REC-0001", more=""):
        """A Recovery key with its certificate, in use."""
        self.split_key("recovery", key, m=2, custodians=CUSTODIANS, more=f" ; issuer=ICA-0001{more}")
        self.good("closekey")
        self.signed_by("ICA-0001", f"subject={key} ; entity=90B3D51F30000002")
        self.good(f"key {key}", f"keystate to=in use ; reason=certified ; {SECOND}")

    def certificate(self, start):
        """The newest file of the outbox that begins so."""
        found = sorted((self.workspace.path / "outbox").rglob(f"{start}*"), key=lambda one: one.stat().st_mtime_ns)
        return found[-1]
