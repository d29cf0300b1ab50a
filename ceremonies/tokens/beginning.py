"""How work on a token begins: the entry that says what is about to be done."""

from typing import Any

from ceremonies.act import Ruling
from ceremonies.errors import Refused
from ceremonies.tokens.facts import TokenFacts, ruling
from ceremonies.tokens.state import STREAM, KnownToken, TokensState
from ceremonies.work import ABOUT, ENDED, UNRECORDED


def begin(
    state: TokensState,
    facts: TokenFacts,
    act: str,
    *,
    token: KnownToken,
    says: str,
    request: dict[str, Any],
    about: dict[str, Any] | None = None,
    signed_by: tuple[str, ...],
) -> list[Ruling]:
    """Say what is about to be done. Work that an earlier sitting left without an end is recorded as such before it.

    Raises:
        Refused: WORK: other work of this sitting has no end yet.
    """
    where = {"kind": token.kind, "module": token.module, "label": token.label, "serial": token.serial}
    body = {
        "work": f"{STREAM}/{state.works + 1}",
        "act": act,
        "says": says,
        "sitting": facts.sitting,
        "request": {**request, "token": where},
        "about": about or {},
        "token": where,
    }
    return [*_left_behind(state, facts), ruling(ABOUT, body, *signed_by)]


def _left_behind(state: TokensState, facts: TokenFacts) -> list[Ruling]:
    if state.work is None:
        return []
    if state.work.sitting == facts.sitting:
        raise Refused("WORK", f"Something is being done with a token: {state.work.says}. Record its end first.")
    why = "the program ended before the work did"
    body = {"work": state.work.id, "act": state.work.act, "outcome": UNRECORDED, "how": "stopped", "why": why}
    return [ruling(ENDED, {**body, "rule": "", "over": True})]
