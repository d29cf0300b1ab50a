"""A session of the plain-line mode without a process: a real workspace, a clock that repeats, lines that are given."""

import io
from datetime import timedelta

import pytest

from app.plain.output import Output
from app.plain.session import Session
from ceremonies.room import Room
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.workspace import create_workspace, open_workspace
from tests.fakes import FakeClock, FixedEntropy

PASSPHRASE = Secret("heather")
FIRST_TWO = (
    "firsttwo first_name=Morag Sinclair ; first_organisation=DCC ; first_roles=Incident Commander"
    " ; second_name=Owen Pritchard ; second_organisation=DCC ; second_roles=Scribe"
)
PARTY = (
    "party id=ACME ; name=Acme Energy ; roles=Supplier Party ; user_ids=02-00-53-00-00-00-10-01"
    " ; sros=Hazel Whitcombe ; responsible=yes ; source=Registration Authority"
)
RAISE = "raise incident=TEST-0042 ; what=Supplier key ; subscriber=ACME ; notified_by=Service Desk"
BEGUN = (FIRST_TWO, "signin P-01", "signin P-02", PARTY, RAISE)
"""Lines up to the first step of an incident."""


class GivenLines:
    """Lines that are given in turn; the clock goes on with each, however often it is looked at."""

    def __init__(self, lines, clock, *, fed=True):
        self.fed = fed
        self.left = list(lines)
        self.clock = clock

    def next(self):
        self.clock.advance(timedelta(seconds=5))
        line = self.left.pop(0) if self.left else None
        if isinstance(line, BaseException):
            raise line
        return line


class OnePassphrase:
    """Everybody has the same one; the questions are kept."""

    def __init__(self, secret=PASSPHRASE, tries=1):
        self.tries = tries
        self.asked = []
        self.secrets = [secret]

    def answer(self, ask):
        self.asked.append(ask)
        return self.secrets.pop(0) if len(self.secrets) > 1 else self.secrets[0]


class Played:
    """What came of some lines."""

    def __init__(self, session, code, printed):
        self.session = session
        self.code = code
        self.printed = printed
        self.lines = printed.splitlines()

    def begins(self, word):
        return [line for line in self.lines if line.startswith(word)]


@pytest.fixture
def room(tmp_path):
    """A room in a new rehearsal."""
    path = tmp_path / "room"
    clock, entropy = FakeClock(step=timedelta()), FixedEntropy()
    create_workspace(path, "rehearsal", PASSPHRASE, clock=clock, entropy=entropy, cost=SMALLEST_COST).close()
    with open_workspace(path, PASSPHRASE, entropy=entropy) as workspace:
        yield Room(workspace, clock, entropy, cost=SMALLEST_COST)


@pytest.fixture
def play(room):
    """Carries lines out in the room, after the first two signed in and an incident was raised unless told not to."""

    def carry_out(*lines, begun=True, fed=True, passphrases=None, utf8=True):
        printed = io.StringIO()
        given = GivenLines([*(BEGUN if begun else ()), *lines], room._clock, fed=fed)
        session = Session(room, given, Output(printed, utf8=utf8), passphrases or OnePassphrase())
        return Played(session, session.run(), printed.getvalue())

    return carry_out
