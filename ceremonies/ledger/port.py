"""What the room needs of a ledger: the one on disk and the fakes of the tests both offer it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from ceremonies.ledger.entry import Draft, Entry
from ceremonies.ports import Entropy


class StreamRow(msgspec.Struct, frozen=True):
    """What a dashboard needs of a stream.

    Attributes:
        name: the stream.
        last_seq: number of its last entry.
        count: how many entries it has.
        summary: canonical JSON, written by whoever owns the stream.
    """

    name: str
    last_seq: int
    count: int
    summary: str


class LedgerPort(Protocol):
    """An append-only ledger."""

    @property
    def origin(self) -> str:
        """The log's name."""

    @property
    def size(self) -> int:
        """Number of entries."""

    @property
    def note(self) -> str:
        """The signed checkpoint of the whole ledger; empty when it is empty."""

    @property
    def damage(self) -> str | None:
        """Why nothing can be appended, as a sentence; None when all is well."""

    def prepare(self, drafts: Sequence[Draft], now: datetime, entropy: Entropy) -> list[Entry]:
        """The drafts as signed entries, not yet written."""

    def commit(self, entries: Sequence[Entry], summaries: Mapping[str, str]) -> None:
        """Write what ``prepare`` gave last, in one transaction."""

    def entries(self, start: int = 0, stop: int | None = None, stream: str | None = None) -> Iterator[Entry]:
        """The entries from number ``start`` to before ``stop``, of one stream or of all."""

    def stream_summaries(self, prefix: str = "") -> dict[str, StreamRow]:
        """The streams whose name begins so, by name."""

    def cosigned(self) -> dict[int, str]:
        """The counter-signed checkpoints, by size."""

    def keep_cosigned(self, size: int, note: str) -> None:
        """Keep a counter-signed checkpoint, in place of one of the same size."""
