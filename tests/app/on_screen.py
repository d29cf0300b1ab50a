"""Keyroom on a real pseudo-terminal, read by another program's terminal emulator, and a robot that works it by key."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pyte

from app.theme import KEYROOM

QUIET = 0.02
"""Seconds: somewhat more than the 1/60 that Textual lets pass before it paints."""
PATIENCE = 60
"""Seconds until a wait is given up. Whatever is waited for comes at once where the machine has nothing else to do."""
HERE = KEYROOM.accent.removeprefix("#") if KEYROOM.accent else ""
"""The colour in which a form shows the label of the field that is being answered, in bold."""
_LABEL = 8
"""Cells in that colour, next to each other, that only a label has: the names of keys are shorter."""
KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "ctrl+s": "\x13",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
    "space": " ",
}


_COLOURS = re.compile(r"\x1b\[([0-9;]*)m")
_ONE_CELL = re.compile(r"[ -~▸▲▼●◆○✓·•…─━═│╭╮╰╯▔▁]*")
"""Text of which each character takes one cell."""


class _Screen(pyte.Screen):
    """pyte's own, with a shorter way for plain text: it is most of what is drawn."""

    def draw(self, data: str) -> None:
        end = self.cursor.x + len(data)
        if end > self.columns or not _ONE_CELL.fullmatch(data):
            super().draw(data)
            return
        line, attributes = self.buffer[self.cursor.y], self.cursor.attrs
        for at, character in enumerate(data, self.cursor.x):
            line[at] = _cell(attributes, character)
        self.cursor.x = end


@lru_cache(4096)
def _cell(attributes: pyte.screens.Char, character: str) -> pyte.screens.Char:
    return attributes._replace(data=character)


class _Stream(pyte.ByteStream):
    """pyte's own, with a shorter way for colours: they are most of what is sent, and it reads them by the character."""

    def feed(self, data: bytes) -> None:  # type: ignore[override]  # as pyte's own does
        for at, piece in enumerate(_COLOURS.split(self.utf8_decoder.decode(data))):
            if at % 2 == 0:
                pyte.Stream.feed(self, piece)
            elif self._taking_plain_text and self.listener is not None:
                self.listener.select_graphic_rendition(*(int(one or "0") for one in piece.split(";")))
            else:
                pyte.Stream.feed(self, f"\x1b[{piece}m")


class Terminal:
    """The command ``keyroom`` with a screen of its own."""

    def __init__(self, workspace: Path, columns: int, lines: int, env: dict[str, str] | None = None) -> None:
        self.screen = _Screen(columns, lines)
        self.raw = bytearray()
        self._text: str | None = None
        self._settled = 0
        self._stream = _Stream(self.screen)
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "", "LINES": ""})
            os.environ.update(env or {})
            os.environ.pop("COLUMNS")
            os.environ.pop("LINES")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            run = "from app.cli.main import run; run()"
            os.execv(sys.executable, [sys.executable, "-c", run, "--workspace", str(workspace)])  # noqa: S606 - our own program

    def read(self, seconds: float) -> bool:
        """Take in what comes within ``seconds``; whether anything came."""
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        self._text = None
        return bool(data)

    def settle(self) -> str:
        """The screen, once the program has nothing more to do and nothing more comes."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            before = self._wakings()
            if not self.read(QUIET) and self._rests() and self._wakings() == before:
                self._settled = before
                return self.text
        raise AssertionError(f"The program is busy without an end:\n{self.text}")

    def _rests(self) -> bool:
        """Whether every thread of the program waits for something, or the program has ended."""
        try:
            threads = [one.read_text().rpartition(")")[2].split()[0] for one in self._proc.glob("task/*/stat")]
        except OSError:
            return False  # a thread ended meanwhile
        return all(one in "SZX" for one in threads)

    def _wakings(self) -> int:
        """How often the program's first thread, which takes the keys, has come to rest; -1 when it has ended."""
        try:
            status = (self._proc / "status").read_text()
        except OSError:
            return -1
        found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status, re.MULTILINE)
        return int(found.group(1)) if found else -1

    @property
    def _proc(self) -> Path:
        return Path("/proc") / str(self.pid)

    @property
    def text(self) -> str:
        """The screen as it is."""
        if self._text is None:
            self._text = "\n".join(self.screen.display)
        return self._text

    def press(self, *keys: str) -> str:
        """Press keys by name, or type a text, each when the one before has been dealt with; the screen afterwards."""
        for key in keys:
            before = self._wakings()
            os.write(self.descriptor, KEYS.get(key, key).encode())
            end = time.monotonic() + PATIENCE
            while self._wakings() == before:
                assert time.monotonic() < end, f"The key {key!r} was never taken:\n{self.text}"
                self.read(QUIET)
            self.settle()
        return self.text

    def wait(self, wanted: Callable[[], bool], what: str) -> str:
        """The screen, settled, once it is as ``wanted``; ``what`` says what is waited for."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.read(0) or self._wakings() != self._settled:
                self.settle()
            if wanted():
                return self.text
            self.read(0.1)
        raise AssertionError(f"{what} never came:\n{self.text}")

    def until(self, *words: str) -> str:
        """The screen, once it shows any of ``words``."""
        return self.wait(lambda: any(one in self.text for one in words), " or ".join(words))

    def resize(self, columns: int, lines: int) -> str:
        """Another size; the screen afterwards."""
        self.screen.resize(lines, columns)
        self._text = None
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)
        self.read(1)
        return self.settle()

    def kill(self, which: int) -> None:
        """Send the program a signal."""
        os.kill(self.pid, which)

    def end(self, *, keep: bool = False) -> int:
        """Take in what is left and wait for the end; the exit code."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.read(0.1)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.read(0.05):
                    pass
                if not keep:
                    os.close(self.descriptor)
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"It doesn't end:\n{self.text}")


ANSWERS = {
    "Incident reference": "TEST-0042",
    "Key, by its name there": "REC-7 of the old register",
    "Who led it, or who reports it": "the DCC's Ceremony Administrator",
    "Reference of its minutes": "KA-2026-05",
    "What is, or may be, Compromised": "Digital signing key of the supplier",
    "Who notified it": "the supplier's SMKI ARO",
    "What is to stand in the record": "5",
    "The time, as London shows it": "09:15",
    "Everyone who is owed it, by commas": "the duty officer",
    "Recipient, by name": "the duty officer",
    "Means": "email",
    "What follows if we act": "prepayment is blocked for a day",
    "What follows if we don't act": "the key can be misused",
    "ESME in Prepayment Mode": "0",
    "GSME in Prepayment Mode": "0",
    "Devices still in the supply chain": "none",
    "Reference of the decision": "PMA-2026-118",
    "Needed for a quorum (M)": "3",
    "Called": "5",
    "Can come": "3",
    "Excluded": "0",
    "What was expected": "a telephone call back within the hour",
    "What happened": "the line was engaged",
    "What was decided": "to send a courier",
}
"""By label, what the robot types. Where there is a choice it takes the first."""


MENDS = (
    ("Timescales is empty", (("Timescales", "as proposed"),)),
    ("earliest time", (("Earliest time", "16:30"),)),
    ("What stood before is empty", (("What stood before", "commissioned"),)),
    ("How it was confirmed is empty", (("How it was confirmed", "by the DCC's system"),)),
    ("Those who may: S. Ro", (("Who confirmed", "S. Ro"), ("In which role", "down"))),
)
"""By what a refusal says: the labels to go to, and what is typed there."""


class Robot:
    """Works the screens by what stands on them: it presses a key only when the screen has come to rest."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.steps: list[str] = []
        self.before = ""
        self.at = ""

    # Forms

    def fill(self, **more: str) -> str:
        """Answer whatever the form asks for, sign, and come back to the screen behind."""
        answers = {**ANSWERS, **{key.replace("_", " "): value for key, value in more.items()}}
        self.terminal.wait(lambda: bool(self.field() or self.at_end), "A form")
        for _ in range(40):
            self.terminal.wait(
                lambda: bool(self.field()) or self.at_end or not self.in_form, "A field, or the end of the form"
            )
            if self.at_end:
                if "REFUSED" not in self._record():
                    return self.wait_recorded()
                self._mend(answers)
            elif not self.in_form:  # a form with one question is recorded by its answer
                return self.wait_recorded()
            else:
                self._answer_field(answers)
        raise AssertionError(f"The form doesn't end:\n{self.terminal.text}")

    @property
    def in_form(self) -> bool:
        """Whether a form stands on the screen."""
        return "Esc leave" in self.terminal.text

    @property
    def at_end(self) -> bool:
        """Whether the end of a form, where Enter records it, has the focus."""
        return self._shows("[ Record ]", lambda cell: cell.reverse)

    def field(self) -> str:
        """The label of the field that has the focus; "" where none has."""
        return " ".join(self._here().values())

    def _here(self) -> dict[int, str]:
        """What stands in the colour of the label that has the focus, by the number of the line."""
        found = {line: self._marked(line) for line in range(self.terminal.screen.lines)}
        return {line: text for line, text in found.items() if text}

    def _marked(self, line: int) -> str:
        cells = [self.terminal.screen.buffer[line][at] for at in range(self.terminal.screen.columns)]
        marked = "".join(one.data if one.bold and one.fg == HERE and one.data not in "▸▲▼" else "\0" for one in cells)
        return " ".join(" ".join(run for run in marked.split("\0") if len(run) >= _LABEL).split())

    def _shows(self, words: str, how: Callable[[pyte.screens.Char], bool]) -> bool:
        for number, line in enumerate(self.terminal.screen.display):
            if (at := line.find(words)) >= 0 and how(self.terminal.screen.buffer[number][at]):
                return True
        return False

    def _answer_field(self, answers: dict[str, str]) -> None:
        """Answer the field that has the focus and go on to the next; of choices the first is taken."""
        label = self.field()
        line = self.terminal.screen.display[min(self._here())]
        if not re.search(r"[(\[][ •x][)\]] ", line):
            assert label in answers, f"There is no answer for {label!r}:\n{self.terminal.text}"
            self.terminal.press(answers[label])
            self.terminal.wait(lambda: answers[label][-20:] in self.terminal.text, f"What was typed for {label}")
        self.terminal.press("enter")
        self._sign(lambda: self.field() != label, f"The field after {label}")

    def _record(self) -> str:
        """Press the form's end; the screen once the form is refused or gone."""
        before = _refusal(self.terminal.text)
        self.terminal.press("enter")
        return self._sign(lambda: not self.in_form or _refusal(self.terminal.text) != before, "The end of the form")

    def _sign(self, ended: Callable[[], bool], what: str) -> str:
        """Wait until something has ``ended``; whoever must sign does so on the way."""
        for _ in range(4):
            text = self.terminal.wait(
                lambda: self._signs or ("Recording ..." not in self.terminal.text and ended()), what
            )
            if not self._signs:
                return text
            self.terminal.press("x\r")
        raise AssertionError(f"More and more people must sign:\n{self.terminal.text}")

    @property
    def _signs(self) -> bool:
        """Whether somebody's passphrase is asked for."""
        return "nothing is recorded" in self.terminal.text

    def _mend(self, answers: dict[str, str]) -> None:
        """Answer what a rule asks for beyond the form, or a field that the form says is still to be answered."""
        refusal = _refusal(self.terminal.text)
        missing = re.match(r"REFUSED +(.+): this is still to be answered", refusal)
        known = ((missing[1], answers[missing[1]]),) if missing and missing[1] in answers else None
        wanted = next((mends for says, mends in MENDS if says in refusal), known)
        assert wanted is not None, self.terminal.text
        for label, answer in wanted:
            self._tab_to(label)
            self.terminal.press(answer)
        self._tab_to("")

    def _tab_to(self, label: str) -> None:
        """Press Tab until the field with ``label``, or where that is "" the form's end, has the focus."""
        for _ in range(60):
            if self.field().startswith(label) if label else self.at_end:
                return
            self.terminal.press("tab")
        raise AssertionError(f"Tab doesn't lead to {label or 'the end'}:\n{self.terminal.text}")

    # The record

    def wait_recorded(self) -> str:
        """The screen once the record's last line is another than it was when it was looked at last."""
        text = self.terminal.wait(lambda: self.recorded() not in ("", self.before), "An entry of the record")
        self.before = self.recorded()
        return text

    def recorded(self) -> str:
        """The number of the record's last entry."""
        found = re.search(r"^ \d\d:\d\d #(\d+) ", self.terminal.text, re.MULTILINE)
        return found.group(1) if found else ""

    # The runbook

    def cursor(self) -> str:
        """The line the cursor is on."""
        return next((one for one in self.terminal.text.splitlines() if one.startswith("▸")), "")

    def step(self) -> str:
        """The step at hand, by the runbook's first line under its track."""
        return self.terminal.text.splitlines()[3].split()[0]

    def answer_rows(self) -> None:
        """Go through the rows, from the first that wants an answer, and answer each that does."""
        before = ""
        while self.terminal.text != before:
            for _ in range(4):  # who is told by two means is told twice
                if "[ ]" in self.cursor() and "Declare" not in self.cursor():
                    self.answer(self.cursor())
            before = self.terminal.text
            self.terminal.press("down")

    def answer(self, row: str) -> None:
        """Answer the row the cursor is on."""
        self.before = self.recorded()
        self.terminal.press("space")
        self.terminal.wait(
            lambda: self.in_form or "REFUSED" in self.terminal.text or self.recorded() not in ("", self.before),
            f"What follows on {row}",
        )
        if self.in_form:
            number = "0" if "put back" in row and "recovery status" in row and self.at == "4.2.2.1" else "10"
            self.fill(**{"How_many_were_confirmed_(0_for_none)": number})
        assert "REFUSED" not in self.terminal.text, self.terminal.text

    def all_text(self) -> str:
        """The whole sheet, page by page, from where it is upwards."""
        pages = [self.terminal.text]
        while "▲" in self.terminal.text and len(pages) < 20:
            pages.insert(0, self.terminal.press("pageup"))
        return "\n".join(pages)

    def complete(self, way: int = 0) -> None:
        """Complete the step by one of its ways."""
        self.before = self.recorded()
        self.terminal.press("enter")
        self.terminal.wait(lambda: self.in_form and bool(self.field() or self.at_end), "The form to complete the step")
        if self.field() == "Then":
            self.terminal.press(*["down"] * (way + 1))
        self.fill()


def _refusal(text: str) -> str:
    """What is refused, from its first word on, or ""."""
    return text[text.index("REFUSED") :] if "REFUSED" in text else ""
