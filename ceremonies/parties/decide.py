"""The rules of the register of Parties, and what it decides for others (rule PARTY).

Who may confirm a Compromise, who may submit a file, which methods are open.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Refused
from ceremonies.parties.actions import ImportParties, PartiesAction, PutParty, RemoveParty
from ceremonies.parties.party import (
    LONGEST_FIELD,
    Party,
    canonical_user_id,
    clashes,
    problems_of,
    same_name,
    shown,
    tidied,
)
from ceremonies.parties.state import STREAM, PartiesState, to_fields
from ceremonies.people.present import check_signed_in

METHOD_1 = "4.1"
METHOD_1A = "4.1A"
METHOD_2 = "4.2"
METHOD_3 = "4.3"


class PartiesFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the register may know of the sitting: who is signed in."""

    present: frozenset[str] = frozenset()


def decide(state: PartiesState, facts: PartiesFacts, action: PartiesAction, now: datetime) -> list[Ruling]:  # noqa: ARG001 - every decide has the same four arguments
    """Rule on ``action``. A Party that stands there just so already earns no entry.

    Raises:
        Refused: SIGNED-IN, PARTY or TEXT. All problems are named at once. That nothing would change is PARTY too.
    """
    check_signed_in(facts.present, action.by)
    match action:
        case PutParty():
            source = _one_line("The source", action.source)
            return _put(state, (action.party,), {"source": source}, action.by)
        case ImportParties():
            body = {"source": _one_line("The file's name", action.file), "digest": action.digest}
            return _put(state, action.parties, body, action.by)
        case RemoveParty():
            return [_removed(state, action)]


def _one_line(label: str, text: str) -> str:
    return " ".join(checked_text(label, text, longest=LONGEST_FIELD).split())


def _put(state: PartiesState, parties: Iterable[Party], body: dict[str, Any], by: str) -> list[Ruling]:
    wanted = tuple(tidied(party) for party in parties)
    replaced = {party.id for party in wanted}
    owners = {one: party.id for party in state.parties.values() if party.id not in replaced for one in party.user_ids}
    problems = [
        f"{shown(party.id) or 'a Party'}, {field}: {sentence}."
        for party in wanted
        for field, sentence in problems_of(party)
    ]
    problems += [
        f"{shown(wanted[place].id)}, {field}: {sentence}." for place, field, sentence in clashes(wanted, owners)
    ]
    if problems:
        raise Refused("PARTY", "\n".join(("Nothing was taken in. Mend this and try again:", *problems)))
    changed = [party for party in wanted if state.parties.get(party.id) != party]
    if not changed:
        raise Refused("PARTY", "The register says all of this already. Nothing was recorded.")
    return [
        Ruling(
            stream=STREAM,
            kind="party.changed" if party.id in state.parties else "party.registered",
            body={"party": to_fields(party), **body},
            signed_by=(by,),
        )
        for party in changed
    ]


def _removed(state: PartiesState, action: RemoveParty) -> Ruling:
    party = known_party(state, action.party)
    body = {"party": party.id, "reason": checked_text("The reason", action.reason)}
    return Ruling(stream=STREAM, kind="party.removed", body=body, signed_by=(action.by,))


def known_party(state: PartiesState, party: str) -> Party:
    """The Party with this id.

    Raises:
        Refused: PARTY: there is none.
    """
    known = state.parties.get(party)
    if known is None:
        raise Refused("PARTY", f"There is no Party {party!r} on the register. Look at the list, or enter it first.")
    return known


def party_of_user_id(state: PartiesState, user_id: str) -> Party | None:
    """The Party whose User ID this is, in any spelling of it; None if nobody's."""
    canonical = canonical_user_id(user_id)
    return next((party for party in state.parties.values() if canonical in party.user_ids), None)


def is_network_party(state: PartiesState, party: str) -> bool:
    """Whether it is an Electricity Distributor or Gas Transporter, whose prepayment cell (KAKPP) stays empty.

    Raises:
        Refused: PARTY: there is no such Party.
    """
    return known_party(state, party).is_network_party


def may_confirm(state: PartiesState, party: str, person_name: str, role: str) -> bool:
    """Whether this person in this role may confirm a Compromise for ``party`` (SMKI RP 3.2 a) and b), 3.3).

    For a Party that isn't the DCC: one of its SMKI SROs. For the DCC: an SMKI SRO, an SMKI Registration Authority
    Manager, or SMKI Registration Authority Personnel authorised to act for it in this.

    Raises:
        Refused: PARTY: there is no such Party.
    """
    known = known_party(state, party)
    holders = {"SMKI SRO": known.sros}
    if known.is_dcc:
        holders["SMKI Registration Authority Manager"] = known.ra_managers
        holders["Registration Authority Personnel"] = known.ra_personnel
    return any(same_name(person_name, name) for name in holders.get(role, ()))


def check_confirms(state: PartiesState, party: str, person_name: str, role: str) -> None:
    """Nothing, if ``may_confirm``.

    Raises:
        Refused: PARTY, with who may.
    """
    if may_confirm(state, party, person_name, role):
        return
    known = known_party(state, party)
    may = (*known.sros, *known.ra_managers, *known.ra_personnel)
    who = ", ".join(may) if may else "nobody on the register"
    raise Refused(
        "PARTY",
        f"{person_name or 'Nobody'} ({role or 'no role'}) may not confirm for {known.name} (3.2, 3.3). "
        f"Those who may: {who}.",
    )


def may_submit(state: PartiesState, party: str, aro_name: str) -> bool:
    """Whether this person may submit files for ``party``: one of its SMKI AROs.

    Raises:
        Refused: PARTY: there is no such Party.
    """
    return any(same_name(aro_name, name) for name in known_party(state, party).aros)


def check_submits(state: PartiesState, party: str, aro_name: str) -> None:
    """Nothing, if ``may_submit``.

    Raises:
        Refused: PARTY, with who may.
    """
    if may_submit(state, party, aro_name):
        return
    known = known_party(state, party)
    who = ", ".join(known.aros) if known.aros else "nobody on the register"
    raise Refused(
        "PARTY",
        f"{aro_name or 'Nobody'} is no SMKI ARO of {known.name} and may not submit for it. Those who may: {who}.",
    )


def methods_open_to(state: PartiesState, party: str) -> tuple[str, ...]:
    """The sections of the methods that ``party`` may use as a Subscriber (SMKI RP 4, 4.1 and 4.1A).

    Raises:
        Refused: PARTY: there is no such Party.
    """
    known = known_party(state, party)
    own_keys = known.responsible_supplier or known.is_network_party
    open_to = {
        METHOD_1: own_keys or known.is_dcc,
        METHOD_1A: own_keys,
        METHOD_2: "Supplier Party" in known.party_roles,
        METHOD_3: True,
    }
    return tuple(section for section, is_open in open_to.items() if is_open)


def check_method(state: PartiesState, party: str, section: str) -> None:
    """Nothing, if the method of ``section`` is open to ``party``.

    Raises:
        Refused: PARTY, with the methods that are.
    """
    methods = methods_open_to(state, party)
    if section not in methods:
        raise Refused(
            "PARTY",
            f"{section} isn't open to {known_party(state, party).name}. Open to it: {', '.join(methods)}.",
        )
