"""What the custody register may know of the rest, and the checks that several of its rules make."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from ceremonies.act import Ruling
from ceremonies.custody.state import STREAM, CustodyState, Item
from ceremonies.errors import Refused
from ceremonies.keys.register import Register
from ceremonies.people.roles import CUSTODIAN_ROLES

LONGEST = 200
MANAGER = "SMKI Registration Authority Manager"
LIES_IN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "component": ("module", "card", "file"),
        "module": ("bag", "box"),
        "card": ("bag", "box"),
        "file": ("bag", "box"),
        "bag": ("box",),
        "box": (),
        "physical key": ("bag",),
    }
)
"""What each kind of thing can lie in."""


class CustodyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the register may know of the rest.

    Attributes:
        present: who is signed in.
        roles: by person, the roles of everybody who is enrolled and has not left.
        keys: all keys.
        production: whether the workspace is one.
    """

    present: frozenset[str]
    roles: Mapping[str, tuple[str, ...]]
    keys: Register
    production: bool

    @property
    def kinds(self) -> dict[str, str]:
        """By key name, its kind."""
        return {name: row.kind for name, row in self.keys.keys.items()}


def ruling(kind: str, body: dict[str, Any], *signed_by: str) -> Ruling:
    """Rule on the stream of custody."""
    return Ruling(stream=STREAM, kind=kind, body=body, signed_by=signed_by)


def known(state: CustodyState, item: str) -> Item:
    """A thing of the register that is still in use.

    Raises:
        Refused: CUSTODY.
    """
    found = state.items.get(item.strip())
    if found is None:
        raise Refused("CUSTODY", f"Nothing stands in the custody register as {item.strip()!r}. Look at the register.")
    if not found.there:
        raise Refused("CUSTODY", f"{found.id} was {found.status}, so nothing more happens to it.")
    return found


def check_settled(item: Item) -> None:
    """Nothing, if no difference waits for a decision.

    Raises:
        Refused: CUSTODY.
    """
    if item.question:
        raise Refused(
            "CUSTODY", f"{item.id}: {item.question} Two people decide what is done about it before anything else."
        )


def check_place(state: CustodyState, kind: str, item: str, inside: str) -> None:
    """Nothing, if a thing of this kind can lie in ``inside``.

    Raises:
        Refused: CUSTODY.
    """
    if not inside:
        return
    outer = known(state, inside)
    fits = LIES_IN.get(kind, ())
    if outer.kind not in fits:
        can = " or ".join(fits) or "nothing of the register"
        raise Refused("CUSTODY", f"A {kind} doesn't lie in a {outer.kind}; it lies in {can}.")
    if item and item in (outer.id, *(one.id for one in state.around(outer.id))):
        raise Refused("CUSTODY", f"{item} can't lie in itself.")


def check_custodian(facts: CustodyFacts, person: str, key: str = "") -> None:
    """Nothing, if ``person`` is a Key Custodian's alias, of the kind that ``key`` wants.

    Raises:
        Refused: PEOPLE-ROLES.
    """
    roles = facts.roles.get(person, ())
    symmetric = facts.kinds.get(key) == "contingency symmetric"
    wanted = {"Symmetric Key Custodian" if symmetric else "Key Custodian"} if key else set(CUSTODIAN_ROLES)
    if wanted.isdisjoint(roles):
        raise Refused(
            "PEOPLE-ROLES", f"{person or 'Nobody'} is no {' or '.join(sorted(wanted))}, so can't be the custodian."
        )
