"""What the rules of Key Custodians may know of the rest, and the checks that several of them make."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from ceremonies.act import Ruling
from ceremonies.custodians.state import STREAM, CustodiansState, Nominee
from ceremonies.errors import Refused
from ceremonies.keys.register import Register

MANAGER = "SMKI Registration Authority Manager"
LONGEST = 200


class CustodianFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules may know of the rest.

    Attributes:
        now: the present moment.
        present: who is signed in.
        roles: by person, the roles of everybody who is enrolled and has not left.
        digests: by alias, the digest of the sealed record that it was enrolled with.
        keys: all keys.
        one_off: the one-off days, for Working Days.
        subscribers: by Incident, its Subscribers' Party ids.
        keeping: who has a Key Component or a physical key by the custody register.
    """

    now: datetime
    present: frozenset[str]
    roles: Mapping[str, tuple[str, ...]]
    digests: Mapping[str, str | None]
    keys: Register
    one_off: Mapping[date, bool]
    subscribers: Mapping[str, tuple[str, ...]]
    keeping: frozenset[str]


def ruling(kind: str, body: dict[str, Any], *signed_by: str) -> Ruling:
    """Rule on the stream of Key Custodians."""
    return Ruling(stream=STREAM, kind=kind, body=body, signed_by=tuple(dict.fromkeys(signed_by)))


def nominee_of(state: CustodiansState, nominee: str) -> Nominee:
    """A person put forward.

    Raises:
        Refused: CUSTODIAN-PATH.
    """
    known = state.nominees.get(nominee.strip())
    if known is None:
        raise Refused("CUSTODIAN-PATH", f"Nobody was put forward as {nominee.strip()!r}. Look at the list.")
    return known


def check_alias(facts: CustodianFacts, alias: str) -> None:
    """Nothing, if ``alias`` is a Key Custodian's who has not left.

    Raises:
        Refused: CUSTODIAN-ALIAS.
    """
    if alias not in facts.digests or alias not in facts.roles:
        raise Refused("CUSTODIAN-ALIAS", f"{alias or 'Nobody'} is no Key Custodian's alias. Choose one of the list.")


def check_manager(facts: CustodianFacts, person: str) -> None:
    """Nothing, if ``person`` is a Registration Authority Manager.

    Raises:
        Refused: CUSTODIAN-ALIAS.
    """
    if MANAGER not in facts.roles.get(person, ()):
        raise Refused("CUSTODIAN-ALIAS", f"{person} is no {MANAGER}; nobody else opens the sealed register.")
