"""Whether a certificate looks as its profile says; every problem is a sentence.

The checks, in order: 1 version and algorithm; 2 serial number; 3 subject; 4 issuer; 5 validity; 6 public key and its
identifier; 7 the issuer's key identifier; 8 which extensions there are and which are critical; 9 use; 10 authority;
11 policy; 12 the wrapped Contingency key.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ceremonies.certificates.facts import (
    APEX,
    BASIC_CONSTRAINTS,
    ECDSA_SHA256,
    EXTENSIONS,
    ISSUER_KEY_ID,
    KEY_USAGE,
    POLICIES,
    SUBJECT_KEY_ID,
    CertificateFacts,
    Name,
)
from ceremonies.certificates.profile import Profile, Profiles
from ceremonies.certificates.public_key import key_identifier, load_public_key
from ceremonies.certificates.words import serial_words
from ceremonies.errors import Unusable

SERIAL_OCTETS = 16
KEY_ID_OCTETS = 8
WRAPPED_BYTES = 104
"""A SubjectPublicKeyInfo of P-256 has 91 bytes; wrapped, 96 with its padding and 8 more (RFC 5649, 4.1)."""
LONGEST_NAME = 64
"""Characters of a common name (RFC 5280, upper bounds)."""


def problems_of(facts: CertificateFacts, profile: Profile, profiles: Profiles) -> list[str]:
    """What is wrong with a certificate by its profile; nothing when it fits."""
    return [
        *_outside(facts),
        *_names(facts, profile),
        *_validity(facts, profile),
        *_keys(facts),
        *_extensions(facts, profile),
        *_contents(facts, profile, profiles),
    ]


def check_fits(facts: CertificateFacts, profile: Profile, profiles: Profiles) -> None:
    """Nothing, if the certificate looks as its profile says.

    Raises:
        Unusable: with every problem, one a line.
    """
    problems = problems_of(facts, profile, profiles)
    if problems:
        raise Unusable("\n".join((f"The certificate doesn't fit the profile {profile.title}:", *problems)))


def years_later(start: datetime, years: int) -> datetime:
    """The last second of ``years`` years that begin at ``start``; from 29 February they end on the last of February."""
    try:
        end = start.replace(year=start.year + years)
    except ValueError:
        end = start.replace(year=start.year + years, month=3, day=1)
    return end - timedelta(seconds=1)


def _outside(facts: CertificateFacts) -> Iterator[str]:
    if facts.version != 3:  # noqa: PLR2004 - X.509 version 3
        yield f"It is version {facts.version}; SMKI has version 3 only."
    if facts.algorithm != ECDSA_SHA256:
        yield f"It is signed with the algorithm {facts.algorithm}; SMKI has ECDSA with SHA-256 only."
    if not 8 * (SERIAL_OCTETS - 1) < facts.serial.bit_length() < 8 * SERIAL_OCTETS:
        yield f"Its serial number {serial_words(facts.serial)} hasn't 16 octets."


def _names(facts: CertificateFacts, profile: Profile) -> Iterator[str]:
    subject = facts.subject
    if subject.units != (profile.role,):
        yield f"Its subject is {subject.shown or 'empty'}; it must have OU={profile.role} and no other unit."
    if subject.others or len(subject.common_names) > 1 or len(subject.entities) > 1:
        yield f"Its subject {subject.shown} has parts that no name of SMKI has, or has one twice."
    if any(not 0 < len(name) <= LONGEST_NAME for name in subject.common_names):
        yield f"Its common name must have 1 to {LONGEST_NAME} characters."
    if profile.authority and not subject.common_names:
        yield "It names no authority: its subject has no common name."
    yield from _entity(subject, profile)
    if profile.self_signed != facts.self_signed:
        itself = "signs" if profile.self_signed else "never signs"
        yield f"Its issuer is {facts.issuer.shown}; a {profile.title} {itself} itself."
    issuing = "00" if profile.signed_by == "root" else "07"
    if facts.issuer.unit != issuing:
        yield f"Its issuer is {facts.issuer.shown or 'empty'}; OU={issuing} signs it."


def _entity(subject: Name, profile: Profile) -> Iterator[str]:
    if profile.entity == "required" and not subject.entities:
        yield "Its subject has no EUI-64."
    if profile.entity == "none" and subject.entities:
        yield "Its subject has an EUI-64, and has none by its profile."
    if any(len(entity) != 16 for entity in subject.entities):  # noqa: PLR2004 - hex digits of an EUI-64
        yield f"The unique identifier in its subject {subject.shown} hasn't 64 bits."


def _validity(facts: CertificateFacts, profile: Profile) -> Iterator[str]:
    if facts.not_before >= facts.not_after:
        yield "It ends before it begins."
    elif facts.not_after > years_later(facts.not_before, profile.years):
        yield f"It is valid for more than the {profile.years} years of its profile."


def _keys(facts: CertificateFacts) -> Iterator[str]:
    try:
        load_public_key(facts.public_key)
    except Unusable as error:
        yield str(error)
        return
    if facts.key_id != key_identifier(facts.public_key):
        yield "Its key identifier isn't that of its public key (RFC 5280, 4.2.1.2, method 2)."
    if facts.self_signed != (facts.issuer_key_id is None) or not facts.issuer_key_id_alone:
        yield "It must name its issuer's key by identifier alone, and only one that signs itself names none."
    if facts.issuer_key_id is not None and len(facts.issuer_key_id) != KEY_ID_OCTETS:
        yield f"The identifier of its issuer's key hasn't {KEY_ID_OCTETS} octets."


def _extensions(facts: CertificateFacts, profile: Profile) -> Iterator[str]:
    critical = {KEY_USAGE, POLICIES} | ({BASIC_CONSTRAINTS} if profile.authority else set())
    expected = critical | {SUBJECT_KEY_ID}
    expected |= set() if profile.self_signed else {ISSUER_KEY_ID}
    expected |= {APEX} if profile.carries_contingency else set()
    for oid in facts.extensions:
        if oid not in expected:
            yield f"It has the extension {EXTENSIONS.get(oid, oid)}, which its profile hasn't."
    for oid in sorted(expected - set(facts.extensions)):
        yield f"It lacks the extension {EXTENSIONS[oid]}."
    for oid in sorted(expected & set(facts.extensions)):
        if (oid in facts.critical) != (oid in critical):
            yield f"Its extension {EXTENSIONS[oid]} must {'' if oid in critical else 'not '}be critical."


def _contents(facts: CertificateFacts, profile: Profile, profiles: Profiles) -> Iterator[str]:
    if set(facts.usages) != set(profile.usage):
        found, wanted = ", ".join(facts.usages) or "nothing", " and ".join(profile.usage)
        yield f"Its key is for {found}; it must be for {wanted} alone."
    if (facts.authority, facts.path_length) != (profile.authority, profile.path_length):
        yield "It says something else than its profile about being an authority."
    if len(facts.policies) != 1 or facts.policies[0] not in {profiles.policy.rehearsal, profiles.policy.production}:
        yield f"Its policy is {', '.join(facts.policies) or 'none'}, which isn't one of SMKI's."
    if facts.apex is not None and profile.carries_contingency:
        if facts.apex.wrap_algorithm != profiles.contingency.wrap_algorithm:
            yield f"Its Contingency key is wrapped with {facts.apex.wrap_algorithm}, not as configured."
        if len(facts.apex.wrapped) != WRAPPED_BYTES:
            yield f"Its wrapped Contingency key has {len(facts.apex.wrapped)} bytes; one on P-256 has {WRAPPED_BYTES}."
