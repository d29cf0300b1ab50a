"""What both builders are given, so that their bytes can be compared."""

from datetime import datetime

import msgspec

from ceremonies.certificates.facts import Revoked
from ceremonies.certificates.profile import Profile


class Subject(msgspec.Struct, frozen=True):
    """Whom a certificate names.

    Attributes:
        common_name: its name; may be absent from an Organisation's certificate.
        entity: the EUI-64 as 16 upper-case hex digits; absent where the profile has none.
    """

    common_name: str = ""
    entity: str = ""


class CertificateParts(msgspec.Struct, frozen=True):
    """A certificate that is to be built.

    Attributes:
        profile: what it looks like.
        policy: its policy's object identifier.
        subject: whom it names, unless ``subject_from`` says.
        subject_from: a certificate in DER whose subject it takes over, byte for byte.
        issuer: the issuer's certificate in DER; None for one that signs itself.
        public_key: SubjectPublicKeyInfo in DER.
        key_id: the key's identifier.
        issuer_key_id: the issuer's; None for one that signs itself.
        apex: value of wrappedApexContinKey; None for none.
    """

    profile: Profile
    policy: str
    serial: int
    subject: Subject
    not_before: datetime
    not_after: datetime
    public_key: bytes
    key_id: bytes
    subject_from: bytes | None = None
    issuer: bytes | None = None
    issuer_key_id: bytes | None = None
    apex: bytes | None = None


class ListParts(msgspec.Struct, frozen=True):
    """A revocation list that is to be built; ``issuer`` is the issuer's certificate in DER."""

    issuer: bytes
    issuer_key_id: bytes
    number: int
    this_update: datetime
    next_update: datetime
    revoked: tuple[Revoked, ...]
