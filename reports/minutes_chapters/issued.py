"""Certificates and lists that were signed, and the wrapped Contingency Public Key."""

from collections.abc import Iterable
from typing import Any

from ceremonies.ledger.entry import Entry
from reports.ceremony import CeremonyAccount
from reports.document import Block, Column, Facts, Heading, Paragraph, Table
from reports.wording import when

_CERTIFICATES = (
    Column("Serial", 34, strong=True),
    Column("Of", 32),
    Column("Signed by", 22),
    Column("File", 34),
    Column("When", 26),
    Column("SHA-256", 40, fixed=True),
)
_LISTS = (
    Column("List", 20, strong=True),
    Column("Signed by", 24),
    Column("Serials on it", 44),
    Column("File", 34),
    Column("When", 26),
    Column("SHA-256", 40, fixed=True),
)


def issued(ceremony: CeremonyAccount) -> tuple[Block, ...]:
    """Everything that was signed as a certificate or list."""
    blocks = [*_certificates(ceremony), *_lists(ceremony), *_apex(ceremony)]
    return tuple(blocks) or (Paragraph("No certificate and no list was signed."),)


def _of_kind(ceremony: CeremonyAccount, kind: str) -> list[tuple[str, Entry]]:
    return [(key.name, entry) for key in ceremony.keys for entry in key.of_kind(kind)]


def _certificates(ceremony: CeremonyAccount) -> Iterable[Block]:
    rows = tuple(_certificate(entry) for _, entry in _of_kind(ceremony, "certificate.issued"))
    if rows:
        yield Heading("Certificates")
        yield Table(_CERTIFICATES, rows)


def _certificate(entry: Entry) -> tuple[str, ...]:
    body: dict[str, Any] = entry.body
    at = f"{when(entry.recorded_at)}\nentry {entry.seq}"
    return body["serial"], body["subject"], body["issuer"], body["name"], at, body["digest"]


def _lists(ceremony: CeremonyAccount) -> Iterable[Block]:
    rows = tuple(_list(key, entry) for key, entry in _of_kind(ceremony, "list.issued"))
    if rows:
        yield Heading("Lists of revoked certificates")
        yield Table(_LISTS, rows)


def _list(key: str, entry: Entry) -> tuple[str, ...]:
    body: dict[str, Any] = entry.body
    at = f"{when(entry.recorded_at)}\nentry {entry.seq}"
    name = f"{body['list'].upper()} {body['number']}"
    return name, key, ", ".join(body["revoked"]) or "none", body["name"], at, body["digest"]


def _apex(ceremony: CeremonyAccount) -> Iterable[Block]:
    for key, entry in _of_kind(ceremony, "apex.wrapped"):
        body: dict[str, Any] = entry.body
        yield Heading("The wrappedApexContingencyKey")
        yield Facts(
            (
                ("Public key of", body["contingency"]),
                ("Wrapped under", f"{key}, by the algorithm {body['algorithm']}"),
                ("Extension", body["extension"]),
                ("When", f"{when(entry.recorded_at)} (entry {entry.seq})"),
            )
        )
