"""What is known of key ceremonies at one moment, read from other streams: for a run's rules and for its screens."""

from collections.abc import Iterator
from typing import Any

import msgspec

from ceremonies.attendance.state import AttendanceState
from ceremonies.attendance.state import stream_of as attendance_of
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.register import register_of
from ceremonies.known import Known
from ceremonies.ledger.entry import Entry
from ceremonies.people.roles import ROLES
from ceremonies.recorded import Recorded
from ceremonies.room_log.state import stream_of as room_of
from ceremonies.runbook.book import Book
from ceremonies.runbook.calling import NOTHING_KNOWN, CeremonyFacts, KeyKnown
from ceremonies.runbook.script_acts import On, done_in
from ceremonies.runbook.state import RunState


def ceremony_facts(known: Known, state: RunState, book: Book) -> CeremonyFacts:
    """What may be known of ceremonies at ``state``: nothing, where the run is none and its open steps call for none."""
    if not state.ceremony and not any(book.step(step).ceremonies for step in state.open):
        return NOTHING_KNOWN
    return CeremonyFacts(
        acts_done=_acts_done(known, state) if state.ceremony else frozenset(),
        attending=_attending(known, state.run) if state.ceremony else {},
        ends={row["run"]: row["outcome"] for row in known.rows("run/").values()},
        keys=keys_known(known),
    )


def keys_known(known: Known) -> dict[str, KeyKnown]:
    """Every key of the record, by name."""
    return {
        name: KeyKnown(
            kind=row.kind,
            status=row.status,
            m=row.m,
            n=row.n,
            mark=row.mark,
            serial=row.serials[-1] if row.serials else "",
        )
        for name, row in register_of(known.rows("key/")).keys.items()
    }


def _attending(known: Known, run: str) -> dict[str, tuple[str, ...]]:
    """By role, who has taken it in the ceremony ``run`` and is signed in (rule PEOPLE-CONFLICT)."""
    taken: AttendanceState = known.state(attendance_of(run))
    holders = {role: tuple(one for one in taken.now(role) if one in known.sitting.present) for role in ROLES}
    return {role: people for role, people in holders.items() if people}


def _acts_done(known: Known, state: RunState) -> frozenset[str]:
    """The script's acts that the record shows as done since the ceremony began."""
    held = state.ceremony
    keys: tuple[tuple[On, str, int], ...] = (
        ("key", held["key"], held["n"]),
        ("symmetric", held["symmetric"], held["parts"]),
        ("issuer", held["issuer"], 0),
    )
    done: set[str] = set()
    for on, key, shares in keys:
        if key:
            done |= done_in(_since_begun(known, stream_of(key), state), on, shares=shares)
    if held["token_serial"] or held["script"] == "C9":
        done |= done_in(_of_token(known, state), "token")
    done |= done_in(known.ledger.entries(stream=room_of(state.run)), "room")
    return frozenset(done)


def _since_begun(known: Known, stream: str, state: RunState) -> Iterator[Entry]:
    start = state.started.seq if state.started else 0
    return known.ledger.entries(start=start, stream=stream)


def _of_token(known: Known, state: RunState) -> Iterator[Recorded]:
    """The entries about the ceremony's token, by serial number; initialising may give it another.

    Where none was settled, as for a token that is new, its label tells.
    """
    serial, label = state.ceremony["token_serial"], state.ceremony["token_label"]
    serials = {serial} if serial else set[str]()
    for one in _since_begun(known, "tokens", state):
        before = msgspec.convert(one.body.get("before", {}), dict[str, Any]).get("serial")
        is_named = not serial and bool(label) and one.body.get("label") == label
        if is_named or one.body.get("serial") in serials or before in serials:
            serials.add(str(one.body.get("serial")))
            yield one
