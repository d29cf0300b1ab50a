"""What the sealed register holds of one person, and the salted digest that stands in the record (CUSTODIAN-ALIAS).

Source: SMKI RP 3.4.3.3, the nomination form.
"""

from hashlib import sha256
from typing import Annotated

import msgspec

from ceremonies.errors import Unusable
from ceremonies.ledger.canonical import to_canonical
from ceremonies.ports import Entropy
from ceremonies.sealing import SALT_BYTES
from ceremonies.secret import Secret


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One piece of evidence, whole: of employment (f) or of security screening (g)."""

    name: str
    data: bytes


class Personal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The nomination form of one person (SMKI RP 3.4.3.3).

    Attributes:
        salt: 16 random bytes; with it gone the digest in the record points to nobody.
        nominated_by: who nominates them, with their office (a).
        name: (b). telephone: (c). location: where they normally work (d).
        travel: how long they travel to the ceremonies (e).
        employment: what shows that they belong to the organisation (f).
        screening: what shows that they were screened, BS 7858 (g).
    """

    salt: Annotated[bytes, msgspec.Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)]
    name: str
    organisation: str
    nominated_by: str
    telephone: str
    location: str
    travel: str
    employment: str
    screening: str
    papers: tuple[Paper, ...] = ()


def new_salt(entropy: Entropy) -> bytes:
    """A salt for one person's record."""
    return entropy.take(SALT_BYTES)


def to_secret(personal: Personal) -> Secret:
    """The record's canonical bytes."""
    return Secret(to_canonical(msgspec.to_builtins(personal)))


def from_secret(plain: Secret) -> Personal:
    """The record that ``to_secret`` was given.

    Raises:
        Unusable: it is none.
    """
    try:
        return msgspec.json.decode(plain.reveal(), type=Personal)
    except msgspec.MsgspecError:
        raise Unusable("A record of the sealed register can't be understood. Restore it from a copy.") from None


def digest_of(personal: Personal) -> str:
    """The SHA-256 of the whole record, its salt included, in hexadecimal."""
    return sha256(to_secret(personal).reveal()).hexdigest()
