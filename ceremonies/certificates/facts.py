"""What stands in a certificate, a list or a request, as values; nothing is judged here."""

from datetime import datetime

import msgspec


class Name(msgspec.Struct, frozen=True):
    """A distinguished name.

    Attributes:
        der: its bytes.
        shown: all its parts in order, for example ``OU=07, CN=Z1``.
        units: its organisational units; a proper name of SMKI has one.
        common_names: its common names; at most one.
        entities: its unique identifiers, each the EUI-64 as 16 upper-case hex digits.
        others: how many parts are of no kind that SMKI uses.
    """

    der: bytes
    shown: str
    units: tuple[str, ...] = ()
    common_names: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    others: int = 0

    @property
    def unit(self) -> str:
        """The organisational unit, or nothing where there isn't exactly one."""
        return self.units[0] if len(self.units) == 1 else ""


class Apex(msgspec.Struct, frozen=True):
    """The extension wrappedApexContinKey (RFC 5934, 9).

    Attributes:
        der: the value of the extension, an ApexContingencyKey.
        wrap_algorithm: object identifier of the wrap.
        wrapped: the wrapped Contingency Public Key.
    """

    der: bytes
    wrap_algorithm: str
    wrapped: bytes


class CertificateFacts(msgspec.Struct, frozen=True):
    """What stands in the part of a certificate that is signed.

    Attributes:
        tbs: that part, in DER.
        version: 1, 2 or 3.
        serial: the serial number.
        algorithm: object identifier of the signature's algorithm.
        public_key: SubjectPublicKeyInfo in DER.
        extensions: object identifiers in their order.
        critical: those of them that are critical.
        usages: what the key may be used for.
        path_length: authorities below it; None where nothing is said.
    """

    tbs: bytes
    version: int
    serial: int
    algorithm: str
    issuer: Name
    subject: Name
    not_before: datetime
    not_after: datetime
    public_key: bytes
    extensions: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    usages: tuple[str, ...] = ()
    key_id: bytes | None = None
    issuer_key_id: bytes | None = None
    issuer_key_id_alone: bool = True
    policies: tuple[str, ...] = ()
    authority: bool = False
    path_length: int | None = None
    apex: Apex | None = None

    @property
    def self_signed(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.issuer.der == self.subject.der

    @property
    def unknown(self) -> tuple[str, ...]:
        """Extensions that no profile has."""
        return tuple(oid for oid in self.extensions if oid not in EXTENSIONS)


class Revoked(msgspec.Struct, frozen=True):
    """One entry of a list.

    Attributes:
        serial: the certificate's serial number.
        when: since when it is revoked.
        reason: one of ``REASONS``.
    """

    serial: int
    when: datetime
    reason: str = "unspecified"


class ListFacts(msgspec.Struct, frozen=True):
    """What stands in the part of a revocation list that is signed.

    Attributes:
        tbs: that part, in DER.
        number: the list's number; None where it has none.
        others: object identifiers of extensions that no list of ours has.
    """

    tbs: bytes
    version: int
    algorithm: str
    issuer: Name
    this_update: datetime
    next_update: datetime | None
    revoked: tuple[Revoked, ...] = ()
    number: int | None = None
    issuer_key_id: bytes | None = None
    critical: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class RequestFacts(msgspec.Struct, frozen=True):
    """What stands in a certificate request (PKCS#10).

    Attributes:
        tbs: the part that is signed, in DER.
        signature: ECDSA-Sig-Value in DER.
        attributes: object identifiers of what else was asked for.
    """

    tbs: bytes
    signature: bytes
    algorithm: str
    subject: Name
    public_key: bytes
    usages: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


BASIC_CONSTRAINTS = "2.5.29.19"
KEY_USAGE = "2.5.29.15"
SUBJECT_KEY_ID = "2.5.29.14"
POLICIES = "2.5.29.32"
ISSUER_KEY_ID = "2.5.29.35"
LIST_NUMBER = "2.5.29.20"
REASON = "2.5.29.21"
APEX = "1.3.6.1.5.5.7.1.20"
ECDSA_SHA256 = "1.2.840.10045.4.3.2"

EXTENSIONS = {
    BASIC_CONSTRAINTS: "basic constraints",
    KEY_USAGE: "key usage",
    SUBJECT_KEY_ID: "subject key identifier",
    POLICIES: "certificate policies",
    ISSUER_KEY_ID: "authority key identifier",
    APEX: "wrappedApexContinKey",
}
"""The extensions that certificates of SMKI have, by object identifier, with what they are called."""

REASONS = (
    "unspecified",
    "key compromise",
    "CA compromise",
    "affiliation changed",
    "superseded",
    "cessation of operation",
)
"""Why a certificate is revoked (RFC 5280, 5.3.1). Holds are not in it: nothing is taken off a list again."""
