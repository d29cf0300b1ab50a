"""What stands in a certificate, a list or a request, field by field in words, read from its bytes."""

from datetime import datetime
from hashlib import sha256

from ceremonies.certificates.facts import (
    ECDSA_SHA256,
    EXTENSIONS,
    Apex,
    CertificateFacts,
    ListFacts,
    Name,
    RequestFacts,
    Revoked,
)
from ceremonies.certificates.public_key import fingerprint
from ceremonies.certificates.roles import role_named

Fields = tuple[tuple[str, str], ...]
"""Labels and values, in the order in which they are shown."""

_WRAPS = {
    "2.16.840.1.101.3.4.1.8": "AES-128 key wrap with padding",
    "2.16.840.1.101.3.4.1.48": "AES-256 key wrap with padding",
}


def certificate_words(facts: CertificateFacts) -> Fields:
    """Every field of a certificate."""
    fields = [
        ("Kind", "certificate that signs itself" if facts.self_signed else "certificate"),
        ("Version", str(facts.version)),
        ("Serial number", serial_words(facts.serial)),
        ("Issuer", _name(facts.issuer)),
        ("Subject", _name(facts.subject)),
        *(("Entity (EUI-64)", entity_words(each)) for each in facts.subject.entities),
        ("Valid from", moment_words(facts.not_before)),
        ("Valid until", moment_words(facts.not_after)),
        ("Public key (SHA-256)", grouped(fingerprint(facts.public_key))),
        ("Key identifier", _octets(facts.key_id)),
        ("Issuer's key identifier", _octets(facts.issuer_key_id)),
        ("Use of the key", _marked(", ".join(facts.usages) or "not said", "key usage", facts.critical)),
        ("Authority", _marked(_authority(facts), "basic constraints", facts.critical)),
        ("Policy", _marked(", ".join(facts.policies) or "none", "certificate policies", facts.critical)),
        *(apex_words(facts.apex) if facts.apex else ()),
        *(("Unknown extension", _marked_by(each, each, facts.critical)) for each in facts.unknown),
        ("Signed with", algorithm_words(facts.algorithm)),
    ]
    return tuple(fields)


def list_words(facts: ListFacts) -> Fields:
    """Every field of a revocation list, and every entry."""
    fields = [
        ("Kind", "revocation list"),
        ("Version", str(facts.version)),
        ("Number", "none" if facts.number is None else str(facts.number)),
        ("Issuer", _name(facts.issuer)),
        ("Issuer's key identifier", _octets(facts.issuer_key_id)),
        ("Made", moment_words(facts.this_update)),
        ("Next one due", "not said" if facts.next_update is None else moment_words(facts.next_update)),
        ("Entries", str(len(facts.revoked))),
        *(("Revoked", revoked_words(each)) for each in facts.revoked),
        *(("Unknown extension", _marked_by(each, each, facts.critical)) for each in facts.others),
        ("Signed with", algorithm_words(facts.algorithm)),
    ]
    return tuple(fields)


def request_words(facts: RequestFacts) -> Fields:
    """Every field of a certificate request."""
    fields = [
        ("Kind", "certificate request"),
        ("Subject", _name(facts.subject)),
        *(("Entity (EUI-64)", entity_words(each)) for each in facts.subject.entities),
        ("Public key (SHA-256)", grouped(fingerprint(facts.public_key))),
        ("Use asked for", ", ".join(facts.usages) or "not said"),
        *(("Also asked for", EXTENSIONS.get(each, each)) for each in facts.attributes),
        ("Signed with", algorithm_words(facts.algorithm)),
    ]
    return tuple(fields)


def apex_words(apex: Apex) -> Fields:
    """The wrapped Contingency Public Key, by how it is wrapped and its digest."""
    return (
        ("Wrapped Contingency key", f"{len(apex.wrapped)} bytes, SHA-256 {grouped(sha256(apex.wrapped).hexdigest())}"),
        ("Wrapped with", f"{_WRAPS.get(apex.wrap_algorithm, 'an algorithm of its own')} ({apex.wrap_algorithm})"),
    )


def revoked_words(entry: Revoked) -> str:
    """One entry of a list."""
    return f"{serial_words(entry.serial)} since {moment_words(entry.when)}, {entry.reason}"


def serial_words(serial: int) -> str:
    """A serial number as the SMKI Repository has it: upper-case hex, 32 digits."""
    return f"{serial:032X}"


def moment_words(moment: datetime) -> str:
    """A date as certificates have it, in UTC, so that it can be compared with what other programs show."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def entity_words(entity: str) -> str:
    """An EUI-64 as eight pairs with hyphens."""
    return "-".join(entity[at : at + 2] for at in range(0, len(entity), 2))


def grouped(digits: str) -> str:
    """Hex digits in groups of four, to be compared by eye."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def algorithm_words(oid: str) -> str:
    """What a signature is made with."""
    return "ECDSA with SHA-256" if oid == ECDSA_SHA256 else f"another algorithm ({oid})"


def _name(name: Name) -> str:
    return f"{name.shown} ({role_named(name.unit)})"


def _octets(value: bytes | None) -> str:
    return "none" if value is None else grouped(value.hex())


def _authority(facts: CertificateFacts) -> str:
    if not facts.authority:
        return "no"
    below = "any number of" if facts.path_length is None else str(facts.path_length or "no")
    return f"yes, with {below} authorities below it"


def _marked(value: str, extension: str, critical: tuple[str, ...]) -> str:
    """``value`` with a mark where its extension is critical."""
    oid = next(each for each, called in EXTENSIONS.items() if called == extension)
    return _marked_by(value, oid, critical)


def _marked_by(value: str, oid: str, critical: tuple[str, ...]) -> str:
    return f"{value} (critical)" if oid in critical else value
