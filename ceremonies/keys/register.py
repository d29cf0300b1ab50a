"""The register of all keys: what one key's rules may know of the others, from the summaries of their streams."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ceremonies.keys.state import KeyState
from ceremonies.work import Unfinished


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One key as its stream's summary has it.

    Attributes:
        fingerprint: SHA-256 of the SubjectPublicKeyInfo; empty before it was made, and for a symmetric key.
        committed: it counts, and may be certified (rule KEY-COMMIT).
        serials: of its own certificates, in the order they were issued.
        issued: the serials of those it signed.
        identifiers: of every set of shares ever made for it.
        check_values: of every secret that was ever split for it.
        holders: everybody who has, or may have, a share that was not returned.
        waits: what is begun and not ended: ``work``, ``act``, ``says``, ``way``, ``since``, ``sitting``.
        activation: the id of the activation that runs; empty when none does.
    """

    key: str
    kind: str
    generation: int
    status: str
    m: int
    n: int
    issuer: str
    replaces: str
    replaced_by: str
    fingerprint: str
    committed: bool
    serials: tuple[str, ...]
    issued: tuple[str, ...]
    identifiers: tuple[int, ...]
    check_values: tuple[str, ...]
    holders: tuple[str, ...]
    waits: tuple[dict[str, Any], ...]
    activation: str
    since: str

    @property
    def mark(self) -> str:
        """OLD for one that is being replaced, NEW for the one in its place; empty otherwise (rule KEY-STATE)."""
        if self.status == "being replaced":
            return "OLD"
        return "NEW" if self.replaces and self.status in {"planned", "made", "in use"} else ""


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """Every key there ever was, by name."""

    keys: Mapping[str, KeyRow]

    def named(self, key: str) -> KeyRow | None:
        """The key of that name."""
        return self.keys.get(key)

    def of_kind(self, kind: str) -> tuple[KeyRow, ...]:
        """The keys of a kind, oldest first."""
        return tuple(sorted((one for one in self.keys.values() if one.kind == kind), key=lambda one: one.generation))

    def in_use(self, kind: str) -> str:
        """The key of ``kind`` that is in use; empty when none is."""
        return next((one.key for one in self.of_kind(kind) if one.status == "in use"), "")

    @property
    def identifiers(self) -> frozenset[int]:
        """The identifiers of all sets of shares there ever were (rule SHARE-SET)."""
        return frozenset(one for row in self.keys.values() for one in row.identifiers)

    @property
    def check_values(self) -> frozenset[str]:
        """The check values of all secrets that were ever split."""
        return frozenset(one.lower() for row in self.keys.values() for one in row.check_values)

    @property
    def serials(self) -> frozenset[str]:
        """The serial numbers of all certificates that keys of this record have or signed."""
        return frozenset(one for row in self.keys.values() for one in (*row.serials, *row.issued))

    def of_serial(self, serial: str) -> str:
        """The key that a certificate belongs to; empty where it is none of this record's."""
        return next((row.key for row in self.keys.values() if serial in row.serials), "")

    def unfinished(self, sitting: int) -> tuple[Unfinished, ...]:
        """What was begun before ``sitting``, the one that is open, and has no end."""
        waits = [(row.key, one) for row in self.keys.values() for one in row.waits if one["sitting"] != sitting]
        return tuple(msgspec.convert({"key": key, **one}, Unfinished) for key, one in waits)


def register_of(rows: Mapping[str, dict[str, Any]]) -> Register:
    """The register, from the summaries of the streams that begin with ``key/``."""
    found = [msgspec.convert(body, KeyRow) for name, body in rows.items() if name.startswith("key/")]
    return Register(keys={one.key: one for one in found})


def is_registered(rows: Mapping[str, dict[str, Any]], identifier: int) -> bool:
    """Whether a set of shares with that SLIP-39 identifier was ever made in this record (rule SHARE-REVEAL)."""
    return identifier in register_of(rows).identifiers


def summary(state: KeyState) -> dict[str, Any]:
    """The key's row; it depends on its entries alone."""
    return {
        "key": state.key,
        "kind": state.kind,
        "generation": state.generation,
        "status": state.status,
        "m": state.m,
        "n": state.n,
        "issuer": state.issuer,
        "replaces": state.replaces,
        "replaced_by": state.replaced_by,
        "fingerprint": state.fingerprint,
        "committed": state.committed,
        "serials": [one.serial for one in state.certificates],
        "issued": [one.serial for one in state.issued],
        "identifiers": [one.identifier for one in state.sets],
        "check_values": [one.check_value for one in state.sets],
        "holders": sorted({held.person for one in state.sets for share in one.shares for held in share.out}),
        "waits": list(_waits(state)),
        "activation": state.activation.id if state.activation and state.activation.running else "",
        "since": state.since,
    }


def _waits(state: KeyState) -> Iterable[dict[str, Any]]:
    """What is begun and not ended: a ceremony before its commit, else its last act, an activation, a piece of work."""
    work, making, activation = state.work, state.making, state.activation
    if making is not None:
        about = work.says if work else f"making {state.key}" if making.what == "generate" else f"re-sharing {state.key}"
        says, way = f"{state.key}: {about}, not committed; abandon it", "abandon"
        act, since, sitting = work.act if work else making.what, making.at, making.sitting
    elif state.closing:
        says, way = f"{state.key}: show that nothing of it is left in the token", "finish"
        act, since, sitting = "close", state.since, state.closing
    elif activation is not None and activation.running:
        says, way = (
            f"{state.key}: activation {activation.id} ends with its sitting; show that the key is gone",
            "finish",
        )
        act, since, sitting = "activation", activation.at, activation.sitting
    elif work is not None:
        says, way = f"{state.key}: {work.says}", "again"
        act, since, sitting = work.act, work.at, work.sitting
    else:
        return
    id_ = work.id if work else ""
    yield {"work": id_, "act": act, "says": says, "way": way, "since": since, "sitting": sitting}
