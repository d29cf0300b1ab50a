"""Each key: what it is, its fingerprint to be read aloud, its attributes as they were read back, its commit."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ceremonies.ledger.entry import Entry
from ceremonies.people.pgp_words import to_lines
from reports.account import signers_of
from reports.ceremony import CeremonyAccount, KeyAccount
from reports.document import Block, Column, Facts, Fixed, Heading, Paragraph, Table
from reports.wording import counted, when

WORDS_A_LINE = 4
_ATTRIBUTES = (Column("Attribute", 60, strong=True), Column("Private key", 58), Column("Wrapping key", 58))
_ONE_KEY = (Column("Attribute", 60, strong=True), Column("Private key", 116))
_OBJECTS = (Column("Label", 80, strong=True), Column("What it is", 60), Column("Meant to stay", 36))
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "key_class": "class",
        "key_type": "type",
        "token": "outlives its session",
        "private": "seen only after login",
        "sensitive": "sensitive",
        "always_sensitive": "always sensitive",
        "extractable": "extractable",
        "never_extractable": "never extractable",
        "local": "made on this token",
        "trusted": "trusted",
        "wrap_with_trusted": "wrapped by a trusted key only",
        "modifiable": "modifiable",
        "usages": "usages",
    }
)
"""Attributes in the order in which they are shown."""


def keys(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """Each key in turn."""
    if not ceremony.keys:
        return (Paragraph("No key was made or used."),)
    return tuple(block for key in ceremony.keys for block in _key(ceremony, key))


def _key(ceremony: CeremonyAccount, key: KeyAccount) -> Iterable[Block]:
    yield Heading(key.title)
    yield Facts(tuple(_facts(ceremony, key)))
    yield from _fingerprint(key)
    for entry in key.of_kind("key.made"):
        yield from _made(ceremony, entry)
    for entry in key.of_kind("share.split"):
        yield _split(entry.body)
    for entry in key.of_kind("key.committed", "key.abandoned"):
        yield from _decided(ceremony, key, entry)
    for entry in key.of_kind("key.closed", "key.removed"):
        yield from gone(entry)


def _facts(ceremony: CeremonyAccount, key: KeyAccount) -> Iterable[tuple[str, str]]:
    state = key.state
    yield "Generation", str(state.generation)
    yield "State", f"{state.status}, since {when(state.since)}" if state.since else state.status
    yield "Held", f"{state.m} of {state.n} shares" if state.is_split else "by its token; the PIN is entered in halves"
    if state.size:
        yield "Length", counted(state.size, "byte")
    if state.replaces or state.replaced_by:
        yield (
            "Replaces",
            "; ".join(filter(None, (state.replaces, state.replaced_by and f"is replaced by {state.replaced_by}"))),
        )
    if state.token:
        yield "Made on", ceremony.token_words(state.token)
    for certificate in state.certificates:
        revoked = f", revoked {when(certificate.revoked_at)}" if certificate.revoked_at else ""
        yield "Certificate", f"serial {certificate.serial}, signed by {certificate.issuer}{revoked}"
    if state.backup:
        yield "Backup", f"{state.backup['how']}; restore tested: {state.backup['restore_tested']}"


def _fingerprint(key: KeyAccount) -> Iterable[Block]:
    if not key.state.fingerprint:
        return
    yield Heading("Fingerprint of its public key: SHA-256 of the SubjectPublicKeyInfo", level=3)
    yield Fixed((key.state.fingerprint, *to_lines(bytes.fromhex(key.state.fingerprint), WORDS_A_LINE)))
    if key.of_kind("key.made"):
        yield Fixed(tuple(key.state.public.strip().splitlines()))


def _made(ceremony: CeremonyAccount, entry: Entry) -> Iterable[Block]:
    body: dict[str, Any] = entry.body
    yield Heading(f"Made on {when(entry.recorded_at)} (entry {entry.seq})", level=3)
    if body["attributes"]:
        yield Paragraph("Attributes as the token gave them back, after the key was made.", quiet=True)
        yield attributes_table(body["attributes"], body["wrapping"].get("attributes", {}))
    if body["wrapping"]:
        yield Facts(tuple(_wrapping(body["wrapping"])))
    software = next((one.software for one in ceremony.tokens if one.software), "")
    if software:
        yield Paragraph(f"These attributes are the word of software ({software}); nothing in hardware enforces them.")
    if body["tests"]:
        yield Paragraph(f"Tried: {'; '.join(body['tests'])}.")


def attributes_table(own: Mapping[str, Any], wrapping: Mapping[str, Any]) -> Table:
    """Attributes of a private key, and beside them those of its wrapping key where there is one."""
    rows = [(name, said(own.get(field)), said(wrapping.get(field))) for field, name in NAMES.items()]
    if wrapping:
        return Table(_ATTRIBUTES, tuple(rows))
    return Table(_ONE_KEY, tuple((name, value) for name, value, _ in rows))


def said(value: object) -> str:
    """An attribute's value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "the token does not say" if value is None else str(value)


def _wrapping(wrapping: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield "Wrapping key", f"came into the token by {wrapping['origin']} (rule WRAP-ORIGIN)"
    yield "Wrapped key", f"{wrapping['format']}, {counted(wrapping['size'], 'byte')}"
    zeros = wrapping["trailing_zeros"]
    if zeros is not None:
        yield "Behind the DER", counted(zeros, "zero byte") + ", inside the wrapping"
    yield "Its media", "different devices" if wrapping["separate"] else "ON ONE DEVICE: the copies can be lost together"


def _split(body: Mapping[str, Any]) -> Block:
    of = counted(body["checked_of"], "subset")
    how = "every one" if body["checked_how"] == "every" else f"drawn from the seed {body['checked_how']}"
    return Facts(
        (
            ("Set of shares", f"identifier {body['set']}, {body['m']} of {body['n']}"),
            ("Check value", body["check_value"]),
            ("Recombined", f"{body['checked']:,} of {of} of {body['m']} shares ({how}), by a second implementation"),
        )
    )


def _decided(ceremony: CeremonyAccount, key: KeyAccount, entry: Entry) -> Iterable[Block]:
    body: dict[str, Any] = entry.body
    what = "Committed" if entry.kind == "key.committed" else "ABANDONED"
    signed = ceremony.account.names(signers_of(entry))
    yield Paragraph(f"{what} on {when(entry.recorded_at)} (entry {entry.seq}), signed by {signed}.")
    if entry.kind == "key.committed":
        if body["remark"]:
            yield Paragraph(body["remark"])
        return
    void = ", ".join(f"share {one['index']} of {one['person']}" for one in body["shares"])
    then = f" Void and to be collected: {void}." if void else " No share of it was out."
    yield Paragraph(f"{key.name} was abandoned because: {body['reason']}.{then}")


def gone(entry: Entry) -> Iterable[Block]:
    """What a listing of the token showed afterwards."""
    body: dict[str, Any] = entry.body
    tried = f" Tried: {'; '.join(body['tests'])}." if body["tests"] else ""
    yield Paragraph(f"Listed on {when(entry.recorded_at)} (entry {entry.seq}).{tried}")
    if not body["objects"]:
        yield Paragraph("The listing shows no private object of the key.")
        return
    rows = tuple((one["label"], one["key_class"], said(one["stays"])) for one in body["objects"])
    yield Table(_OBJECTS, rows)
