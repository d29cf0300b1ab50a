"""The parts of a key's state: sets of shares and who holds them, copies of the wrapped key, work, an activation.

All times are ISO 8601, UTC.
"""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

STANDS = frozenset({"handing", "handed", "proved", "void", "missing"})
"""What a share is while it is somewhere: only one that was returned and destroyed is accounted for."""
HERE = frozenset({"planned", "here", "missing"})
"""The same for a copy of the wrapped key. One that was planned may have been written."""
RESHARED = "re-shared"
"""Why an activation ended that gave the key new shares."""


class Holder(msgspec.Struct):
    """One custodian with one share.

    Attributes:
        status: ``handing`` (about to be), ``handed``, ``proved``, ``void`` (to be collected), ``returned`` (and
            destroyed) or ``missing``.
        doubted: an inspection could not prove it.
        token: of the custodian's module, as it is addressed; empty for other carriers.
    """

    person: str
    carrier: str
    place: str
    deputy: bool
    status: str
    at: str
    proofs: int = 0
    doubted: bool = False
    token: dict[str, str] = msgspec.field(default_factory=dict)


class Share(msgspec.Struct):
    """One share, or one part of the Contingency Symmetric Key, and its commitment (rule SHARE-PROVED)."""

    index: int
    salt: str
    cost: dict[str, int]
    value: str
    holders: list[Holder] = msgspec.field(default_factory=list)

    def holder(self, person: str) -> Holder | None:
        """``person`` as one who holds it or held it last; None if they never did."""
        return next((one for one in reversed(self.holders) if one.person == person), None)

    @property
    def out(self) -> list[Holder]:
        """Those with whom it is, or may be."""
        return [one for one in self.holders if one.status in STANDS]

    @property
    def proved(self) -> bool:
        """Whether it is with somebody, and everybody it is with has proved it."""
        return bool(self.out) and all(one.status == "proved" for one in self.out)


class ShareSet(msgspec.Struct):
    """One set of shares. ``status``: ``making``, ``live``, ``superseded`` or ``void``."""

    identifier: int
    m: int
    n: int
    check_value: str
    status: str
    shares: list[Share]

    def share(self, index: int) -> Share | None:
        """The share with number ``index``; None where there is none."""
        return self.shares[index - 1] if 1 <= index <= self.n else None

    def of_person(self, person: str) -> Share | None:
        """The share that ``person`` has, or may have."""
        return next((one for one in self.shares if any(held.person == person for held in one.out)), None)

    def usable_by(self, present: Collection[str]) -> Iterator[tuple[int, str]]:
        """Number and custodian of each proved share whose custodian is among ``present``."""
        for share in self.shares:
            for held in share.out:
                if held.status == "proved" and held.person in present:
                    yield share.index, held.person

    def reach(self, present: Collection[str]) -> int:
        """How far ``present`` go towards the quorum: different people, with different shares."""
        usable = list(self.usable_by(present))
        return min(len({index for index, _ in usable}), len({person for _, person in usable}))

    @property
    def unaccounted(self) -> int:
        """How many different shares are not known to be destroyed."""
        return sum(1 for one in self.shares if one.out)


class Copy(msgspec.Struct):
    """One copy of the wrapped key, or of a token's backup, by medium and place (rule BLOB-CUSTODY).

    Attributes:
        number: in the key's register of copies, from 1.
        set: the set of shares that opens it; -1 before it is known, and for a token's backup.
        digest: SHA-256; empty for one that may not have been written, and for a backup.
        status: ``planned`` (about to be written), ``here``, ``destroyed`` or ``missing``.
    """

    number: int
    set: int
    digest: str
    medium: str
    place: str
    path: str
    status: str
    at: str


class WorkState(msgspec.Struct):
    """Work that has no end in the record yet. ``about`` has the facts that its end is judged by."""

    id: str
    act: str
    says: str
    sitting: int
    at: str
    about: dict[str, Any]
    request: dict[str, Any]


class Making(msgspec.Struct):
    """What is being made and not committed yet: the key, or a new set of shares for it.

    Attributes:
        what: ``generate`` or ``reshare``.
        sitting: the sitting whose strong room holds it.
        ready: whether it was made and checked, so that shares can be handed out.
        identifier: the new set's; -1 for a token key and before it is known.
        lost: whether the strong room that held it is gone.
    """

    what: str
    sitting: int
    at: str
    ready: bool = False
    identifier: int = -1
    lost: bool = False


class Taken(msgspec.Struct):
    """A share that was entered, or refused for ``reason``."""

    person: str
    of: str
    index: int
    at: str
    reason: str = ""


class Activation(msgspec.Struct):
    """One activation.

    Attributes:
        id: also the id of the attempt, for example ``REC-0001/a1``.
        need: how many people, with as many shares, it takes; for a token key the two who have the PIN's halves.
        people: for a token key, those two.
        status: ``opening``, ``open`` (shares are taken), ``active``, ``ended`` or ``closed`` (shown to be gone).
        reserved: how many signatures were promised; these count as used.
        signed: how many were made.
    """

    id: str
    purpose: str
    signs: list[str]
    limit: int
    until: str
    manifests: list[str]
    symmetric: str
    need: int
    symmetric_need: int
    people: list[str]
    sitting: int
    at: str
    token: dict[str, str]
    status: str = "opening"
    because: str = ""
    taken: list[Taken] = msgspec.field(default_factory=list)
    reserved: int = 0
    signed: int = 0

    @property
    def running(self) -> bool:
        """Whether the key is awake or being woken."""
        return self.status in {"opening", "open", "active"}

    def have(self, of: str) -> int:
        """How many different people with different shares have entered theirs."""
        good = [one for one in self.taken if one.of == of and not one.reason]
        return min(len({one.index for one in good}), len({one.person for one in good}))


class Certificate(msgspec.Struct):
    """A certificate: of this key, or one that it signed. ``subject`` is a key of this record, or in words."""

    serial: str
    subject: str
    issuer: str
    name: str
    digest: str
    at: str
    revoked_at: str = ""


class Listing(msgspec.Struct):
    """The newest CRL or ARL: its number, the serials on it, and the highest number that was ever promised."""

    number: int = 0
    revoked: list[str] = msgspec.field(default_factory=list)
    digest: str = ""
    promised: int = 0


class Outstanding(msgspec.Struct):
    """Something that only this key can sign (rule KEY-LAST-USE)."""

    number: int
    what: str
    says: str
    settled: str = ""
