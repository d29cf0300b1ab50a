"""What tests of the folders that own a stream share: entries as the ledger would write them."""

import base64
from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec
import pytest

from ceremonies.people.actions import Enrolment
from ceremonies.times import to_iso

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class FakeEntry(msgspec.Struct, frozen=True):
    """An entry that was recorded."""

    seq: int
    kind: str
    body: dict
    by: tuple[str, ...] = ()
    recorded_at: str = to_iso(NOON)
    happened_at: str | None = None


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def written():
    """Turns rulings into entries, numbered on, a second apart."""
    seqs = count()

    def write(*rulings, happened_at=None):
        entries = []
        for ruling in rulings:
            seq = next(seqs)
            at = to_iso(NOON + timedelta(seconds=seq))
            entries.append(FakeEntry(seq, ruling.kind, ruling.body, ruling.signed_by, at, happened_at))
        return entries

    return write


@pytest.fixture
def entry():
    """One entry by hand."""
    return FakeEntry


@pytest.fixture
def enrolment():
    """A person to enrol; ``number`` tells their keys apart."""

    def make(number, name=None, roles=("Scribe",), organisation="DCC", **more):
        public = base64.b64encode(bytes([number]) * 32).decode()
        return Enrolment(name=name, organisation=organisation if name else None, roles=roles, public_key=public, **more)

    return make
