"""Verifies an ECDSA signature on P-256 a second time, by the standard's arithmetic and no library.

Keys here sign through a token or through ``cryptography``; neither may be the only one to say that its signature is
good. Everything that goes in is public, so it matters nothing how long it takes.

Source: FIPS 186-5, 6.4.2; SP 800-186, 3.2.1.3 (the curve).
"""

from hashlib import sha256

from ceremonies.certificates.public_key import POINT_BYTES, SCALAR_BYTES, SIGNATURE_BYTES

Point = tuple[int, int] | None
"""A point of the curve; None is the point at infinity."""

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
A = P - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G: Point = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def verifies(spki: bytes, signature: bytes, data: bytes) -> bool:
    """Whether ``signature`` (``r || s``, 64 bytes) over SHA-256 of ``data`` is by the key.

    Args:
        spki: SubjectPublicKeyInfo in DER, with an uncompressed point.
        signature: as tokens give it.
        data: what was signed.
    """
    key = _point(spki[-POINT_BYTES + 1 :])
    r, s = (int.from_bytes(part, "big") for part in (signature[:SCALAR_BYTES], signature[SCALAR_BYTES:]))
    if key is None or len(signature) != SIGNATURE_BYTES or not (0 < r < N and 0 < s < N):
        return False
    inverse = pow(s, -1, N)
    digest = int.from_bytes(sha256(data).digest(), "big")
    found = _sum(_times(digest * inverse % N, G), _times(r * inverse % N, key))
    return found is not None and found[0] % N == r


def _point(octets: bytes) -> Point:
    """The point with these coordinates; None where the curve has none such."""
    if len(octets) != 2 * SCALAR_BYTES:
        return None
    x, y = (int.from_bytes(part, "big") for part in (octets[:SCALAR_BYTES], octets[SCALAR_BYTES:]))
    on_the_curve = x < P and y < P and (y * y - (x * x * x + A * x + B)) % P == 0
    return (x, y) if on_the_curve else None


def _times(scalar: int, point: Point) -> Point:
    """``scalar`` times ``point``, by doubling and adding."""
    total: Point = None
    while scalar:
        if scalar & 1:
            total = _sum(total, point)
        point = _sum(point, point)
        scalar >>= 1
    return total


def _sum(one: Point, other: Point) -> Point:
    """The sum of two points."""
    if one is None or other is None:
        return other if one is None else one
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P
