"""Reads a certificate request (PKCS#10) with asn1crypto.

Source: RFC 2986, 4.
"""

from asn1crypto import csr
from cryptography import x509 as second

from ceremonies.certificates.facts import KEY_USAGE, RequestFacts
from ceremonies.certificates.parts import parse_name, usages
from ceremonies.certificates.strict import check_der, check_size, reading

LARGEST = 64 * 1024
"""Bytes."""


def parse_request(der: bytes) -> RequestFacts:
    """What stands in a certificate request in DER.

    Raises:
        Unusable: it isn't one, or can't be read.
    """
    what = "The certificate request"
    check_size(der, LARGEST, what)
    with reading(what):
        whole = csr.CertificationRequest.load(der, strict=True)
        check_der(whole.dump(force=True) == der, what)
        second.load_der_x509_csr(der)
        info = whole["certification_request_info"]
        attributes = info["attributes"]
        asked = [each for each in attributes if each["type"].native == "extension_request"]
        extensions = [one for each in asked for value in each["values"] for one in value]
        return RequestFacts(
            tbs=bytes(info.dump()),
            signature=bytes(whole["signature"].native),
            algorithm=str(whole["signature_algorithm"]["algorithm"].dotted),
            subject=parse_name(info["subject"]),
            public_key=bytes(info["subject_pk_info"].dump()),
            usages=tuple(usage for one in extensions if one["extn_id"].dotted == KEY_USAGE for usage in usages(one)),
            attributes=tuple(
                [str(each["type"].dotted) for each in attributes if each not in asked]
                + [str(one["extn_id"].dotted) for one in extensions]
            ),
        )
