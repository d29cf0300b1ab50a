"""The Subscriber's confirmation (SMKI RP 3.2, 3.3; rules RUN-CONFIRM and PARTY).

Several Compromises may share one set of steps (3.2, last paragraph). Each Subscriber of theirs answers for itself.
Those who answered alike go on together; the others, and those who have not answered yet, go on in a run of their own,
so that nobody's recovery waits for somebody else's answer.
"""

from collections.abc import Iterator
from datetime import datetime

from ceremonies.act import Ruling, checked_text, moment_of
from ceremonies.errors import Refused
from ceremonies.parties.decide import check_confirms
from ceremonies.runbook import actions as ask
from ceremonies.runbook.book import Book
from ceremonies.runbook.facts import RunFacts, ruling, subscribers_of
from ceremonies.runbook.lacking import Lack
from ceremonies.runbook.schema import Next, Step
from ceremonies.runbook.state import RunState, StepState
from ceremonies.times import to_iso

NO_ANSWER_HOURS = 24
"""Hours a Subscriber has to answer (SMKI RP 3.2)."""


def confirm(state: RunState, facts: RunFacts, action: ask.Confirm, now: datetime) -> list[Ruling]:
    """Take a Subscriber's confirmation from someone who may give it, or record that none came in 24 hours."""
    then = moment_of(action, now)
    step = facts.book.step(action.step)
    if not step.confirmation:
        raise Refused("RUN-CONFIRM", f"Step {step.id} takes no confirmation.")
    party = one_of(subscribers_of(state, facts), action.party)
    if action.outcome == "no answer":
        _check_time_is_up(state, step.id, then)
    elif action.outcome != "S1SPKI policy":
        check_confirms(facts.parties, party, action.person, action.role)
    body = {
        "step": step.id,
        "outcome": action.outcome,
        "party": party,
        "person": checked_text("Who confirmed", action.person, required=action.outcome.startswith("believed")),
        "role": action.role,
        "means": checked_text("The means", action.means, required=action.outcome.startswith("believed")),
        "wishes": checked_text("What the Subscriber wishes", action.wishes, required=False),
    }
    return [ruling(action.run, "confirmation.taken", body)]


def one_of(subscribers: tuple[str, ...], party: str) -> str:
    """The Subscriber that is meant: the one that is named, or the only one there is.

    Raises:
        Refused: PARTY: there are several and none is named, or the one named is none of them.
    """
    if not party and len(subscribers) <= 1:
        return subscribers[0] if subscribers else ""
    known = ", ".join(subscribers) or "none"
    if not party:
        raise Refused("PARTY", f"Several Subscribers share these steps. Say which one is meant: {known}.")
    if party not in subscribers:
        raise Refused("PARTY", f"{party} is not a Subscriber that these steps serve. There are: {known}.")
    return party


def _check_time_is_up(state: RunState, step_id: str, then: datetime) -> None:
    """No answer is recorded only after the time the Subscriber had, which begins with the request.

    Raises:
        Refused: RUN-CONFIRM.
    """
    if not any(one.step == step_id for one in state.deadlines):
        raise Refused("RUN-CONFIRM", "The Subscriber was not asked in this run, so its time to answer never began.")
    limits = [one.due for one in state.deadlines if one.step == step_id and one.met_at is None]
    if limits and to_iso(then) < max(limits):
        raise Refused("RUN-CONFIRM", f"The Subscriber has {NO_ANSWER_HOURS} hours to answer; they are not over yet.")


def unconfirmed(step: Step, at: StepState) -> Iterator[Lack]:
    """The confirmation that a step lacks: the first, for one Subscriber that answered is enough to go on."""
    if step.confirmation and not at.confirmations:
        sentence = f"Take the Subscriber's confirmation at {step.id} first, or that none came."
        yield Lack("RUN-CONFIRM", sentence, ("take the confirmation",))


def who_go_on(
    subscribers: tuple[str, ...], step: Step, at: StepState, way: Next, party: str = ""
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Subscribers that take ``way``, and those that stay at the step in a run of their own.

    Raises:
        Refused: RUN-CONFIRM: the way is nobody's answer. PARTY: one is named where all go on together.
    """
    if party:
        if not step.method:
            raise Refused("PARTY", f"At {step.id} all Subscribers go on together. Leave the Subscriber out.")
        going: tuple[str, ...] = (one_of(subscribers, party),)
    elif step.confirmation and way.confirmed is not None:
        going = tuple(one for one, said in at.confirmations.items() if said["outcome"] == way.confirmed)
    else:
        going = subscribers
    if step.confirmation and not going:
        said = "; ".join(f"{one} says {said['outcome']!r}" for one, said in at.confirmations.items())
        raise Refused("RUN-CONFIRM", f"The confirmation of {said}, which does not lead to {way.to} ({way.if_}).")
    return going, tuple(one for one in subscribers if one not in going)


def believers(state: RunState) -> frozenset[str]:
    """The Party ids of the Subscribers that confirmed, in this run, that they believe in the Compromise."""
    steps = (*state.done, *state.broken_off, *state.open.values())
    said = ((party, one["outcome"]) for at in steps for party, one in at.confirmations.items())
    return frozenset(party for party, outcome in said if outcome.startswith("believed"))


def may_join(state: RunState, book: Book) -> bool:
    """Whether another Subscriber can still be asked along in a run: the request of 3.2 has not gone out yet."""
    asking = [step for step in book.steps.values() if step.confirmation and step.deadline is not None]
    return state.status in ("going", "paused") and any(
        book.section_of(step.id).part_of == state.section
        and step.deadline is not None
        and not any(one.step in (step.id, step.deadline.step) for one in state.done)
        for step in asking
    )


def shown(state: RunState, at: StepState) -> str:
    """What was confirmed, in words: the outcome where there is one Subscriber, otherwise each Subscriber's."""
    if len(state.subscribers) <= 1 or not at.confirmations:
        return at.confirmation["outcome"] if at.confirmation else ""
    said = at.confirmations
    return "; ".join(f"{one}: {said[one]['outcome'] if one in said else 'not yet'}" for one in state.subscribers)
