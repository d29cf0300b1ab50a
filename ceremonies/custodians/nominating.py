"""From the request for nominations to the appointment, each person alone (rule CUSTODIAN-PATH; SMKI RP 3.4.3)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from ceremonies.act import Ruling, checked_text
from ceremonies.custodians import actions as ask
from ceremonies.custodians.facts import LONGEST, CustodianFacts, check_alias, check_manager, nominee_of, ruling
from ceremonies.custodians.state import CustodiansState
from ceremonies.errors import Refused
from ceremonies.incidents.deadlines import after_working_days
from ceremonies.people.present import check_two_people
from ceremonies.times import london, parse_utc, to_iso

WORKING_DAYS = 10
"""For nominations to come (SMKI RP 3.4.3.3)."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
STAGES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "3.4.3.4": ("nominated", "complete", "incomplete"),
        "3.4.3.6": ("complete", "selected", "not selected"),
        "3.4.3.8": ("selected", "verified", "not verified"),
        "3.4.3.9": ("not verified", "turned down", "not verified"),
        "3.4.3.10": ("verified", "eligible", "verified"),
    }
)
"""By step: the stage it starts from, the one it leads to when it went well, and the one otherwise."""


def request(state: CustodiansState, facts: CustodianFacts, action: ask.RequestNominations) -> list[Ruling]:
    """A request for nominations was issued."""
    reference = checked_text("The request's reference", action.request, longest=LONGEST)
    if reference in state.requests:
        raise Refused("ALREADY-RECORDED", f"The request {reference} stands in the record already.")
    body = {
        "request": reference,
        "key_kind": action.key_kind,
        "means": checked_text("The means", action.means, longest=LONGEST),
        "locations": checked_text("The locations", action.locations),
        "due": to_iso(after_working_days(facts.now, WORKING_DAYS, facts.one_off)),
    }
    return [ruling("nominations.requested", body, action.by)]


def put(state: CustodiansState, _facts: CustodianFacts, action: ask.PutRecord) -> list[Ruling]:
    """A nomination form came, or was put right."""
    if not _DIGEST.fullmatch(action.digest):
        raise Refused("CUSTODIAN-ALIAS", "The digest of a sealed record is a SHA-256: 64 hexadecimal characters.")
    if action.request not in state.requests:
        raise Refused("CUSTODIAN-PATH", f"No request {action.request!r} for nominations was issued. Record that first.")
    known = state.nominees.get(action.nominee)
    if known is None and action.nominee != state.next_nominee():
        raise Refused("CUSTODIAN-PATH", f"The next person put forward is {state.next_nominee()}.")
    if known is not None and known.erased:
        raise Refused("CUSTODIAN-PATH", f"The record of {known.id} was erased. Put the person forward anew.")
    if known is not None and known.request != action.request:
        raise Refused("CUSTODIAN-PATH", f"{known.id} was put forward under request {known.request}, and stays there.")
    body = {"nominee": action.nominee, "request": action.request, "digest": action.digest}
    return [ruling("record.put", body, action.by)]


def judge(state: CustodiansState, facts: CustodianFacts, action: ask.JudgeNominee) -> list[Ruling]:
    """The outcome of one step for one person."""
    nominee = nominee_of(state, action.nominee)
    if action.step not in STAGES:
        raise Refused(
            "CUSTODIAN-PATH", f"{action.step} is no step at which a person is judged. Choose one of the list."
        )
    starts, well, otherwise = STAGES[action.step]
    if nominee.stage != starts or nominee.erased:
        raise Refused(
            "CUSTODIAN-PATH",
            f"{nominee.id} is {nominee.stage!r}; step {action.step} is for somebody who is {starts!r}. Each person goes"
            " through the steps of 3.4.3 in order.",
        )
    due = state.requests[nominee.request].due
    if action.step == "3.4.3.6" and facts.now < parse_utc(due):
        raise Refused(
            "TIME-FROM",
            f"Nominations under {nominee.request} come until {london(parse_utc(due))}; they are collated, and chosen"
            " from, after that.",
        )
    body = {
        "nominee": nominee.id,
        "step": action.step,
        "outcome": action.outcome,
        "stage": well if action.outcome == "yes" else otherwise,
        "reference": checked_text("The reference", action.reference, longest=LONGEST),
    }
    return [ruling("nominee.judged", body, action.by)]


def appoint(state: CustodiansState, facts: CustodianFacts, action: ask.Appoint) -> list[Ruling]:
    """The person becomes a Key Custodian under an alias that was enrolled with the digest of their record."""
    check_two_people(facts.present, action.by, action.second)
    nominee = nominee_of(state, action.nominee)
    if nominee.stage != "eligible":
        raise Refused("CUSTODIAN-PATH", f"{nominee.id} is {nominee.stage!r}, not 'eligible'. Go through 3.4.3 first.")
    check_alias(facts, action.alias)
    if state.of_alias(action.alias) is not None:
        raise Refused("CUSTODIAN-ALIAS", f"{action.alias} is somebody else's alias. Each person has their own.")
    if facts.digests[action.alias] != nominee.digests[-1]:
        raise Refused(
            "CUSTODIAN-ALIAS",
            f"{action.alias} was not enrolled with the digest of {nominee.id}'s record. Enrol an alias with"
            f" {nominee.digests[-1]}.",
        )
    body = {
        "nominee": nominee.id,
        "alias": action.alias,
        "pma_informed": checked_text("How the SMKI PMA Chair was informed", action.pma_informed, longest=LONGEST),
    }
    return [ruling("custodian.appointed", body, action.by, action.second)]


def admit(state: CustodiansState, facts: CustodianFacts, action: ask.AdmitManager) -> list[Ruling]:
    """A manager may open the sealed register."""
    check_two_people(facts.present, action.by, action.second)
    check_manager(facts, action.person)
    if not _DIGEST.fullmatch(action.public):
        raise Refused("CUSTODIAN-ALIAS", "A manager's public key has 64 hexadecimal characters. Make the key again.")
    if state.managers.get(action.person) == action.public:
        raise Refused("ALREADY-RECORDED", f"{action.person} opens the register with that key already.")
    body = {"person": action.person, "manager_key": action.public}
    return [ruling("manager.admitted", body, action.by, action.second, action.person)]


def read(state: CustodiansState, facts: CustodianFacts, action: ask.ReadRecord) -> list[Ruling]:
    """A manager reads one record."""
    check_manager(facts, action.by)
    nominee = nominee_of(state, action.nominee)
    if nominee.erased:
        raise Refused("CUSTODIAN-ALIAS", f"The record of {nominee.id} was erased. Nothing is left to read.")
    body = {"nominee": nominee.id, "reason": checked_text("The reason", action.reason)}
    return [ruling("record.read", body, action.by)]


def erase(state: CustodiansState, facts: CustodianFacts, action: ask.EraseRecord) -> list[Ruling]:
    """A record is erased, where nobody is a Key Custodian by it."""
    check_two_people(facts.present, action.by, action.second)
    nominee = nominee_of(state, action.nominee)
    notice = state.notices.get(nominee.alias)
    if nominee.alias and (notice is None or not notice.ended):
        raise Refused(
            "CUSTODIAN-ALIAS", f"{nominee.alias} is a Key Custodian by this record. It is kept until they cease."
        )
    body = {"nominee": nominee.id, "reason": checked_text("The reason", action.reason)}
    return [ruling("record.erased", body, action.by, action.second)]
