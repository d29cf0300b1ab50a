import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace, open_workspace

PASSPHRASE = "heather otter candle"


class FakeClock:
    """A clock that moves on by a second each time it is read."""

    def __init__(self):
        self.time = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)

    def now(self):
        self.time += timedelta(seconds=1)
        return self.time


class SeededEntropy:
    """Bytes that depend on the number of the call alone, all different."""

    def __init__(self, seed="entropy"):
        self.seed = seed
        self.calls = 0

    def take(self, count):
        self.calls += 1
        return hashlib.shake_256(f"{self.seed} {self.calls}".encode()).digest(count)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def entropy():
    return SeededEntropy()


@pytest.fixture
def passphrase():
    return Secret(PASSPHRASE)


@pytest.fixture
def make(tmp_path, clock, entropy, passphrase):
    """Makes a workspace, open; all are closed at the end."""
    opened = []

    def make_one(kind="rehearsal", name="room", **more):
        workspace = create_workspace(
            tmp_path / name, kind, passphrase, clock=clock, entropy=entropy, cost=SMALLEST_COST, **more
        )
        opened.append(workspace)
        return workspace

    yield make_one
    for workspace in opened:
        workspace.close()


@pytest.fixture
def reopen(passphrase):
    """Opens a workspace; all are closed at the end."""
    opened = []

    def open_one(path, secret=passphrase, **more):
        workspace = open_workspace(path, secret, entropy=SeededEntropy("reopened"), **more)
        opened.append(workspace)
        return workspace

    yield open_one
    for workspace in opened:
        workspace.close()


@pytest.fixture
def made(make):
    """The folder of a rehearsal that was made and closed."""
    workspace = make()
    workspace.close()
    return workspace.path
