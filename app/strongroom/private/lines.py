"""Private turns as lines on a terminal: no cursor is moved, and clearing the screen is the one control that is sent."""

import os
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.plain.output import to_ascii, wrapped
from app.strongroom.device import Device
from app.strongroom.guard import Guard
from app.strongroom.private.port import (
    LEAVE,
    Left,
    PinQuestion,
    Seen,
    ShareAsked,
    ShareGiven,
    ShareShown,
    leaving_entry,
    leaving_hand_out,
    leaving_pin,
    leaving_seen,
)
from app.strongroom.private.share_entry import wrong_length
from app.strongroom.private.typed import Typed
from app.terminal import Terminal
from ceremonies.people.pgp_words import to_lines
from ceremonies.secret import Secret

_ENTER = ("\r", "\n")
_BACK = ("\x7f", "\x08")
_CONTROL_C, _ESCAPE = "\x03", "\x1b"
_LONGEST = 255
_A_ROW = 3
"""Words of a share in one line, numbered: few enough to be read out and written down one after the other."""


class Lines:
    """Prints on the terminal device and reads from it, key by key."""

    def __init__(self, guard: Guard, terminal: Terminal, *, rehearsal: bool) -> None:
        self._guard = guard
        self._ascii = terminal.plain
        self._banner = "REHEARSAL" if rehearsal else "PRODUCTION"

    def ask_pin(self, question: PinQuestion) -> Secret:
        """A PIN or a passphrase: a part by each person, twice where it is new."""
        with self._turn(question.people[0]) as talk:
            talk.say(question.title)
            if question.wrong:
                talk.say(question.wrong)
            many = len(question.people) > 1
            halves = ("the first half", "the second half") if many else ("all of it",)
            parts = [_part(talk, who, half, question) for who, half in zip(question.people, halves, strict=True)]
            return Secret("".join(parts))

    def show_share(self, share: ShareShown) -> int:
        """Show the words as often as they are asked for, each time for so many seconds."""
        shown = 0
        while True:
            with self._turn(share.alias) as talk:
                talk.say(f"Share {share.share} of {share.of}; {share.needed} of them open the key.")
                talk.say(f"Key {share.key}, set {share.identifier:05d}, for {share.alias}.")
                talk.say("Projector and cameras are dark, and you are alone at this screen?")
                talk.say(f"Shown {shown} times. S shows the words, N their numbers, D: I have them all, Q leaves.")
                key = talk.key().lower()
                if key == "d" and shown:
                    return shown
                if key in ("q", _CONTROL_C):
                    raise Left(leaving_hand_out(share.alias, shown))
            if key in ("s", "n"):
                shown += 1
                self._show(share, numbers=key == "n")

    def _show(self, share: ShareShown, *, numbers: bool) -> None:
        with self._turn(share.alias) as talk:
            talk.say(f"They vanish after {share.seconds} s, or with any key.")
            digits = share.numbers.reveal_text()
            texts = [digits[at : at + 4] for at in range(0, len(digits), 4)] if numbers else None
            texts = texts or share.words.reveal_text().split()
            for start in range(0, len(texts), _A_ROW):
                row = texts[start : start + _A_ROW]
                talk.line("   ".join(f"{start + at:>2} {text:<9}" for at, text in enumerate(row, 1)).rstrip())
            talk.key(share.seconds)

    def take_share(self, asked: ShareAsked) -> ShareGiven:
        """The words that a custodian types or scans."""
        tries = 0
        with self._turn(asked.alias) as talk:
            talk.say(f"{asked.alias} gives a share of {asked.key}, {asked.purpose}.")
            expected = " or ".join(str(one) for one in asked.lengths)
            talk.say(
                f"Type its {expected} words with spaces between, or scan the card's code; then Enter. Four letters of"
                f" a word are enough. Backspace takes one back. {LEAVE} as the first word leaves."
            )
            typed = Typed(asked.vocabulary, max(asked.lengths))
            while True:
                _type(talk, typed)
                if typed.leaves:
                    raise Left(leaving_entry(asked.alias, tries), tries)
                typed.finish()
                says = typed.wrong or wrong_length(len(typed.words), asked.lengths)
                if says:
                    talk.say(says)
                    talk.prompt(f"{typed.place}: {typed.rest}")
                    continue
                words = Secret(" ".join(typed.words))
                says = asked.check(words)
                if not says:
                    return ShareGiven(words, tries)
                tries += 1
                typed.clear()
                talk.say(f"{says} Type it again from the first word.")

    def agree(self, seen: Seen) -> None:
        """Show what is signed; the count agrees."""
        with self._turn("the quorum") as talk:
            for number, sights in enumerate(seen.sights, 1):
                talk.say(f"{number} of {seen.count}:")
                for one in sights:
                    talk.say(f"  {one.label}: {one.value}")
            for label, value in (("Key", seen.about), ("Signs", seen.kind), ("Still agreed", str(seen.limit))):
                talk.say(f"{label}: {value}")
            talk.say(f"Manifest, SHA-256: {seen.digest.hex()}")
            for words in to_lines(seen.digest):
                talk.line(words)
            while True:
                answer = talk.ask(f"Type {seen.count} and Enter to agree, {LEAVE} to leave: ", hidden=False)
                if answer == str(seen.count):
                    return
                if answer in (LEAVE, _CONTROL_C):
                    raise Left(leaving_seen())

    def tell(self, sentence: str) -> None:
        """Say one thing."""
        with self._turn("") as talk:
            talk.say(sentence)
            talk.say("Any key goes on.")
            talk.key()

    @contextmanager
    def _turn(self, whose: str) -> "Iterator[Talk]":
        """The terminal, cleared before and after."""
        with self._guard.terminal(plain=True) as device:
            device.take_line()
            device.erase()
            talk = Talk(device, ascii_only=self._ascii)
            talk.line(f"KEYROOM {self._banner}   PRIVATE{f': {whose}' if whose else ''}")
            yield talk


class Talk:
    """Prints lines and reads keys on one device."""

    def __init__(self, device: Device, *, ascii_only: bool) -> None:
        self._device = device
        self._ascii = ascii_only

    def line(self, text: str) -> None:
        """Print one line."""
        self._device.write((to_ascii(text) if self._ascii else text) + "\r\n")

    def say(self, text: str) -> None:
        """Print ``text``, wrapped."""
        for one in wrapped(text):
            self.line(one)

    def prompt(self, text: str) -> None:
        """Print and leave the line open."""
        self._device.write(text)

    def key(self, seconds: float | None = None) -> str:
        """The next key's character; "" when none came in time. What follows an Escape belongs to the same key.

        Raises:
            Left: the terminal is gone.
        """
        until = None if seconds is None else time.monotonic() + seconds
        left = None if until is None else max(0.0, until - time.monotonic())
        if not select.select([self._device.descriptor], [], [], left)[0]:
            return ""
        read = os.read(self._device.descriptor, 1)
        if not read:
            raise Left("The terminal is gone.")
        if read == _ESCAPE.encode():
            while select.select([self._device.descriptor], [], [], 0.02)[0]:
                os.read(self._device.descriptor, 64)
        return read.decode(errors="replace")

    def ask(self, prompt: str, *, hidden: bool) -> str:
        """A line as it is typed; Ctrl-C alone where the person wants out."""
        self.prompt(prompt)
        typed = ""
        while (key := self.key()) not in _ENTER:
            if key == _CONTROL_C:
                return key
            if key in _BACK:
                typed = typed[:-1]
                self.prompt("" if hidden else f"\r\n{prompt}{typed}")
            elif key.isprintable() and len(typed) < _LONGEST:
                typed += key
                self.prompt("" if hidden else key)
        self.line("")
        return typed


def _part(talk: Talk, who: str, half: str, question: PinQuestion) -> str:
    """What one person types.

    Raises:
        Left: Ctrl-C.
    """
    while True:
        typed = talk.ask(f"{who}, {half}: ", hidden=True)
        if typed == _CONTROL_C:
            raise Left(leaving_pin())
        if not typed:
            talk.say("Nothing was typed. Ctrl-C leaves.")
        elif question.new and talk.ask("The same again: ", hidden=True) != typed:
            talk.say("The two differ. Type both again.")
        else:
            return typed


def _type(talk: Talk, typed: Typed) -> None:
    """Take keys in until Enter; each word is named as it is completed, and what is wrong at once."""
    while (key := talk.key()) not in _ENTER:
        if key in _BACK:
            typed.back()
            talk.prompt(f"\r\n{typed.place}: {typed.rest}")
            continue
        if not (key == " " or (key.isascii() and key.isalnum())):
            continue
        words, wrong = len(typed.words), typed.wrong
        typed.type(key)
        talk.prompt(key)
        if len(typed.words) > words:
            talk.line(f"   {len(typed.words)} {typed.words[-1]}")
        elif typed.wrong and typed.wrong != wrong:
            talk.line("")
            talk.say(typed.wrong)
            talk.prompt(f"{typed.place}: {typed.rest}")
    talk.line("")
