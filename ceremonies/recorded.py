"""What every fold shares: the recorded entry that ``apply`` takes, and a copy of a state to try an entry on."""

from typing import Any, Protocol, TypeVar

import msgspec

S = TypeVar("S")


class Recorded(Protocol):
    """One entry, numbered, signed and written."""

    @property
    def seq(self) -> int:
        """Its number in the ledger, from 0."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def body(self) -> dict[str, Any]:
        """The facts."""

    @property
    def by(self) -> tuple[str, ...]:
        """The persons who acted."""

    @property
    def recorded_at(self) -> str:
        """When it was written: ISO 8601, UTC."""

    @property
    def happened_at(self) -> str | None:
        """When it happened, if not then."""


def moment(entry: Recorded) -> str:
    """When what the entry tells of happened: ISO 8601, UTC (rule TIME-HAPPENED)."""
    return entry.happened_at or entry.recorded_at


def copy_of(state: S) -> S:
    """A deep copy of a state, so that an entry can be tried before it is written."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=type(state))
