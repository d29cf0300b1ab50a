"""Keys and certificates for tests: an authority's key signs as a token would, r and s side by side."""

from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ceremonies.certificates.contingency import wrap_contingency
from ceremonies.certificates.finish import finish
from ceremonies.certificates.order import Order, new_serial
from ceremonies.certificates.parts_to_build import Subject
from ceremonies.certificates.prepare import prepare
from ceremonies.certificates.profile import shipped_profiles
from ceremonies.certificates.revocation import ListOrder, prepare_list
from ceremonies.secret import Secret
from tests.fakes import FixedEntropy

DAY = datetime(2026, 3, 2, tzinfo=UTC)
ENTITY = "90B3D51F30000002"
SYMMETRIC = Secret(bytes(range(32)))
PROFILES = shipped_profiles()


class Key:
    """A key pair that is the same in every run of a test."""

    def __init__(self, seed):
        scalar = int.from_bytes(sha256(seed.encode()).digest(), "big") >> 1
        self.private = ec.derive_private_key(scalar, ec.SECP256R1())
        self.public = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data):
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class Authorities:
    """A rehearsal's Root and Issuing OCA, with their certificates, and whatever they issue."""

    def __init__(self, seed="authorities"):
        self.entropy = FixedEntropy(seed)
        self.root_key, self.issuing_key = Key(f"{seed}/root"), Key(f"{seed}/issuing")
        self.contingency_key = Key(f"{seed}/contingency")
        self.root = self.issue("root", self.root_key, "TEST Root OCA", contingency=self.wrapped())
        self.issuing = self.issue("issuing", self.issuing_key, "TEST Issuing OCA")

    def wrapped(self, key=None):
        return wrap_contingency(SYMMETRIC, (key or self.contingency_key).public, PROFILES.contingency)

    def order(self, profile, key, name, **more):
        return Order(
            profile=profile,
            public_key=key.public,
            serial=new_serial(self.entropy),
            starts=DAY,
            subject=Subject(name, more.pop("entity", "")),
            **more,
        )

    def above(self, profile):
        """The key that signs certificates of such a profile, and its certificate."""
        if profile == "root":
            return self.root_key, None
        return (self.root_key, self.root) if profile == "issuing" else (self.issuing_key, self.issuing)

    def prepare(self, order, **more):
        key, issuer = self.above(order.profile)
        return prepare(order, PROFILES, "rehearsal", **{"signer": key.public, "issuer": issuer} | more)

    def issue(self, profile, key, name, **more):
        prepared = self.prepare(self.order(profile, key, name, **more))
        signer, _ = self.above(profile)
        return finish(prepared, signer.sign(prepared.der), signer.public)

    def recovery(self, key=None):
        return self.issue("recovery", key or Key("recovery"), "TEST Recovery", entity=ENTITY)

    def prepare_list(self, **more):
        profile = more.pop("profile", "CRL")
        key, issuer = (self.root_key, self.root) if profile == "ARL" else (self.issuing_key, self.issuing)
        order = ListOrder(**{"profile": profile, "number": 1, "highest": 0, "made": DAY} | more)
        return prepare_list(order, PROFILES, "rehearsal", issuer=issuer, signer=key.public)

    def list(self, **more):
        prepared = self.prepare_list(**more)
        key = self.root_key if more.get("profile") == "ARL" else self.issuing_key
        return finish(prepared, key.sign(prepared.der), key.public)
