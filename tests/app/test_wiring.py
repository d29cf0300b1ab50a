import argparse
import os
from datetime import UTC

import pytest

from app import wiring
from app.passphrases import RehearsalPassphrases, passphrases_for
from app.wiring import SystemClock, SystemEntropy, open_for, open_with
from ceremonies.errors import NotAWorkspace, WrongPassphrase
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace


class ScriptedPassphrases:
    """Somebody at a terminal who types these in turn."""

    can_ask_again = True

    def __init__(self, *passphrases):
        self._left = list(passphrases)
        self.told = []

    def ask(self, prompt):
        assert prompt == wiring.PROMPT
        return Secret(self._left.pop(0))

    def tell(self, sentence):
        self.told.append(sentence)


@pytest.fixture
def room(tmp_path):
    def make(kind="rehearsal"):
        path = tmp_path / kind
        create_workspace(
            path, kind, Secret("heather"), clock=SystemClock(), entropy=SystemEntropy(), cost=SMALLEST_COST
        ).close()
        return path

    return make


@pytest.fixture
def waits(monkeypatch):
    """What would have been waited, in seconds."""
    waited = []
    monkeypatch.setattr(wiring.time, "sleep", waited.append)
    return waited


def test_the_clock_tells_utc():
    assert SystemClock().now().tzinfo is UTC


def test_entropy_gives_what_is_asked_for_and_never_the_same():
    assert len(SystemEntropy().take(32)) == 32
    assert SystemEntropy().take(32) != SystemEntropy().take(32)


def test_a_rehearsal_asks_for_nothing(room):
    path = room()
    assert isinstance(passphrases_for(path, None), RehearsalPassphrases)
    with open_for(argparse.Namespace(workspace=path, passphrase_fd=None)) as workspace:
        assert workspace.kind == "rehearsal"


def test_a_file_beside_production_is_never_used(room):
    path = room("production")
    (path / "passphrase").write_text("heather\n")
    assert not isinstance(passphrases_for(path, None), RehearsalPassphrases)


def test_a_descriptor_opens_production(room):
    reading, writing = os.pipe()
    os.write(writing, b"heather\n")
    with open_for(argparse.Namespace(workspace=room("production"), passphrase_fd=reading), readonly=True) as workspace:
        assert workspace.readonly


def test_a_person_is_asked_until_it_opens_and_waits_longer_each_time(room, waits):
    typist = ScriptedPassphrases(*["wrong"] * 6, "heather")
    with open_with(room("production"), typist) as workspace:
        assert workspace.kind == "production"
    assert waits == [1, 2, 4, 8, 10, 10]
    assert typist.told[0].endswith("The next try waits 1 s.")
    assert not any("wrong" in sentence for sentence in typist.told)


def test_a_wrong_line_from_a_descriptor_ends_the_command(room, waits):
    reading, writing = os.pipe()
    os.write(writing, b"wrong\nheather\n")
    with pytest.raises(WrongPassphrase):
        open_for(argparse.Namespace(workspace=room("production"), passphrase_fd=reading))
    assert waits == []


def test_nobody_is_asked_where_there_is_no_workspace(tmp_path, waits):
    with pytest.raises(NotAWorkspace):
        open_with(tmp_path / "nowhere", ScriptedPassphrases())
