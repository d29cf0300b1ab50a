"""Who rules on which act about Key Custodians."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ceremonies.act import Ruling
from ceremonies.custodians import actions as ask
from ceremonies.custodians import calling, nominating
from ceremonies.custodians.facts import CustodianFacts
from ceremonies.custodians.state import CustodiansState
from ceremonies.errors import Misuse
from ceremonies.people.present import check_signed_in

__all__ = ["CustodianFacts", "decide"]


def decide(state: CustodiansState, facts: CustodianFacts, action: ask.CustodianAction, now: datetime) -> list[Ruling]:  # noqa: ARG001 - every decide has the same four arguments
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
    """
    check_signed_in(facts.present, action.by)
    for asked, rules in _RULES:
        if isinstance(action, asked):
            return rules(state, facts, action)
    raise Misuse(f"Nobody rules on {type(action).__name__}.")


_RULES: tuple[tuple[type[ask.CustodianAction], Callable[[CustodiansState, CustodianFacts, Any], list[Ruling]]], ...] = (
    (ask.AdmitManager, nominating.admit),
    (ask.RequestNominations, nominating.request),
    (ask.PutRecord, nominating.put),
    (ask.JudgeNominee, nominating.judge),
    (ask.Appoint, nominating.appoint),
    (ask.ReadRecord, nominating.read),
    (ask.EraseRecord, nominating.erase),
    (ask.CallCustodians, calling.call),
    (ask.AnswerCall, calling.answer),
    (ask.Exclude, calling.exclude),
    (ask.TellExcluded, calling.tell),
    (ask.GiveNotice, calling.notice),
    (ask.Cease, calling.cease),
    (ask.RecordBalance, calling.weigh),
)
"""By action, what rules on it."""
