"""One incident carried through Method 2 on a terminal, by keyboard, with a handover and a deviation on the way."""

import re
import signal
from pathlib import Path

import pytest

from app.wiring import SystemClock, SystemEntropy
from ceremonies.parties.actions import PutParty
from ceremonies.parties.party import Party
from ceremonies.people.actions import EnrolFirstTwo, Enrolment
from ceremonies.room import Room
from ceremonies.sealing import Cost
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CloseSitting, SignIn
from ceremonies.workspace import create_workspace, open_workspace
from tests.app.on_screen import Robot, Terminal

CHEAP = Cost(8, 1, 1)
WORD = Secret("x")
WAYS = {"4.K1": 2}
"""Where a step has several ways on, the one that leads along the full path; the first elsewhere."""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two people and a supplier."""
    path = tmp_path / "workspace"
    create_workspace(path, "rehearsal", WORD, clock=SystemClock(), entropy=SystemEntropy(), cost=CHEAP).close()
    with open_workspace(path, WORD, entropy=SystemEntropy()) as opened:
        room = Room(opened, SystemClock(), SystemEntropy(), cost=CHEAP)
        room.open_sitting()
        people = tuple(
            Enrolment(
                name=name, organisation="DCC", roles=(role,), public_key=room.make_key(WORD, (role,), after=after)
            )
            for after, (name, role) in enumerate((("J. Okafor", "Incident Commander"), ("M. Lindqvist", "Scribe")))
        )
        words = {"P-01": WORD, "P-02": WORD}
        room.perform(EnrolFirstTwo(first=people[0], second=people[1]), words)
        room.perform(SignIn(by="P-01", person="P-01"), words)
        supplier = Party(
            id="ACME",
            name="Acme Energy",
            party_roles=("Supplier Party",),
            user_ids=("90-B3-D5-1F-30-01-00-00",),
            sros=("S. Ro",),
            aros=("A. Ro",),
            telephone="+44 1234 567890",
            email="a@b.example",
            responsible_supplier=True,
        )
        room.perform(PutParty(by="P-01", party=supplier, source="test"), words)
        room.perform(CloseSitting(by="P-01"), words)
    return path


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_an_incident_is_carried_through_method_two_by_keyboard(workspace: Path, columns: int, lines: int) -> None:
    terminal = Terminal(workspace, columns, lines)
    robot = Robot(terminal)
    terminal.until("signin")
    terminal.press("i")
    robot.fill()
    terminal.press("P", "i")
    robot.fill()
    terminal.press("escape")
    terminal.press("n")
    robot.fill()
    terminal.until("3.2.K1")
    for count in range(120):
        step = robot.at = robot.step()
        if not re.fullmatch(r"\d[\dA.]*(K\d+)?", step):
            break
        if step == "3.1.K3" and " also " in terminal.text.splitlines()[-2] + terminal.text.splitlines()[-3]:
            terminal.press("A")  # what stands open beside is completed before the incident closes
            terminal.until(" 4.2.2.10 ")
            continue
        robot.steps.append(step)
        robot.answer_rows()
        if count == 12:
            _deviate(robot)
        if count == 5:
            _hand_over(robot)
        way = _way(robot, step)
        robot.complete(way)
    assert "4.2.3.1" in robot.steps
    assert robot.steps[-1] == "3.1.K3"
    assert "ended" in terminal.text
    terminal.press("D")
    terminal.until("courier")
    terminal.kill(signal.SIGTERM)
    terminal.end()


def _way(robot: Robot, step: str) -> int:
    """Which way on leads along Method 2: read from the step's own lines."""
    if step in WAYS:
        return WAYS[step]
    robot.terminal.press("end")
    ways = re.findall(r"^ (?:THEN|or) +(?:a new run: |and back: )?([\d.AK]+)  ", robot.all_text(), re.MULTILINE)
    if "3.1.K1" in ways:
        return ways.index("3.1.K1")
    return next((at for at, to in enumerate(ways) if ".K1" not in to), 0)


def _deviate(robot: Robot) -> None:
    robot.terminal.press("x")
    robot.fill()
    robot.terminal.until("deviation recorded")


def _hand_over(robot: Robot) -> None:
    terminal = robot.terminal
    terminal.press("H", "h")
    robot.fill()
    terminal.until("OFFERED")
    terminal.press("y")
    terminal.until("nothing is recorded")
    terminal.press("x", "enter")
    assert "command taken" in terminal.until("command taken")
    terminal.press("escape")
    assert "M. Lindqvist" in terminal.text.splitlines()[0]
