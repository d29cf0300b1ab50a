"""Prepares a certificate: checked, built twice, read again and shown, before anybody is asked to sign.

The checks, in order: 1 the profile and its policy; 2 the subject; 3 the issuer; 4 the key that signs; 5 what it
replaces; 6 both builders give the same bytes; 7 what was read back is what was ordered; 8 it fits its profile.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from ceremonies.certificates import build, second_build
from ceremonies.certificates.check import check_fits, years_later
from ceremonies.certificates.facts import CertificateFacts
from ceremonies.certificates.issued import check_issuer
from ceremonies.certificates.order import Order, parse_entity
from ceremonies.certificates.parts_to_build import CertificateParts, Subject
from ceremonies.certificates.profile import TEST, Practice, Profile, Profiles
from ceremonies.certificates.public_key import key_identifier, load_public_key
from ceremonies.certificates.read_certificate import parse_certificate, parse_tbs_certificate
from ceremonies.certificates.to_be_signed import ToBeSigned, shown_certificate
from ceremonies.certificates.words import moment_words
from ceremonies.errors import Refused, Stopped, Unusable


def prepare(
    order: Order,
    profiles: Profiles,
    practice: Practice,
    *,
    signer: bytes,
    issuer: bytes | None = None,
    never: Collection[bytes] = (),
) -> ToBeSigned:
    """What must be signed to carry out ``order``.

    Args:
        order: what the quorum came for.
        profiles: what certificates look like here.
        practice: whether this is production or a rehearsal.
        signer: public key of the key that is to sign, SubjectPublicKeyInfo in DER.
        issuer: the certificate of that key in DER; None where it signs itself.
        never: public keys that must not be certified (again): Compromised, destroyed, or in use for something else.

    Raises:
        Unusable: with what doesn't fit: the order, the issuer, the key.
        Refused: TOKEN-ENROLLED, where practice and production would be mixed.
        Stopped: the two builders disagree.
    """
    profile = profiles.named(order.profile)
    policy = profiles.policy_for(practice)
    replaced = _replaced(order, profile, profiles)
    _check_subject(order.subject, profile, practice, replaced)
    _check_key(order, never)
    issuing = None
    if profile.self_signed:
        _check_signs_itself(order, issuer, signer)
    else:
        issuing = check_issuer(issuer, profile.signed_by, profiles, practice, signer)
    parts = _parts(order, profile, policy, issuer=issuer, issuing=issuing)
    if issuing is not None:
        _check_within(parts, issuing)
    der = _built_twice(parts)
    facts = parse_tbs_certificate(der)
    _check_as_ordered(facts, parts)
    check_fits(facts, profile, profiles)
    if replaced is not None:
        _check_replaces(facts, replaced)
    shown = shown_certificate(facts)
    return ToBeSigned(
        kind="certificate",
        title=shown.title,
        der=der,
        digest=shown.digest,
        shown=shown.fields,
        serial=order.serial,
    )


def _replaced(order: Order, profile: Profile, profiles: Profiles) -> CertificateFacts | None:
    """The certificate that the order replaces, if it does."""
    if order.replaces is None:
        return None
    if not profile.self_signed:
        raise Unusable("Only a Root OCA Certificate is replaced for the same key. Order a new certificate instead.")
    facts, _ = parse_certificate(order.replaces)
    check_fits(facts, profile, profiles)
    if facts.public_key != order.public_key:
        raise Unusable("The certificate to be replaced belongs to another key. Bring the one of this key.")
    if order.subject != Subject():
        raise Unusable("A replacement keeps its predecessor's name. Order it without a subject.")
    return facts


def _check_subject(subject: Subject, profile: Profile, practice: Practice, replaced: CertificateFacts | None) -> None:
    name = subject.common_name
    if replaced is not None:
        name = "".join(replaced.subject.common_names)
    if practice == "rehearsal" and not name.startswith(TEST):
        raise Refused(
            "TOKEN-ENROLLED",
            f"A certificate of a rehearsal has a name that begins with {TEST}, and this one has {name or 'none'!r}."
            f" Name it, for example, {profile.rehearsal_name}.",
        )
    if practice == "production" and name.upper().startswith(TEST):
        raise Refused("TOKEN-ENROLLED", f"{name} is a name of rehearsals; production certifies none such.")
    if not all(one.isprintable() for one in name) or name != name.strip():
        raise Unusable("The common name has characters that can't be read, or a space at an end. Write it again.")


def _check_key(order: Order, never: Collection[bytes]) -> None:
    load_public_key(order.public_key)
    if order.public_key in never:
        raise Unusable("That public key must not be certified: it is Compromised, destroyed or in use. Order another.")


def _check_signs_itself(order: Order, issuer: bytes | None, signer: bytes) -> None:
    if issuer is not None:
        raise Unusable("A Root OCA Certificate signs itself. Leave the issuer out.")
    if signer != order.public_key:
        raise Unusable(
            "A Root OCA Certificate is signed by its own key, and another key is activated. Activate its own."
        )
    if order.contingency is None:
        raise Unusable("A Root OCA Certificate carries the wrapped Contingency Public Key. Make that first.")


def _parts(
    order: Order, profile: Profile, policy: str, *, issuer: bytes | None, issuing: CertificateFacts | None
) -> CertificateParts:
    if order.contingency is not None and not profile.carries_contingency:
        raise Unusable(f"A {profile.title} carries no Contingency Public Key. Order it without one.")
    starts = _whole_second(order.starts)
    return CertificateParts(
        profile=profile,
        policy=policy,
        serial=order.serial,
        subject=_tidied(order.subject),
        subject_from=order.replaces,
        not_before=starts,
        not_after=years_later(starts, profile.years) if order.until is None else _whole_second(order.until),
        public_key=order.public_key,
        key_id=key_identifier(order.public_key),
        issuer=issuer,
        issuer_key_id=None if issuing is None else issuing.key_id,
        apex=order.contingency,
    )


def _tidied(subject: Subject) -> Subject:
    return Subject(subject.common_name, parse_entity(subject.entity) if subject.entity else "")


def _whole_second(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Unusable("A date without an offset from UTC can't stand in a certificate.")
    return moment.astimezone(UTC).replace(microsecond=0)


def _check_within(parts: CertificateParts, issuing: CertificateFacts) -> None:
    if parts.not_before < issuing.not_before or parts.not_after > issuing.not_after:
        raise Unusable(
            f"It would be valid from {moment_words(parts.not_before)} until {moment_words(parts.not_after)}, and its"
            f" issuer's certificate from {moment_words(issuing.not_before)} until {moment_words(issuing.not_after)}."
            " Order it with dates within those."
        )


def _built_twice(parts: CertificateParts) -> bytes:
    try:
        first = build.build_certificate(parts)
        second = second_build.build_certificate(parts)
    except (ValueError, TypeError, OverflowError) as error:
        raise Unusable(f"The certificate can't be built as it was ordered: {error}. Order it again.") from None
    if first != second:
        raise Stopped(
            "Two programs build two different certificates from one order. Nothing may be signed; report this."
        )
    return first


def _check_as_ordered(facts: CertificateFacts, parts: CertificateParts) -> None:
    """What was read back is what was asked for, field by field, read by code that built nothing.

    Raises:
        Stopped: it isn't.
    """
    found = (facts.serial, facts.not_before, facts.not_after, facts.public_key, facts.key_id, facts.issuer_key_id)
    asked = (parts.serial, parts.not_before, parts.not_after, parts.public_key, parts.key_id, parts.issuer_key_id)
    apex = facts.apex.der if facts.apex else None
    names = (facts.subject.common_names, facts.subject.entities)
    expected = tuple((each,) if each else () for each in (parts.subject.common_name, parts.subject.entity))
    if found != asked or apex != parts.apex or (parts.subject_from is None and names != expected):
        raise Stopped("What was built isn't what was ordered. Nothing may be signed; report this.")


def _check_replaces(facts: CertificateFacts, replaced: CertificateFacts) -> None:
    """A replacement has the same name and key, another serial number and another wrapped key (SMKI RP 6.1.2.3)."""
    if facts.subject.der != replaced.subject.der or facts.issuer.der != replaced.issuer.der:
        raise Stopped(
            "The replacement's name isn't its predecessor's, byte for byte. Nothing may be signed; report this."
        )
    if facts.serial == replaced.serial:
        raise Unusable("A replacement needs a serial number of its own. Take a new one.")
    if facts.apex == replaced.apex:
        raise Unusable("The replacement carries the Contingency key that it is to replace. Make the new one first.")
