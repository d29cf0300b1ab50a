"""Key ceremonies and runs: which a step calls for, what a script's step waits for, and who must be there.

What another house records is taken as facts; nothing here reads a stream.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from ceremonies.runbook.lacking import Lack
from ceremonies.runbook.schema import Ceremony, Step
from ceremonies.runbook.script_acts import ACTS
from ceremonies.runbook.state import RunState, StepState

CARRIED_OUT = "carried out to its end"
"""How a run ends that went its whole way."""
ABANDONED = "abandoned"
"""How a ceremony's run ends in which a step was broken off: a key was given up (rule KEY-COMMIT), or nothing signed."""

GENERATIONS = frozenset({"C1", "C2", "C3", "C4"})
"""The scripts that make a key."""
SPLITTING = frozenset({"C1", "C2", "C7"})
"""The scripts that make a set of shares."""


class KeyKnown(msgspec.Struct, frozen=True, kw_only=True):
    """What the register says of a key.

    Attributes:
        status: "planned", "made", "in use", "being replaced", "destroyed" or "abandoned".
        m: how many shares give it; 0 for a token key.
        n: how many shares there are.
        mark: "OLD", "NEW" or empty.
        serial: of its newest certificate; empty where it has none.
    """

    kind: str
    status: str
    m: int = 0
    n: int = 0
    mark: str = ""
    serial: str = ""


class CeremonyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run's rules and screens may know of ceremonies.

    Attributes:
        acts_done: the script's acts that the record shows as done in this ceremony.
        attending: by role, who of those signed in may act in it in this ceremony.
        ends: by run, how the other runs of the record ended; empty for one that is still going.
        keys: every key of the record, by name.
    """

    acts_done: frozenset[str] = frozenset()
    attending: Mapping[str, tuple[str, ...]] = {}
    ends: Mapping[str, str] = {}
    keys: Mapping[str, KeyKnown] = {}


NOTHING_KNOWN = CeremonyFacts()
"""Facts of a room without keys, people and other runs."""


def undone(
    state: RunState, step: Step, at: StepState, there: CeremonyFacts, *, on_paper: bool = False
) -> Iterator[Lack]:
    """What stands between a step and its completion: ceremonies that it calls for, people, and the script's act.

    A step that was done on paper had its ceremonies on paper too, but for those that were opened here.
    """
    for number, called in enumerate(step.ceremonies):
        if not on_paper or number in at.ceremonies:
            yield from _uncalled(step, at, there, number, called)
    yield from _unattended(step, there)
    yield from _without_quorum(state, step, there)
    if step.act and step.act not in there.acts_done:
        says = ACTS[step.act].says
        yield Lack(
            "STEP-ACT",
            f"Step {step.id} is done when the record shows it: {says}. Do that first.",
            (f"the act: {says}",),
        )


def _uncalled(step: Step, at: StepState, there: CeremonyFacts, number: int, called: Ceremony) -> Iterator[Lack]:
    """A ceremony that was not held. One that ended otherwise than it should is held again."""
    said = at.ceremonies.get(number)
    what = f"{called.script}, {called.says}"
    if said is None:
        may = ", or say why it is not called for" if called.where else ""
        sentence = (
            f"Step {step.id} calls for a key ceremony ({what}). Open it, or record it as held without Keyroom{may}."
        )
        yield Lack("STEP-CEREMONY", sentence, (f"ceremony {number + 1}: {called.says}",))
    elif said["how"] == "run" and there.ends.get(said["run"], "") != CARRIED_OUT:
        ended = there.ends.get(said["run"], "")
        sentence = (
            f"The ceremony {said['run']} was not carried out ({ended}). Open another for step {step.id}."
            if ended
            else f"Step {step.id} waits for the ceremony {said['run']}. It is complete when that has ended."
        )
        yield Lack("STEP-CEREMONY", sentence, (f"ceremony {number + 1}: {said['run']} {ended or 'is going'}",))


def _unattended(step: Step, there: CeremonyFacts) -> Iterator[Lack]:
    """Roles that nobody has taken, and roles that only one and the same person could take."""
    empty = [role for role in step.roles if not there.attending.get(role)]
    if empty:
        sentence = (
            f"Nobody who is signed in is {' or '.join(empty)} in this ceremony. Have them sign in and take the role."
        )
        yield Lack("PEOPLE-CONFLICT", sentence, tuple(f"present: {role}" for role in empty))
    elif not can_be_filled([there.attending[role] for role in step.roles]):
        roles = ", ".join(step.roles)
        sentence = f"{roles} are different people in one ceremony, and too few are signed in. Ask another to sign in."
        yield Lack("PEOPLE-CONFLICT", sentence, ("another person for these roles",))


def can_be_filled(choices: Sequence[Collection[str]]) -> bool:
    """Whether each role can have a person of its own out of those who may act in it."""
    if not choices:
        return True
    first, *rest = sorted(choices, key=len)
    return any(can_be_filled([[one for one in each if one != person] for each in rest]) for person in first)


def _without_quorum(state: RunState, step: Step, there: CeremonyFacts) -> Iterator[Lack]:
    """Fewer people than shares that are needed (people are counted, not shares)."""
    if not step.quorum:
        return
    for role, needed in quorums(state):
        here = len(set(there.attending.get(role, ())))
        if here < needed:
            sentence = (
                f"{needed} {role}s are needed for {state.ceremony['key']}, each a different person; {here} are signed"
                " in. Wait until they have come and signed in."
            )
            yield Lack("QUORUM", sentence, (f"{here} of {needed} {role}s signed in",))


def quorums(state: RunState) -> list[tuple[str, int]]:
    """By role, how many different people the ceremony's key takes."""
    held = state.ceremony
    if not held:
        return []
    symmetric = held["kind"] == "contingency symmetric"
    needed = [("Symmetric Key Custodian" if symmetric else "Key Custodian", int(held["m"]))]
    if held["symmetric"]:
        needed.append(("Symmetric Key Custodian", int(held["parts"])))
    return [(role, count) for role, count in needed if count]
