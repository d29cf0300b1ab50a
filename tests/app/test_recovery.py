"""The recovery slot opens the workspace, in a process of its own, and the record says so (rule KEY-SLOTS)."""

import argparse
import os
from contextlib import contextmanager

import pytest

from app.cli.exits import Exit
from app.cli.main import main
from app.recovery import open_by_shares
from app.strongroom.recovery_shares import make_or_take
from app.strongroom.recovery_task import Task
from app.wiring import SystemEntropy, open_for
from ceremonies.errors import Refused, Stopped, WrongPassphrase
from ceremonies.people.actions import Enrol, Enrolment
from ceremonies.people.state import RECOVERY_SLOT
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CloseSitting
from ceremonies.workspace import open_workspace
from tests.app.strongroom.test_recovery_shares import MAKE, Desk
from tests.fakes import FixedEntropy
from tests.records import PASSPHRASE, enrol_two, make_workspace, perform, room_in


@contextmanager
def typed(*lines: str):
    """A descriptor that people's answers come from."""
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    try:
        yield reading
    finally:
        os.close(reading)


@pytest.fixture(scope="module")
def shares():
    desk = Desk()
    made = make_or_take(desk, MAKE, FixedEntropy())
    return made.secret, [one.reveal_text() for one in desk.shown]


def opened(path, descriptor):
    return open_for(argparse.Namespace(workspace=path, passphrase_fd=None, recover=True, recover_fd=descriptor))


@pytest.mark.rule("KEY-SLOTS")
def test_two_people_s_shares_open_the_workspace_and_the_sitting_says_so(tmp_path, shares):
    secret, words = shares
    path = tmp_path / "room"
    with make_workspace(path) as workspace:
        workspace.add_slot(RECOVERY_SLOT, Secret(secret))
    with typed(words[2], words[0]) as descriptor, opened(path, descriptor) as workspace:
        assert workspace.opened_by == RECOVERY_SLOT
        assert room_in(workspace).sitting.recovered


def test_shares_of_another_slot_open_nothing(tmp_path, shares):
    path = tmp_path / "room"
    make_workspace(path).close()
    with typed(*shares[1][:2]) as descriptor, pytest.raises(WrongPassphrase):
        opened(path, descriptor)


@pytest.mark.rule("ROOM-PRIVATE")
def test_only_a_rehearsal_is_opened_from_prepared_answers(shares):
    with typed(*shares[1][:2]) as descriptor, pytest.raises(Refused, match="prepared answers"):
        open_by_shares(rehearsal=False, answers=descriptor)


def test_somebody_who_leaves_opens_nothing():
    with typed("quit") as descriptor, pytest.raises(Stopped, match="left without giving a share"):
        open_by_shares(rehearsal=True, answers=descriptor)


def test_the_task_names_no_secret():
    assert Task.__struct_fields__ == ("act", "people", "rehearsal", "taken")


@pytest.mark.rule("KEY-SLOTS")
def test_the_command_makes_the_slot_once_each_share_was_proved(tmp_path, capsys):
    path = tmp_path / "room"
    with make_workspace(path) as workspace:
        room = room_in(workspace)
        enrol_two(room)
        key = room.make_key(PASSPHRASE, ("Scribe",))
        person = Enrolment(name="Cai Rees", organisation="DCC", roles=("Scribe",), public_key=key)
        perform(room, Enrol(by="P-01", second="P-02", person=person))
        perform(room, CloseSitting(by="P-01"))
    words = ["--workspace", str(path), "recovery", "--by", "P-01", "--second", "P-02", "--holders", "P-01", "P-02"]
    with typed(*["seen", "="] * 3) as descriptor:
        assert main([*words, "P-02", "--answers-fd", str(descriptor)]) == Exit.PROBLEM
        assert main([*words, "P-03", "--answers-fd", str(descriptor)]) == Exit.GOOD
    assert "any two of P-01, P-02, P-03 open the workspace" in capsys.readouterr().out
    with open_workspace(path, PASSPHRASE, entropy=SystemEntropy(), readonly=True) as workspace:
        assert RECOVERY_SLOT in workspace.slots
        (added,) = [one for one in workspace.ledger.entries() if one.kind == "slot.added"]
    assert added.body["holders"] == ["P-01", "P-02", "P-03"]
