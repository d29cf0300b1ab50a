"""A key as its entries made it: everything that the rules and the views ask of it."""

from typing import Any

import msgspec

from ceremonies.keys.parts import Activation, Certificate, Copy, Listing, Making, Outstanding, ShareSet, WorkState

Body = dict[str, Any]


class KeyState(msgspec.Struct):
    """One key.

    Attributes:
        status: ``none``, ``planned``, ``made``, ``in use``, ``being replaced``, ``destroyed`` or ``abandoned``.
        m: shares that give the key; 0 for a token key.
        public: PEM.
        fingerprint: SHA-256 of the SubjectPublicKeyInfo.
        attributes: as they were read back after generation.
        replaced_by: the key that was planned in its place.
        closing: the sitting in which the ceremony's last act, the proof that nothing is left in the token, became due;
            0 where none is.
        works: how many pieces of work were begun.
        work: the one without an end.
        backup: how a token key is backed up.
        destroying: the destruction was decided, by this reference.
        removed: a token key is gone from its token.
    """

    key: str = ""
    kind: str = ""
    generation: int = 0
    m: int = 0
    n: int = 0
    size: int = 0
    issuer: str = ""
    replaces: str = ""
    replaced_by: str = ""
    ceremony: str = ""
    status: str = "none"
    public: str = ""
    fingerprint: str = ""
    attributes: Body = msgspec.field(default_factory=dict)
    token: dict[str, str] = msgspec.field(default_factory=dict)
    wrapping: Body = msgspec.field(default_factory=dict)
    making: Making | None = None
    closing: int = 0
    committed_at: str = ""
    sets: list[ShareSet] = msgspec.field(default_factory=list)
    copies: list[Copy] = msgspec.field(default_factory=list)
    works: int = 0
    work: WorkState | None = None
    activations: int = 0
    activation: Activation | None = None
    certificates: list[Certificate] = msgspec.field(default_factory=list)
    issued: list[Certificate] = msgspec.field(default_factory=list)
    lists: dict[str, Listing] = msgspec.field(default_factory=dict)
    signed: int = 0
    reserved: int = 0
    outstanding: list[Outstanding] = msgspec.field(default_factory=list)
    backup: Body = msgspec.field(default_factory=dict)
    apex: Body = msgspec.field(default_factory=dict)
    destroying: str = ""
    removed: bool = False
    since: str = ""

    @property
    def is_split(self) -> bool:
        """Whether it is M#N; otherwise it is a token key."""
        return self.n > 0

    @property
    def committed(self) -> bool:
        """Whether the key counts (rule KEY-COMMIT)."""
        return bool(self.committed_at)

    @property
    def live(self) -> ShareSet | None:
        """The set of shares that gives the key now."""
        return next((one for one in self.sets if one.status == "live"), None)

    @property
    def being_made(self) -> ShareSet | None:
        """The set that is being handed out."""
        return next((one for one in self.sets if one.status == "making"), None)

    def set(self, identifier: int) -> ShareSet | None:
        """The set with that identifier."""
        return next((one for one in self.sets if one.identifier == identifier), None)

    def copy(self, number: int) -> Copy | None:
        """The copy with that number."""
        return self.copies[number - 1] if 1 <= number <= len(self.copies) else None
