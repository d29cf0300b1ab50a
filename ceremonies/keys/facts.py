"""What a key's rules may know of the rest, the form of their answers, and the checks that several of them make."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ceremonies.act import Ruling
from ceremonies.errors import Refused
from ceremonies.keys.actions import TokenName
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.register import Register
from ceremonies.keys.state import KeyState
from ceremonies.people.present import check_two_people
from ceremonies.tokens.enrolled import check_may_be_used
from ceremonies.tokens.state import TokensState
from ceremonies.work import ABOUT, ENDED, UNRECORDED


class KeyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a key's rules may know of the rest.

    Attributes:
        present: the persons signed in.
        roles: by person, the roles of everybody who is enrolled and has not left.
        sitting: the number of the sitting that is open.
        production: whether the workspace is one.
        register: all keys.
        tokens: the register of tokens.
        other: the second key that the action, or the activation that runs, is about; None where there is none.
        doubt: why nothing may be signed, activated or destroyed (rule ROLLBACK); empty when all is well.
    """

    present: frozenset[str]
    roles: Mapping[str, tuple[str, ...]]
    sitting: int
    production: bool
    register: Register
    tokens: TokensState = msgspec.field(default_factory=TokensState)
    other: KeyState | None = None
    doubt: str = ""


def ruling(key: str, kind: str, body: dict[str, Any], *signed_by: str) -> Ruling:
    """Rule on the stream of ``key``."""
    return Ruling(stream=stream_of(key), kind=kind, body=body, signed_by=signed_by)


def begin(
    state: KeyState,
    facts: KeyFacts,
    act: str,
    *,
    says: str,
    request: dict[str, Any],
    about: dict[str, Any] | None = None,
    token: dict[str, str] | None = None,
    people: tuple[str, ...] = (),
    signed_by: tuple[str, ...] = (),
) -> list[Ruling]:
    """Say what is about to be done. Work that an earlier sitting left without an end is recorded as such before it.

    Raises:
        Refused: WORK: other work of this sitting has no end yet.
    """
    body = {
        "work": f"{state.key}/{state.works + 1}",
        "act": act,
        "says": says,
        "sitting": facts.sitting,
        "request": request,
        "about": about or {},
        "token": token or {},
        "people": list(people),
    }
    return [*left_behind(state, facts), ruling(state.key, ABOUT, body, *signed_by)]


def left_behind(state: KeyState, facts: KeyFacts) -> list[Ruling]:
    """The end, unrecorded, of work that an earlier sitting began; nothing where there is none.

    Raises:
        Refused: WORK: it was begun in this sitting, and its end is still to come.
    """
    if state.work is None:
        return []
    if state.work.sitting == facts.sitting:
        raise Refused("WORK", f"Something is being done with {state.key}: {state.work.says}. Record its end first.")
    body = {
        "work": state.work.id,
        "act": state.work.act,
        "outcome": UNRECORDED,
        "how": "stopped",
        "rule": "",
        "why": "the program ended before the work did",
        "over": True,
    }
    return [ruling(state.key, ENDED, body)]


def trusted(facts: KeyFacts, token: TokenName, *, wraps: bool = False) -> dict[str, str]:
    """The address of a token that a ceremony may use.

    Args:
        facts: have the register of tokens.
        token: the one that was named.
        wraps: whether it must be able to wrap a key in the one format there is.

    Raises:
        Refused: TOKEN-PROBE or TOKEN-ENROLLED.
    """
    kind = "production" if facts.production else "rehearsal"
    known = check_may_be_used(facts.tokens, token.label, token.serial, kind=kind)
    if wraps and not known.wraps:
        raise Refused(
            "TOKEN-PROBE", f"{token.label} (serial {token.serial}) can't wrap a key as it must. Use another token."
        )
    return address(token)


def address(token: TokenName) -> dict[str, str]:
    """A token as work and record name it."""
    return {"kind": token.kind, "module": token.module, "label": token.label, "serial": token.serial}


def own_address(token: TokenName | None, known: dict[str, str]) -> dict[str, str] | None:
    """A custodian's own token: as it was given, or as the record knows it."""
    if token is not None:
        return address(token)
    return dict(known) or None


def check_known(state: KeyState) -> None:
    """Nothing, if there is such a key.

    Raises:
        Refused: KEY-STATE.
    """
    if state.status == "none":
        raise Refused("KEY-STATE", "There is no key of that name in this record. Look at the list of keys.")


def check_expected(state: KeyState, facts: KeyFacts, expects: str) -> None:
    """Nothing, if the key's state is the one that the act expects (rule KEY-STATE).

    Raises:
        Refused: KEY-STATE, saying which key would fit.
    """
    if state.status == expects:
        return
    fits = [one.key for one in facts.register.of_kind(state.kind) if one.status == expects]
    then = f"The one that is {expects!r} is {', '.join(fits)}." if fits else f"None of its kind is {expects!r}."
    raise Refused("KEY-STATE", f"{state.key} is {state.status!r}, not {expects!r}. {then}")


def check_committed(state: KeyState) -> None:
    """Nothing, if the key counts and its ceremony has ended.

    Raises:
        Refused: KEY-COMMIT.
    """
    if not state.committed:
        raise Refused("KEY-COMMIT", f"{state.key} is not committed. Its ceremony goes on to the commit first.")
    if state.closing:
        raise Refused(
            "KEY-COMMIT",
            f"The ceremony of {state.key} is not closed. Destroy the session keys and list the token first.",
        )


def check_no_doubt(facts: KeyFacts) -> None:
    """Nothing, if the record is known to be the newest (rule ROLLBACK).

    Raises:
        Refused: ROLLBACK.
    """
    if facts.doubt:
        raise Refused("ROLLBACK", facts.doubt)


def check_pair(facts: KeyFacts, by: str, second: str) -> tuple[str, str]:
    """The two people who sign.

    Raises:
        Refused: TWO-PEOPLE or SIGNED-IN.
    """
    check_two_people(facts.present, by, second)
    return by, second


def check_halves(facts: KeyFacts, by: str, second: str) -> tuple[str, str]:
    """The two people who each enter one half of a PIN.

    Raises:
        Refused: KEY-CA-DUAL: there is one person only. SIGNED-IN: one of them isn't here.
    """
    if not second or second == by:
        raise Refused(
            "KEY-CA-DUAL",
            "The PIN of a Root OCA or Issuing OCA key is entered in two halves by two different people. "
            "Ask the other one to sign in.",
        )
    return check_pair(facts, by, second)


def check_custodian(state: KeyState, facts: KeyFacts, person: str, role: str) -> None:
    """Nothing, if ``person`` is here and may hold a share of this key.

    Raises:
        Refused: SIGNED-IN or PEOPLE-ROLES.
    """
    if person not in facts.present:
        raise Refused("SIGNED-IN", f"{person or 'The custodian'} isn't signed in to this sitting. They sign in first.")
    if role not in facts.roles.get(person, ()):
        raise Refused("PEOPLE-ROLES", f"{person} is no {role}, so holds no share of {state.key}.")
