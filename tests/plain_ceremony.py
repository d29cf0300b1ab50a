"""A ceremony played through the plain lines, as a process: a Recovery key made 2 of 3, woken, signing, gone.

The program is the real one. Lines come to it on a pipe; passphrases of people and the answers of private turns come on
descriptors of their own, and what it prints goes to a terminal.
"""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import monotonic

from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import recombine
from ceremonies.shares.sealed_file import open_sealed_file
from tests.reports.reading import text_of

HERE = Path(__file__).parents[1]
WORKSPACE = "correct horse battery staple"
PEOPLE = {"Ada Bell": "brambles, rain and an old barn", "Cy Dunn": "otters in the long dark"}
CUSTODIAN = "raft, heron and reed"
SO_PIN, PIN = "so-pin-77310442-walnut", "user-pin-58261190-hazel"
SEALED = {1: "first seal: thimble and quartz", 2: "second seal: lantern on the ice"}
CARD = 3
SIGNED = 3
PATIENCE = 240.0
"""Seconds until a line must have been carried out."""
PROMPT = b"> "
GATHER = f"""firsttwo first_name=Ada Bell ; first_organisation=DCC ; first_roles=Ceremony Administrator ; \
second_name=Cy Dunn ; second_organisation=DCC ; second_roles=Internal Witness
signin P-01
signin P-02
{"".join("enrol person_roles=Key Custodian ; second=P-02" + chr(10) for _ in range(3))}signin K-01
signin K-02
signin K-03"""
MAKE = """tokens
initialise new_label=CA-1 ; so_people=P-01 ; people=P-01 ; so_custody=safe A ; custody=safe B ; second=P-02
probe token=1
keys
plan kind=recovery ; m=2 ; n=3 ; second=P-02
key REC-0001
generate medium_one=CD-1 ; place_one=safe A ; folder_one={one} ; medium_two=CD-2 ; place_two=safe B ; \
folder_two={two} ; second=P-02
handout index=share-1 ; person=K-01 ; carrier=file ; file={shares}/1.sealed
prove index=share-1 ; file={shares}/1.sealed
handout index=share-2 ; person=K-02 ; carrier=file ; file={shares}/2.sealed
prove index=share-2 ; file={shares}/2.sealed
handout index=share-3 ; person=K-03 ; carrier=card ; file={shares}/3.pdf
prove index=share-3
commit second=P-02
closekey"""
WAKE = """openact purpose=a rehearsal ; signs=files ; folder={files} ; limit=5 ; until={until} ; second=P-02
takeshare person=K-01 ; file={shares}/1.sealed
takeshare person=K-02 ; file={shares}/2.sealed
wake"""
END = """sign folder={files}
deactivate"""
ANSWERS = (
    SO_PIN,
    PIN,
    PIN,
    PIN,
    *(SEALED[1], SEALED[1]),
    *(SEALED[2], SEALED[2]),
    *("seen", "="),
    PIN,
    *(SEALED[1], SEALED[2]),
    str(SIGNED),
)
"""To the private questions, in their order."""


class PlainCeremony:
    """One playing, in one folder.

    Attributes:
        workspace: the record's folder.
        shares: what custodians take away: sealed files and a card. Nothing of the program's own lies there.
        temporary: the only temporary folder that the program is told of.
        shown: what its terminal was sent.
    """

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "room"
        self.shares, self.temporary = folder / "shares", folder / "tmp"
        self._media = (folder / "one", folder / "two")
        self._files = folder / "files"
        for one in (self.shares, self.temporary, *self._media, self._files):
            one.mkdir()
        for number in range(SIGNED):
            (self._files / f"command-{number}.bin").write_bytes(f"command {number}".encode() * 30)
        self.shown = b""
        self._words: dict[int, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._terminal = -1

    @property
    def pid(self) -> int:
        """The main process."""
        assert self._process is not None
        return self._process.pid

    @property
    def strong_room(self) -> int:
        """The strong room that is there."""
        (child,) = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(child)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start the program on the workspace."""
        given = [WORKSPACE, *(f"{name}={words}" for name, words in PEOPLE.items()), f"the Key Custodian={CUSTODIAN}"]
        passphrases = _pipe_with([*given, *(f"K-{number:02}={CUSTODIAN}" for number in range(1, 4))])
        answers = _pipe_with(ANSWERS)
        self._terminal, theirs = pty.openpty()
        words = [sys.executable, "-c", "from app.cli.main import run; run()", "--workspace", str(self.workspace)]
        words += ["--plain", "--passphrase-fd", str(passphrases), "--answers-fd", str(answers)]
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=theirs,
            stderr=theirs,
            cwd=HERE,
            env={**os.environ, **environment, "TMPDIR": str(self.temporary), "TERM": "xterm"},
            pass_fds=[passphrases, answers],
        )
        for one in (theirs, passphrases, answers):
            os.close(one)
        self._read_until_asked()

    def say(self, lines: str) -> None:
        """Have lines carried out, one after the other; each is recorded or the test ends here."""
        until = (datetime.now(UTC) + timedelta(hours=20)).strftime("%Y-%m-%d %H:%M")
        places = {"one": self._media[0], "two": self._media[1], "shares": self.shares, "files": self._files}
        for line in lines.format(**places, until=until).splitlines():
            assert self._process is not None
            assert self._process.stdin is not None
            before = len(self.shown)
            self._process.stdin.write(f"{line}\n".encode())
            self._process.stdin.flush()
            self._read_until_asked()
            said = self.shown[before:]
            bad = [one for one in (b"refused ", b"unusable", b"stopped", b"It failed", b"Cancelled") if one in said]
            assert not bad, (line, said[-1500:].decode(errors="replace"))

    def end(self) -> int:
        """Leave; the exit code."""
        assert self._process is not None
        _, _ = self._process.communicate(b"quit\n", timeout=PATIENCE)
        self._read(0)
        os.close(self._terminal)
        return self._process.returncode

    def kill(self) -> None:
        """End it, if it is there still."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _read_until_asked(self) -> None:
        """Read what is shown until the program waits for the next line."""
        start, end = len(self.shown), monotonic() + PATIENCE
        while not self.shown[start:].endswith(PROMPT) or self._read(0.05):
            assert monotonic() < end, self.shown[-1500:].decode(errors="replace")
            assert self._process is not None
            assert self._process.poll() is None, self.shown[-1500:].decode(errors="replace")
            self._read(0.2)

    def _read(self, seconds: float) -> bool:
        """Read once, waiting so long; whether anything came."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        try:
            came = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.shown += came
        return bool(came)

    # What the custodians have

    def words(self) -> dict[int, str]:
        """The words of each share: out of the sealed files, and off the card's page."""
        if not self._words:
            for number, seal in SEALED.items():
                data = (self.shares / f"{number}.sealed").read_bytes()
                self._words[number] = open_sealed_file(data, Secret(seal)).reveal_text()
            self._words[CARD] = _words_on(self.shares / "3.pdf")
        return self._words

    def wrapping_key(self) -> bytes:
        """The key that two shares give."""
        shares = [parse_share(Secret(self.words()[number])) for number in SEALED]
        return recombine(shares).secret.reveal()

    def wrapped(self) -> bytes:
        """The wrapped key, off the first medium."""
        (blob,) = (one for one in self._media[0].iterdir() if one.is_file())
        return blob.read_bytes()


def _pipe_with(lines) -> int:
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{one}\n" for one in lines).encode())
    os.close(writing)
    return reading


def _words_on(card: Path) -> str:
    """The words that stand on a card, in the order of their numbers."""
    from shamir_mnemonic.wordlist import WORDLIST  # noqa: PLC0415 - only for this

    known, numbered = set(WORDLIST), {}
    parts = text_of(card.read_bytes()).split()
    for number, word in pairwise(parts):
        if number.rstrip(".").isdigit() and word in known:
            numbered.setdefault(int(number.rstrip(".")), word)
    return " ".join(numbered[at] for at in sorted(numbered))
