"""Reads the parts that certificates, lists and requests have alike."""

from datetime import UTC, datetime
from typing import Any

from asn1crypto import core

from ceremonies.certificates.facts import Name
from ceremonies.certificates.strict import plain
from ceremonies.errors import Unusable

MOST_BITS = 160
"""A serial number, and a list's number, have at most 20 octets (RFC 5280, 4.1.2.2 and 5.2.3)."""

_USAGES = {
    "digital_signature": "digital signature",
    "non_repudiation": "non-repudiation",
    "key_encipherment": "key encipherment",
    "data_encipherment": "data encipherment",
    "key_agreement": "key agreement",
    "key_cert_sign": "certificate signing",
    "crl_sign": "CRL signing",
    "encipher_only": "encipher only",
    "decipher_only": "decipher only",
}
COMMON_NAME = "2.5.4.3"
UNIT = "2.5.4.11"
ENTITY = "2.5.4.45"
_SHORT = {COMMON_NAME: "CN", UNIT: "OU", ENTITY: "uniqueIdentifier"}


def inside(extension: Any) -> Any:  # noqa: ANN401 - as above
    """The value of an extension, parsed; None where it is absent."""
    return None if extension is None else extension["extn_value"].parsed


def usages(extension: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    """What a key usage extension allows, in the order of its bits."""
    found = extension["extn_value"].parsed.native
    return tuple(words for bit, words in _USAGES.items() if bit in found)


def named_key(extension: Any) -> bytes | None:  # noqa: ANN401 - as above
    """The key that a parsed authority key identifier names; None where it names none."""
    if extension is None or extension["key_identifier"].native is None:
        return None
    return bytes(extension["key_identifier"].native)


def whole_number(value: Any, what: str) -> int:  # noqa: ANN401 - as above
    """A serial number, or a list's.

    Raises:
        Unusable: negative, or more than 20 octets.
    """
    number = int(value.native)
    if number < 0 or number.bit_length() > MOST_BITS:
        raise Unusable(f"{what} has a number that is negative or has more than 20 octets. Ask for it again.")
    return number


def moment(native: object, what: str) -> datetime:
    """A date in UTC.

    Raises:
        Unusable: it is none, or has no offset.
    """
    if not isinstance(native, datetime) or native.tzinfo is None:
        raise Unusable(f"{what} has a date that no calendar has. Ask for it again.")
    return native.astimezone(UTC)


def parse_name(name: Any) -> Name:  # noqa: ANN401 - as above
    """A distinguished name."""
    each_part = [each for level in name.chosen for each in level]
    parts = [(str(each["type"].dotted), _part(each["value"])) for each in each_part]
    spelt = [_spelt(each["value"]) for each in each_part]
    return Name(
        der=bytes(name.dump()),
        shown=", ".join(f"{_SHORT.get(oid, oid)}={value}{how}" for (oid, value), how in zip(parts, spelt, strict=True)),
        units=tuple(value for oid, value in parts if oid == UNIT),
        common_names=tuple(value for oid, value in parts if oid == COMMON_NAME),
        entities=tuple(value for oid, value in parts if oid == ENTITY),
        others=sum(oid not in _SHORT for oid, _ in parts),
    )


def _spelt(value: Any) -> str:  # noqa: ANN401 - as above
    """The kind of string a part is written as, where it is not SMKI's: the same letters give other bytes then."""
    value = getattr(value, "chosen", value)
    return "" if isinstance(value, core.UTF8String | core.OctetBitString) else f" ({type(value).__name__})"


def _part(value: Any) -> str:  # noqa: ANN401 - as above
    value = getattr(value, "chosen", value)
    if isinstance(value, core.OctetBitString):
        if value.unused_bits:
            raise Unusable("A unique identifier has bits left over; an EUI-64 has none. Ask for it again.")
        return bytes(value.native).hex().upper()
    return plain(str(value.native))
