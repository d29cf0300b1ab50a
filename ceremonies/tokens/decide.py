"""The rules of the register of tokens: two people let a token in, and only one that was tried (TOKEN-ENROLLED)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text
from ceremonies.errors import Misuse, Refused
from ceremonies.people.present import check_signed_in, check_two_people
from ceremonies.tokens import actions as ask
from ceremonies.tokens.beginning import begin
from ceremonies.tokens.ending import end_work
from ceremonies.tokens.enrolled import check_fit_for_production, check_probed, info_of
from ceremonies.tokens.facts import TokenFacts, ruling, sight
from ceremonies.tokens.mark import check_mark
from ceremonies.tokens.state import KnownToken, TokensState, address_of

__all__ = ["TokenFacts", "decide"]

LONGEST_LABEL = 32
"""Bytes of a token's label (PKCS #11, CK_TOKEN_INFO)."""


def decide(state: TokensState, facts: TokenFacts, action: ask.TokenAction, now: datetime) -> list[Ruling]:  # noqa: ARG001 - every decide has the same four arguments
    """Rule on ``action``.

    Raises:
        Refused: by the rule it names.
    """
    check_signed_in(facts.present, action.by)
    for asked, rules in _RULES:
        if isinstance(action, asked):
            return rules(state, facts, action)
    raise Misuse(f"Nobody rules on {type(action).__name__}.")


def _see(state: TokensState, _facts: TokenFacts, action: ask.SeeTokens) -> list[Ruling]:
    """The tokens that are new, or say something else than when they were last seen."""
    rulings = [
        ruling("token.seen", sight(one.token, one.mark), action.by)
        for one in action.seen
        if one.token.serial and _differs(state.tokens.get(address_of(one.token.label, one.token.serial)), one)
    ]
    if not rulings:
        raise Refused("ALREADY-RECORDED", "The tokens are those that stand in the record, and say the same.")
    return rulings


def _differs(known: KnownToken | None, one: ask.Sight) -> bool:
    return known is None or not known.seen_at or (info_of(known), known.mark) != (one.token, one.mark)


def _known(state: TokensState, action: ask.OneTokenAction) -> KnownToken:
    known = state.tokens.get(address_of(action.label, action.serial))
    if known is None:
        raise Refused(
            "TOKEN-ENROLLED",
            f"No token {action.label} (serial {action.serial}) stands in this record. Look at the tokens first.",
        )
    return known


def _pair(facts: TokenFacts, action: ask.PairTokenAction) -> tuple[str, str]:
    check_two_people(facts.present, action.by, action.second)
    return action.by, action.second


def _enters(facts: TokenFacts, people: tuple[str, ...], whose: str) -> list[str]:
    """Who enters a PIN: one person, or two who enter a half each.

    Raises:
        Refused: KEY-CA-DUAL or SIGNED-IN.
    """
    if not 1 <= len(people) <= len(("first half", "second half")) or len(set(people)) != len(people):
        raise Refused("KEY-CA-DUAL", f"{whose} is entered by one person, or in two halves by two different people.")
    for person in people:
        check_signed_in(facts.present, person)
    return list(people)


def _probe(state: TokensState, facts: TokenFacts, action: ask.ProbeToken) -> list[Ruling]:
    known = _known(state, action)
    people = _enters(facts, tuple(filter(None, (action.by, action.second))), "The PIN")
    return begin(
        state,
        facts,
        "probe",
        token=known,
        says=f"trying what {known.label} (serial {known.serial}) does and refuses",
        request={"people": people},
        signed_by=(action.by,),
    )


def _enrol(state: TokensState, facts: TokenFacts, action: ask.EnrolToken) -> list[Ruling]:
    known = _known(state, action)
    pair = _pair(facts, action)
    if known.enrolled_at:
        raise Refused("ALREADY-RECORDED", f"{known.label} (serial {known.serial}) is enrolled already.")
    if action.serial_read.strip() != known.serial:
        raise Refused(
            "TOKEN-ENROLLED",
            f"{action.second} reads the serial {action.serial_read.strip() or 'not at all'}, and the token says "
            f"{known.serial}. Look which token is plugged in.",
        )
    check_mark(known.mark, facts.kind, info_of(known))
    if facts.production:
        check_fit_for_production(info_of(known))
    check_probed(known)
    about = {
        "certificate": checked_text("The certificate's number", action.certificate, required=facts.production),
        "seal": checked_text("The seal's number", action.seal, required=False),
        "people": list(pair),
    }
    return begin(
        state,
        facts,
        "enrol",
        token=known,
        says=f"marking {known.label} (serial {known.serial}) as a token of this workspace",
        request={"people": list(pair), "kind": facts.kind, "origin": facts.origin},
        about=about,
        signed_by=pair,
    )


def _withdraw(state: TokensState, facts: TokenFacts, action: ask.WithdrawToken) -> list[Ruling]:
    known = _known(state, action)
    pair = _pair(facts, action)
    if not known.enrolled_at:
        raise Refused("TOKEN-ENROLLED", f"{known.label} (serial {known.serial}) isn't enrolled, so isn't withdrawn.")
    body = {"label": known.label, "serial": known.serial, "reason": checked_text("The reason", action.reason)}
    return [ruling("token.withdrawn", body, *pair)]


def _initialise(state: TokensState, facts: TokenFacts, action: ask.InitialiseToken) -> list[Ruling]:
    unknown = KnownToken(action.label, action.serial, kind=action.kind, module=action.module)
    known = state.tokens.get(address_of(action.label, action.serial), unknown)
    pair = _pair(facts, action)
    new_label = checked_text("The new label", action.new_label)
    if len(new_label.encode()) > LONGEST_LABEL:
        raise Refused("TEXT", f"A token's label has at most {LONGEST_LABEL} bytes. Choose a shorter one.")
    request = {
        "new_label": new_label,
        "so_people": _enters(facts, action.so_people, "The SO PIN"),
        "people": _enters(facts, action.people, "The user PIN"),
    }
    custody = {
        "SO": checked_text("Where the SO PIN is kept", action.so_custody),
        "user": checked_text("Where the user PIN is kept", action.custody),
    }
    says = f"making {known.label or 'a new token'} (serial {known.serial or 'none'}) new, as {new_label}"
    return begin(
        state, facts, "initialise", token=known, says=says, request=request, about={"custody": custody}, signed_by=pair
    )


def _change_pin(state: TokensState, facts: TokenFacts, action: ask.ChangeTokenPin) -> list[Ruling]:
    known = _known(state, action)
    pair = _pair(facts, action)
    whose = "The SO PIN" if action.who == "SO" else "The user PIN"
    request = {
        "who": action.who,
        "people": _enters(facts, action.people, whose),
        "new_people": _enters(facts, action.new_people, whose),
    }
    custody = checked_text(f"Where {whose[0].lower()}{whose[1:]} is kept", action.custody)
    says = f"changing {whose[0].lower()}{whose[1:]} of {known.label} (serial {known.serial})"
    about = {"who": action.who, "custody": custody}
    return begin(state, facts, "change pin", token=known, says=says, request=request, about=about, signed_by=pair)


def _zeroise(state: TokensState, facts: TokenFacts, action: ask.ZeroiseToken) -> list[Ruling]:
    known = _known(state, action)
    pair = _pair(facts, action)
    about = {"reason": checked_text("The reason", action.reason)}
    request = {"so_people": _enters(facts, action.so_people, "The SO PIN")}
    says = f"destroying everything on {known.label} (serial {known.serial})"
    return begin(state, facts, "zeroise", token=known, says=says, request=request, about=about, signed_by=pair)


_RULES: tuple[tuple[type[ask.TokenAction], Callable[[TokensState, TokenFacts, Any], list[Ruling]]], ...] = (
    (ask.SeeTokens, _see),
    (ask.ProbeToken, _probe),
    (ask.EnrolToken, _enrol),
    (ask.WithdrawToken, _withdraw),
    (ask.InitialiseToken, _initialise),
    (ask.ChangeTokenPin, _change_pin),
    (ask.ZeroiseToken, _zeroise),
    (ask.EndTokenWork, end_work),
)
"""By action: what rules on it."""
