"""What is shown of keys: frozen values for a screen, plain lines and a report. Times are ISO 8601, UTC."""

import msgspec


class HolderView(msgspec.Struct, frozen=True, kw_only=True):
    """One custodian of a share."""

    person: str
    carrier: str
    place: str
    deputy: bool
    status: str
    proofs: int
    doubted: bool
    at: str


class ShareView(msgspec.Struct, frozen=True, kw_only=True):
    """One share. ``says`` is its state in words: "proved by K-03", "not handed out", "void: collect it from K-02"."""

    index: int
    says: str
    proved: bool
    holders: tuple[HolderView, ...]


class SetView(msgspec.Struct, frozen=True, kw_only=True):
    """One set of shares. ``unaccounted`` counts the different shares that are not known to be destroyed."""

    identifier: int
    status: str
    m: int
    n: int
    check_value: str
    unaccounted: int
    shares: tuple[ShareView, ...]


class CopyView(msgspec.Struct, frozen=True, kw_only=True):
    """One copy of the wrapped key, or of a token's backup."""

    number: int
    set: int
    digest: str
    medium: str
    place: str
    status: str
    at: str


class TakenView(msgspec.Struct, frozen=True, kw_only=True):
    """A share that was entered, or why it was refused."""

    person: str
    of: str
    index: int
    reason: str
    at: str


class ActivationView(msgspec.Struct, frozen=True, kw_only=True):
    """The newest activation.

    Attributes:
        have: how many people have entered their shares, of ``need``; the same of the symmetric key's parts.
        here: how many people with proved shares are signed in, of ``need``.
        left: how many signatures are left of ``limit``.
        over: whether the agreed end has passed.
    """

    id: str
    purpose: str
    status: str
    because: str
    signs: tuple[str, ...]
    limit: int
    reserved: int
    signed: int
    left: int
    until: str
    over: bool
    symmetric: str
    need: int
    have: int
    here: int
    symmetric_need: int
    symmetric_have: int
    taken: tuple[TakenView, ...]


class CertificateView(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate of the key, or one that it signed."""

    serial: str
    subject: str
    issuer: str
    name: str
    digest: str
    at: str
    revoked_at: str


class ListView(msgspec.Struct, frozen=True, kw_only=True):
    """The newest CRL or ARL. ``next_number`` is the lowest that may still be used."""

    list: str
    number: int
    next_number: int
    revoked: tuple[str, ...]
    digest: str


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    """One key.

    Attributes:
        mark: OLD, NEW, or empty (rule KEY-STATE).
        attributes: as they were read back, a line each.
        stands: what was done of its ceremony, a line each.
        next: what comes next, the first first; empty where nothing is due.
        who: whom that waits for: custodians' aliases, or roles.
        remark: what must not be forgotten of it, a line each.
        work: what is under way, in words; empty when nothing is.
        destroyed_but_for: what still gives the key back, where its destruction was decided.
        outstanding: what only this key can sign, with its number.
    """

    key: str
    kind: str
    title: str
    generation: int
    status: str
    mark: str
    m: int
    n: int
    issuer: str
    replaces: str
    replaced_by: str
    ceremony: str
    since: str
    fingerprint: str
    words: tuple[str, ...]
    token: str
    attributes: tuple[str, ...]
    stands: tuple[str, ...]
    next: tuple[str, ...]
    who: tuple[str, ...]
    remark: tuple[str, ...]
    work: str
    sets: tuple[SetView, ...]
    copies: tuple[CopyView, ...]
    activation: ActivationView | None
    certificates: tuple[CertificateView, ...]
    issued: tuple[CertificateView, ...]
    lists: tuple[ListView, ...]
    signed: int
    outstanding: tuple[str, ...]
    destroying: str
    destroyed_but_for: tuple[str, ...]


class KeyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One key in the list of all. ``held`` says how: "3 of 5 shares", "on its token"."""

    key: str
    kind: str
    title: str
    generation: int
    status: str
    mark: str
    held: str
    serial: str
    fingerprint: str
    activation: str
    waits: tuple[str, ...]
    since: str


class KeysView(msgspec.Struct, frozen=True, kw_only=True):
    """Every key, by kind and generation."""

    keys: tuple[KeyLine, ...]
