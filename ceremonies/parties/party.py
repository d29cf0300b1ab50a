"""One Party as the SMKI Registration Authority knows it, and what may be wrong with its fields (rule PARTY)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, get_args

import msgspec

PartyRole = Literal[
    "Supplier Party",
    "Electricity Distributor",
    "Gas Transporter",
    "DCC",
    "DCC Access Control Broker",
    "DCC Transitional CoS",
    "DCC WAN Provider",
    "S1SP",
    "SMKI PMA",
    "Panel",
    "Other",
]
"""What a Party is. The DCC has a role of its own for each of its certificates' remote party roles."""

PARTY_ROLES: tuple[PartyRole, ...] = get_args(PartyRole)

DCC_ROLES: frozenset[str] = frozenset(role for role in PARTY_ROLES if role.split()[0] == "DCC")
NETWORK_ROLES: frozenset[str] = frozenset({"Electricity Distributor", "Gas Transporter"})

LONGEST_FIELD = 200
ID_PATTERN = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
EUI64_PATTERN = re.compile(r"[0-9A-F]{16}|[0-9A-F]{2}(?:([-:])[0-9A-F]{2})(?:\1[0-9A-F]{2}){6}")
EMAIL_PATTERN = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TELEPHONE_PATTERN = re.compile(r"\+?[0-9][0-9 ()-]{4,30}")


class Party(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One Party.

    Attributes:
        id: a short name of ours: capital letters, digits and hyphens, at most 16.
        user_ids: its EUI-64 User IDs, canonical: upper case, hyphenated.
        sros: names of its SMKI SROs.
        aros: names of its SMKI AROs.
        ra_managers: for the DCC only, names of SMKI Registration Authority Managers.
        ra_personnel: for the DCC only, names of SMKI Registration Authority Personnel authorised to act on behalf of
            the DCC in confirming a Compromise (SMKI RP 3.2 b).
        telephone: as the SMKI Registration Authority holds it.
        email: likewise.
        responsible_supplier: whether this Supplier Party is the Responsible Supplier of any device.
    """

    id: str
    name: str
    party_roles: tuple[PartyRole, ...]
    user_ids: tuple[str, ...] = ()
    sros: tuple[str, ...] = ()
    aros: tuple[str, ...] = ()
    ra_managers: tuple[str, ...] = ()
    ra_personnel: tuple[str, ...] = ()
    telephone: str = ""
    email: str = ""
    responsible_supplier: bool = False

    @property
    def is_dcc(self) -> bool:
        """Whether this is the DCC, in any of its roles."""
        return not DCC_ROLES.isdisjoint(self.party_roles)

    @property
    def is_network_party(self) -> bool:
        """Whether this is an Electricity Distributor or Gas Transporter: its prepayment cell (KAKPP) stays empty."""
        return not NETWORK_ROLES.isdisjoint(self.party_roles)


FIELDS: tuple[str, ...] = Party.__struct_fields__
LIST_FIELDS: frozenset[str] = frozenset(
    {"party_roles", "user_ids", "sros", "aros", "ra_managers", "ra_personnel"},
)


def canonical_user_id(text: str) -> str | None:
    """An EUI-64 as ``00-DB-12-34-56-78-90-A0``, from 16 hexadecimal digits, bare, hyphenated or with colons.

    None if it is none.
    """
    upper = text.strip().upper()
    if EUI64_PATTERN.fullmatch(upper) is None:
        return None
    digits = upper.replace("-", "").replace(":", "")
    return "-".join(digits[place : place + 2] for place in range(0, 16, 2))


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case and spacing."""
    return one.casefold().split() == other.casefold().split()


def shown(text: str) -> str:
    """``text`` as it may stand in a sentence: with control characters spelt out."""
    return text if text.isprintable() else repr(text)


def tidied(party: Party) -> Party:
    """``party`` with spacing taken off and User IDs made canonical; what can't be made so stays for ``problems_of``."""
    return msgspec.structs.replace(
        party,
        id=party.id.strip(),
        name=_spaced(party.name),
        user_ids=tuple(canonical_user_id(one) or one for one in party.user_ids),
        sros=_each(party.sros),
        aros=_each(party.aros),
        ra_managers=_each(party.ra_managers),
        ra_personnel=_each(party.ra_personnel),
        telephone=_spaced(party.telephone),
        email=party.email.strip(),
    )


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _each(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_spaced(name) for name in names)


def problems_of(party: Party) -> list[tuple[str, str]]:
    """What is wrong with a tidied Party: the field, and a sentence on it."""
    return [(field, sentence) for field, check in _CHECKS for sentence in check(party)]


def clashes(wanted: Sequence[Party], owners: Mapping[str, str]) -> list[tuple[int, str, str]]:
    """Each id that comes twice, and each User ID that two Parties would have: place in ``wanted``, field, sentence.

    ``owners`` maps User IDs of other Parties to their ids.
    """
    found = []
    taken = dict(owners)
    seen: set[str] = set()
    for place, party in enumerate(wanted):
        if party.id in seen:
            found.append((place, "id", f"{party.id!r} stands there twice"))
        seen.add(party.id)
        for one in party.user_ids:
            owner = taken.setdefault(one, party.id)
            if owner != party.id:
                found.append((place, "user_ids", f"{shown(one)} belongs to {shown(owner)}"))
    return found


def _id(party: Party) -> Iterable[str]:
    if ID_PATTERN.fullmatch(party.id) is None:
        yield f"{party.id!r} must be 1 to 16 capital letters, digits and hyphens"


def _name(party: Party) -> Iterable[str]:
    yield from _text(party.name)


def _text(text: str) -> Iterable[str]:
    if not text:
        yield "is empty"
    elif len(text) > LONGEST_FIELD:
        yield f"has {len(text):,} characters; at most {LONGEST_FIELD} fit"
    elif not text.isprintable():
        yield "holds a control character"


def _roles(party: Party) -> Iterable[str]:
    if not party.party_roles:
        yield "names no role"
    for role in party.party_roles:
        if role not in PARTY_ROLES:
            yield f"{role!r} is none of {', '.join(PARTY_ROLES)}"
    yield from _repeats(party.party_roles)
    if party.is_dcc and not DCC_ROLES.issuperset(party.party_roles):
        yield "the DCC and another Party can't be one entry"


def _repeats(values: tuple[str, ...]) -> Iterable[str]:
    for place, value in enumerate(values):
        if any(same_name(value, earlier) for earlier in values[:place]):
            yield f"{value!r} stands there twice"


def _user_ids(party: Party) -> Iterable[str]:
    for one in party.user_ids:
        if canonical_user_id(one) is None:
            yield f"{one!r} isn't an EUI-64 such as 00-DB-12-34-56-78-90-A0"
    yield from _repeats(party.user_ids)


def _names(field: str) -> Callable[[Party], Iterable[str]]:
    def check(party: Party) -> Iterable[str]:
        names: tuple[str, ...] = getattr(party, field)
        for name in names:
            yield from (f"a name {sentence}" for sentence in _text(name))
        yield from _repeats(names)

    return check


def _dcc_only(field: str) -> Callable[[Party], Iterable[str]]:
    def check(party: Party) -> Iterable[str]:
        if getattr(party, field) and not party.is_dcc:
            yield "only the DCC has SMKI Registration Authority staff"

    return check


def _telephone(party: Party) -> Iterable[str]:
    if party.telephone and TELEPHONE_PATTERN.fullmatch(party.telephone) is None:
        yield f"{party.telephone[:40]!r} isn't a telephone number"


def _email(party: Party) -> Iterable[str]:
    if party.email and (len(party.email) > LONGEST_FIELD or EMAIL_PATTERN.fullmatch(party.email) is None):
        yield f"{party.email[:40]!r} isn't an email address"


def _responsible(party: Party) -> Iterable[str]:
    if party.responsible_supplier and "Supplier Party" not in party.party_roles:
        yield "only a Supplier Party can be a Responsible Supplier"


_CHECKS: tuple[tuple[str, Callable[[Party], Iterable[str]]], ...] = (
    ("id", _id),
    ("name", _name),
    ("party_roles", _roles),
    ("user_ids", _user_ids),
    ("sros", _names("sros")),
    ("aros", _names("aros")),
    ("ra_managers", _names("ra_managers")),
    ("ra_managers", _dcc_only("ra_managers")),
    ("ra_personnel", _names("ra_personnel")),
    ("ra_personnel", _dcc_only("ra_personnel")),
    ("telephone", _telephone),
    ("email", _email),
    ("responsible_supplier", _responsible),
)
