"""Certificate requests: the key that asks has signed, and asks for what its profile gives."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from ceremonies.certificates.parts_to_build import Subject
from ceremonies.certificates.prepare import prepare
from ceremonies.certificates.read_certificate import parse_tbs_certificate
from ceremonies.certificates.request import check_request, shown_request
from ceremonies.errors import Unusable
from tests.issuing import ENTITY, PROFILES, Authorities, Key

ROOM = Authorities()
KEY = Key("requested")
NAME = (
    (NameOID.COMMON_NAME, "TEST Access Control Broker"),
    (NameOID.ORGANIZATIONAL_UNIT_NAME, "04"),
    (NameOID.X500_UNIQUE_IDENTIFIER, b"\0" + bytes.fromhex(ENTITY)),
)
SIGNING = PROFILES.named("access-control-broker-ds")


def request(name=NAME, usage=None, key=KEY.private, digest=None, extra=()):
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name(
            [
                x509.NameAttribute(oid, value, _ASN1Type.BitString if isinstance(value, bytes) else None)
                for oid, value in name
            ]
        )
    )
    if usage:
        flags = dict.fromkeys(
            (
                "digital_signature",
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "key_cert_sign",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        builder = builder.add_extension(x509.KeyUsage(**(flags | {usage: True})), critical=True)
    for each in extra:
        builder = builder.add_extension(each, critical=False)
    return builder.sign(key, digest or SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize("usage", [None, "digital_signature"])
def test_a_request_becomes_a_certificate(usage):
    facts, subject = check_request(request(usage=usage), SIGNING)
    assert subject == Subject("TEST Access Control Broker", ENTITY)
    assert facts.public_key == KEY.public
    order = ROOM.order(SIGNING.name, KEY, subject.common_name, entity=subject.entity)
    prepared = prepare(order, PROFILES, "rehearsal", signer=ROOM.issuing_key.public, issuer=ROOM.issuing)
    assert parse_tbs_certificate(prepared.der).public_key == KEY.public


@pytest.mark.parametrize(
    ("der", "said"),
    [
        (request(usage="key_agreement"), "asks for key agreement"),
        (request(name=NAME[1:2]), "EUI-64"),
        (request(name=[NAME[0], (NameOID.ORGANIZATIONAL_UNIT_NAME, "05"), NAME[2]]), "OU=04"),
        (request(name=[*NAME, NAME[1]]), "OU=04"),
        (request(name=[*NAME, (NameOID.COUNTRY_NAME, "GB")]), "no name of SMKI"),
        (request(name=[NAME[0], NAME[1], (NameOID.X500_UNIQUE_IDENTIFIER, b"\0\1\2")]), "64 bits"),
        (request(key=ec.derive_private_key(5, ec.SECP384R1())), "P-256"),
        (request(digest=SHA384()), "ECDSA and SHA-256"),
        (request()[:-1] + b"\0", "shown that they hold that key|can't be read"),
        (request() + b"\0", "can't be read"),
        (b"", "empty"),
        (ROOM.root, "can't be read"),
    ],
    ids=[
        "another use",
        "no entity",
        "another role",
        "two roles",
        "a country",
        "a short entity",
        "another curve",
        "another digest",
        "a changed signature",
        "a byte more",
        "nothing",
        "a certificate",
    ],
)
def test_one_that_does_not_fit_is_refused(der, said):
    with pytest.raises(Unusable, match=said):
        check_request(der, SIGNING)


def test_an_authority_is_never_made_from_a_request():
    name = [(NameOID.ORGANIZATIONAL_UNIT_NAME, "07"), NAME[0]]
    with pytest.raises(Unusable, match="never from a request"):
        check_request(request(name=name), PROFILES.named("issuing"))


def test_every_problem_is_named_at_once():
    with pytest.raises(Unusable) as refused:
        check_request(request(name=NAME[:1], usage="key_agreement"), SIGNING)
    assert len(str(refused.value).splitlines()) == 4


def test_what_else_is_asked_for_is_shown():
    shown = shown_request(request(extra=[x509.SubjectAlternativeName([x509.DNSName("acb.example")])]))
    assert ("Also asked for", "2.5.29.17") in shown
    assert ("Entity (EUI-64)", "90-B3-D5-1F-30-00-00-02") in shown
