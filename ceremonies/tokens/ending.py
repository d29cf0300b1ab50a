"""How work on a token ends: what the strong room answered becomes entries, once it is found to be right."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from ceremonies.act import Ruling
from ceremonies.errors import Refused
from ceremonies.tokens.actions import EndTokenWork
from ceremonies.tokens.checks import Probe
from ceremonies.tokens.facts import TokenFacts, ruling, sight
from ceremonies.tokens.mark import check_mark
from ceremonies.tokens.port import TokenInfo
from ceremonies.tokens.results import LONGEST_WHY, Changed, Failure, Marked, Probed, read_results
from ceremonies.tokens.state import TokensState, TokenWork
from ceremonies.work import ENDED


def end_work(state: TokensState, facts: TokenFacts, action: EndTokenWork) -> list[Ruling]:
    """Record how a piece of work ended, and what it gave.

    Raises:
        Refused: WORK: it isn't under way, or its answer can't be right. TOKEN-ENROLLED: the mark is another's.
    """
    work = state.work
    if work is None or work.id != action.work:
        raise Refused("WORK", f"{action.work} is not under way: it was never begun, or has its end in the record.")
    if action.outcome != "done":
        failure = read_results(action.results, Failure)
        why = failure.sentence[:LONGEST_WHY]
        return [_ended(work, action, how=failure.how, rule=failure.rule, why=why, over=failure.over)]
    if work.sitting != facts.sitting:
        raise Refused("WORK", f"{work.id} was begun in an earlier sitting, whose strong room is gone. It failed.")
    return [_ended(work, action), _GIVES[work.act](facts, work, action.results)]


def _ended(
    work: TokenWork, action: EndTokenWork, *, how: str = "", rule: str = "", why: str = "", over: bool = False
) -> Ruling:
    body = {"work": work.id, "act": work.act, "outcome": action.outcome, "how": how, "rule": rule, "why": why}
    return ruling(ENDED, {**body, "over": over})


def _check_same(work: TokenWork, token: TokenInfo) -> None:
    """The answer is about the token that was meant.

    Raises:
        Refused: WORK.
    """
    if (token.label, token.serial) != (work.token["label"], work.token["serial"]):
        raise Refused("WORK", f"The answer is about {token.name}, not about {work.token['label']}. Record a failure.")


def _probed(_facts: TokenFacts, work: TokenWork, results: dict[str, Any]) -> Ruling:
    answer = read_results(results, Probed)
    _check_same(work, answer.token)
    found = Probe(token=answer.token, checks=answer.checks)
    body = {
        "label": answer.token.label,
        "serial": answer.token.serial,
        "passed": found.passed,
        "wraps": found.wraps,
        "checks": [msgspec.to_builtins(one) for one in answer.checks],
    }
    return ruling("token.probed", body)


def _enrolled(facts: TokenFacts, work: TokenWork, results: dict[str, Any]) -> Ruling:
    answer = read_results(results, Marked)
    _check_same(work, answer.token)
    check_mark(answer.mark, facts.kind, answer.token)
    if not answer.mark.startswith(f"{facts.kind} "):
        raise Refused("TOKEN-ENROLLED", f"{answer.token.name} doesn't carry the mark of a {facts.kind}. Try again.")
    body = {"label": answer.token.label, "serial": answer.token.serial, "mark": answer.mark, **work.about}
    return ruling("token.enrolled", body)


def _initialised(_facts: TokenFacts, work: TokenWork, results: dict[str, Any]) -> Ruling:
    answer = read_results(results, Changed)
    before = {"label": work.token["label"], "serial": work.token["serial"]}
    return ruling("token.initialised", {**sight(answer.token, ""), "before": before, **work.about})


def _pin_changed(_facts: TokenFacts, work: TokenWork, results: dict[str, Any]) -> Ruling:
    answer = read_results(results, Changed)
    _check_same(work, answer.token)
    return ruling("token.pin_changed", {"label": answer.token.label, "serial": answer.token.serial, **work.about})


def _zeroised(_facts: TokenFacts, work: TokenWork, results: dict[str, Any]) -> Ruling:
    answer = read_results(results, Changed)
    _check_same(work, answer.token)
    return ruling("token.zeroised", {**sight(answer.token, ""), **work.about})


_GIVES: Mapping[str, Callable[[TokenFacts, TokenWork, dict[str, Any]], Ruling]] = MappingProxyType(
    {
        "probe": _probed,
        "enrol": _enrolled,
        "initialise": _initialised,
        "change pin": _pin_changed,
        "zeroise": _zeroised,
    }
)
"""By act: the entry that its answer gives."""
