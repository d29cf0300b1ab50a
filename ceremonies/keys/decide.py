"""The rules of a key: which of them judges which action."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ceremonies.act import Ruling
from ceremonies.errors import Misuse
from ceremonies.keys import actions as ask
from ceremonies.keys import activating, committing, ending, handing, holding, planning, signing, standing
from ceremonies.keys.facts import KeyFacts
from ceremonies.keys.state import KeyState

Rules = Callable[[KeyState, KeyFacts, Any, datetime], list[Ruling]]

_RULES: Mapping[type[ask.KeyAction], Rules] = MappingProxyType(
    {
        ask.PlanKey: planning.plan,
        ask.Generate: planning.generate,
        ask.RecordBackup: planning.back_up,
        ask.HandOut: handing.hand_out,
        ask.ProveShare: handing.prove,
        ask.CommitKey: committing.commit,
        ask.CloseCeremony: committing.close,
        ask.Abandon: committing.abandon,
        ask.WrapApex: committing.wrap_apex,
        ask.CollectShare: holding.collect,
        ask.TransferShare: holding.transfer,
        ask.AccountForCopy: holding.account,
        ask.DestroyCopy: holding.destroy_copy,
        ask.Reshare: holding.reshare,
        ask.SetState: standing.set_state,
        ask.AddOutstanding: standing.add_outstanding,
        ask.SettleOutstanding: standing.settle,
        ask.DecideDestruction: standing.decide_destruction,
        ask.DestroyTokenKey: standing.destroy_token_key,
        ask.DeclareDestroyed: standing.declare,
        ask.OpenActivation: activating.open_activation,
        ask.TakeShare: activating.take_share,
        ask.Activate: activating.activate,
        ask.EndActivation: activating.end,
        ask.Deactivate: activating.deactivate,
        ask.Sign: signing.sign,
        ask.EndWork: ending.end_work,
    }
)
"""By action, who judges it."""


def decide(state: KeyState, facts: KeyFacts, action: ask.KeyAction, now: datetime) -> list[Ruling]:
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
        Misuse: nobody rules on it.
    """
    rules = _RULES.get(type(action))
    if rules is None:
        raise Misuse(f"Nobody rules on {type(action).__name__}.")
    return rules(state, facts, action, now)


def second_key(state: KeyState, action: ask.KeyAction) -> str:
    """The other key that an action, or the activation that runs, is about; empty where there is none."""
    match action:
        case ask.OpenActivation():
            return action.symmetric
        case ask.WrapApex():
            return action.contingency
        case _:
            return state.activation.symmetric if state.activation else ""
