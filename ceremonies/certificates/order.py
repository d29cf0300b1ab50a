"""What a certificate is ordered with, and the small things that go into it: serial number, entity, days."""

import re
from collections.abc import Collection
from datetime import UTC, datetime

import msgspec

from ceremonies.certificates.parts_to_build import Subject
from ceremonies.errors import Stopped, Unusable
from ceremonies.ports import Entropy

SERIAL_OCTETS = 16
_TRIES = 1000
_ENTITY = re.compile(r"[0-9A-Fa-f]{16}|[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}")


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A certificate that the quorum came for.

    Attributes:
        profile: name of its profile.
        public_key: SubjectPublicKeyInfo in DER.
        serial: from ``new_serial``.
        starts: first second of its validity, aware.
        subject: whom it names; a replacement takes its predecessor's name instead.
        until: last second of its validity; None for the profile's years.
        contingency: the wrapped Contingency Public Key (``contingency.wrap_contingency``), for a root.
        replaces: a root certificate in DER of the same key that this one replaces (SMKI RP 6.1.2.3).
    """

    profile: str
    public_key: bytes
    serial: int
    starts: datetime
    subject: Subject = Subject()
    until: datetime | None = None
    contingency: bytes | None = None
    replaces: bytes | None = None


def new_serial(entropy: Entropy, taken: Collection[int] = ()) -> int:
    """A serial number of exactly 16 octets that isn't ``taken``.

    Raises:
        Stopped: the source of random bytes gives the same ones again and again.
    """
    for _ in range(_TRIES):
        octets = entropy.take(SERIAL_OCTETS)
        serial = int.from_bytes(bytes([octets[0] & 0x7F]) + octets[1:], "big")
        if octets[0] & 0x7F and serial not in taken:
            return serial
    raise Stopped("No new serial number was found: the source of random bytes repeats itself. Stop the ceremony.")


def parse_entity(typed: str) -> str:
    """An EUI-64 as 16 upper-case hex digits, from those or from eight pairs with hyphens.

    Raises:
        Unusable: it is none.
    """
    if not _ENTITY.fullmatch(typed.strip()):
        raise Unusable("An EUI-64 has 16 hex digits, for example 90-B3-D5-1F-30-01-00-00.")
    return typed.strip().replace("-", "").upper()


def first_second(moment: datetime) -> datetime:
    """The first second of the day, in UTC: from then on the DCC's certificates are valid."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
