import os
import resource
import signal

import pytest

from ceremonies.errors import Refused, Stopped, WrongPassphrase
from ceremonies.sealing import SMALLEST_COST, Cost
from ceremonies.secret import Secret
from ceremonies.workspace.description import load_description

HERS = Secret("brambles and rain")


def test_whoever_has_a_slot_opens_the_workspace(made, reopen, passphrase):
    with reopen(made) as workspace:
        workspace.add_slot("P-01", HERS)
        assert workspace.slots == ("workspace maker", "P-01")
    with reopen(made, HERS) as workspace:
        assert workspace.opened_by == "P-01"
    assert reopen(made, passphrase).opened_by == "workspace maker"


def test_a_new_slot_costs_what_the_first_one_costs(made, reopen):
    with reopen(made) as workspace:
        workspace.add_slot("P-01", HERS)
        workspace.add_slot("P-02", HERS, Cost(memory_kib=16, passes=2, lanes=2))
    assert [slot.lock().cost for slot in load_description(made).slot] == [
        SMALLEST_COST,
        SMALLEST_COST,
        Cost(memory_kib=16, passes=2, lanes=2),
    ]


def test_whoever_is_removed_no_longer_opens_it(made, reopen):
    with reopen(made) as workspace:
        workspace.add_slot("P-01", HERS)
        workspace.remove_slot("workspace maker")
    with pytest.raises(WrongPassphrase):
        reopen(made)
    assert reopen(made, HERS).slots == ("P-01",)


def test_adding_a_slot_again_changes_the_passphrase(made, reopen):
    with reopen(made) as workspace:
        workspace.add_slot("workspace maker", HERS)
        assert workspace.slots == ("workspace maker",)
    with pytest.raises(WrongPassphrase):
        reopen(made)
    reopen(made, HERS)


def test_the_last_slot_stays(made, reopen):
    with pytest.raises(Refused, match="KEY-SLOTS: The last slot can't be removed"):
        reopen(made).remove_slot("workspace maker")


def test_somebody_without_a_slot_is_named(made, reopen):
    with pytest.raises(Refused, match=r"KEY-SLOTS: P-09 has no slot\. The slots are those of workspace maker"):
        reopen(made).remove_slot("P-09")


@pytest.mark.parametrize("person", ["", "two\nlines", "\x1b[2J", "x" * 201])
def test_a_name_that_can_not_be_written_is_refused(made, reopen, person):
    with pytest.raises(Refused, match="KEY-SLOTS"):
        reopen(made).add_slot(person, HERS)


@pytest.mark.parametrize("person", ['He said "no" \\', "Zoë Brontë", "李 \U0001f511", "del\x7f"[:3]])
def test_a_name_comes_back_as_it_was(made, reopen, person):
    with reopen(made) as workspace:
        workspace.add_slot(person, HERS)
    assert reopen(made, HERS).opened_by == person


def test_an_empty_passphrase_is_refused(made, reopen):
    with pytest.raises(Refused, match="KEY-SLOTS"):
        reopen(made).add_slot("P-01", Secret(""))


def test_who_only_reads_changes_no_slot(made, reopen):
    before = (made / "workspace.toml").read_bytes()
    reader = reopen(made, readonly=True)
    for act in (lambda: reader.add_slot("P-01", HERS), lambda: reader.remove_slot("workspace maker")):
        with pytest.raises(Refused, match="KEY-SLOTS: It was opened to read only"):
            act()
    assert (made / "workspace.toml").read_bytes() == before


def test_a_slot_moved_to_another_name_does_not_open(made, reopen):
    path = made / "workspace.toml"
    path.write_text(path.read_text().replace("workspace maker", "P-02"))
    with pytest.raises(WrongPassphrase):
        reopen(made)


def test_a_full_disk_leaves_the_slots_as_they_were(made, reopen):
    before = (made / "workspace.toml").read_bytes()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        workspace = reopen(made)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        try:
            workspace.add_slot("P-01", HERS)
        except Stopped:
            os._exit(3 if workspace.slots == ("workspace maker",) else 4)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert (made / "workspace.toml").read_bytes() == before
    assert not list(made.glob(".partial-*"))
