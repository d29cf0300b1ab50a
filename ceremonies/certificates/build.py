"""Builds what is to be signed with cryptography. ``second_build.py`` builds the same with asn1crypto.

Sources: RFC 5280, 4.1 and 5.1; the order of extensions is that of the DCC's test certificates.
"""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID, ObjectIdentifier

from ceremonies.certificates.facts import APEX, Revoked
from ceremonies.certificates.parts_to_build import CertificateParts, ListParts
from ceremonies.certificates.profile import Usage
from ceremonies.certificates.public_key import load_public_key

_REASONS = {
    "key compromise": x509.ReasonFlags.key_compromise,
    "CA compromise": x509.ReasonFlags.ca_compromise,
    "affiliation changed": x509.ReasonFlags.affiliation_changed,
    "superseded": x509.ReasonFlags.superseded,
    "cessation of operation": x509.ReasonFlags.cessation_of_operation,
}
"""Without "unspecified", which is said by saying nothing (RFC 5280, 5.3.1)."""


def build_certificate(parts: CertificateParts) -> bytes:
    """TBSCertificate in DER."""
    subject = _subject(parts)
    builder = (
        x509.CertificateBuilder()
        .serial_number(parts.serial)
        .issuer_name(x509.load_der_x509_certificate(parts.issuer).subject if parts.issuer else subject)
        .subject_name(subject)
        .not_valid_before(parts.not_before)
        .not_valid_after(parts.not_after)
        .public_key(load_public_key(parts.public_key))
    )
    for extension, critical in _extensions(parts):
        builder = builder.add_extension(extension, critical)
    return builder.sign(_nobodys_key(), SHA256()).tbs_certificate_bytes


def build_list(parts: ListParts) -> bytes:
    """TBSCertList in DER."""
    issuer = x509.load_der_x509_certificate(parts.issuer)
    builder = x509.CertificateRevocationListBuilder(
        issuer_name=issuer.subject,
        last_update=parts.this_update,
        next_update=parts.next_update,
        extensions=[
            x509.Extension(
                x509.AuthorityKeyIdentifier.oid,
                critical=False,
                value=x509.AuthorityKeyIdentifier(parts.issuer_key_id, None, None),
            ),
            x509.Extension(x509.CRLNumber.oid, critical=False, value=x509.CRLNumber(parts.number)),
        ],
        revoked_certificates=[_revoked(each) for each in parts.revoked],
    )
    return builder.sign(_nobodys_key(), SHA256()).tbs_certlist_bytes


def _subject(parts: CertificateParts) -> x509.Name:
    """The subject's name: an authority's unit first, an Organisation's common name first, as in the DCC's."""
    if parts.subject_from is not None:
        return x509.load_der_x509_certificate(parts.subject_from).subject
    unit = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, parts.profile.role)]
    name = [x509.NameAttribute(NameOID.COMMON_NAME, parts.subject.common_name)] if parts.subject.common_name else []
    entity = []
    if parts.subject.entity:
        value = b"\0" + bytes.fromhex(parts.subject.entity)  # no bits left over, then the EUI-64
        entity = [x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, value, _ASN1Type.BitString)]
    return x509.Name([*unit, *name, *entity] if parts.profile.authority else [*name, *unit, *entity])


def _extensions(parts: CertificateParts) -> list[tuple[x509.ExtensionType, bool]]:
    """The extensions in order, each with whether it is critical."""
    profile = parts.profile
    found: list[tuple[x509.ExtensionType, bool]] = []
    if profile.authority:
        found.append((x509.BasicConstraints(ca=True, path_length=profile.path_length), True))
    found += [
        (_key_usage(profile.usage), True),
        (x509.SubjectKeyIdentifier(parts.key_id), False),
        (x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(parts.policy), None)]), True),
    ]
    if parts.issuer_key_id is not None:
        found.append((x509.AuthorityKeyIdentifier(parts.issuer_key_id, None, None), False))
    if parts.apex is not None:
        found.append((x509.UnrecognizedExtension(ObjectIdentifier(APEX), parts.apex), False))
    return found


def _key_usage(usage: tuple[Usage, ...]) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature="digital signature" in usage,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement="key agreement" in usage,
        key_cert_sign="certificate signing" in usage,
        crl_sign="CRL signing" in usage,
        encipher_only=False,
        decipher_only=False,
    )


def _revoked(entry: Revoked) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.when)
    if entry.reason in _REASONS:
        builder = builder.add_extension(x509.CRLReason(_REASONS[entry.reason]), critical=False)
    return builder.build()


def _nobodys_key() -> ec.EllipticCurvePrivateKey:
    """The private key 1, which everybody knows: the builder gives its bytes only with a signature, which is dropped."""
    return ec.derive_private_key(1, ec.SECP256R1())
