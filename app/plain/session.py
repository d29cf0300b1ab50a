"""One session of the plain-line mode: a line comes in, an act is carried out, what was recorded is acknowledged."""

import argparse
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

import msgspec

from app.acts.act import Act, Scope, Where
from app.cli.exits import Exit
from app.heads import head_brought
from app.performing import Ask, perform
from app.plain.asking import Asking, Cancelled, Ended, Unanswered
from app.plain.command import parse_answers, parse_command
from app.plain.guide import help_lines
from app.plain.home_text import entry_lines, person_called
from app.plain.lines import DescriptorLines, LineSource
from app.plain.menu import Menu, Way, find, menu_at
from app.plain.outcomes import Outcomes
from app.plain.output import Output, speaks_utf8
from app.plain.people_passphrases import people_passphrases
from app.plain.place import Place, after, look, page_lines, to_incident, to_key, to_run, to_step
from app.plain.run_text import still_missing
from app.standing import where as standing
from app.strong_rooms import strong_rooms
from app.strongroom.client import StrongRoom
from app.strongroom.protocol import Progress, Reply, Request
from app.strongroom.step_aside import ask_beside_lines
from app.wiring import SystemEntropy
from app.work import Worker, drive
from ceremonies.errors import Refused, Stopped, Unusable, WrongPassphrase
from ceremonies.ledger.entry import Entry
from ceremonies.room import Done, Room
from ceremonies.secret import Secret
from ceremonies.work import Work

PROMPT = "> "
PAGES: Mapping[str, Scope] = MappingProxyType(
    {"home": "home", "people": "people", "ledger": "record", "keys": "keys", "tokens": "tokens"}
)
"""By its word, the page that is about nothing further."""
LONGEST_ECHO = 2000
"""Characters of a line that came from a file and is printed again."""


class PassphraseSource(Protocol):
    """Gives the passphrases of persons."""

    tries: int

    def answer(self, ask: Ask) -> Secret:
        """The passphrase of whoever is asked."""
        ...


class Session:
    """Carries out lines in one room.

    Attributes:
        place: what is shown.
        by: who is at the keyboard, by id; empty for nobody.
    """

    def __init__(
        self,
        room: Room,
        lines: LineSource,
        out: Output,
        passphrases: PassphraseSource,
        brought: str = "",
        *,
        worker: Worker | None = None,
    ) -> None:
        self.place = Place()
        self.by = ""
        self._outcomes = Outcomes(out)
        self._room = room
        self._lines = lines
        self._out = out
        self._passphrases = passphrases
        self._brought = brought
        self._worker = worker or Worker(room, strong_rooms(room.workspace.kind, lines=True), SystemEntropy())
        self._asking = Asking(out, self._next, fed=lines.fed)
        self._number = 0
        self._printed = Menu(())
        self._last: tuple[Act, dict[str, str]] | None = None
        self._expected = ""
        self._going_on = True

    def run(self) -> Exit:
        """Open the sitting, carry out lines until ``quit`` or their end."""
        try:
            self._open()
        except Refused as refusal:
            self._outcomes.refused(refusal)
            return Exit.PROBLEM
        self._arrive()
        try:
            while self._going_on:
                self._going_on = self._outcomes.guarded(self._one_line) and self._going_on
        finally:
            self._worker.rooms.dismiss_all()
        self._out.say("The end. What was recorded stands.")
        return self._outcomes.exit_code(fed=self._lines.fed)

    def _open(self) -> None:
        """Open the sitting; the head that was brought is checked also where nothing can be recorded."""
        if not self._room.workspace.readonly and not self._room.sitting.is_open:
            self._acknowledge(self._room.open_sitting(self._brought))
        elif self._brought:
            self._out.say(f"The record extends the head at {self._room.check_head(self._brought)} that was brought.")

    # Lines

    def _one_line(self) -> bool:
        """Read a line and carry it out; False at the end of the input."""
        line = self._next(PROMPT)
        if line is None:
            return False
        if line.strip().startswith("#"):
            return True
        expected, self._expected = self._expected, ""
        try:
            self._carry_out(line.strip())
        except Refused as refusal:
            if refusal.rule != expected:
                raise
            self._outcomes.refused(refusal)
            return True
        except Unanswered as lack:
            self._outcomes.misused(f"Line {self._number}: {lack} The script ends here; what was recorded stands.")
            return False
        if expected:
            raise Unusable(f"A refusal by {expected} was expected and did not come.")
        return True

    def _next(self, prompt: str) -> str | None:
        """Print the prompt and read the next line. A line that nobody typed here is printed again."""
        try:
            self._out.prompt(prompt)
            self._number += 1
            line = self._lines.next()
        except KeyboardInterrupt:
            if self._lines.fed:
                raise
            self._out.line()
            raise Cancelled from None
        except Unusable:
            self._out.line()
            raise
        if self._lines.fed or line is None:
            self._out.line((line or "")[:LONGEST_ECHO])
        return line

    def _carry_out(self, line: str) -> None:
        """One command."""
        if not line:
            if not self._lines.fed:
                self._arrive()
            return
        command = parse_command(line)
        where = self._look()
        item = find(command.name, self._printed, where, self.place.page)
        if isinstance(item, Way):
            self._go(item, command.rest, where)
        else:
            self._act(item, where, command.rest, {})

    # Acts

    def _act(self, act: Act, where: Where, rest: str, kept: dict[str, str]) -> None:
        """Ask for what the act wants to know, carry it out, acknowledge it."""
        if act.hidden(where):
            raise Unusable(f"{act.name} makes no sense here now. look shows what does.")
        names = tuple(field.name for field in act.fields(where))
        answers = self._asking.answers(act, where, parse_answers(rest, names), kept)
        self._last = (act, answers)
        done = self._perform(act, where, self._worker.answered(act, where, answers))
        self._acknowledge(done)
        self._worker.heard(done)
        if done.work is not None:
            ended = self._have_done(done.work)
            self._acknowledge(ended)
            done = msgspec.structs.replace(done, entries=(*done.entries, *ended.entries))
        self._follow(done.entries)

    def _have_done(self, work: Work) -> Done:
        """Have done what was promised, and its end recorded."""
        told = self._telling()

        def ask(request: Request) -> Reply:
            room = self._worker.rooms.ready(work.stream)
            try:
                return ask_beside_lines(room, request, told)
            except KeyboardInterrupt:
                return _interrupted(room)

        return drive(self._worker.carry_out(work, self.by), ask)

    def _telling(self) -> Callable[[Progress], None]:
        """Says how far a long act is: once for each thing it does."""
        said: set[str] = set()

        def told(progress: Progress) -> None:
            if progress.of and progress.what not in said:
                said.add(progress.what)
                self._out.line(f"working: {progress.what}")

        return told

    def _perform(self, act: Act, where: Where, answers: dict[str, str]) -> Done:
        """Carry the act out; whoever mistypes a passphrase at a terminal may try again."""
        for left in range(self._passphrases.tries - 1, 0, -1):
            try:
                return self._drive(act, where, answers)
            except WrongPassphrase as error:
                self._out.say(f"{error} Tries left: {left}.")
        return self._drive(act, where, answers)

    def _drive(self, act: Act, where: Where, answers: dict[str, str]) -> Done:
        performing = perform(self._room, act, where, answers)
        try:
            ask = next(performing)
            while True:
                ask = performing.send(self._passphrase(ask))
        except StopIteration as end:
            done: Done = end.value
            return done

    def _passphrase(self, ask: Ask) -> Secret:
        try:
            return self._passphrases.answer(ask)
        except KeyboardInterrupt:
            if self._lines.fed:
                raise
            raise Cancelled from None

    def _acknowledge(self, done: Done) -> None:
        """Say what is on the record now: a line an entry, flushed."""
        for entry in done.entries:
            self._out.line(f"recorded {entry.seq} {entry.stream} {entry.kind}")
        if done.said:
            self._out.say(done.said)

    def _follow(self, entries: tuple[Entry, ...]) -> None:
        """Go where the entries lead, and say what has changed."""
        for entry in entries:
            self._seat(entry)
        before, self.place = self.place, after(self.place, entries)
        where = self._look()
        step = where.step.id if where.step else ""
        if self.place != before or (self.place.page == "run" and step != self.place.step):
            self._arrive()
        elif self.place.page == "run" and where.step:
            self._out.say(still_missing(where.step))
        if menu_at(where, self.place.page).names != self._printed.names:
            self._show_menu(where)

    def _seat(self, entry: Entry) -> None:
        """Who is at the keyboard after an entry: the first who comes in, nobody after they went, who took command."""
        person = str(entry.body.get("person", ""))
        if entry.kind == "person.signed_in":
            self.by = self.by or person
        elif entry.kind == "person.signed_out" and person == self.by:
            self.by = ""
        elif entry.kind == "command.taken":
            self.by = str(entry.body["to"])

    # Places

    def _look(self) -> Where:
        return look(self._room, self.place, self.by)

    def _arrive(self) -> None:
        """Print where we are and what can be done here."""
        where = self._look()
        self.place = msgspec.structs.replace(self.place, step=where.step.id if where.step else "")
        self._out.lines(page_lines(self._room, self.place, where))
        self._show_menu(where)

    def _show_menu(self, where: Where) -> None:
        self._printed = menu_at(where, self.place.page)
        self._out.line()
        self._out.lines(self._printed.lines())

    def _go(self, way: Way, rest: str, where: Where) -> None:
        """Follow a word that records nothing."""
        match way.name:
            case "home" | "people" | "ledger" | "incident" | "run" | "step" | "keys" | "key" | "tokens":
                self._turn(self._place_of(way, rest, where))
            case "who":
                self._sit_down(rest or self._wanted(way), where)
            case "show":
                self._out.lines(entry_lines(self._room.ledger, rest or self._wanted(way)))
            case "help":
                self._out.lines(help_lines(rest, self._printed, where))
            case "again":
                self._again(rest, where)
            case "look":
                self._arrive()
            case "expect":
                self._expected = rest
            case _:
                self._going_on = False

    def _place_of(self, way: Way, rest: str, where: Where) -> Place:
        match way.name:
            case "incident":
                return to_incident(where, rest)
            case "run":
                return to_run(where, rest)
            case "step":
                return to_step(where, rest or self._wanted(way))
            case "key":
                return to_key(standing(self._room, by=self.by, keys=True), self.place, rest)
            case _:
                return self.place.turned(PAGES[way.name])

    def _wanted(self, way: Way) -> str:
        """What a word needs beside it."""
        if self._lines.fed:
            raise Unanswered(f"{way.name} needs {way.takes} beside it.")
        line = self._next(f"{way.takes.capitalize()}: ")
        if line is None:
            raise Ended
        if not line.strip():
            raise Cancelled
        return line.strip()

    def _turn(self, place: Place) -> None:
        """Go to another place, if it is there."""
        look(self._room, place, self.by)
        self.place = place
        self._arrive()

    def _sit_down(self, name: str, where: Where) -> None:
        person = person_called(where.people, name)
        self.by = person.id
        absent = "" if person.present else " They are not signed in yet."
        self._out.say(f"At the keyboard: {person.name or person.alias} ({person.id}).{absent}")

    def _again(self, rest: str, where: Where) -> None:
        if self._last is None:
            raise Unusable("Nothing was tried yet.")
        act, kept = self._last
        self._act(act, where, rest, kept)


def _interrupted(room: StrongRoom) -> Reply:
    """End a strong room whose answer nobody waits for any more.

    Raises:
        Stopped: always.
    """
    room.kill()
    raise Stopped("The person at the keyboard stopped it, and the strong room was ended.") from None


def run_plain(room: Room, args: argparse.Namespace) -> Exit:
    """Carry out the lines of standard input in ``room``."""
    out = Output(sys.stdout, utf8=speaks_utf8(sys.stdout))
    passphrases = people_passphrases(room, args.passphrase_fd)
    rooms = strong_rooms(room.workspace.kind, lines=True, answers=args.answers_fd)
    worker = Worker(room, rooms, SystemEntropy())
    return Session(room, DescriptorLines(sys.stdin.fileno()), out, passphrases, head_brought(args), worker=worker).run()
