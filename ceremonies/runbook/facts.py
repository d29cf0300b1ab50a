"""What a run's rules may know of other streams, and the form of their answers."""

from datetime import date
from typing import Any

import msgspec

from ceremonies.act import Ruling
from ceremonies.parties.state import PartiesState
from ceremonies.runbook.book import Book


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run's rules may know of other streams."""

    book: Book
    """The run's own copy of the procedure."""
    parties: PartiesState
    subscriber: str = ""
    """The Party id of the affected Subscriber; empty while it isn't known."""
    one_off: dict[date, bool] = msgspec.field(default_factory=dict)
    """One-off days of the calendar, and whether each is a Working Day."""
    others_hold: dict[str, int] = msgspec.field(default_factory=dict)
    """How much other runs still hold of what this one might put back (rule RUN-BEFORE)."""
    others_going: tuple[str, ...] = ()
    """The other runs of the incident that have not ended."""
    next_run: str = ""
    """The name that a following run would have."""


def ruling(
    run: str,
    kind: str,
    body: dict[str, Any],
    *,
    signed_by: tuple[str, ...] = (),
    objections: dict[str, str] | None = None,
) -> Ruling:
    """Rule on the stream of ``run``."""
    return Ruling(stream=f"run/{run}", kind=kind, body=body, signed_by=signed_by, objections=objections or {})
