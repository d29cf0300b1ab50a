"""Fakes that satisfy the domain's ports: a clock, entropy and ledgers that are kept in memory."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ceremonies.errors import Misuse, NotRecorded
from ceremonies.ledger.append import Appended, Place, Tip, append_drafts, to_moment
from ceremonies.ledger.entry import Draft, Entry
from ceremonies.ledger.note import Signer
from ceremonies.ledger.port import StreamRow
from ceremonies.ports import Entropy

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""A Monday morning outside British Summer Time."""


class FakeClock:
    """Tells the time it was set to, and goes on by ``step`` at each look."""

    def __init__(self, start: datetime = START, step: timedelta = timedelta(seconds=1)) -> None:
        self.moment = start
        self.step = step

    def now(self) -> datetime:
        moment = self.moment
        self.moment += self.step
        return moment

    def advance(self, by: timedelta) -> None:
        self.moment += by


class FixedEntropy:
    """Bytes that are the same in every run of a test, and never the same twice in one."""

    def __init__(self, seed: str = "keyroom") -> None:
        self.seed = seed
        self.taken = 0

    def take(self, count: int) -> bytes:
        out = b""
        while len(out) < count:
            out += sha256(f"{self.seed}/{self.taken}".encode()).digest()
            self.taken += 1
        return out[:count]


def fixed_key(seed: str = "log") -> Ed25519PrivateKey:
    """A private key that is the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest())


class MemoryLedger:
    """A ledger without a database; it signs and chains like the real one."""

    def __init__(self, origin: str = "keyroom.test/log", key: Ed25519PrivateKey | None = None) -> None:
        self.origin = origin
        self.damage: str | None = None
        self.recorded: list[Appended] = []
        self._signer = Signer(origin, key or fixed_key())
        self._pending: list[Appended] = []
        self._streams: dict[str, StreamRow] = {}
        self._cosigned: dict[int, str] = {}

    @property
    def size(self) -> int:
        return len(self.recorded)

    @property
    def _tip(self) -> Tip:
        return self.recorded[-1].tip if self.recorded else Tip()

    @property
    def note(self) -> str:
        return self._tip.note

    def prepare(self, drafts: Sequence[Draft], now: datetime, entropy: Entropy) -> list[Entry]:
        if not drafts:
            raise Misuse("There is nothing to record.")
        self._pending = append_drafts(
            drafts, to_moment(now), entropy, signer=self._signer, tip=self._tip, place_of=self._place_of
        )
        return [each.entry for each in self._pending]

    def _place_of(self, stream: str) -> Place | None:
        row = self._streams.get(stream)
        return Place(row.last_seq, row.count) if row else None

    def commit(self, entries: Sequence[Entry], summaries: Mapping[str, str]) -> None:
        if not entries or list(entries) != [each.entry for each in self._pending]:
            raise Misuse("Only the entries that were prepared last can be committed.")
        if summaries.keys() - {entry.stream for entry in entries}:
            raise Misuse("A commit gives summaries of its entries' streams only.")
        pending, self._pending = self._pending, []
        self.recorded += pending
        for entry in entries:
            kept = self._streams[entry.stream].summary if entry.stream in self._streams else "{}"
            self._streams[entry.stream] = StreamRow(
                entry.stream, entry.seq, entry.n + 1, summaries.get(entry.stream, kept)
            )

    def entries(self, start: int = 0, stop: int | None = None, stream: str | None = None) -> Iterator[Entry]:
        for each in self.recorded[start:stop]:
            if stream in {None, each.entry.stream}:
                yield each.entry

    def stream_summaries(self, prefix: str = "") -> dict[str, StreamRow]:
        return {name: self._streams[name] for name in sorted(self._streams) if name.startswith(prefix)}

    def cosigned(self) -> dict[int, str]:
        return dict(sorted(self._cosigned.items()))

    def keep_cosigned(self, size: int, note: str) -> None:
        self._cosigned[size] = note


class Killed(BaseException):
    """The process died at a commit."""


class BrokenLedger(MemoryLedger):
    """Fails at one commit, counted from 1.

    ``how`` says in which way: ``refused`` (the disk is full: nothing is written and it says so), ``before`` (killed
    with nothing written), ``after`` (killed with everything written, before anyone was told).
    """

    def __init__(self, fail_at: int, how: str = "refused", origin: str = "keyroom.test/log") -> None:
        super().__init__(origin)
        self.fail_at = fail_at
        self.how = how
        self.commits = 0

    def commit(self, entries: Sequence[Entry], summaries: Mapping[str, str]) -> None:
        self.commits += 1
        if self.commits != self.fail_at:
            super().commit(entries, summaries)
        elif self.how == "refused":
            raise NotRecorded("Nothing was recorded, so it did not happen. The disk is full.")
        elif self.how == "before":
            raise Killed
        else:
            super().commit(entries, summaries)
            raise Killed
