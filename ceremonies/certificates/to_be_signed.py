"""What is to be signed, shown from its own bytes (rule SIGN-SEEN).

The strong room calls ``read_to_be_signed`` and ``check_signer`` before it signs anything of this kind: it believes
nothing that it was told about the bytes.
"""

from hashlib import sha256
from typing import Literal

import msgspec

from ceremonies.certificates.facts import ECDSA_SHA256, CertificateFacts, ListFacts
from ceremonies.certificates.public_key import key_identifier, load_public_key
from ceremonies.certificates.read_certificate import parse_tbs_certificate
from ceremonies.certificates.read_list import parse_tbs_list
from ceremonies.certificates.roles import role_named
from ceremonies.certificates.strict import contents_of
from ceremonies.certificates.words import Fields, certificate_words, grouped, list_words
from ceremonies.errors import Refused, Unusable

DIGESTS = {20, 28, 32, 48, 64}
"""Lengths in bytes that digests have."""
_CERTIFICATE = b"\xa0"
_LIST = b"\x02"
"""What the first field begins with: the version, tagged in a certificate and bare in a list."""


class Shown(msgspec.Struct, frozen=True):
    """What is about to be signed.

    Attributes:
        kind: certificate or revocation list.
        title: what it is, in a few words.
        fields: every field, with its value in words.
        digest: SHA-256 of what is signed, 64 hex digits.
        issuer_key_id: which key must sign, by identifier.
        public_key: of one that signs itself, the key that must sign; else empty.
    """

    kind: Literal["certificate", "CRL"]
    title: str
    fields: Fields
    digest: str
    issuer_key_id: bytes
    public_key: bytes = b""


class ToBeSigned(msgspec.Struct, frozen=True):
    """What was prepared, checked and shown, and may now be signed.

    Attributes:
        kind: certificate or revocation list.
        title: what it is, in a few words.
        der: the bytes that are signed: TBSCertificate or TBSCertList.
        digest: their SHA-256, 64 hex digits.
        shown: every field, with its value in words.
        serial: the certificate's serial number, or the list's number.
    """

    kind: Literal["certificate", "CRL"]
    title: str
    der: bytes
    digest: str
    shown: Fields
    serial: int


def read_to_be_signed(der: bytes) -> Shown:
    """What ``der`` asks to be signed, read from the bytes themselves.

    Raises:
        Refused: SIGN-SEEN: a bare digest, or anything that can't be read to its last byte.
    """
    if len(der) in DIGESTS:
        raise Refused("SIGN-SEEN", "This is a bare digest. Nobody can see what it stands for, so it isn't signed.")
    first = contents_of(der)[:1]
    try:
        if first == _CERTIFICATE:
            return shown_certificate(parse_tbs_certificate(der))
        if first == _LIST:
            return shown_list(parse_tbs_list(der))
    except Unusable as error:
        raise Refused("SIGN-SEEN", f"Only what can be read is signed. {error}") from None
    raise Refused("SIGN-SEEN", "This is neither a certificate nor a revocation list. Only what can be read is signed.")


def check_signer(shown: Shown, public_key: bytes) -> None:
    """Nothing, if the key is the one that this must be signed with.

    Args:
        shown: what is to be signed.
        public_key: of the key that is about to sign, SubjectPublicKeyInfo in DER.

    Raises:
        Refused: SIGN-SEEN, where it names another key.
    """
    named, ours = shown.issuer_key_id, key_identifier(public_key)
    if named != ours or (shown.public_key and shown.public_key != public_key):
        raise Refused(
            "SIGN-SEEN",
            f"The {shown.kind} names the key {grouped(named.hex())} as its signer, and the activated key is"
            f" {grouped(ours.hex())}. Activate the right key, or prepare it again.",
        )


def certificate_title(facts: CertificateFacts) -> str:
    """What a certificate is, in a few words, for example ``Recovery certificate of TEST Recovery``."""
    name = facts.subject.common_names[0] if facts.subject.common_names else facts.subject.shown
    return f"{role_named(facts.subject.unit)} certificate of {name}"


def list_title(facts: ListFacts) -> str:
    """What a list is, in a few words."""
    kind = "Authority Revocation List" if facts.issuer.unit == "00" else "Certificate Revocation List"
    return f"{kind} {facts.number} of {facts.issuer.shown}"


def shown_certificate(facts: CertificateFacts) -> Shown:
    """What is shown of a certificate to be signed.

    Raises:
        Unusable: it has something that nobody here can read, or doesn't say who signs it.
    """
    _check_algorithm(facts.algorithm)
    load_public_key(facts.public_key)
    if facts.unknown:
        raise Unusable(f"The certificate has an extension that nobody here can read: {facts.unknown[0]}.")
    if facts.issuer_key_id is None and not facts.self_signed:
        raise Unusable("The certificate doesn't say which key signs it.")
    return Shown(
        kind="certificate",
        title=certificate_title(facts),
        fields=certificate_words(facts),
        digest=sha256(facts.tbs).hexdigest(),
        issuer_key_id=facts.issuer_key_id or key_identifier(facts.public_key),
        public_key=facts.public_key if facts.issuer_key_id is None else b"",
    )


def shown_list(facts: ListFacts) -> Shown:
    """What is shown of a list to be signed.

    Raises:
        Unusable: it has something that nobody here can read, or lacks what a list needs.
    """
    _check_algorithm(facts.algorithm)
    if facts.others:
        raise Unusable(f"The list has an extension that nobody here can read: {facts.others[0]}.")
    if facts.issuer_key_id is None or facts.number is None or facts.next_update is None:
        raise Unusable("The list lacks its number, the date of the next one, or the key that signs it.")
    return Shown(
        kind="CRL",
        title=list_title(facts),
        fields=list_words(facts),
        digest=sha256(facts.tbs).hexdigest(),
        issuer_key_id=facts.issuer_key_id,
    )


def _check_algorithm(oid: str) -> None:
    if oid != ECDSA_SHA256:
        raise Unusable(f"It asks for the algorithm {oid}; keys here sign ECDSA with SHA-256 only.")
