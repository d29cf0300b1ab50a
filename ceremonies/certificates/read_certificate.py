"""Reads a certificate, or the part of one that is to be signed, with asn1crypto; cryptography gives a second opinion.

Only DER is read: what is encoded again must give the same bytes, so that what is shown is all that is there.

Source: RFC 5280, 4.1.
"""

from typing import Any

from asn1crypto import x509
from cryptography import x509 as second

from ceremonies.certificates.apex import parse_apex
from ceremonies.certificates.facts import (
    APEX,
    BASIC_CONSTRAINTS,
    ISSUER_KEY_ID,
    KEY_USAGE,
    POLICIES,
    SUBJECT_KEY_ID,
    CertificateFacts,
)
from ceremonies.certificates.parts import inside, moment, named_key, parse_name, usages, whole_number
from ceremonies.certificates.signed import PLACEHOLDER, Signed, with_signature
from ceremonies.certificates.strict import check_der, check_size, reading
from ceremonies.errors import Unusable

LARGEST = 64 * 1024
"""Bytes."""


def parse_certificate(der: bytes) -> tuple[CertificateFacts, Signed]:
    """What stands in a certificate in DER, and its signature.

    Raises:
        Unusable: it isn't one, or can't be read.
    """
    what = "The certificate"
    check_size(der, LARGEST, what)
    with reading(what):
        whole = x509.Certificate.load(der, strict=True)
        check_der(whole.dump(force=True) == der, what)
        signed = Signed(
            algorithm=str(whole["signature_algorithm"]["algorithm"].dotted),
            signature=bytes(whole["signature_value"].native),
        )
        facts = _certificate(whole["tbs_certificate"], what)
        _hear_second_opinion(second.load_der_x509_certificate(der), facts)
    return facts, signed


def parse_tbs_certificate(der: bytes) -> CertificateFacts:
    """What stands in the part of a certificate that is to be signed.

    Raises:
        Unusable: it isn't one, or can't be read.
    """
    what = "The certificate to be signed"
    check_size(der, LARGEST, what)
    with reading(what):
        tbs = x509.TbsCertificate.load(der, strict=True)
        check_der(tbs.dump(force=True) == der, what)
        facts = _certificate(tbs, what)
        _hear_second_opinion(second.load_der_x509_certificate(with_signature(der, PLACEHOLDER)), facts)
    return facts


def _certificate(tbs: Any, what: str) -> CertificateFacts:  # noqa: ANN401 - asn1crypto carries no types
    extensions = list(tbs["extensions"])
    by_oid = {str(each["extn_id"].dotted): each for each in extensions}
    if len(by_oid) != len(extensions):
        raise Unusable(f"{what} has an extension twice. Ask for it again.")
    constraints = inside(by_oid.get(BASIC_CONSTRAINTS))
    issuer_key = inside(by_oid.get(ISSUER_KEY_ID))
    key_id = inside(by_oid.get(SUBJECT_KEY_ID))
    policies = inside(by_oid.get(POLICIES))
    apex = by_oid.get(APEX)
    if tbs["issuer_unique_id"].native is not None or tbs["subject_unique_id"].native is not None:
        raise Unusable(f"{what} has a unique identifier outside its names, where SMKI has none. Ask for it again.")
    return CertificateFacts(
        tbs=bytes(tbs.dump()),
        version=int(tbs["version"]) + 1,
        serial=whole_number(tbs["serial_number"], what),
        algorithm=str(tbs["signature"]["algorithm"].dotted),
        issuer=parse_name(tbs["issuer"]),
        subject=parse_name(tbs["subject"]),
        not_before=moment(tbs["validity"]["not_before"].native, what),
        not_after=moment(tbs["validity"]["not_after"].native, what),
        public_key=bytes(tbs["subject_public_key_info"].dump()),
        extensions=tuple(by_oid),
        critical=tuple(oid for oid, each in by_oid.items() if each["critical"].native),
        usages=usages(by_oid[KEY_USAGE]) if KEY_USAGE in by_oid else (),
        key_id=None if key_id is None else bytes(key_id.native),
        issuer_key_id=named_key(issuer_key),
        issuer_key_id_alone=issuer_key is None
        or (
            issuer_key["authority_cert_issuer"].native is None
            and issuer_key["authority_cert_serial_number"].native is None
        ),
        policies=() if policies is None else tuple(str(each["policy_identifier"].dotted) for each in policies),
        authority=constraints is not None and bool(constraints["ca"].native),
        path_length=None if constraints is None else constraints["path_len_constraint"].native,
        apex=None if apex is None else parse_apex(bytes(apex["extn_value"].native)),
    )


def _hear_second_opinion(certificate: second.Certificate, facts: CertificateFacts) -> None:
    """Refuse what two readers read differently.

    Raises:
        Unusable: they do.
    """
    heard = (
        certificate.serial_number,
        certificate.subject.public_bytes(),
        certificate.issuer.public_bytes(),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        tuple(each.oid.dotted_string for each in certificate.extensions),
        certificate.tbs_certificate_bytes,
    )
    read = (
        facts.serial,
        facts.subject.der,
        facts.issuer.der,
        facts.not_before,
        facts.not_after,
        facts.extensions,
        facts.tbs,
    )
    if heard != read:
        raise Unusable(
            "Two readers find different things in the certificate, so neither is believed. Ask for it again."
        )
