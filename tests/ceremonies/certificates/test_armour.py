"""DER and PEM."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.certificates.armour import one_of, parse_armour, to_pem
from ceremonies.errors import Unusable

PEM = to_pem(b"\x30\x03abc", "certificate")


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["certificate", "CRL", "request"]))
def test_what_is_written_is_read_back(der, kind):
    assert parse_armour(to_pem(der, kind), "a.pem") == ((kind, der),)
    assert max(map(len, to_pem(der, kind).splitlines())) <= 64


def test_a_file_may_hold_several_with_words_between_them():
    text = b"Subject: x\r\n" + PEM.replace(b"\n", b"\r\n") + b"and\n" + to_pem(b"\x30\0", "CRL")
    assert parse_armour(text, "a.pem") == (("certificate", b"\x30\x03abc"), ("CRL", b"\x30\0"))


def test_der_says_nothing_of_its_kind():
    assert parse_armour(b"\x30\x03abc", "a.cer") == ((None, b"\x30\x03abc"),)
    assert one_of(b"\x30\x03abc", "a.cer", "CRL") == b"\x30\x03abc"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        PEM[:-30],
        PEM + PEM[:40],
        PEM.replace(b"CERTIFICATE", b"PRIVATE KEY"),
        PEM.replace(b"END CERTIFICATE", b"END X509 CRL"),
        b"-----BEGIN CERTIFICATE-----\nMAAA=\n-----END CERTIFICATE-----\n",
        b"-----BEGIN " * 10_000,
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(Unusable, match=r"a\.pem"):
        parse_armour(data, "a.pem")


@pytest.mark.parametrize("data", [PEM + PEM, to_pem(b"\x30\0", "request")])
def test_one_is_wanted_and_of_that_kind(data):
    with pytest.raises(Unusable, match="one certificate and nothing else"):
        one_of(data, "a.pem", "certificate")
