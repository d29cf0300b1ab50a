"""What the port says holds for every kind of token."""

import os

import pytest
from cryptography.hazmat.primitives import keywrap

from app.strongroom.tokens.p256 import is_signature, load_pkcs8, spki_of
from ceremonies.errors import Misuse, Refused, TokenGone, TokenRefused, Unusable, WrongPin
from ceremonies.secret import Secret
from ceremonies.tokens.mark import mark_of, put_mark

VALUE = Secret(b"\x11" * 32)


def test_a_token_is_addressed_by_label_and_serial(desk):
    assert desk.token in desk.store.tokens()
    label, serial = desk.address
    with pytest.raises(TokenGone, match=r"Plug it in|Put its file back"):
        desk.store.open(label, "0000", desk.pin)
    with pytest.raises(TokenGone):
        desk.store.open("other", serial, desk.pin)


def test_a_key_that_stays_signs_and_is_found_again_with_its_attributes(desk):
    with desk.open() as session:
        key = session.generate_ec("ICA-0001", session=False, extractable=False)
        public = session.public_key(key)
    with desk.open() as session:
        key = session.find("ICA-0001")
        found = session.attributes(key)
        assert (found.token, found.private, found.sensitive, found.extractable, found.usages) == (
            True,
            True,
            True,
            False,
            ("sign",),
        )
        assert (found.always_sensitive, found.never_extractable, found.local) == (True, True, True)
        assert session.public_key(key) == public
        digests = [os.urandom(32) for _ in range(20)]
        assert all(map(is_signature, [public] * 20, digests, session.sign_many(key, digests)))
        assert is_signature(public, digests[0], session.sign(key, digests[0]))


def test_a_session_key_is_gone_with_its_session(desk):
    with desk.open() as session:
        session.generate_ec("REC-0001", session=True, extractable=True)
        assert session.find("REC-0001")
    with desk.open() as session:
        assert session.objects() == ()
        with pytest.raises(TokenRefused, match="nothing called REC-0001"):
            session.find("REC-0001")


def test_two_objects_are_never_called_the_same(desk):
    with desk.open() as session:
        session.generate_ec("REC-0001", session=True, extractable=True)
        for again in (
            lambda: session.generate_ec("REC-0001", session=True, extractable=True),
            lambda: session.import_wrapping_key("REC-0001", VALUE),
            lambda: session.put_private("REC-0001", VALUE),
            lambda: session.put_marker("REC-0001", b"x"),
        ):
            with pytest.raises(TokenRefused, match=r"already\. Choose another name"):
                again()


@pytest.mark.rule("WRAP-PORTABLE")
def test_a_wrapped_key_is_in_the_format_of_rfc_5649_and_opens_outside(desk):
    with desk.open() as session:
        wrapping, _ = session.import_wrapping_key("wrapping", VALUE)
        key = session.generate_ec("REC-0001", session=True, extractable=True)
        blob, public = session.wrap(wrapping, key), session.public_key(key)
    inside = keywrap.aes_key_unwrap_with_padding(VALUE.reveal(), blob)
    assert spki_of(load_pkcs8(inside).public_key()) == public


@pytest.mark.rule("WRAP-ORIGIN")
def test_a_wrapping_key_wraps_and_unwraps_and_does_nothing_else(desk):
    with desk.open() as session:
        wrapping, how = session.import_wrapping_key("wrapping", VALUE)
        found = session.attributes(wrapping)
        assert how in ("RSA-OAEP", "C_CreateObject")
        assert (found.key_class, found.usages, found.token) == ("secret", ("wrap", "unwrap"), False)
        assert (found.sensitive, found.extractable) == (True, False)
        assert [one.label for one in session.objects()] == ["wrapping"]
        with pytest.raises(TokenRefused, match="isn't for that"):
            session.decrypt_block(wrapping, bytes(16))
        with pytest.raises(TokenRefused):
            session.read_value(wrapping)


def test_an_unwrapped_key_signs_as_the_one_that_was_wrapped_and_stays_inside(desk):
    with desk.open() as session:
        wrapping, _ = session.import_wrapping_key("wrapping", VALUE)
        key = session.generate_ec("REC-0001", session=True, extractable=True)
        blob, public = session.wrap(wrapping, key), session.public_key(key)
        session.destroy(key)
    with desk.open() as session:
        wrapping, _ = session.import_wrapping_key("wrapping", VALUE)
        key = session.unwrap(wrapping, blob, "REC-0001", public=public)
        digest = os.urandom(32)
        assert is_signature(public, digest, session.sign(key, digest))
        assert session.public_key(key) == public
        found = session.attributes(key)
        assert (found.token, found.sensitive, found.extractable, found.local) == (False, True, False, False)
        with pytest.raises(TokenRefused):
            session.wrap(wrapping, key)
        again = session.unwrap(wrapping, blob, "REC-0001 for re-sharing", extractable=True, public=public)
        assert keywrap.aes_key_unwrap_with_padding(VALUE.reveal(), session.wrap(wrapping, again))


def test_a_changed_blob_another_wrapping_key_and_another_key_are_refused(desk):
    with desk.open() as session:
        wrapping, _ = session.import_wrapping_key("wrapping", VALUE)
        other, _ = session.import_wrapping_key("other wrapping", Secret(b"\x22" * 32))
        key = session.generate_ec("REC-0001", session=True, extractable=True)
        blob, public = session.wrap(wrapping, key), session.public_key(key)
        elsewhere = session.public_key(session.generate_ec("REC-0002", session=True, extractable=True))
        for changed in (blob[:-1] + bytes([blob[-1] ^ 1]), blob[:-8], b""):
            with pytest.raises(TokenRefused, match="changed, or belongs to another wrapping key"):
                session.unwrap(wrapping, changed, "changed", public=public)
        with pytest.raises(TokenRefused):
            session.unwrap(other, blob, "other", public=public)
        with pytest.raises(TokenRefused, match="another key than the one that is meant"):
            session.unwrap(wrapping, blob, "another", public=elsewhere)
        assert {one.label for one in session.objects()} == {"wrapping", "other wrapping", "REC-0001", "REC-0002"}


def test_a_blob_made_outside_unwraps(desk):
    with desk.open() as session:
        wrapping, _ = session.import_wrapping_key("wrapping", VALUE)
        key = session.generate_ec("REC-0001", session=True, extractable=True)
        inside = keywrap.aes_key_unwrap_with_padding(VALUE.reveal(), session.wrap(wrapping, key))
        outside = keywrap.aes_key_wrap_with_padding(VALUE.reveal(), inside)
        assert session.unwrap(wrapping, outside, "from outside", public=session.public_key(key))


def test_a_key_for_trusted_wrapping_keys_is_wrapped_by_one_that_the_security_officer_trusts_and_by_no_other(desk):
    with desk.open() as session:
        trusted = session.import_trusted_wrapping_key("trusted", VALUE, pin=desk.pin, so_pin=desk.so_pin)
        assert session.attributes(trusted).trusted is True
        assert session.attributes(trusted).usages == ("wrap", "unwrap")
        untrusted, _ = session.import_wrapping_key("untrusted", VALUE)
        key = session.generate_ec("REC-0001", session=True, extractable=True, wrap_with_trusted=True)
        assert session.attributes(key).wrap_with_trusted is True
        with pytest.raises(TokenRefused):
            session.wrap(untrusted, key)
        blob = session.wrap(trusted, key)
    assert load_pkcs8(keywrap.aes_key_unwrap_with_padding(VALUE.reveal(), blob))


def test_a_wrong_pin_of_the_security_officer_is_named_and_the_session_goes_on(desk):
    with desk.open() as session:
        with pytest.raises(WrongPin, match="not the SO PIN of desk"):
            session.import_trusted_wrapping_key("trusted", VALUE, pin=desk.pin, so_pin=Secret("00000000"))
        assert session.generate_ec("REC-0001", session=True, extractable=True)


def test_destroying_a_key_takes_its_public_half_along(desk):
    with desk.open() as session:
        key = session.generate_ec("ICA-0001", session=False, extractable=False)
        assert {one.key_class for one in session.objects()} == {"private", "public"}
        session.destroy(key)
        assert session.objects() == ()
        with pytest.raises(TokenRefused):
            session.sign(key, bytes(32))
    with desk.open() as session:
        assert session.objects() == ()


def test_private_data_is_kept_until_it_is_removed_and_seen_only_after_login(desk):
    with desk.open() as session:
        session.put_private("share 3", Secret("academic acid"))
    with desk.store.open(*desk.address, None, write=False) as session:
        assert session.objects() == ()
        with pytest.raises(TokenRefused):
            session.take_private("share 3")
    with desk.open() as session:
        assert session.take_private("share 3") == Secret("academic acid")
        session.remove_private("share 3")
        with pytest.raises(TokenRefused):
            session.take_private("share 3")


def test_a_mark_is_read_without_login(desk):
    with desk.open() as session:
        assert session.read_marker("mark") is None
        session.put_marker("mark", b"rehearsal")
    with desk.store.open(*desk.address, None, write=False) as session:
        assert session.read_marker("mark") == b"rehearsal"


def test_a_token_has_one_session_at_a_time(desk):
    with desk.open():
        with pytest.raises(TokenRefused, match="open already"):
            desk.open()
        with pytest.raises(TokenRefused, match="open"):
            desk.store.zeroise(*desk.address, so_pin=desk.so_pin)
    desk.open().close()


def test_a_session_that_has_ended_does_nothing_and_may_be_closed_again(desk):
    session = desk.open()
    key = session.generate_ec("REC-0001", session=True, extractable=True)
    session.close()
    session.close()
    with pytest.raises((TokenRefused, TokenGone)):
        session.sign(key, bytes(32))


def test_a_wrong_pin_says_what_the_token_admits_and_leaves_no_session_behind(desk):
    with pytest.raises(WrongPin, match=r"not the user PIN of desk .*count"):
        desk.open(Secret("000000"))
    assert "user PIN count low" in next(one for one in desk.store.tokens() if one.label == "desk").flags
    desk.open().close()
    with pytest.raises(WrongPin, match="not the SO PIN of desk"):
        desk.store.zeroise(*desk.address, so_pin=Secret("000000"))
    desk.store.zeroise(*desk.address, so_pin=desk.so_pin)


def test_a_changed_pin_is_the_only_one_that_opens(desk):
    desk.store.change_pin(*desk.address, old=desk.pin, new=Secret("654321"))
    with pytest.raises(WrongPin):
        desk.open()
    desk.open(Secret("654321")).close()
    desk.store.change_pin(*desk.address, old=desk.so_pin, new=Secret("12344321"), who="SO")
    with pytest.raises(WrongPin):
        desk.store.zeroise(*desk.address, so_pin=desk.so_pin)
    with pytest.raises(WrongPin):
        desk.store.change_pin(*desk.address, old=desk.pin, new=Secret("777777"))


def test_zeroising_destroys_every_object_and_the_users_pin(desk):
    with desk.open() as session:
        session.generate_ec("ICA-0001", session=False, extractable=False)
        session.put_marker("mark", b"rehearsal")
    after = desk.store.zeroise(*desk.address, so_pin=desk.so_pin)
    assert after.label == "desk"
    assert "no user PIN" in after.flags
    with pytest.raises((TokenRefused, Unusable)):
        desk.store.open(after.label, after.serial, desk.pin)
    with desk.store.open(after.label, after.serial, None) as session:
        assert session.objects() == ()


def test_initialising_again_empties_the_token_and_sets_a_new_pin(desk):
    with desk.open() as session:
        session.put_private("share 3", Secret("academic acid"))
    new = desk.store.initialise(*desk.address, new_label="desk 2", so_pin=desk.so_pin, pin=Secret("222222"))
    assert new.label == "desk 2"
    with desk.store.open(new.label, new.serial, Secret("222222")) as session:
        assert session.objects() == ()
    with pytest.raises(WrongPin):
        desk.store.initialise(new.label, new.serial, new_label="x", so_pin=Secret("000000"), pin=desk.pin)


def test_a_label_is_used_once_and_fits(desk):
    with pytest.raises(TokenRefused, match="called desk"):
        desk.store.initialise("", "", new_label="desk", so_pin=desk.so_pin, pin=desk.pin)
    for label in ("", "x" * 33):
        with pytest.raises(Unusable, match="1 to 32 bytes"):
            desk.store.initialise("", "", new_label=label, so_pin=desk.so_pin, pin=desk.pin)


def test_a_session_without_write_makes_nothing_on_the_token(desk):
    with desk.open(write=False) as session, pytest.raises(TokenRefused):
        session.put_private("share 3", VALUE)


def test_random_bytes_differ(desk):
    with desk.open() as session:
        assert session.random(32) != session.random(32)


def test_what_is_no_digest_or_no_block_is_the_callers_fault(desk):
    with desk.open() as session:
        key = session.generate_ec("REC-0001", session=True, extractable=True)
        with pytest.raises(Misuse):
            session.sign(key, b"a message")
        with pytest.raises(Misuse):
            session.decrypt_block(key, b"short")


@pytest.mark.rule("TOKEN-ENROLLED")
def test_an_enrolled_token_shows_its_mark_without_login_and_the_other_kind_refuses_it(desk):
    with desk.open() as session:
        assert put_mark(session, "rehearsal", "keyroom.test/log") == "rehearsal keyroom.test/log"
    assert mark_of(desk.store, desk.token) == "rehearsal keyroom.test/log"
    with desk.open() as session, pytest.raises(Refused, match="TOKEN-ENROLLED"):
        put_mark(session, "production", "dcc/log")
