"""``kill -9`` at every durable write of a plain-line run of section 4.2: nothing acknowledged is ever lost.

Each act of the run is begun again and again: killed before its first durable write, after it, before the second ...
until it stands in the record. Then the next. Ten acts from a printed seed; all of them, and a hundred random moments on
top, with KEYROOM_TORTURE=full.
"""

import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.wiring import SystemEntropy
from ceremonies.runbook import actions as ask
from ceremonies.runbook.ceremony_actions import HeldOutside
from ceremonies.sittings.actions import SignIn
from ceremonies.verification import verify_record
from ceremonies.workspace import open_workspace
from tests.records import (
    INCIDENT,
    PASSPHRASE,
    SEVERAL,
    enrol_two,
    fact_for,
    make_workspace,
    perform,
    raise_incident,
    room_in,
)

FULL = os.environ.get("KEYROOM_TORTURE") == "full"
SEED = int(os.environ.get("KEYROOM_SEED") or random.SystemRandom().randrange(10**6))
KILLING = Path(__file__).with_name("killing.py")
RUN = f"{INCIDENT}/2"
ARRIVE = ("people", "signin person=P-01", "signin person=P-02", "who P-01", f"run {RUN}")
RECORDED = re.compile(r"^recorded (\d+) (\S+) (\S+)$", re.MULTILINE)
PATIENCE = 60
RANDOM_MOMENTS = 100 if FULL else 5
CHOSEN_ACTS = 1000 if FULL else 5
"""How many acts of the run are killed at each of their durable writes; more than there are means all."""
EVIDENCE = "evidence.txt"
WITH_EVIDENCE = "4.2.1.4"
"""The step at which a file is added, so that there are renames too."""


def prepared(path):
    """A record in which Method 2 has been chosen: the run of 4.2 stands at its first step. And its lines to the end."""
    with make_workspace(path) as workspace:
        room = room_in(workspace)
        enrol_two(room)
        first = raise_incident(room)
        while room.run(first).status != "ended":
            carry_out(room, first, room.run(first).open[0], [])
    lines = []
    copy = path.with_name("walked")
    shutil.copytree(path, copy)
    with open_workspace(copy, PASSPHRASE, entropy=SystemEntropy()) as workspace:
        room = room_in(workspace)
        for person in ("P-01", "P-02"):
            perform(room, SignIn(by=person, person=person))
        while room.run(RUN).status != "ended":
            view = room.run(RUN)
            at_hand = next(step for step in view.open if may_end(view, step))
            carry_out(room, RUN, at_hand, lines)
        completed = steps_completed(workspace)
    return lines, completed


def may_end(view, step):
    """The first open step of the text's order, but the run's end comes last."""
    return len(view.open) == 1 or not any(way.to in ("end", "3.1.K1") or way.how == "run" for way in step.ways)


def carry_out(room, run, step, lines):
    """Answer all that a step asks for, complete it, and write each act down as a plain line."""
    at = {"run": run, "step": step.id, "by": "P-01"}
    if step.id == WITH_EVIDENCE:
        file = room.workspace.path.with_name(EVIDENCE)
        file.write_text("What the Subscriber sent.\n", encoding="utf-8")
        kept = room.workspace.evidence.add_file(file)
        lines.append((step.id, f"evidence path={file}"))
        perform(room, ask.Attach(**at, name=file.name, digest=kept.digest, size=kept.size))
    for name, kind, said in (*acts_of(step), ("done", ask.Complete, {"branch": way_of(step).branch})):
        answers = " ; ".join(f"{asked(field)}={typed(field, value)}" for field, value in said.items())
        lines.append((step.id, f"{name} {answers}"))
        perform(room, kind(**at, **said))


def asked(field):
    """What a plain line calls a field of an action."""
    return "others" if field == "recipients" else field


def typed(field, value):
    """A value as it is typed: choices that are numbered by their place are typed by their number, from 1."""
    if isinstance(value, tuple):
        return ", ".join(value)
    return value + 1 if field in ("branch", "tell", "number") else value


def way_of(step):
    """The way that goes on with Method 2, and otherwise on in the run."""
    chosen = [one for one in step.ways if one.how == "run" and one.to == "4.2.1"]
    return next(iter([*chosen, *(one for one in step.ways if one.how == "go" and ".K1" not in one.to), *step.ways]))


def acts_of(step):
    """Each act that a step asks for: its name, its action and what it says."""
    if step.gate:
        said = {"if_we_act": "a", "if_we_do_not": "b", "esme_prepayment": 0, "gsme_prepayment": 0}
        said |= {"supply_chain": "none", "conclusion": "act", "second": "P-02"}
        yield "weigh", ask.Weigh, {"done_for_prepayment": "none", "mitigations": "none", **said}
    if step.needs_decision:
        said = {"reference": "PMA-7", "outcome": "act", "timescales": "as proposed", "second": "P-02"}
        yield "decide", ask.Decide, said
    if step.needs_confirmation:
        said = {"outcome": "believed, recover", "person": "R. Owen", "role": "SMKI SRO", "means": "email"}
        yield "confirm", ask.Confirm, said
    yield from ceremonies_of(step)
    if step.calls_custodians:
        yield "custodians", ask.CallCustodians, {"needed": 3, "called": 5, "can_come": 4, "earliest": "16:30"}
    for item in step.items:
        yield "tick", ask.Tick, {"item": item.id, "answer": "done"}
    for record in step.records:
        yield "record", ask.WriteDown, {"field": record.id, "value": fact_for(record.kind, record.choices)}
    for tell in step.tells:
        if tell.several:
            yield "name", ask.NameRecipients, {"tell": tell.number, "recipients": (SEVERAL,)}
        for means in tell.means or ("email",):
            who = SEVERAL if tell.several else "those named"
            yield "tell", ask.Tell, {"tell": tell.number, "recipient": who, "means": means}
    yield from holds_of(step)


def ceremonies_of(step):
    """The ceremonies that a step calls for, each held without Keyroom."""
    for one in step.ceremonies:
        if not one.done:
            said = {"number": one.number, "key": "RPK 3", "who": "Owen Pryce", "minutes": "KA-2026-05"}
            yield "held", HeldOutside, said


def holds_of(step):
    """What a step sets and puts back."""
    for hold in step.holds:
        if hold.direction == "set":
            said = {"what": hold.what, "amount": 10, "before": "commissioned", "detail": "confirmed"}
            yield "set", ask.PutInForce, said
        elif hold.standing:
            amount = 0 if step.id == "4.2.2.1" else hold.standing
            yield "back", ask.PutBack, {"what": hold.what, "amount": amount, "detail": "confirmed"}


def steps_completed(workspace):
    """The steps of the run in the order they were completed, from the record."""
    entries = workspace.ledger.entries(stream=f"run/{RUN}")
    return [entry.body["step"] for entry in entries if entry.kind == "step.completed"]


class Killed(Exception):
    """The process died before it acknowledged."""


class Plain:
    """One process of the plain-line mode, set to die at a durable write."""

    def __init__(self, path, point=0, when="before"):
        reader, writer = os.pipe()
        secret = PASSPHRASE.reveal().decode()
        os.write(writer, f"{secret}\nP-01={secret}\nP-02={secret}\n".encode())
        os.close(writer)
        command = [sys.executable, str(KILLING), str(point), when]
        command += ["--workspace", str(path), "--plain", "--passphrase-fd", str(reader)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[reader], cwd=KILLING.parents[2]
        )
        os.close(reader)
        self.heard = ""
        self._until("> ")
        for line in ARRIVE:
            self.say(line)
        self.acknowledged = self._recorded(self.heard)

    def arm(self):
        self.process.send_signal(signal.SIGUSR1)
        self._until("armed\n")

    def say(self, line):
        """One line, and what is acknowledged for it."""
        self.heard = ""
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()
        self._until("> ")
        assert not re.search("^(unusable|stopped|refused)", self.heard, re.MULTILINE), self.heard
        return self._recorded(self.heard)

    def end(self):
        self.process.kill()
        self.process.communicate()

    def _until(self, mark):
        while not self.heard.endswith(mark):
            ready = select.select([self.process.stdout], [], [], PATIENCE)[0]
            assert ready, self.heard
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            if not chunk:
                self.end()
                raise Killed
            self.heard += chunk.decode()

    @staticmethod
    def _recorded(heard):
        return [(int(seq), stream, kind) for seq, stream, kind in RECORDED.findall(heard)]


class Torture:
    """A record under torture, and everything that was ever acknowledged about it."""

    def __init__(self, path):
        self.path = path
        self.acknowledged = {}
        self.kills = 0

    def expect(self, recorded):
        self.acknowledged.update({seq: (stream, kind) for seq, stream, kind in recorded})

    def check(self, *, whole=False):
        """Nothing acknowledged is lost; the number of entries of the run."""
        with open_workspace(self.path, PASSPHRASE, entropy=SystemEntropy(), readonly=True) as workspace:
            entries = list(workspace.ledger.entries())
            for seq, said in self.acknowledged.items():
                assert (entries[seq].stream, entries[seq].kind) == said, f"entry {seq} was acknowledged as {said}"
            if whole:
                assert verify_record(workspace).ok
            return sum(entry.stream == f"run/{RUN}" for entry in entries)

    def carry_out(self, step, line):
        """One act, killed at each of its durable writes in turn until it stands in the record."""
        before = self.check()
        point = 1
        while True:
            for when in ("before", "after"):
                plain = Plain(self.path, point, when)
                self.expect(plain.acknowledged)
                plain.say(f"step {step}")
                plain.arm()
                try:
                    self.expect(plain.say(line))
                except Killed:
                    self.kills += 1
                    if self.check() > before:
                        return
                else:
                    plain.end()
                    assert self.check() > before, f"{line} was acknowledged and is not in the record"
                    return
            point += 1

    def carry_out_unharmed(self, acts):
        """Several acts in one process that is left alone."""
        if not acts:
            return
        plain = Plain(self.path)
        self.expect(plain.acknowledged)
        for step, line in acts:
            plain.say(f"step {step}")
            self.expect(plain.say(line))
        plain.end()

    def carry_out_killed_at_random(self, step, line, chance):
        """One act, killed at a moment of chance after its line was sent; carried out again if it was lost."""
        before = self.check()
        plain = Plain(self.path)
        self.expect(plain.acknowledged)
        plain.say(f"step {step}")
        plain.process.stdin.write(f"{line}\n".encode())
        plain.process.stdin.flush()
        select.select([], [], [], chance.random() * 0.02)
        plain.end()
        self.kills += 1
        if self.check() == before:
            self.carry_out_unharmed([(step, line)])


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    path = tmp_path_factory.mktemp("kills") / "workspace"
    lines, completed = prepared(path)
    return path, lines, completed


@pytest.fixture
def torture(record, tmp_path):
    copy = tmp_path / "workspace"
    shutil.copytree(record[0], copy)
    return Torture(copy)


def some_of(lines, count, chance):
    """The numbers of ``count`` acts of chance, or of all; the one that adds a file is always among them."""
    files = {number for number, (_, line) in enumerate(lines) if line.startswith("evidence")}
    return files | set(chance.sample(range(len(lines)), min(count, len(lines))))


def carry_all_out(torture, lines, chosen, harm):
    """Every act of the run in its order: those chosen are harmed, those between are left alone."""
    between = []
    for number, (step, line) in enumerate(lines):
        if number not in chosen:
            between.append((step, line))
            continue
        torture.carry_out_unharmed(between)
        between = []
        harm(step, line)
    torture.carry_out_unharmed(between)


def check_it_came_to_its_end(torture, completed):
    """The record verifies, and the run went the way it goes when nobody kills anything."""
    torture.check(whole=True)
    with open_workspace(torture.path, PASSPHRASE, entropy=SystemEntropy(), readonly=True) as workspace:
        assert steps_completed(workspace) == completed


def test_nothing_acknowledged_is_lost_at_any_durable_write(record, torture):
    _, lines, completed = record
    chosen = some_of(lines, CHOSEN_ACTS, random.Random(SEED))
    carry_all_out(torture, lines, chosen, torture.carry_out)
    check_it_came_to_its_end(torture, completed)
    print(f"seed {SEED}: {torture.kills} kills before and after durable writes, {len(chosen)} of {len(lines)} acts")


def test_nothing_acknowledged_is_lost_at_any_moment(record, torture):
    _, lines, completed = record
    chance = random.Random(SEED)
    chosen = some_of(lines, RANDOM_MOMENTS, chance)
    carry_all_out(torture, lines, chosen, lambda step, line: torture.carry_out_killed_at_random(step, line, chance))
    check_it_came_to_its_end(torture, completed)
    print(f"seed {SEED}: {torture.kills} kills at random moments, {len(lines)} acts")
