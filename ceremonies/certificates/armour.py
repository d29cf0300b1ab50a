"""Certificates, lists and requests in files: DER, or PEM (RFC 7468)."""

import base64
import binascii
import re
from typing import Literal

from ceremonies.errors import Unusable

Kind = Literal["certificate", "CRL", "request"]

LABELS: dict[str, Kind] = {
    "CERTIFICATE": "certificate",
    "X509 CRL": "CRL",
    "CERTIFICATE REQUEST": "request",
    "NEW CERTIFICATE REQUEST": "request",
}
_WRITTEN: dict[Kind, str] = {"certificate": "CERTIFICATE", "CRL": "X509 CRL", "request": "CERTIFICATE REQUEST"}
_LINE = 64
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n([A-Za-z0-9+/=\s]*?)-----END \1-----")


def to_pem(der: bytes, kind: Kind) -> bytes:
    """``der`` as a PEM file."""
    body = base64.b64encode(der).decode("ascii")
    lines = [body[at : at + _LINE] for at in range(0, len(body), _LINE)]
    label = _WRITTEN[kind]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", "")).encode("ascii")


def parse_armour(data: bytes, name: str) -> tuple[tuple[Kind | None, bytes], ...]:
    """What a file holds: each part in DER, with its kind where the file says it.

    Raises:
        Unusable: it is neither DER nor PEM, or a part of it is none of ours.
    """
    if data[:1] == b"\x30":
        return ((None, data),)
    blocks = _BLOCK.findall(data)
    if not blocks or len(blocks) != data.count(b"-----BEGIN "):
        raise Unusable(f"{name} is neither DER nor PEM: nothing in it begins and ends as a certificate does.")
    found: list[tuple[Kind | None, bytes]] = []
    for label, body in blocks:
        kind = LABELS.get(label.decode("ascii"))
        if kind is None:
            raise Unusable(f"{name} holds a {label.decode('ascii')}, which is none of what is read here. Take it out.")
        found.append((kind, _decoded(b"".join(body.split()), name)))
    return tuple(found)


def one_of(data: bytes, name: str, kind: Kind) -> bytes:
    """The one ``kind`` that a file holds, in DER.

    Raises:
        Unusable: it holds something else, or more than one.
    """
    parts = parse_armour(data, name)
    if len(parts) != 1 or parts[0][0] not in {None, kind}:
        raise Unusable(f"{name} must hold one {kind} and nothing else.")
    return parts[0][1]


def _decoded(text: bytes, name: str) -> bytes:
    """The bytes that base64 stands for, in its one proper form."""
    try:
        der = base64.b64decode(text, validate=True)
    except binascii.Error:
        der = b""
    if not der or base64.b64encode(der) != text:
        raise Unusable(f"{name} is damaged: what stands in it isn't base64. Ask for it again.")
    return der
