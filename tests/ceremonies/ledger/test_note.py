import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.errors import KeyroomError, Misuse, Unusable, Unverified
from ceremonies.ledger.note import (
    MAX_SIGNATURES,
    Kind,
    cosign,
    open_note,
    parse_verifier_key,
    read_note,
    sign_again,
    sign_note,
    verified_signatures,
    verifier,
    verifier_key,
)
from tests.fakes import fixed_key

# The example in the documentation of golang.org/x/mod/sumdb/note.
PETER_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\N{EM DASH} PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
TEXT = "keyroom.test/log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
LOG = "keyroom.test/log"
LOG_KEY = parse_verifier_key(verifier_key(LOG, fixed_key().public_key()))
ALICE = parse_verifier_key(verifier_key("alice", fixed_key("alice").public_key()))


def test_a_published_note_opens_with_its_published_key():
    assert open_note(PETER_NOTE, [parse_verifier_key(PETER_VKEY)]).endswith("your problem is.\n")
    assert parse_verifier_key(PETER_VKEY).to_text() == PETER_VKEY


def test_a_key_id_is_computed_as_the_specification_says():
    public = fixed_key().public_key().public_bytes_raw()
    assert LOG_KEY.key_id == sha256(LOG.encode() + b"\n\x01" + public).digest()[:4]
    assert LOG_KEY.as_cosigner().key_id == sha256(LOG.encode() + b"\n\x04" + public).digest()[:4]


def test_a_signed_note_opens_and_several_signatures_stand_under_it():
    note = sign_again(sign_note(TEXT, LOG, fixed_key()), "alice", fixed_key("alice"))
    assert open_note(note, [LOG_KEY]) == TEXT
    assert open_note(note, [ALICE]) == TEXT
    assert [each.by.name for each in verified_signatures(read_note(note), [ALICE, LOG_KEY])] == [LOG, "alice"]


def test_a_text_may_hold_empty_lines():
    text = "first\n\nsecond\n"
    assert open_note(sign_note(text, LOG, fixed_key()), [LOG_KEY]) == text


def test_a_cosignature_is_verified_with_its_time_and_only_by_the_cosigners_key():
    note = sign_note(TEXT, LOG, fixed_key()) + cosign(TEXT, "alice", fixed_key("alice"), 1_679_315_147)
    (signed,) = verified_signatures(read_note(note), [ALICE.as_cosigner()])
    assert (signed.by.name, signed.by.kind, signed.time) == ("alice", Kind.COSIGNATURE, 1_679_315_147)
    assert verified_signatures(read_note(note), [ALICE]) == []


def test_a_cosignature_signs_its_header_time_and_text():
    line = cosign(TEXT, "alice", fixed_key("alice"), 12)
    raw = base64.b64decode(line.split(" ")[2])
    assert raw[4:12] == (12).to_bytes(8, "big")
    assert raw[12:] == fixed_key("alice").sign(b"cosignature/v1\ntime 12\n" + TEXT.encode())


def test_a_cosignature_with_another_time_does_not_hold():
    line = cosign(TEXT, "alice", fixed_key("alice"), 12)
    raw = bytearray(base64.b64decode(line.split(" ")[2]))
    raw[11] = 13
    forged = f"\N{EM DASH} alice {base64.b64encode(raw).decode()}\n"
    with pytest.raises(Unverified):
        verified_signatures(read_note(f"{TEXT}\n{forged}"), [ALICE.as_cosigner()])


def test_a_note_by_nobody_known_does_not_open():
    note = sign_note(TEXT, LOG, fixed_key())
    with pytest.raises(Unverified, match="not signed by alice"):
        open_note(note, [ALICE])
    with pytest.raises(Unverified, match="nobody"):
        open_note(note, [])


def test_a_key_of_the_same_name_is_another_key():
    other = verifier(LOG, fixed_key("thief").public_key().public_bytes_raw())
    with pytest.raises(Unverified):
        open_note(sign_note(TEXT, LOG, fixed_key()), [other])


def test_one_bad_signature_of_a_known_key_spoils_the_note():
    good = sign_note(TEXT, LOG, fixed_key())
    bad = sign_note(TEXT.replace("5", "6"), "alice", fixed_key("alice")).split("\n\n")[1]
    with pytest.raises(Unverified, match="alice"):
        open_note(good + bad, [LOG_KEY, ALICE])
    assert open_note(good + bad, [LOG_KEY]) == TEXT


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_changed_byte_never_opens_as_another_text(place, flip):
    note = bytearray(sign_note(TEXT, LOG, fixed_key()).encode())
    note[place % len(note)] ^= flip
    try:
        assert open_note(note.decode(), [LOG_KEY]) == TEXT
    except (KeyroomError, UnicodeDecodeError):
        return


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\nno dash\n",
        "\n\n\N{EM DASH} a AAAAAAA=\n",
        "text\n\n\N{EM DASH} a AAAAAAA=",
        "text\n\n\N{EM DASH} a AAAA\n",
        "text\n\n\N{EM DASH} a !!!!!!!!\n",
        "text\n\n\N{EM DASH} a AAAAAAB=\n",
        "text\n\n\N{EM DASH} a\n",
        "text\n\n\N{EM DASH} a b AAAAAAA=\n",
        "text\n\n\N{EM DASH} a+b AAAAAAA=\n",
        "text\n\n\N{EM DASH} a\u2003b AAAAAAA=\n",
        "text\n\n\N{EM DASH} a AAAAAAA=\n\N{EM DASH}\n",
        "te\x1b[2Jxt\n\n\N{EM DASH} a AAAAAAA=\n",
        "te\rxt\n\n\N{EM DASH} a AAAAAAA=\n",
        "text\n\n" + "\N{EM DASH} a AAAAAAA=\n" * (MAX_SIGNATURES + 1),
    ],
    ids=ascii,
)
def test_what_is_no_signed_note_is_refused(note):
    with pytest.raises(Unusable):
        read_note(note)


@pytest.mark.parametrize(
    "text", ["", "no newline", "a\tb\n", "a\x00\n", "cosignature/v1\ntime 1\n" + TEXT, "half \ud800\n"], ids=ascii
)
def test_a_text_unfit_for_a_note_is_not_signed(text):
    with pytest.raises(Misuse):
        sign_note(text, LOG, fixed_key())
    with pytest.raises(Misuse):
        cosign(text, LOG, fixed_key(), 1)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\x1bb"], ids=ascii)
def test_a_name_unfit_for_a_key_is_refused(name):
    with pytest.raises(Misuse):
        sign_note(TEXT, name, fixed_key())


@pytest.mark.parametrize("time", [-1, 2**63])
def test_a_time_that_a_cosignature_can_not_carry_is_refused(time):
    with pytest.raises(Misuse):
        cosign(TEXT, "alice", fixed_key("alice"), time)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rubbish",
        PETER_VKEY.replace("c74f", "C74F"),
        PETER_VKEY.replace("c74f", "c74e"),
        PETER_VKEY.replace("Peter", "Petra"),
        PETER_VKEY[:-1],
        PETER_VKEY.replace("+ARpc", "+BRpc"),
        PETER_VKEY + "\n\n",
        PETER_VKEY.replace("PeterNeumann", "Peter Neumann"),
        "a+00000000+AQ==",
    ],
)
def test_a_mistyped_verifier_key_is_refused(text):
    with pytest.raises(Unusable):
        parse_verifier_key(text)


def test_a_verifier_key_from_a_file_may_end_in_a_newline():
    assert parse_verifier_key(PETER_VKEY + "\n").name == "PeterNeumann"
