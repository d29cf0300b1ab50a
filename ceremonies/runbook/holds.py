"""What a run puts in force and must put back: SMI Statuses, thresholds, custodians called.

Keyroom sets nothing itself: what counts is what the DCC's systems confirmed (rule OUTSIDE). What stood before is kept
from the first change and put back by the last that lets go (rule RUN-BEFORE). No run ends while something stands
(rule RUN-NO-STRAND).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook import gate
from ceremonies.runbook.facts import RunFacts, ruling
from ceremonies.runbook.lacking import Lack, refuse_first
from ceremonies.runbook.schema import Step
from ceremonies.runbook.state import RunState, StepState, take_released, take_set

SHARED = ("DCC thresholds", "mode 8 threshold")
"""What has one value for all runs, while statuses and Subscribers' thresholds belong to each run's own Devices."""


def put_in_force(state: RunState, facts: RunFacts, action: ask.PutInForce, now: datetime) -> list[Ruling]:
    """Record what was confirmed as set at a step that may set it."""
    moment_of(action, now)
    step = facts.book.step(action.step)
    body = _set(state, facts, step, action)
    gate.check_weighed(step, state.open[step.id], acting=action.amount > 0)
    return [ruling(action.run, "hold.set", body)]


def _set(state: RunState, facts: RunFacts, step: Step, action: ask.PutInForce) -> dict[str, Any]:
    """What was set, as it stands in an entry.

    Raises:
        Refused: OUTSIDE, RUN-BEFORE or TEXT.
    """
    if action.what not in step.holds:
        raise Refused("OUTSIDE", f"Step {step.id} puts no {action.what} in force.")
    if action.amount < 0:
        raise Refused("OUTSIDE", "The number confirmed can't be negative. Write 0 if nothing was set.")
    return {
        "step": step.id,
        "what": action.what,
        "amount": action.amount,
        "before": _before(state, facts, action),
        "detail": checked_text("How it was confirmed", action.detail, required=action.amount > 0),
    }


def _before(state: RunState, facts: RunFacts, action: ask.PutInForce) -> str:
    """What stood before the first run changed it.

    For what is shared another run's word counts if that run was first. A status belongs to this run's own Devices, so
    another Incident's word for its Devices says nothing here.

    Raises:
        Refused: RUN-BEFORE: it is shared, and something else is said to have stood before. TEXT: nobody has said.
    """
    hold = state.holds.get(action.what)
    mine = hold.before if hold else ""
    first = mine or (facts.others_before.get(action.what, "") if action.what in SHARED else "")
    said = checked_text("What stood before", action.before, required=action.amount > 0 and not first)
    if action.what in SHARED and first and said and said != first:
        raise Refused(
            "RUN-BEFORE",
            f"Before the first run changed the {action.what}, it was {first!r}, and that is put back in the end. "
            "Leave the field empty.",
        )
    return said or first


def put_back(state: RunState, facts: RunFacts, action: ask.PutBack, now: datetime) -> list[Ruling]:
    """Record what was confirmed as put back at a step that may do so."""
    moment_of(action, now)
    body = _released(state, facts, facts.book.step(action.step), action)
    return [ruling(action.run, "hold.released", body)]


def _released(state: RunState, facts: RunFacts, step: Step, action: ask.PutBack) -> dict[str, Any]:
    """What was put back, as it stands in an entry.

    Raises:
        Refused: OUTSIDE, RUN-BEFORE or TEXT.
    """
    if action.what not in step.releases:
        raise Refused("OUTSIDE", f"Step {step.id} puts no {action.what} back.")
    standing = state.holds[action.what].standing if action.what in state.holds else 0
    if not 0 <= action.amount <= standing:
        raise Refused("OUTSIDE", f"{standing} of {action.what} stand; {action.amount} can't be put back.")
    _check_last_lets_go(facts, action, standing)
    return {
        "step": step.id,
        "what": action.what,
        "amount": action.amount,
        "detail": checked_text("How it was confirmed", action.detail, required=action.amount > 0),
        "to": state.holds[action.what].before if action.what in state.holds else "",
    }


def on_paper(state: RunState, facts: RunFacts, step: Step, action: ask.PaperStep) -> dict[str, list[dict[str, Any]]]:
    """What the printed script says was set and put back at a step; ``state`` takes it over.

    Raises:
        Refused: OUTSIDE, RUN-BEFORE or TEXT: it can't have been, or the script's line lacks a count.
    """
    said: dict[str, list[dict[str, Any]]] = {"set": [], "put_back": []}
    detail = action.note or "As the printed script says"
    for one in action.counts:
        if one.amount < 0 or one.what not in step.holds:
            back = ask.PutBack(run="", step=step.id, what=one.what, amount=-one.amount, detail=detail)
            body = _released(state, facts, step, back)
            take_released(state, body)
            said["put_back"].append(body)
        else:
            put = ask.PutInForce(
                run="", step=step.id, what=one.what, amount=one.amount, before=one.before, detail=detail
            )
            body = _set(state, facts, step, put)
            take_set(state, body)
            said["set"].append(body)
    check_answered(step, state.open[step.id], state)
    return {side: bodies for side, bodies in said.items() if bodies}


def _check_last_lets_go(facts: RunFacts, action: ask.PutBack, standing: int) -> None:
    """What several runs hold is put back by the last of them.

    Raises:
        Refused: RUN-BEFORE.
    """
    others = facts.others_hold.get(action.what, 0)
    if not others or not action.amount:
        return
    if action.what in SHARED:
        raise Refused(
            "RUN-BEFORE",
            f"Other runs still need the {action.what}, so it stays as it is. Record 0 here and leave it standing: "
            "the run that lets go last puts it back.",
        )
    if action.amount == standing and action.what != "custodians called" and not action.detail.strip():
        raise Refused(
            "RUN-BEFORE",
            f"Other runs still hold {others} of {action.what}. What stood before comes back when the last lets go:"
            " say in the detail which Devices or values only this run held.",
        )


def correct_count(state: RunState, _facts: RunFacts, action: ask.CorrectCount, now: datetime) -> list[Ruling]:
    """Say how much really stands; both counts stay in the record."""
    moment_of(action, now)
    hold = state.holds.get(action.what)
    if hold is None:
        raise Refused("OUTSIDE", f"This run has put no {action.what} in force, so there is no count to correct.")
    if action.stands < 0:
        raise Refused("OUTSIDE", "The number that stands can't be negative.")
    if action.stands == hold.standing:
        raise Refused("ALREADY-RECORDED", f"{hold.standing} of {action.what} already stand in the record.")
    body = {
        "what": action.what,
        "was": hold.standing,
        "stands": action.stands,
        "reason": checked_text("The reason", action.reason),
    }
    return [ruling(action.run, "hold.corrected", body, signed_by=(action.by, action.second))]


def leave_standing(state: RunState, _facts: RunFacts, action: ask.LeaveStanding, now: datetime) -> list[Ruling]:
    """Decide for one set that it stays in force after the run: who deals with it, and by when."""
    moment_of(action, now)
    standing = state.holds[action.what].standing if action.what in state.holds else 0
    if not 0 < action.amount <= standing:
        raise Refused("RUN-NO-STRAND", f"{standing} of {action.what} stand; {action.amount} can't be left.")
    body = {
        "what": action.what,
        "amount": action.amount,
        "stands": checked_text("Which Devices or values stay", action.stands),
        "who": checked_text("Who deals with it", action.who),
        "by_when": checked_text("By when", action.by_when),
        "before": state.holds[action.what].before,
    }
    return [ruling(action.run, "hold.left", body, signed_by=(action.by, action.second))]


def check_answered(step: Step, at: StepState, state: RunState) -> None:
    """A step that may set or put back says what was confirmed, also when that is nothing.

    Raises:
        Refused: OUTSIDE.
    """
    refuse_first(unanswered(step, at, state))


def unanswered(step: Step, at: StepState, state: RunState) -> Iterator[Lack]:
    """What a step may set or put back, and nobody has said yet what was confirmed."""
    not_set = [what for what in step.holds if what not in at.set_here]
    if not_set:
        sentence = f"Step {step.id}: say what was confirmed as set for {', '.join(not_set)} (0 if nothing was)."
        yield Lack("OUTSIDE", sentence, tuple(f"confirm what was set: {what}" for what in not_set))
    not_back = [
        what
        for what in step.releases
        if what not in at.put_back_here and what not in step.holds and standing_of(state, what) > 0
    ]
    if not_back:
        sentence = f"Step {step.id}: say what was confirmed as put back for {', '.join(not_back)} (0 if nothing was)."
        yield Lack("OUTSIDE", sentence, tuple(f"confirm what was put back: {what}" for what in not_back))


def standing_of(state: RunState, what: str) -> int:
    """How much of ``what`` the run has in force."""
    hold = state.holds.get(what)
    return hold.standing if hold else 0


def check_nothing_stands(state: RunState) -> None:
    """No run ends while something it changed stands without a decision.

    Raises:
        Refused: RUN-NO-STRAND, naming what stands.
    """
    standing = [f"{hold.standing} of {what}" for what, hold in state.holds.items() if hold.standing > 0]
    if standing:
        raise Refused(
            "RUN-NO-STRAND",
            f"Still in force: {'; '.join(standing)}. Put it back, or have two people record what stays,"
            " who deals with it and by when.",
        )
