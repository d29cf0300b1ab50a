"""Key Custodians are called, answer and come; some are kept away, some cease (rule CUSTODIAN-CALL; SMKI RP 3.4)."""

from datetime import UTC, date, datetime, time, timedelta

from ceremonies.act import Ruling, checked_text
from ceremonies.custodians import actions as ask
from ceremonies.custodians.facts import LONGEST, CustodianFacts, check_alias, ruling
from ceremonies.custodians.organisations import BLOCKS, FITS, REACHES
from ceremonies.custodians.state import CustodiansState
from ceremonies.errors import Refused
from ceremonies.incidents.deadlines import after_months, end_of_day, london_day
from ceremonies.people.present import check_two_people
from ceremonies.times import show_date, to_iso


def call(state: CustodiansState, facts: CustodianFacts, action: ask.CallCustodians) -> list[Ruling]:
    """Call Key Custodians to a ceremony."""
    reference = checked_text("The call's reference", action.call, longest=LONGEST)
    if reference in state.calls:
        raise Refused("ALREADY-RECORDED", f"The call {reference} stands in the record already.")
    row = facts.keys.named(action.key)
    if row is None or not row.n:
        raise Refused("CUSTODIAN-CALL", f"{action.key or 'Nothing'} is no key with shares. Say which key it is about.")
    aliases = tuple(dict.fromkeys(action.aliases))
    if not aliases:
        raise Refused("CUSTODIAN-CALL", "Nobody is called. Choose the Key Custodians.")
    for alias in aliases:
        check_alias(facts, alias)
    away = sorted(state.excluded(action.incident).intersection(aliases)) if action.incident else []
    if away:
        raise Refused("CUSTODIAN-CALL", f"{away[0]} was excluded from the ceremonies of {action.incident}.")
    body = {
        "call": reference,
        "incident": action.incident,
        "key": row.key,
        "need": row.m,
        "aliases": list(aliases),
    }
    return [ruling("custodians.summoned", body, action.by)]


def answer(state: CustodiansState, _facts: CustodianFacts, action: ask.AnswerCall) -> list[Ruling]:
    """What one Key Custodian answered, or whether they came."""
    known = state.calls.get(action.call)
    if known is None or action.alias not in known.answers:
        raise Refused("CUSTODIAN-CALL", f"{action.alias or 'Nobody'} was not called by {action.call!r}.")
    if known.answers[action.alias] == action.answer:
        raise Refused("ALREADY-RECORDED", f"{action.alias}: {action.answer!r} stands in the record already.")
    body = {
        "call": known.call,
        "alias": action.alias,
        "answer": action.answer,
        "note": checked_text("The note", action.note, required=False, longest=LONGEST),
    }
    return [ruling("custodian.answered", body, action.by)]


def exclude(state: CustodiansState, facts: CustodianFacts, action: ask.Exclude) -> list[Ruling]:
    """Keep somebody away who acts for the Subscriber of an Incident."""
    check_two_people(facts.present, action.by, action.second)
    check_alias(facts, action.alias)
    if action.subscriber not in facts.subscribers.get(action.incident, ()):
        raise Refused(
            "CUSTODIAN-CALL",
            f"{action.subscriber or 'Nobody'} is no Subscriber of Incident {action.incident or '(none)'}. Only a Key"
            " Custodian who acts for its Subscriber is excluded.",
        )
    if action.subscriber.upper() == "DCC":
        raise Refused("CUSTODIAN-CALL", "Where the DCC itself is the Subscriber nobody is excluded (SMKI RP 3.4.1).")
    if state.exclusion(action.alias, action.incident) is not None:
        raise Refused(
            "ALREADY-RECORDED", f"{action.alias} is excluded from the ceremonies of {action.incident} already."
        )
    body = {
        "alias": action.alias,
        "incident": action.incident,
        "subscriber": action.subscriber,
        "reason": checked_text("The reason", action.reason),
    }
    return [ruling("custodian.excluded", body, action.by, action.second)]


def tell(state: CustodiansState, _facts: CustodianFacts, action: ask.TellExcluded) -> list[Ruling]:
    """Somebody was notified of an exclusion."""
    known = state.exclusion(action.alias, action.incident)
    if known is None:
        raise Refused("CUSTODIAN-CALL", f"{action.alias or 'Nobody'} is not excluded from {action.incident!r}.")
    if action.whom in known.told:
        raise Refused("ALREADY-RECORDED", f"That {action.whom} was notified stands in the record already.")
    body = {
        "alias": known.alias,
        "incident": known.incident,
        "whom": action.whom,
        "means": checked_text("The secured electronic means", action.means, longest=LONGEST),
        "receipt": checked_text("The receipt", action.receipt, required=False, longest=LONGEST),
    }
    return [ruling("exclusion.notified", body, action.by)]


def notice(state: CustodiansState, facts: CustodianFacts, action: ask.GiveNotice) -> list[Ruling]:
    """Notice that somebody is to cease."""
    check_alias(facts, action.alias)
    if action.alias in state.notices:
        raise Refused("ALREADY-RECORDED", f"Notice of {action.alias} stands in the record already.")
    received, ceases = _day(action.received), _day(action.ceases)
    if received > london_day(facts.now):
        raise Refused("TIME-HAPPENED", f"{show_date(received)} lies ahead. Write the day on which the notice came.")
    earliest = _month_after(received)
    short = ceases < earliest
    decision = checked_text("The decision", action.decision, required=False)
    if short and not decision:
        raise Refused(
            "TIME-FROM",
            f"Notice is given at least a month ahead: received on {show_date(received)}, the earliest day is"
            f" {show_date(earliest)}. For less, give the decision that allows it.",
        )
    body = {
        "alias": action.alias,
        "received": received.isoformat(),
        "ceases": ceases.isoformat(),
        "due": to_iso(end_of_day(ceases)),
        "reference": checked_text("The notice's reference", action.reference, longest=LONGEST),
        "decision": decision,
        "short": short,
    }
    return [ruling("notice.given", body, action.by)]


def _month_after(day: date) -> date:
    """The same day a month on, or that month's last day."""
    noon = datetime.combine(day, time(12), UTC)
    return london_day(after_months(noon, 1)) - timedelta(days=1)  # ``after_months`` gives 24:00 of that day


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("CALENDAR", f"The date {text!r} can't be read. Write it as 2026-12-25.") from None


def cease(state: CustodiansState, facts: CustodianFacts, action: ask.Cease) -> list[Ruling]:
    """Somebody has ceased."""
    check_two_people(facts.present, action.by, action.second)
    known = state.notices.get(action.alias)
    if known is None or known.ended:
        raise Refused("CUSTODIAN-PATH", f"No notice of {action.alias or 'nobody'} is running. Record the notice first.")
    if london_day(facts.now) < date.fromisoformat(known.ceases):
        raise Refused(
            "TIME-FROM", f"{known.alias} ceases on {show_date(date.fromisoformat(known.ceases))}, not before."
        )
    if known.alias in facts.keeping:
        raise Refused(
            "CUSTODY",
            f"By the custody register {known.alias} still has a physical key or a Key Component. The key comes back by"
            " secure courier and is passed on first.",
        )
    body = {
        "alias": known.alias,
        "replacement": checked_text("What is done to replace them", action.replacement),
    }
    return [ruling("custodian.ceased", body, action.by, action.second)]


def weigh(_state: CustodiansState, facts: CustodianFacts, action: ask.RecordBalance) -> list[Ruling]:
    """What came out about organisations; anything but "fits" takes a decision."""
    check_two_people(facts.present, action.by, action.second)
    row = facts.keys.named(action.key)
    if row is None or action.set not in row.identifiers:
        raise Refused("PEOPLE-CONFLICT", f"No set {action.set:05d} of shares was made for {action.key or 'that key'}.")
    outcomes = tuple(dict.fromkeys(action.outcomes))
    if not outcomes or not {FITS, REACHES, BLOCKS}.issuperset(outcomes) or (FITS in outcomes and len(outcomes) > 1):
        raise Refused("CHOICE", "That is none of the outcomes there are. Have a manager look at the register again.")
    decision = checked_text("The decision", action.decision, required=False)
    if FITS not in outcomes and not decision:
        raise Refused(
            "PEOPLE-CONFLICT",
            f"{' and '.join(outcomes).capitalize()}. Give the decision that allows it, or choose other Key Custodians.",
        )
    body = {"key": row.key, "set": action.set, "outcomes": list(outcomes), "decision": decision}
    return [ruling("organisations.weighed", body, action.by, action.second)]
