"""Reads a revocation list, or the part of one that is to be signed, with asn1crypto and a second opinion.

Source: RFC 5280, 5.1.
"""

from typing import Any

from asn1crypto import crl
from cryptography import x509 as second

from ceremonies.certificates.facts import ISSUER_KEY_ID, LIST_NUMBER, REASON, ListFacts, Revoked
from ceremonies.certificates.parts import inside, moment, named_key, parse_name, whole_number
from ceremonies.certificates.signed import PLACEHOLDER, Signed, with_signature
from ceremonies.certificates.strict import check_der, check_size, reading
from ceremonies.errors import Unusable

LARGEST = 4 * 1024 * 1024
"""Bytes: some 80,000 entries, which take a third of a GiB of memory to read."""

_REASONS = {
    "unspecified": "unspecified",
    "key_compromise": "key compromise",
    "ca_compromise": "CA compromise",
    "affiliation_changed": "affiliation changed",
    "superseded": "superseded",
    "cessation_of_operation": "cessation of operation",
}


def parse_list(der: bytes) -> tuple[ListFacts, Signed]:
    """What stands in a revocation list in DER, and its signature.

    Raises:
        Unusable: it isn't one, or can't be read.
    """
    what = "The revocation list"
    check_size(der, LARGEST, what)
    with reading(what):
        whole = crl.CertificateList.load(der, strict=True)
        check_der(whole.dump(force=True) == der, what)
        signed = Signed(
            algorithm=str(whole["signature_algorithm"]["algorithm"].dotted),
            signature=bytes(whole["signature"].native),
        )
        facts = _list(whole["tbs_cert_list"], what)
        _hear_second_opinion(second.load_der_x509_crl(der), facts)
    return facts, signed


def parse_tbs_list(der: bytes) -> ListFacts:
    """What stands in the part of a revocation list that is to be signed.

    Raises:
        Unusable: it isn't one, or can't be read.
    """
    what = "The revocation list to be signed"
    check_size(der, LARGEST, what)
    with reading(what):
        tbs = crl.TbsCertList.load(der, strict=True)
        check_der(tbs.dump(force=True) == der, what)
        facts = _list(tbs, what)
        _hear_second_opinion(second.load_der_x509_crl(with_signature(der, PLACEHOLDER)), facts)
    return facts


def _list(tbs: Any, what: str) -> ListFacts:  # noqa: ANN401 - as above
    extensions = list(tbs["crl_extensions"])
    by_oid = {str(each["extn_id"].dotted): each for each in extensions}
    if len(by_oid) != len(extensions):
        raise Unusable(f"{what} has an extension twice. Ask for it again.")
    number = inside(by_oid.get(LIST_NUMBER))
    upcoming = tbs["next_update"].native
    return ListFacts(
        tbs=bytes(tbs.dump()),
        version=int(tbs["version"]) + 1,
        algorithm=str(tbs["signature"]["algorithm"].dotted),
        issuer=parse_name(tbs["issuer"]),
        this_update=moment(tbs["this_update"].native, what),
        next_update=None if upcoming is None else moment(upcoming, what),
        revoked=tuple(_revoked(each, what) for each in tbs["revoked_certificates"]),
        number=None if number is None else whole_number(number, what),
        issuer_key_id=named_key(inside(by_oid.get(ISSUER_KEY_ID))),
        critical=tuple(oid for oid, each in by_oid.items() if each["critical"].native),
        others=tuple(oid for oid in by_oid if oid not in {LIST_NUMBER, ISSUER_KEY_ID}),
    )


def _revoked(entry: Any, what: str) -> Revoked:  # noqa: ANN401 - as above
    reason = "unspecified"
    for each in entry["crl_entry_extensions"]:
        if each["extn_id"].dotted != REASON:
            raise Unusable(
                f"{what} has an entry with the extension {each['extn_id'].dotted}, which can't be carried over."
            )
        native = each["extn_value"].parsed.native
        if native not in _REASONS:
            raise Unusable(
                f"{what} has an entry with the reason {str(native).replace('_', ' ')}, which no list of SMKI has."
            )
        reason = _REASONS[native]
    return Revoked(
        serial=whole_number(entry["user_certificate"], what),
        when=moment(entry["revocation_date"].native, what),
        reason=reason,
    )


def _hear_second_opinion(revocations: second.CertificateRevocationList, facts: ListFacts) -> None:
    """As above, for a list.

    Raises:
        Unusable: they differ.
    """
    heard = (
        revocations.issuer.public_bytes(),
        revocations.last_update_utc,
        revocations.next_update_utc,
        len(list(revocations)),
        revocations.tbs_certlist_bytes,
    )
    read = (facts.issuer.der, facts.this_update, facts.next_update, len(facts.revoked), facts.tbs)
    if heard != read:
        raise Unusable("Two readers find different things in the list, so neither is believed. Ask for it again.")
