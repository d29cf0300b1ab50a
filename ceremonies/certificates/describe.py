"""What a file holds, in words: certificates, revocation lists and requests, and whether they are as SMKI's are."""

from collections.abc import Callable
from hashlib import sha256

import msgspec

from ceremonies.certificates.armour import Kind, parse_armour
from ceremonies.certificates.check import problems_of
from ceremonies.certificates.facts import ECDSA_SHA256, CertificateFacts
from ceremonies.certificates.issued import check_issued, check_list_issued
from ceremonies.certificates.profile import Profiles
from ceremonies.certificates.public_key import is_signed
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.certificates.read_list import parse_list
from ceremonies.certificates.read_request import parse_request
from ceremonies.certificates.roles import role_named
from ceremonies.certificates.strict import contents_of
from ceremonies.certificates.to_be_signed import certificate_title, list_title
from ceremonies.certificates.words import Fields, certificate_words, list_words, request_words
from ceremonies.errors import Unusable


class Described(msgspec.Struct, frozen=True):
    """One part of a file.

    Attributes:
        kind: what it is.
        title: what it is, in a few words.
        fields: every field, with its value in words.
        digest: SHA-256 of the whole, 64 hex digits.
        profile: title of the profile that it belongs to; empty where there is none.
        problems: what isn't as its profile says, or what its issuer's key doesn't bear out; a sentence each.
    """

    kind: Kind
    title: str
    fields: Fields
    digest: str
    profile: str
    problems: tuple[str, ...]


def describe_file(data: bytes, name: str, profiles: Profiles, issuer: bytes | None = None) -> tuple[Described, ...]:
    """What the bytes of the file ``name`` hold; with ``issuer``, a certificate in DER, also whether it issued them.

    Raises:
        Unusable: a part of it can't be read.
    """
    return tuple(
        _described(kind or _kind_of(der, name), der, profiles, issuer) for kind, der in parse_armour(data, name)
    )


def _described(kind: Kind, der: bytes, profiles: Profiles, issuer: bytes | None) -> Described:
    if kind == "certificate":
        return _certificate(der, profiles, issuer)
    if kind == "CRL":
        return _list(der, profiles, issuer)
    return _request(der, profiles)


def _certificate(der: bytes, profiles: Profiles, issuer: bytes | None) -> Described:
    facts, _ = parse_certificate(der)
    profile = profiles.fitting(facts.subject.unit, facts.usages)
    problems = problems_of(facts, profile, profiles) if profile else [_no_profile(facts)]
    above = der if facts.self_signed else issuer
    if above is not None:
        problems += _not_issued(check_issued, der, above)
    return Described(
        kind="certificate",
        title=certificate_title(facts),
        fields=certificate_words(facts),
        digest=sha256(der).hexdigest(),
        profile=profile.title if profile else "",
        problems=tuple(problems),
    )


def _list(der: bytes, profiles: Profiles, issuer: bytes | None) -> Described:
    facts, _ = parse_list(der)
    name = "ARL" if facts.issuer.unit == "00" else "CRL"
    problems = _not_issued(check_list_issued, der, issuer) if issuer is not None else []
    if facts.number is None or facts.next_update is None:
        problems.append("It lacks its number or the date of the next one.")
    return Described(
        kind="CRL",
        title=list_title(facts),
        fields=list_words(facts),
        digest=sha256(der).hexdigest(),
        profile=profiles.list_named(name).title,
        problems=tuple(problems),
    )


def _request(der: bytes, profiles: Profiles) -> Described:
    facts = parse_request(der)
    profile = profiles.fitting(facts.subject.unit, facts.usages)
    problems = []
    try:
        if facts.algorithm != ECDSA_SHA256 or not is_signed(facts.public_key, facts.signature, facts.tbs):
            problems.append("Its signature isn't by the key that it asks to be certified.")
    except Unusable as error:
        problems.append(str(error))
    return Described(
        kind="request",
        title=f"Request for {facts.subject.shown or 'nobody'}",
        fields=request_words(facts),
        digest=sha256(der).hexdigest(),
        profile=profile.title if profile else "",
        problems=tuple(problems),
    )


def _no_profile(facts: CertificateFacts) -> str:
    uses = ", ".join(facts.usages) or "nothing"
    return f"There is no profile for {role_named(facts.subject.unit)} with a key for {uses}."


def _not_issued(check: Callable[[bytes, bytes], None], der: bytes, issuer: bytes) -> list[str]:
    try:
        check(der, issuer)
    except Unusable as error:
        return [str(error)]
    return []


def _kind_of(der: bytes, name: str) -> Kind:
    """What the bytes are, by the first field inside: a tagged version, or that of a request or a list."""
    inner = contents_of(contents_of(der))
    if inner[:1] == b"\xa0":
        return "certificate"
    if inner[:3] == b"\x02\x01\x00":
        return "request"
    if inner[:3] == b"\x02\x01\x01":
        return "CRL"
    raise Unusable(f"{name} is no certificate, revocation list or certificate request.")
