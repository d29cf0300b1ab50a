"""No input to a reader ends in anything but a sentence, and only what is in DER is read."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ceremonies.certificates.check import problems_of
from ceremonies.certificates.describe import describe_file
from ceremonies.certificates.facts import Revoked
from ceremonies.certificates.read_certificate import LARGEST, parse_certificate, parse_tbs_certificate
from ceremonies.certificates.read_list import parse_list, parse_tbs_list
from ceremonies.certificates.read_request import parse_request
from ceremonies.certificates.words import certificate_words
from ceremonies.errors import KeyroomError, Unusable
from tests.issuing import DAY, PROFILES, Authorities

ROOM = Authorities()
RECOVERY = ROOM.recovery()
LIST = ROOM.list(revoked=(Revoked(7, DAY, "superseded"), Revoked(8, DAY)))
REQUEST = (
    x509.CertificateSigningRequestBuilder()
    .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")]))
    .sign(ec.derive_private_key(5, ec.SECP256R1()), SHA256())
    .public_bytes(Encoding.DER)
)
READERS = [parse_certificate, parse_tbs_certificate, parse_list, parse_tbs_list, parse_request]
WHOLE = [ROOM.root, RECOVERY, LIST, REQUEST]


def described(data):
    return describe_file(data, "a file", PROFILES)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200), st.sampled_from([*READERS, described]))
@example(b"", parse_certificate)
@example(b"\x30\x80\x00\x00", parse_certificate)
@example(b"\x30\x84\xff\xff\xff\xff", parse_list)
@example(b"0" * 200, parse_request)
def test_random_bytes_are_refused(data, reader):
    with pytest.raises(Unusable) as refused:
        reader(data)
    assert str(refused.value)[-1] in ".!"


@settings(deadline=None, max_examples=250)
@given(st.sampled_from(WHOLE), st.data())
def test_damage_anywhere_is_refused_or_shown(whole, data):
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        match data.draw(st.sampled_from(["change", "drop", "double", "insert"])):
            case "change":
                damaged[at] = data.draw(st.integers(0, 255))
            case "drop":
                del damaged[at]
            case "double":
                damaged[at:at] = damaged[at : at + 8]
            case _:
                damaged[at:at] = data.draw(st.binary(max_size=4))
    for reader in (*READERS, described):
        try:
            reader(bytes(damaged))
        except KeyroomError as error:
            assert isinstance(error, Unusable)  # noqa: PT017 - any other kind would be a fault


@pytest.mark.parametrize("reader", READERS)
def test_what_nests_too_deeply_is_refused(reader):
    with pytest.raises(Unusable, match=r"can't be read"):
        reader(b"\x30\x80" * 30_000)


def test_what_is_too_large_to_be_one_is_refused_unread():
    with pytest.raises(Unusable, match="must be something else"):
        parse_certificate(bytes(LARGEST + 1))


@pytest.mark.parametrize("reader", [parse_certificate, parse_list, parse_request])
def test_another_encoding_of_the_same_value_is_refused(reader):
    whole = {parse_certificate: RECOVERY, parse_list: LIST, parse_request: REQUEST}[reader]
    reader(whole)
    assert whole[1] == 0x82 or whole[1] == 0x81
    size = 1 + whole[1] - 0x80 + 1
    longer = b"\x30\x84" + (len(whole) - size).to_bytes(4, "big") + whole[size:]
    with pytest.raises(Unusable, match=r"DER|can't be read"):
        reader(longer)


def made_by_others(**more):
    key = more.pop("key", ec.derive_private_key(7, ec.SECP256R1()))
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, more.pop("name", "x"))])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .serial_number(7)
        .public_key(key.public_key())
        .not_valid_before(DAY)
        .not_valid_after(DAY.replace(year=2046))
    )
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def test_a_certificate_of_others_is_read_and_every_difference_named():
    der = made_by_others(key=rsa.generate_private_key(65537, 2048))
    facts, _ = parse_certificate(der)
    problems = "\n".join(problems_of(facts, PROFILES.named("recovery"), PROFILES))
    for said in (
        "algorithm",
        "16 octets",
        "OU=01",
        "EUI-64",
        "itself",
        "OU=07",
        "10 years",
        "P-256",
        "lacks",
        "policy",
    ):
        assert said in problems
    assert "1 and 2" not in problems


def test_control_characters_in_a_name_are_not_shown():
    facts, _ = parse_certificate(made_by_others(name="x\x1b[2J\ny"))
    assert all(value.isprintable() for _, value in certificate_words(facts))


def test_the_right_certificates_have_no_problems():
    for der, profile in ((ROOM.root, "root"), (ROOM.issuing, "issuing"), (RECOVERY, "recovery")):
        assert problems_of(parse_certificate(der)[0], PROFILES.named(profile), PROFILES) == []


@pytest.mark.parametrize("profile", ["root", "issuing", "wan-provider", "supplier-ka"])
def test_a_certificate_has_problems_by_every_other_profile(profile):
    assert problems_of(parse_certificate(RECOVERY)[0], PROFILES.named(profile), PROFILES)
