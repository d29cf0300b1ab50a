"""What is shown of key ceremonies: of a ceremony's own run, and at a step that calls for one."""

from ceremonies.runbook.calling import CARRIED_OUT, CeremonyFacts, quorums
from ceremonies.runbook.schema import Step
from ceremonies.runbook.script_acts import ACTS
from ceremonies.runbook.state import RunState, StepState
from ceremonies.runbook.views import CalledView, CeremonyView, QuorumView
from ceremonies.runbook.which_key import key_to_make, keys_meant


def ceremony_view(state: RunState, there: CeremonyFacts) -> CeremonyView | None:
    """A ceremony's run; None for a run that is no ceremony's."""
    held = state.ceremony
    if not held:
        return None
    known = there.keys.get(held["key"])
    return CeremonyView(
        script=held["script"],
        key=held["key"],
        kind=held["kind"],
        which=held["which"],
        mark=(known.mark if known else "") or held["mark"],
        serial=held["serial"],
        status=known.status if known else "",
        m=held["m"],
        n=held["n"],
        symmetric=held["symmetric"],
        parts=held["parts"],
        issuer=held["issuer"],
        token_label=held["token_label"],
        token_serial=held["token_serial"],
        words_seconds=held["words_seconds"],
        called_by_run=state.called_by.get("run", ""),
        called_by_step=state.called_by.get("step", ""),
        roles=tuple((role, tuple(people)) for role, people in there.attending.items()),
        quorum=tuple(
            QuorumView(role=role, needed=needed, here=len(set(there.attending.get(role, ()))))
            for role, needed in quorums(state)
        ),
        acts_done=tuple(act.says for name, act in ACTS.items() if name in there.acts_done),
    )


def called_views(step: Step, at: StepState, there: CeremonyFacts) -> tuple[CalledView, ...]:
    """The ceremonies that a step calls for, and how each stands."""
    views = []
    for number, called in enumerate(step.ceremonies):
        said = at.ceremonies.get(number, {})
        stands, done = _stands(said, there)
        views.append(
            CalledView(
                number=number,
                script=called.script,
                kind=called.key,
                which=called.which,
                says=called.says,
                where=called.where or "",
                keys=keys_meant(called, there.keys) or tuple(filter(None, [key_to_make(called, there.keys)])),
                run=said.get("run", ""),
                stands=stands,
                done=done,
            )
        )
    return tuple(views)


def _stands(said: dict[str, str], there: CeremonyFacts) -> tuple[str, bool]:
    """How a ceremony stands, in words, and whether the step need wait for it no longer."""
    match said.get("how"):
        case "run":
            ended = there.ends.get(said["run"], "")
            return ended or "going", ended == CARRIED_OUT
        case "outside":
            return f"held outside: {said['key']}, {said['who']}, {said['minutes']}", True
        case "not called for":
            return f"not called for: {said['reason']}", True
        case _:
            return "", False
