"""A signed whole: the part that is signed, the algorithm, the signature."""

import msgspec
from asn1crypto import core

from ceremonies.certificates.facts import ECDSA_SHA256

PLACEHOLDER = bytes.fromhex("3006020101020101")
"""An ECDSA-Sig-Value that signs nothing, for where only the part to be signed is there and a reader wants the whole."""


class Signed(msgspec.Struct, frozen=True):
    """The outer part of a certificate or list.

    Attributes:
        algorithm: object identifier.
        signature: ECDSA-Sig-Value in DER.
    """

    algorithm: str
    signature: bytes


class _Algorithm(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    _fields = [("algorithm", core.ObjectIdentifier)]  # noqa: RUF012 - as asn1crypto asks for it


class _Whole(core.Sequence):  # type: ignore[misc]  # as above
    _fields = [("tbs", core.Any), ("algorithm", _Algorithm), ("signature", core.OctetBitString)]  # noqa: RUF012


def with_signature(tbs: bytes, signature_der: bytes) -> bytes:
    """``tbs`` (DER) and its ECDSA-with-SHA256 signature as one certificate or list (RFC 5280, 4.1.1 and 5.1.1)."""
    whole = _Whole({"tbs": core.Any.load(tbs), "algorithm": {"algorithm": ECDSA_SHA256}, "signature": signature_der})
    return bytes(whole.dump())
