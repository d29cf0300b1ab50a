"""How a run begins: its section, its own copy of the procedure, whom it serves, its first steps."""

from typing import Any

from ceremonies.act import Ruling
from ceremonies.runbook import course
from ceremonies.runbook.facts import RunFacts, ruling
from ceremonies.runbook.state import Hold, RunState


def begin(
    facts: RunFacts,
    *,
    run: str,
    incident: str,
    section: str,
    because: str,
    subscribers: tuple[str, ...] = (),
    inherits: dict[str, Hold] | None = None,
) -> Ruling:
    """The first entry of a run.

    Args:
        facts: what is known of the incident.
        run: its name, for example ``TEST-0042/1``.
        incident: the incident's reference.
        section: a part, section or step of the procedure.
        because: why it is started, in words.
        subscribers: the Party ids of the Subscribers it serves; all of the Incident's where none is given.
        inherits: what stands from the run before it, and what stood before that.
    """
    step_id = facts.book.entry_step(section)
    body: dict[str, Any] = {
        "run": run,
        "incident": incident,
        "section": facts.book.section_of(step_id).part_of,
        "book": facts.book.digest,
        "because": because,
        "subscribers": list(subscribers or facts.subscribers),
        "notified": facts.notified_at,
        "inherits": {
            what: {"standing": hold.standing, "before": hold.before} for what, hold in (inherits or {}).items()
        },
        **course.start(facts.book, RunState(), section).body(),
    }
    return ruling(run, "run.started", body)


def begin_apart(state: RunState, facts: RunFacts, run: str, step_id: str, staying: tuple[str, ...]) -> Ruling:
    """The first entry of the run in which some Subscribers go on by themselves from a step of ``state`` (RUN-CONFIRM).

    What they answered, and the time they have to answer, come along.
    """
    who = ", ".join(staying)
    because = f"goes on from run {state.run}, step {step_id}, for {who}, who did not take the same way"
    first = begin(facts, run=run, incident=state.incident, section=step_id, because=because, subscribers=staying)
    said = state.open[step_id].confirmations
    first.body["confirmations"] = {one: said[one] for one in staying if one in said}
    first.body["deadlines"] = [
        {"name": one.name, "step": one.step, "from": one.started_at, "due": one.due, "not_before": one.not_before}
        for one in state.deadlines
        if one.step == step_id and one.met_at is None
    ]
    return first


def run_after(run: str) -> str:
    """The name after ``run``: TEST-0042/3 for TEST-0042/2."""
    incident, _, number = run.rpartition("/")
    return f"{incident}/{int(number) + 1}"
