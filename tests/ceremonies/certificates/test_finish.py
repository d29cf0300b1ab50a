"""What was signed becomes whole, and is read again by code that didn't make it."""

import msgspec
import pytest
from cryptography import x509

from ceremonies.certificates import finish as finishing
from ceremonies.certificates.finish import finish
from ceremonies.certificates.issued import check_issued, check_path
from ceremonies.certificates.signed import with_signature
from ceremonies.errors import Stopped, Unusable
from tests.issuing import ENTITY, Authorities, Key

ROOM = Authorities()
OTHER = Authorities("other")
PREPARED = ROOM.prepare(ROOM.order("recovery", Key("recovery"), "TEST Recovery", entity=ENTITY))


def test_a_whole_certificate_holds_what_was_prepared():
    whole = finish(PREPARED, ROOM.issuing_key.sign(PREPARED.der), ROOM.issuing_key.public)
    assert x509.load_der_x509_certificate(whole).tbs_certificate_bytes == PREPARED.der
    x509.load_der_x509_certificate(whole).verify_directly_issued_by(x509.load_der_x509_certificate(ROOM.issuing))


@pytest.mark.parametrize(
    ("signature", "public"),
    [
        (ROOM.root_key.sign(PREPARED.der), ROOM.issuing_key.public),
        (ROOM.issuing_key.sign(PREPARED.der), ROOM.root_key.public),
        (ROOM.issuing_key.sign(PREPARED.der + b"\0"), ROOM.issuing_key.public),
        (b"\xff" * 64, ROOM.issuing_key.public),
        (b"", ROOM.issuing_key.public),
    ],
    ids=["by another key", "checked with another key", "over other bytes", "too large", "empty"],
)
def test_a_signature_that_is_not_the_issuer_s_makes_nothing(signature, public):
    with pytest.raises(Unusable, match=r"[Ss]ign"):
        finish(PREPARED, signature, public)


def test_a_whole_that_is_not_what_was_prepared_is_never_given_out(monkeypatch):
    another = ROOM.prepare(ROOM.order("recovery", Key("x"), "TEST Other", entity=ENTITY))
    monkeypatch.setattr(finishing, "with_signature", lambda _tbs, signature: with_signature(another.der, signature))
    with pytest.raises(Stopped, match="isn't the one that was prepared"):
        finish(PREPARED, ROOM.issuing_key.sign(PREPARED.der), ROOM.issuing_key.public)


def test_a_signature_that_was_lost_on_the_way_is_noticed(monkeypatch):
    monkeypatch.setattr(
        finishing, "with_signature", lambda tbs, _: with_signature(tbs, bytes.fromhex("3006020101020101"))
    )
    with pytest.raises(Stopped, match="doesn't verify"):
        finish(PREPARED, ROOM.issuing_key.sign(PREPARED.der), ROOM.issuing_key.public)


def test_what_is_prepared_can_be_kept_and_taken_up_again():
    kept = msgspec.json.decode(msgspec.json.encode(PREPARED), type=type(PREPARED))
    assert kept == PREPARED


def test_the_path_from_the_root_holds():
    check_path((ROOM.root, ROOM.issuing, ROOM.recovery()))


@pytest.mark.parametrize(
    ("certificates", "said"),
    [
        ((), "begins with a Root"),
        ((ROOM.issuing,), "names OU=00"),
        ((ROOM.root, ROOM.recovery()), "names OU=07"),
        ((OTHER.root, ROOM.issuing), "another key"),
        ((ROOM.root, OTHER.issuing), "another key"),
        ((ROOM.root, ROOM.issuing, ROOM.recovery(), ROOM.recovery()), "names OU=07"),
    ],
    ids=["none", "no root", "a step left out", "another root", "another issuer", "an organisation issues"],
)
def test_a_path_that_does_not_hold_is_refused(certificates, said):
    with pytest.raises(Unusable, match=said):
        check_path(certificates)


def test_a_changed_signature_is_refused():
    whole = bytearray(ROOM.recovery())
    whole[-1] ^= 1
    with pytest.raises(Unusable, match="isn't by the key"):
        check_issued(bytes(whole), ROOM.issuing)
