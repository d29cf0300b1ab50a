"""The strong room signs what it can read, and shows it from its own bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.certificates.facts import Revoked
from ceremonies.certificates.to_be_signed import check_signer, read_to_be_signed
from ceremonies.errors import Refused
from tests.issuing import DAY, ENTITY, Authorities, Key

ROOM = Authorities()
CERTIFICATE = ROOM.prepare(ROOM.order("recovery", Key("recovery"), "TEST Recovery", entity=ENTITY))
ROOT = ROOM.prepare(ROOM.order("root", ROOM.root_key, "TEST Root OCA", contingency=ROOM.wrapped()))
LIST = ROOM.prepare_list(revoked=(Revoked(7, DAY, "superseded"),))
EVERY = pytest.mark.parametrize("prepared", [CERTIFICATE, ROOT, LIST], ids=["certificate", "root", "list"])


@EVERY
def test_what_is_shown_is_what_was_prepared(prepared):
    shown = read_to_be_signed(prepared.der)
    assert (shown.kind, shown.title, shown.fields, shown.digest) == (
        prepared.kind,
        prepared.title,
        prepared.shown,
        prepared.digest,
    )


def test_each_says_what_it_is_in_a_few_words():
    titles = [read_to_be_signed(each.der).title for each in (CERTIFICATE, ROOT, LIST)]
    assert titles == [
        "Recovery certificate of TEST Recovery",
        "Root OCA certificate of TEST Root OCA",
        "Certificate Revocation List 1 of OU=07, CN=TEST Issuing OCA",
    ]


@pytest.mark.rule("SIGN-SEEN")
@pytest.mark.parametrize("size", [20, 28, 32, 48, 64])
def test_a_bare_digest_is_refused(size):
    with pytest.raises(Refused, match="SIGN-SEEN: This is a bare digest"):
        read_to_be_signed(bytes(size))


@pytest.mark.rule("SIGN-SEEN")
@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30",
        b"\x30\x80",
        b"OC_1_90B3.csv\n",
        ROOM.root,
        ROOM.list(),
        CERTIFICATE.der + b"\0",
        CERTIFICATE.der[:-1],
        CERTIFICATE.der.replace(bytes.fromhex("2a8648ce3d040302"), bytes.fromhex("2a8648ce3d040303"), 1),
        CERTIFICATE.der.replace(bytes.fromhex("551d0e"), bytes.fromhex("551d0d"), 1),
        LIST.der + b"\0",
        LIST.der.replace(bytes.fromhex("551d14"), bytes.fromhex("551d1b"), 1),
    ],
    ids=[
        "nothing",
        "a tag",
        "no end",
        "a file",
        "a whole certificate",
        "a whole list",
        "a byte more",
        "a byte less",
        "another algorithm",
        "an unknown extension",
        "a list and a byte",
        "a list without a number",
    ],
)
def test_what_cannot_be_read_to_its_last_byte_is_refused(der):
    with pytest.raises(Refused, match="SIGN-SEEN"):
        read_to_be_signed(der)


@EVERY
def test_the_key_that_it_names_may_sign_it(prepared):
    key = ROOM.root_key if prepared is ROOT else ROOM.issuing_key
    check_signer(read_to_be_signed(prepared.der), key.public)


@pytest.mark.rule("SIGN-SEEN")
@EVERY
def test_no_other_key_signs_it(prepared):
    with pytest.raises(Refused, match="Activate the right key"):
        check_signer(read_to_be_signed(prepared.der), Key("another").public)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_a_sentence(data):
    with pytest.raises(Refused):
        read_to_be_signed(data)


@settings(deadline=None)
@given(st.sampled_from([CERTIFICATE.der, ROOT.der, LIST.der]), st.data())
def test_one_changed_byte_is_shown_or_refused(der, data):
    at = data.draw(st.integers(0, len(der) - 1))
    changed = bytearray(der)
    changed[at] = data.draw(st.integers(0, 255).filter(lambda value: value != der[at]))
    try:
        shown = read_to_be_signed(bytes(changed))
    except Refused:
        return
    assert shown.fields != read_to_be_signed(der).fields
