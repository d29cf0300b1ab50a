"""Opening key ceremonies: what is settled is checked against the register before the script's first step opens."""

from datetime import datetime
from typing import Any

import msgspec

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.keys.kinds import OF_KIND, generation_of
from ceremonies.runbook import ceremony_actions as ask
from ceremonies.runbook.beginning import begin
from ceremonies.runbook.calling import CARRIED_OUT, SPLITTING, CeremonyFacts
from ceremonies.runbook.facts import RunFacts, ruling
from ceremonies.runbook.schema import Ceremony
from ceremonies.runbook.state import RunState, StepState
from ceremonies.runbook.which_key import key_to_make, keys_meant

FEWEST, MOST = 2, 16
"""How few and how many shares a set may have (SLIP-39 takes no more than 16)."""
SHORTEST, LONGEST = 5, 600
"""Seconds that a share's words may stay on the screen."""


def open_ceremony(state: RunState, facts: RunFacts, action: ask.OpenCeremony, now: datetime) -> list[Ruling]:
    """Open a ceremony: its run begins, and the step waits for it."""
    moment_of(action, now)
    at = state.open[action.step]
    called = _called(facts, action.step, action.number)
    _check_not_held(at, facts.ceremony, action.number)
    body = ceremony_body(called, action.details, facts.ceremony)
    opened = {"step": action.step, "number": action.number, "how": "run", "run": facts.next_run, "key": body["key"]}
    because = f"called for by run {action.run}, step {action.step}"
    first = begin(
        facts,
        run=facts.next_run,
        incident=state.incident,
        section=called.script,
        because=because,
        subscribers=tuple(state.subscribers),
    )
    first.body["ceremony"] = body
    first.body["called_by"] = {"run": action.run, "step": action.step}
    return [ruling(action.run, "ceremony.opened", opened), first]


def held_outside(state: RunState, facts: RunFacts, action: ask.HeldOutside, now: datetime) -> list[Ruling]:
    """Record a ceremony that was held without Keyroom."""
    moment_of(action, now)
    _called(facts, action.step, action.number)
    _check_not_held(state.open[action.step], facts.ceremony, action.number)
    body = {
        "step": action.step,
        "number": action.number,
        "how": "outside",
        "key": checked_text("The key", action.key),
        "who": checked_text("Who reports it", action.who),
        "minutes": checked_text("The reference of the minutes", action.minutes),
    }
    return [ruling(action.run, "ceremony.outside", body)]


def not_called_for(state: RunState, facts: RunFacts, action: ask.NotCalledFor, now: datetime) -> list[Ruling]:
    """Record why a ceremony is not called for.

    Raises:
        Refused: STEP-CEREMONY: it takes place whatever the case is.
    """
    moment_of(action, now)
    called = _called(facts, action.step, action.number)
    _check_not_held(state.open[action.step], facts.ceremony, action.number)
    if not called.where:
        raise Refused(
            "STEP-CEREMONY",
            f"Step {action.step} calls for this ceremony in every case. Open it, or record it as held without Keyroom.",
        )
    reason = checked_text("The reason", action.reason)
    body = {"step": action.step, "number": action.number, "how": "not called for", "reason": reason}
    return [ruling(action.run, "ceremony.waived", body)]


def _called(facts: RunFacts, step_id: str, number: int) -> Ceremony:
    """The ceremony of a step that is meant.

    Raises:
        Refused: STEP-CEREMONY: the step calls for none of that number.
    """
    called = facts.book.step(step_id).ceremonies
    if 0 <= number < len(called):
        return called[number]
    how_many = f"{len(called)} ceremonies" if called else "no key ceremony"
    raise Refused("STEP-CEREMONY", f"Step {step_id} calls for {how_many}; there is no number {number + 1}.")


def _check_not_held(at: StepState, there: CeremonyFacts, number: int) -> None:
    """One ceremony after the other; another only when the last one was not carried out.

    Raises:
        Refused: ALREADY-RECORDED.
    """
    said = at.ceremonies.get(number)
    if said is None or said["how"] == "not called for":
        return
    ended = there.ends.get(said.get("run", ""), "")
    if said["how"] == "run" and ended not in ("", CARRIED_OUT):
        return
    how = f"run {said['run']}" if said["how"] == "run" else f"minutes {said['minutes']}"
    raise Refused("ALREADY-RECORDED", f"This ceremony of step {at.step} is already in the record ({how}).")


def ceremony_body(called: Ceremony, details: ask.Details, there: CeremonyFacts) -> dict[str, Any]:
    """What a ceremony's first entry says of it.

    Raises:
        Refused: KEY-STATE, KEY-SPLIT, CSK, ROOM-PRIVATE or TEXT.
    """
    _check_texts(details)
    _check_seconds(details.words_seconds)
    if called.script != "C9" or details.key:
        _check_key(called, details.key, there)
    _check_companions(called, details, there)
    m, n = _shares(called, details, there)
    parts = _parts(called, details, there)
    known = there.keys.get(details.key)
    settled: dict[str, Any] = msgspec.to_builtins(details)
    return settled | {
        "script": called.script,
        "kind": called.key,
        "which": called.which,
        "says": called.says,
        "mark": "OLD" if called.which == "being replaced" else "NEW" if called.which == "new" and details.key else "",
        "serial": known.serial if known else "",
        "m": m,
        "n": n,
        "parts": parts,
    }


def _check_texts(details: ask.Details) -> None:
    for label, text in (
        ("The key", details.key),
        ("The symmetric key", details.symmetric),
        ("The issuing key", details.issuer),
        ("The token's label", details.token_label),
        ("The token's serial", details.token_serial),
    ):
        checked_text(label, text, required=False, longest=200)


def _check_seconds(seconds: int) -> None:
    if not SHORTEST <= seconds <= LONGEST:
        raise Refused(
            "ROOM-PRIVATE",
            f"A share's words stay on the screen for {SHORTEST} to {LONGEST} seconds, not {seconds}. Choose a time.",
        )


def _check_key(called: Ceremony, key: str, there: CeremonyFacts) -> None:
    """The key is of the kind and the generation that are meant (rule KEY-STATE).

    Raises:
        Refused: KEY-STATE.
    """
    title = OF_KIND[called.key].title
    if not key:
        raise Refused("KEY-STATE", f"Name the {title} that is meant; {called.which} is what the step says.")
    generation_of(key)
    if not key.startswith(f"{OF_KIND[called.key].prefix}-"):
        raise Refused("KEY-STATE", f"{key} is no {title}. Its names begin with {OF_KIND[called.key].prefix}-.")
    meant = keys_meant(called, there.keys) or tuple(filter(None, [key_to_make(called, there.keys)]))
    if key in meant:
        return
    then = f"That is {' or '.join(meant)}." if meant else "There is none in this record."
    known = there.keys.get(key)
    if known is None:
        outside = "" if meant else " If it is kept without Keyroom, record the ceremony as held so."
        raise Refused("KEY-STATE", f"{key} is not the {title} that is meant: {_meant(called)}. {then}{outside}")
    raise Refused("KEY-STATE", f"{key} is {known.status}; the {title} that is meant is {_meant(called)}. {then}")


def _meant(called: Ceremony) -> str:
    return "the new one" if called.which == "new" else f"the one that is {called.which}"


def _check_companions(called: Ceremony, details: ask.Details, there: CeremonyFacts) -> None:
    """The keys that go with the ceremony's key are what they are named for.

    Raises:
        Refused: KEY-STATE or CSK.
    """
    if called.script == "C2" and not details.symmetric:
        raise Refused("CSK", "Name the Contingency Symmetric Key that is made with the Contingency key.")
    if details.symmetric:
        symmetric = msgspec.structs.replace(called, key="contingency symmetric")
        if called.key != "contingency":
            raise Refused("CSK", "A Contingency Symmetric Key goes with a Contingency key only.")
        _check_key(symmetric, details.symmetric, there)
    authorities = {"C1": "issuing", "C4": "root"}
    if called.script in authorities:
        authority = authorities[called.script]
        known = there.keys.get(details.issuer)
        if known is None or known.kind != authority or known.status not in ("made", "in use"):
            named = f"{details.issuer} is not one of this record" if details.issuer else "none is named"
            raise Refused(
                "KEY-STATE",
                f"The certificate needs a signature by the {OF_KIND[authority].title}, made and not replaced: {named}."
                " Name the key.",
            )


def _shares(called: Ceremony, details: ask.Details, there: CeremonyFacts) -> tuple[int, int]:
    """M and N: as settled where a set is made, as the register has them elsewhere, 0 for a token key.

    Raises:
        Refused: KEY-SPLIT.
    """
    known = there.keys.get(details.key)
    if called.script in SPLITTING and called.key != "contingency symmetric" and (details.m or details.n or not known):
        check_shares(details.m, details.n)
        return details.m, details.n
    return (known.m, known.n) if known else (0, 0)


def check_shares(m: int, n: int) -> None:
    """Nothing, if M of N shares can be made, and no single one gives the key.

    Raises:
        Refused: KEY-SPLIT.
    """
    if m > n:
        raise Refused("KEY-SPLIT", f"M is {m} and N is {n}: more shares would be needed than there are. Choose M <= N.")
    if m < FEWEST:
        raise Refused("KEY-SPLIT", f"M is {m}: one share alone would give the key. Choose {FEWEST} or more.")
    if n > MOST:
        raise Refused("KEY-SPLIT", f"N is {n}: a set has at most {MOST} shares. Choose a smaller N.")


def _parts(called: Ceremony, details: ask.Details, there: CeremonyFacts) -> int:
    """How many parts the Contingency Symmetric Key has; 0 where none takes part.

    Raises:
        Refused: CSK.
    """
    if not details.symmetric:
        return 0
    known = there.keys.get(details.symmetric)
    if called.script != "C2" and known:
        return known.n
    if not FEWEST <= details.parts <= MOST:
        raise Refused(
            "CSK", f"The Contingency Symmetric Key is split into {FEWEST} to {MOST} parts, not {details.parts}."
        )
    return details.parts
