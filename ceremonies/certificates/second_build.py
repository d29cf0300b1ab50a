"""Builds what is to be signed a second time, with asn1crypto alone; shares no code with ``build.py``."""

from datetime import datetime
from typing import Any

from asn1crypto import core, crl, x509

from ceremonies.certificates.facts import APEX, Revoked
from ceremonies.certificates.parts_to_build import CertificateParts, ListParts

FOUR_DIGITS_FROM = 2050
"""Before it a year has two digits."""

_ALGORITHM = {"algorithm": "sha256_ecdsa"}
_USAGES = {
    "digital signature": "digital_signature",
    "key agreement": "key_agreement",
    "certificate signing": "key_cert_sign",
    "CRL signing": "crl_sign",
}


def build_certificate(parts: CertificateParts) -> bytes:
    """TBSCertificate in DER."""
    subject = _subject(parts)
    tbs = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": parts.serial,
            "signature": _ALGORITHM,
            "issuer": x509.Certificate.load(parts.issuer).subject if parts.issuer else subject,
            "validity": {
                "not_before": x509.Time(_time(parts.not_before)),
                "not_after": x509.Time(_time(parts.not_after)),
            },
            "subject": subject,
            "subject_public_key_info": x509.PublicKeyInfo.load(parts.public_key),
            "extensions": _extensions(parts),
        }
    )
    return bytes(tbs.dump())


def build_list(parts: ListParts) -> bytes:
    """TBSCertList in DER."""
    fields = {
        "version": "v2",
        "signature": _ALGORITHM,
        "issuer": x509.Certificate.load(parts.issuer).subject,
        "this_update": x509.Time(_time(parts.this_update)),
        "next_update": x509.Time(_time(parts.next_update)),
        "crl_extensions": [
            {
                "extn_id": "authority_key_identifier",
                "critical": False,
                "extn_value": {"key_identifier": parts.issuer_key_id},
            },
            {"extn_id": "crl_number", "critical": False, "extn_value": parts.number},
        ],
    }
    if parts.revoked:  # an empty list is absent, not empty (RFC 5280, 5.1.2.6)
        entries = b"".join(_revoked(each) for each in parts.revoked)
        fields["revoked_certificates"] = crl.RevokedCertificates(contents=entries)  # as a whole: entry by entry is slow
    return bytes(crl.TbsCertList(fields).dump())


def _subject(parts: CertificateParts) -> Any:  # noqa: ANN401 - asn1crypto carries no types
    if parts.subject_from is not None:
        return x509.Certificate.load(parts.subject_from).subject
    unit = [_attribute("organizational_unit_name", x509.DirectoryString("utf8_string", parts.profile.role))]
    name, entity = [], []
    if parts.subject.common_name:
        name = [_attribute("common_name", x509.DirectoryString("utf8_string", parts.subject.common_name))]
    if parts.subject.entity:
        entity = [_attribute("unique_identifier", core.OctetBitString(bytes.fromhex(parts.subject.entity)))]
    in_order = [*unit, *name, *entity] if parts.profile.authority else [*name, *unit, *entity]
    return x509.Name(name="", value=x509.RDNSequence(in_order))


def _attribute(kind: str, value: Any) -> Any:  # noqa: ANN401 - as above
    return x509.RelativeDistinguishedName([{"type": kind, "value": value}])


def _extensions(parts: CertificateParts) -> list[dict[str, Any]]:
    profile = parts.profile
    found: list[dict[str, Any]] = []
    if profile.authority:
        constraints: dict[str, bool | int] = {"ca": True}
        if profile.path_length is not None:
            constraints["path_len_constraint"] = profile.path_length
        found.append(_extension("basic_constraints", constraints, critical=True))
    found += [
        _extension("key_usage", {_USAGES[each] for each in profile.usage}, critical=True),
        _extension("key_identifier", parts.key_id),
        _extension("certificate_policies", [{"policy_identifier": parts.policy}], critical=True),
    ]
    if parts.issuer_key_id is not None:
        found.append(_extension("authority_key_identifier", {"key_identifier": parts.issuer_key_id}))
    if parts.apex is not None:
        found.append(_extension(APEX, core.ParsableOctetString(parts.apex)))
    return found


def _extension(kind: str, value: Any, *, critical: bool = False) -> dict[str, Any]:  # noqa: ANN401 - as above
    return {"extn_id": kind, "critical": critical, "extn_value": value}


def _revoked(entry: Revoked) -> bytes:
    found: dict[str, Any] = {
        "user_certificate": entry.serial,
        "revocation_date": x509.Time(_time(entry.when)),
    }
    if entry.reason != "unspecified":
        found["crl_entry_extensions"] = [
            {"extn_id": "crl_reason", "critical": False, "extn_value": entry.reason.lower().replace(" ", "_")}
        ]
    return bytes(crl.RevokedCertificate(found).dump())


def _time(when: datetime) -> dict[str, Any]:
    """A date as certificates and lists have it (RFC 5280, 4.1.2.5)."""
    return {"utc_time" if when.year < FOUR_DIGITS_FROM else "general_time": when}
