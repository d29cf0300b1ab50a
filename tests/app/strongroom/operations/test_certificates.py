"""What is signed as a certificate is read from its own bytes, shown, and refused where it names another key."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from app.strongroom import protocol as p
from ceremonies.certificates.finish import finish
from ceremonies.certificates.prepare import prepare
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.errors import Refused
from tests.issuing import PROFILES, Authorities


class TokenKey:
    """A key that only a token can use."""

    def __init__(self, public):
        self.public = public


@pytest.fixture
def root(software):
    """An awake Root OCA key, and a certificate for it, to be signed."""
    with software.opened() as room:
        made = room.ask(p.GenerateTokenKey(key="ROOT-0001"))
    key = TokenKey(
        load_pem_public_key(made.public.encode()).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    authorities = Authorities()
    order = authorities.order("root", key, "TEST Root OCA", contingency=authorities.wrapped())
    prepared = prepare(order, PROFILES, "rehearsal", signer=key.public, issuer=None)
    with software.opened() as room:
        room.ask(p.Open(key="ROOT-0001", public=made.public, limit=2))
        room.ask(p.Activate())
        room.key = key
        room.prepared = prepared
        yield room


def agreement(*items, kind="certificate"):
    digests = b"".join(sha256(one).digest() for one in items)
    return p.Agree(about="ROOT-0001 NEW", kind=kind, digests=digests, items=items)


@pytest.mark.rule("SIGN-SEEN")
def test_a_certificate_is_seen_signed_and_finished_by_other_code(root):
    root.table.say("1")
    assert root.ask(agreement(root.prepared.der)).manifest == p.manifest_of(sha256(root.prepared.der).digest())
    signed = root.ask(p.Sign(items=(root.prepared.der,)))
    certificate = finish(root.prepared, signed.signatures, root.key.public)
    facts, _ = parse_certificate(certificate)
    assert facts.subject.common_names == ("TEST Root OCA",)


@pytest.mark.rule("SIGN-SEEN")
def test_a_certificate_that_names_another_key_is_refused_before_it_is_shown(root):
    other = Authorities("other")
    prepared = other.prepare(other.order("root", other.root_key, "TEST Root OCA", contingency=other.wrapped()))
    with pytest.raises(Refused, match="SIGN-SEEN"):
        root.ask(agreement(prepared.der))


@pytest.mark.rule("SIGN-SEEN")
def test_a_certificate_is_not_signed_as_a_list_or_unseen(root):
    with pytest.raises(Refused, match="a crl was agreed to"):
        root.ask(agreement(root.prepared.der, kind="crl"))
    with pytest.raises(Refused, match="and all of them"):
        root.ask(p.Agree(about="x", kind="certificate", digests=sha256(root.prepared.der).digest()))
