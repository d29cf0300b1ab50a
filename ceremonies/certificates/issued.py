"""Whether one certificate, or list, was issued under another."""

from ceremonies.certificates.check import check_fits
from ceremonies.certificates.facts import ECDSA_SHA256, CertificateFacts
from ceremonies.certificates.profile import Issuer, Practice, Profiles
from ceremonies.certificates.public_key import is_signed, key_identifier
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.certificates.read_list import parse_list
from ceremonies.certificates.words import grouped
from ceremonies.errors import Refused, Unusable


def check_issuer(
    issuer: bytes | None, authority: Issuer, profiles: Profiles, practice: Practice, signer: bytes
) -> CertificateFacts:
    """What stands in the issuer's certificate, which fits its profile and belongs to the key that is to sign.

    Raises:
        Unusable: there is none, it doesn't fit, or it belongs to another key.
        Refused: TOKEN-ENROLLED, where it is a rehearsal's and this is production, or the other way round.
    """
    profile = profiles.named(authority)
    if issuer is None:
        raise Unusable(f"This is signed under the {profile.title}. Bring that certificate.")
    facts, _ = parse_certificate(issuer)
    try:
        check_fits(facts, profile, profiles)
    except Unusable as error:
        raise Unusable(f"The issuer's certificate can't be used. {error}") from None
    if facts.public_key != signer:
        theirs, ours = (grouped(key_identifier(each).hex()) for each in (facts.public_key, signer))
        raise Unusable(
            f"The issuer's certificate doesn't match the key: it is for {theirs}, and the key to sign with is {ours}."
            " Bring the certificate of the key that is to sign, or activate the other key."
        )
    if facts.policies != (profiles.policy_for(practice),):
        raise Refused(
            "TOKEN-ENROLLED",
            "The issuer's certificate belongs to the other practice: never mix rehearsal and production.",
        )
    return facts


def check_issued(certificate: bytes, issuer: bytes) -> None:
    """Nothing, if ``certificate`` was issued under ``issuer`` (both DER): names, key, dates, right and signature.

    Raises:
        Unusable: says what doesn't fit.
    """
    facts, signed = parse_certificate(certificate)
    above, _ = parse_certificate(issuer)
    if facts.issuer.der != above.subject.der:
        raise Unusable(f"The certificate names {facts.issuer.shown} as its issuer, and this is {above.subject.shown}.")
    if not above.authority or "certificate signing" not in above.usages:
        raise Unusable(f"{above.subject.shown} is no authority: its key signs no certificates.")
    if facts.issuer_key_id not in {None, above.key_id}:
        raise Unusable(f"The certificate was signed by another key of {above.subject.shown}.")
    if facts.not_before < above.not_before or facts.not_after > above.not_after:
        raise Unusable("The certificate is valid when its issuer's isn't.")
    if signed.algorithm != ECDSA_SHA256 or facts.algorithm != signed.algorithm:
        raise Unusable("The certificate isn't signed with ECDSA and SHA-256.")
    if not is_signed(above.public_key, signed.signature, facts.tbs):
        raise Unusable(f"The signature on the certificate isn't by the key of {above.subject.shown}.")


def check_path(certificates: tuple[bytes, ...]) -> None:
    """Nothing, if each certificate (DER) was issued under the one before it, and the first signs itself.

    Raises:
        Unusable: there is none, or says what doesn't fit.
    """
    if not certificates:
        raise Unusable("A path begins with a Root OCA Certificate. Bring it.")
    for above, below in zip(certificates[:1] + certificates, certificates, strict=False):
        check_issued(below, above)


def check_list_issued(revocations: bytes, issuer: bytes) -> None:
    """Nothing, if the list was issued under ``issuer`` (both DER).

    Raises:
        Unusable: says what doesn't fit.
    """
    facts, signed = parse_list(revocations)
    above, _ = parse_certificate(issuer)
    if facts.issuer.der != above.subject.der or facts.issuer_key_id not in {None, above.key_id}:
        raise Unusable(f"The list is one of {facts.issuer.shown}, and not under this certificate.")
    if "CRL signing" not in above.usages:
        raise Unusable(f"The key of {above.subject.shown} signs no lists.")
    if signed.algorithm != ECDSA_SHA256 or facts.algorithm != signed.algorithm:
        raise Unusable("The list isn't signed with ECDSA and SHA-256.")
    if not is_signed(above.public_key, signed.signature, facts.tbs):
        raise Unusable(f"The signature on the list isn't by the key of {above.subject.shown}.")
