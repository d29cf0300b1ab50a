"""A token signs certificates and lists that other people's programs accept, and never sees more than a digest."""

from hashlib import sha256

import pytest

from ceremonies.certificates.finish import finish
from ceremonies.certificates.issued import check_issued, check_list_issued
from ceremonies.certificates.order import Order, new_serial
from ceremonies.certificates.parts_to_build import Subject
from ceremonies.certificates.prepare import prepare
from ceremonies.certificates.revocation import ListOrder, prepare_list, revocation_of
from ceremonies.certificates.to_be_signed import check_signer, read_to_be_signed
from ceremonies.errors import Refused
from tests.fakes import FixedEntropy
from tests.issuing import DAY, ENTITY, PROFILES, Authorities, Key

ENTROPY = FixedEntropy("on tokens")
WRAPPED = Authorities().wrapped()


class Signer:
    """A key on a token, as the strong room uses it."""

    def __init__(self, session, label):
        self.session = session
        self.handle = session.generate_ec(label, session=False, extractable=False)
        self.public = session.public_key(self.handle)

    def finish(self, prepared):
        check_signer(read_to_be_signed(prepared.der), self.public)
        signature = self.session.sign(self.handle, sha256(prepared.der).digest())
        return finish(prepared, signature, self.public)

    def issue(self, profile, public, name, issuer=None, **more):
        order = Order(
            profile=profile,
            public_key=public,
            serial=new_serial(ENTROPY),
            starts=DAY,
            subject=Subject(name, more.pop("entity", "")),
            **more,
        )
        return self.finish(prepare(order, PROFILES, "rehearsal", signer=self.public, issuer=issuer))


def test_the_chain_and_its_lists_are_signed_on_a_token(desk):
    with desk.open() as session:
        root_key, issuing_key = Signer(session, "ROOT-0001"), Signer(session, "ICA-0001")
        root = root_key.issue("root", root_key.public, "TEST Root OCA", contingency=WRAPPED)
        issuing = root_key.issue("issuing", issuing_key.public, "TEST Issuing OCA", root)
        recovery = issuing_key.issue("recovery", Key("recovery").public, "TEST Recovery", issuing, entity=ENTITY)
        for certificate, issuer in ((root, root), (issuing, root), (recovery, issuing)):
            check_issued(certificate, issuer)
        for key, issuer, revoked, profile in (
            (root_key, root, issuing, "ARL"),
            (issuing_key, issuing, recovery, "CRL"),
        ):
            entry = revocation_of(revoked, issuer, DAY, "superseded")
            order = ListOrder(profile=profile, number=1, highest=0, made=DAY, revoked=(entry,))
            check_list_issued(
                key.finish(prepare_list(order, PROFILES, "rehearsal", issuer=issuer, signer=key.public)), issuer
            )


@pytest.mark.rule("SIGN-SEEN")
def test_a_key_on_a_token_signs_nothing_that_names_another_key(desk):
    with desk.open() as session:
        root_key, other_key = Signer(session, "ROOT-0001"), Signer(session, "ROOT-0002")
        root = root_key.issue("root", root_key.public, "TEST Root OCA", contingency=WRAPPED)
        order = Order(
            profile="issuing",
            public_key=other_key.public,
            serial=new_serial(ENTROPY),
            starts=DAY,
            subject=Subject("TEST Issuing OCA"),
        )
        prepared = prepare(order, PROFILES, "rehearsal", signer=root_key.public, issuer=root)
        with pytest.raises(Refused, match="SIGN-SEEN"):
            other_key.finish(prepared)
