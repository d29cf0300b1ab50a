"""openssl accepts what was made here, and what openssl makes is read here."""

import subprocess

import pytest

from ceremonies.certificates.armour import one_of, to_pem
from ceremonies.certificates.describe import describe_file
from ceremonies.certificates.facts import Revoked
from ceremonies.certificates.issued import check_issued
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.certificates.request import check_request
from ceremonies.certificates.revocation import revocation_of
from ceremonies.errors import Unusable
from tests.issuing import DAY, ENTITY, PROFILES, Authorities

ROOM = Authorities()
AT = ("-attime", str(int(DAY.timestamp()) + 3600))


def openssl(*words, ok=True):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is ok, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def files(tmp_path):
    made = {
        "root": to_pem(ROOM.root, "certificate"),
        "issuing": to_pem(ROOM.issuing, "certificate"),
        "recovery": to_pem(ROOM.recovery(), "certificate"),
    }
    for name, data in made.items():
        (tmp_path / f"{name}.pem").write_bytes(data)
    return tmp_path


def test_the_chain_verifies(files):
    chain = ("-CAfile", files / "root.pem", "-untrusted", files / "issuing.pem", files / "recovery.pem")
    strictly = ("-x509_strict", "-check_ss_sig", "-explicit_policy", "-policy", PROFILES.policy.rehearsal)
    assert openssl("verify", *strictly, *AT, *chain).strip().endswith("OK")
    assert "error" in openssl("verify", *AT, "-CAfile", files / "root.pem", files / "recovery.pem", ok=False)


def test_the_extension_shows_in_the_root(files):
    shown = openssl("asn1parse", "-in", files / "root.pem")
    assert "1.3.6.1.5.5.7.1.20" in shown
    inner = parse_certificate(ROOM.root)[0].apex.der
    (files / "apex.der").write_bytes(inner)
    assert "id-aes256-wrap-pad" in openssl("asn1parse", "-inform", "DER", "-in", files / "apex.der")


def test_a_recovery_certificate_reads_as_the_dcc_s_do(files):
    shown = openssl("x509", "-in", files / "recovery.pem", "-noout", "-text")
    for line in (
        "Version: 3 (0x2)",
        "Issuer: OU = 07, CN = TEST Issuing OCA",
        f"Subject: CN = TEST Recovery, OU = 01, x500UniqueIdentifier = #030900{ENTITY}",
        "X509v3 Key Usage: critical\n                Digital Signature\n",
        f"X509v3 Certificate Policies: critical\n                Policy: {PROFILES.policy.rehearsal}",
        "ecdsa-with-SHA256",
    ):
        assert line in shown


def test_the_lists_are_accepted_and_revoke(files):
    recovery = one_of((files / "recovery.pem").read_bytes(), "recovery.pem", "certificate")
    entry = revocation_of(recovery, ROOM.issuing, DAY, "key compromise")
    (files / "crl.pem").write_bytes(to_pem(ROOM.list(revoked=(entry,)), "CRL"))
    (files / "arl.pem").write_bytes(to_pem(ROOM.list(profile="ARL", number=7, revoked=(Revoked(5, DAY),)), "CRL"))
    for name, issuer in (("crl", "issuing"), ("arl", "root")):
        said = openssl("crl", "-in", files / f"{name}.pem", "-CAfile", files / f"{issuer}.pem", "-noout", "-text")
        assert "verify OK" in said
    assert "Key Compromise" in openssl("crl", "-in", files / "crl.pem", "-noout", "-text")
    (files / "both.pem").write_bytes((files / "crl.pem").read_bytes() + (files / "arl.pem").read_bytes())
    chain = ("-CAfile", files / "root.pem", "-untrusted", files / "issuing.pem", "-CRLfile", files / "both.pem")
    assert "revoked" in openssl("verify", "-crl_check_all", *AT, *chain, files / "recovery.pem", ok=False)
    assert openssl("verify", "-crl_check_all", *AT, *chain, files / "issuing.pem").strip().endswith("OK")


def requested(files, more=""):
    """A request for a WAN Provider's key that openssl made, as the file it wrote."""
    (files / "request.cnf").write_text(
        "[req]\nprompt=no\ndistinguished_name=dn\nreq_extensions=ext\nstring_mask=utf8only\n"
        f"[dn]\nCN=TEST WAN Provider\nOU=06\n{more}\n[ext]\nkeyUsage=critical,digitalSignature\n"
    )
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", files / "key.pem")
    where = ("-config", files / "request.cnf", "-key", files / "key.pem", "-out", files / "request.pem")
    openssl("req", "-new", "-sha256", *where)
    return (files / "request.pem").read_bytes()


def test_a_request_made_by_openssl_is_read_and_lacks_only_what_openssl_cannot_write(files):
    data = requested(files)
    (part,) = describe_file(data, "request.pem", PROFILES)
    assert (part.kind, part.problems, part.profile) == ("request", (), "DCC WAN Provider Certificate")
    with pytest.raises(Unusable) as refused:
        check_request(one_of(data, "request.pem", "request"), PROFILES.named("wan-provider"))
    assert len(str(refused.value).splitlines()) == 2
    assert "EUI-64" in str(refused.value)


def test_an_entity_that_is_no_bit_string_is_refused(files):
    with pytest.raises(Unusable, match="can't be read"):
        describe_file(requested(files, f"x500UniqueIdentifier={ENTITY}"), "request.pem", PROFILES)


def test_a_certificate_made_by_openssl_is_read(files):
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", files / "key.pem")
    subject = ("-subj", "/OU=07/CN=Z9", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", "-x509", "-new", "-sha256", *subject, "-key", files / "key.pem", "-out", files / "own.pem")
    data = (files / "own.pem").read_bytes()
    (part,) = describe_file(data, "own.pem", PROFILES)
    assert dict(part.fields)["Subject"] == "OU=07, CN=Z9 (Issuing OCA)"
    assert part.problems
    der = one_of(data, "own.pem", "certificate")
    check_issued(der, der)
