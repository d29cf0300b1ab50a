"""Prepares revocation lists: numbers never go back and a list keeps its earlier entries (rule KEY-CA-DUAL).

The checks, in order: 1 the issuer and the key that signs; 2 the list before, its signature and its number; 3 the
number; 4 the entries; 5 both builders give the same bytes; 6 what was read back is what was ordered.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec

from ceremonies.certificates import build, second_build
from ceremonies.certificates.facts import REASONS, ListFacts, Revoked
from ceremonies.certificates.issued import check_issued, check_issuer, check_list_issued
from ceremonies.certificates.parts_to_build import ListParts
from ceremonies.certificates.profile import Practice, Profiles
from ceremonies.certificates.public_key import key_identifier
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.certificates.read_list import parse_list, parse_tbs_list
from ceremonies.certificates.to_be_signed import ToBeSigned, shown_list
from ceremonies.certificates.words import moment_words, serial_words
from ceremonies.errors import Refused, Stopped, Unusable

HIGHEST_NUMBER = 2**159 - 1
"""A list's number has at most 20 octets (RFC 5280, 5.2.3)."""


class ListOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A revocation list that the quorum came for.

    Attributes:
        profile: CRL, under the Issuing OCA, or ARL, under the Root OCA.
        number: its number.
        highest: the highest number that the record has for this key; 0 for none.
        made: when it is made, aware.
        due: when the next one is; None for the profile's days.
        revoked: what is added to the list before.
        previous: the list before in DER; None only for the first one.
    """

    profile: str
    number: int
    highest: int
    made: datetime
    due: datetime | None = None
    revoked: tuple[Revoked, ...] = ()
    previous: bytes | None = None


def revocation_of(certificate: bytes, issuer: bytes, when: datetime, reason: str) -> Revoked:
    """The entry that revokes ``certificate``, which was issued under ``issuer`` (both DER).

    Raises:
        Unusable: it wasn't, or there is no such reason.
    """
    check_issued(certificate, issuer)
    facts, _ = parse_certificate(certificate)
    entry = Revoked(serial=facts.serial, when=_whole_second(when), reason=reason)
    _check_reason(entry)
    return entry


def prepare_list(
    order: ListOrder, profiles: Profiles, practice: Practice, *, issuer: bytes, signer: bytes
) -> ToBeSigned:
    """What must be signed to carry out ``order``.

    Args:
        order: what the quorum came for.
        profiles: what lists look like here.
        practice: whether this is production or a rehearsal.
        issuer: the certificate of the key that signs, in DER.
        signer: public key of the key that is to sign, SubjectPublicKeyInfo in DER.

    Raises:
        Unusable: the issuer, the list before or an entry doesn't fit.
        Refused: KEY-CA-DUAL, where the number would go back or an entry be lost.
        Stopped: the two builders disagree.
    """
    profile = profiles.list_named(order.profile)
    issuing = check_issuer(issuer, profile.signed_by, profiles, practice, signer)
    previous = _previous(order, issuer)
    _check_number(order, previous)
    made = _whole_second(order.made)
    parts = ListParts(
        issuer=issuer,
        issuer_key_id=issuing.key_id or key_identifier(signer),
        number=order.number,
        this_update=made,
        next_update=_whole_second(order.due) if order.due else made + timedelta(days=profile.days),
        revoked=_entries(order, previous, made),
    )
    _check_dates(parts, previous)
    der = _built_twice(parts)
    facts = parse_tbs_list(der)
    _check_as_ordered(facts, parts)
    shown = shown_list(facts)
    return ToBeSigned(
        kind="CRL", title=shown.title, der=der, digest=shown.digest, shown=shown.fields, serial=order.number
    )


def _previous(order: ListOrder, issuer: bytes) -> ListFacts | None:
    """The list before, verified."""
    if order.previous is None:
        if order.highest:
            raise Refused(
                "KEY-CA-DUAL",
                f"This key has signed lists up to number {order.highest}. Bring that one: its entries stay.",
            )
        return None
    check_list_issued(order.previous, issuer)
    facts, _ = parse_list(order.previous)
    if facts.number is None:
        raise Unusable("The list before has no number, so nobody can tell whether it is the newest. Bring the newest.")
    if facts.number < order.highest:
        raise Refused(
            "KEY-CA-DUAL",
            f"The list that was brought is number {facts.number}, and this key has signed number {order.highest}."
            " Bring that one: its entries stay on the list.",
        )
    return facts


def _check_number(order: ListOrder, previous: ListFacts | None) -> None:
    highest = max(order.highest, previous.number or 0) if previous else order.highest
    if order.number <= highest:
        raise Refused(
            "KEY-CA-DUAL",
            f"Number {order.number} would go back: this key has signed number {highest}. Take {highest + 1}.",
        )
    if order.number > HIGHEST_NUMBER:
        raise Unusable("The list's number has more than 20 octets. Take the next one after the last.")


def _entries(order: ListOrder, previous: ListFacts | None, made: datetime) -> tuple[Revoked, ...]:
    """The entries of the list before, and then the new ones."""
    earlier = previous.revoked if previous else ()
    new = tuple(msgspec.structs.replace(each, when=_whole_second(each.when)) for each in order.revoked)
    for each in new:
        _check_reason(each)
        if each.when > made:
            raise Unusable(f"{serial_words(each.serial)} would be revoked from a time to come. Say since when it is.")
    counted = Counter(each.serial for each in (*earlier, *new))
    twice = [serial_words(serial) for serial, times in counted.items() if times > 1]
    if twice:
        raise Unusable(f"{', '.join(twice)} would stand on the list twice. Leave out what stands on it already.")
    return (*earlier, *new)


def _check_reason(entry: Revoked) -> None:
    if entry.reason not in REASONS:
        raise Unusable(f"{entry.reason!r} is no reason to revoke a certificate. There are {', '.join(REASONS)}.")


def _check_dates(parts: ListParts, previous: ListFacts | None) -> None:
    if parts.next_update <= parts.this_update:
        raise Unusable("The next list would be due before this one is made. Give a later date.")
    if previous and parts.this_update < previous.this_update:
        raise Unusable(
            f"This list would be made at {moment_words(parts.this_update)}, before the one that it follows"
            f" ({moment_words(previous.this_update)}). Check the clock."
        )


def _whole_second(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise Unusable("A date without an offset from UTC can't stand on a list.")
    return moment.astimezone(UTC).replace(microsecond=0)


def _built_twice(parts: ListParts) -> bytes:
    try:
        first = build.build_list(parts)
        second = second_build.build_list(parts)
    except (ValueError, TypeError, OverflowError) as error:
        raise Unusable(f"The list can't be built as it was ordered: {error}. Order it again.") from None
    if first != second:
        raise Stopped("Two programs build two different lists from one order. Nothing may be signed; report this.")
    return first


def _check_as_ordered(facts: ListFacts, parts: ListParts) -> None:
    found = (facts.number, facts.this_update, facts.next_update, facts.revoked, facts.issuer_key_id, facts.critical)
    asked = (parts.number, parts.this_update, parts.next_update, parts.revoked, parts.issuer_key_id, ())
    if found != asked:
        raise Stopped("The list that was built isn't what was ordered. Nothing may be signed; report this.")
