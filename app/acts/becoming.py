"""From answers to an action: each of the action's fields takes the answer of its name, read as its type says."""

from collections.abc import Callable
from typing import Any

import msgspec

from app.acts.act import HAPPENED, Answers, Where, split_many, whole
from ceremonies.act import Action
from ceremonies.errors import Misuse

_HAPPENED = frozenset(field.name for field in HAPPENED)


def becomes(kind: type[Action]) -> Callable[[Where, Answers], Action]:
    """What makes an action of ``kind`` from the answers alone."""
    return lambda where, answers: action_of(kind, where, answers)


def action_of(kind: type[Action], where: Where, answers: Answers, **given: object) -> Action:
    """An action of ``kind``.

    Args:
        kind: what is asked of the rules.
        where: names who asks and, where nobody answered that, the incident, the run and the step.
        answers: by the names of the action's fields; those of other names are left aside.
        given: values that are no answers.

    Raises:
        Unusable: a count is no whole number.
        Misuse: it was asked for where something that it needs is neither shown nor answered.
    """
    values = {**_place(where), **given}
    fields = msgspec.structs.fields(kind)
    for field in fields:
        if field.name in answers and field.name not in given and field.name != "by":
            values[field.name] = _read(field, answers[field.name])
    if lacking := [field.name for field in fields if field.required and field.name not in values]:
        raise Misuse(f"{kind.__name__} was asked for without its {', '.join(lacking)}.")
    return kind(**{field.name: values[field.name] for field in fields if field.name in values})


def _read(field: msgspec.structs.FieldInfo, answer: str) -> Any:  # noqa: ANN401 - what the action's field takes
    """An answer as the type of its field; a time that was not given is None."""
    if field.name in _HAPPENED:
        return answer or None
    if field.type is int:
        return whole(answer)
    return split_many(answer) if getattr(field.type, "__origin__", None) is tuple else answer


def _place(where: Where) -> dict[str, Any]:
    """Who asks, and what is shown."""
    place: dict[str, Any] = {"by": where.by}
    if where.incident is not None:
        place["incident"] = where.incident.incident
    if where.run is not None:
        place["run"] = where.run.run
    if where.step is not None:
        place["step"] = where.step.id
    return place
