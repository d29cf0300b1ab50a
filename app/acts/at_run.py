"""What the acts of a run share: the run and step at hand, and what every action on a step names."""

from typing import Any

from app.acts.act import Answers, Choice, Field, Where, happened
from ceremonies.errors import Misuse
from ceremonies.runbook.views import RunView, StepView


def here(where: Where) -> tuple[RunView, StepView]:
    """The run and step at hand.

    Raises:
        Misuse: no step is shown.
    """
    if where.run is None or where.step is None:
        raise Misuse("A step's act was asked for where no step is shown.")
    return where.run, where.step


def run_of(where: Where) -> RunView:
    """The run that is shown.

    Raises:
        Misuse: none is.
    """
    if where.run is None:
        raise Misuse("A run's act was asked for where no run is shown.")
    return where.run


def no_step(where: Where) -> bool:
    """Whether no step is shown."""
    return where.step is None


def step_of(where: Where) -> StepView:
    """The step at hand."""
    return here(where)[1]


def at_step(where: Where, answers: Answers) -> dict[str, Any]:
    """The part every action on a step shares."""
    run, step = here(where)
    return {"run": run.run, "step": step.id, "by": where.by, **happened(answers)}


def subscriber_field(where: Where, label: str, *, required: bool) -> tuple[Field, ...]:
    """Which Subscriber, where several share the run's steps."""
    served = where.run.subscribers if where.run else ()
    choices = tuple(Choice(one, where.home.parties.get(one, one)) for one in served)
    if len(choices) <= 1:
        return ()
    return (Field(name="party", label=label, kind="choice", choices=choices, required=required),)


def pointed_at(where: Where, field: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choice that the person points at, where they do; otherwise all of them."""
    return tuple(one for one in choices if one.value == where.chosen.get(field)) or choices
