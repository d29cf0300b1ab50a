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
from pathlib import Path

import pyte

QUIET = 0.05
"""Seconds without output after which a screen counts as drawn."""
FIRST = {"ctrl+s": 3.0, "down": 0.3}
"""Seconds within which a key shows something, if it shows anything."""
PATIENCE = 20
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


class Terminal:
    """The command ``keyroom`` with a screen of its own."""

    def __init__(self, workspace: Path, columns: int, lines: int, env: dict[str, str] | None = None) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.raw = bytearray()
        self._stream = pyte.ByteStream(self.screen)
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
        return bool(data)

    def settle(self) -> str:
        """The screen, once nothing more comes."""
        while self.read(QUIET):
            pass
        return self.text

    @property
    def text(self) -> str:
        """The screen as it is."""
        return "\n".join(self.screen.display)

    def press(self, *keys: str) -> str:
        """Press keys by name, or type a text; the screen afterwards."""
        for key in keys:
            os.write(self.descriptor, KEYS.get(key, key).encode())
            self.read(FIRST.get(key, 0.5))
            self.settle()
        return self.text

    def until(self, *words: str) -> str:
        """The screen, once it shows any of ``words``."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if any(one in self.text for one in words):
                return self.settle()
            self.read(0.1)
        raise AssertionError(f"{words} never came:\n{self.text}")

    def resize(self, columns: int, lines: int) -> str:
        """Another size; the screen afterwards."""
        self.screen.resize(lines, columns)
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
    """Works the screens by what stands on them."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.steps: list[str] = []
        self.before = ""

    @property
    def asks(self) -> str:
        """The label that a form says is still to be answered, or ""."""
        for line in self.terminal.text.splitlines():
            if "REFUSED" in line and "still to be" in line:
                return line.split("REFUSED", 1)[1].split(":")[0].strip()
        return ""

    def fill(self, **more: str) -> str:
        """Answer whatever the form asks for, sign, and come back to the screen behind."""
        answers = {**ANSWERS, **{key.replace("_", " "): value for key, value in more.items()}}
        self.terminal.until("Esc leave")
        answered = ""
        for _ in range(40):
            self.terminal.press("ctrl+s")
            text = self._ended()
            if "REFUSED" not in text:
                return self.wait_recorded()
            label = self._asked_after(answered)
            answered = label
            if not label:
                self._mend(text)
            elif label in answers and not self._is_choice(label):
                self.terminal.press(answers[label])
            else:
                self.terminal.press("down")
        raise AssertionError(f"The form doesn't end:\n{self.terminal.text}")

    def _asked_after(self, answered: str) -> str:
        """What the form asks for next; a slow machine may still show what was answered just now."""
        end = time.monotonic() + 2
        while answered and self.asks == answered and time.monotonic() < end:
            self.terminal.read(0.1)
        return self.asks

    def _is_choice(self, label: str) -> bool:
        """Whether the field with ``label`` shows what can be chosen."""
        return any(label in one and "( )" in one for one in self.terminal.text.splitlines())

    def _ended(self) -> str:
        """The screen once the form is refused or gone; whoever must sign does so on the way."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = self.terminal.settle()
            if "nothing is recorded" in text:
                self.terminal.press("x", "enter")
            elif "REFUSED" in text or "Esc leave" not in text:
                return text
            else:
                self.terminal.read(0.1)
        raise AssertionError(f"The form doesn't end:\n{self.terminal.text}")

    def _mend(self, text: str) -> None:
        """Answer what a rule asks for beyond the form."""
        refusal = text[text.index("REFUSED") :]
        wanted = next((answers for says, answers in MENDS if says in refusal), None)
        assert wanted is not None, text
        for label, answer in wanted:
            self._go_to(label)
            self.terminal.press(answer)

    def _go_to(self, label: str) -> None:
        """Press Tab until the field with ``label`` has the focus, which the form shows in bold."""
        for _ in range(60):
            screen = self.terminal.screen
            for number, line in enumerate(screen.display):
                at = line.find(label[:20])
                if at >= 0 and "REFUSED" not in line and screen.buffer[number][at].bold:
                    return
            self.terminal.press("tab")
        raise AssertionError(f"No field {label}:\n{self.terminal.text}")

    def wait_recorded(self) -> str:
        """The screen once the record's last line is another than it was when it was looked at last."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.recorded() not in ("", self.before):
                self.before = self.recorded()
                return self.terminal.settle()
            self.terminal.read(0.1)
        raise AssertionError(f"Nothing was recorded:\n{self.terminal.text}")

    def recorded(self) -> str:
        """The number of the record's last entry."""
        found = re.search(r"^ \d\d:\d\d #(\d+) ", self.terminal.text, re.MULTILINE)
        return found.group(1) if found else ""

    def cursor(self) -> str:
        """The line the cursor is on."""
        return next((one for one in self.terminal.text.splitlines() if one.startswith("▸")), "")

    def step(self) -> str:
        """The step at hand, by the runbook's first line under its track."""
        return self.terminal.text.splitlines()[3].split()[0]

    def answer_rows(self) -> None:
        """Go through the rows from the top and answer each that wants it."""
        self.terminal.press("home")
        before = ""
        while (row := self.cursor()) != before:
            if "[ ]" in row and "Declare" not in row:
                for _ in range(4):  # who is told by two means is told twice
                    self.answer(row)
                    if "[ ]" not in self.cursor():
                        break
            before = self.cursor()
            self.terminal.press("down")
            end = time.monotonic() + 1
            while self.cursor() == before and time.monotonic() < end:
                self.terminal.read(0.1)

    def answer(self, row: str) -> None:
        """Answer the row the cursor is on."""
        self.before = self.recorded()
        self.terminal.press("space")
        for _ in range(PATIENCE * 10):
            if (
                self.recorded() not in ("", self.before)
                or "Esc leave" in self.terminal.text
                or "REFUSED" in self.terminal.text
            ):
                break
            self.terminal.read(0.1)
        text = self.terminal.settle()
        if "Write a fact" in text and (choice := re.search(r"one of: ([^,;│]+)", text)):
            self.terminal.press(choice.group(1).strip())
        if "Esc leave" in text:
            number = "0" if "put back" in row and "recovery status" in row and self.at == "4.2.2.1" else "10"
            self.fill(**{"How_many_were_confirmed_(0_for_none)": number})
        assert "REFUSED" not in self.terminal.text, self.terminal.text

    at = ""

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
        text = self.terminal.until("Complete the step")
        if "(•)" not in next(line for line in text.splitlines() if "Then" in line or "( )" in line):
            self.terminal.press(*["down"] * (way + 1))
        self.fill()
