"""What differs between two copies of the procedure, for the two people who move a run on (rule RUN-OWN-COPY)."""

from typing import Any

import msgspec

from ceremonies.runbook.book import Book


def difference(old: Book, new: Book, part: str) -> str:
    """One line for each step or field of ``part`` that differs; "" when nothing does."""
    before, after = _steps(old, part), _steps(new, part)
    lines = [f"{step}: no longer there" for step in before if step not in after]
    lines += [f"{step}: new" for step in after if step not in before]
    for step in before:
        if step in after:
            lines += [f"{step}, {line}" for line in _fields(before[step], after[step])]
    return "\n".join(lines)


def _steps(book: Book, part: str) -> dict[str, dict[str, Any]]:
    return {
        step.id: msgspec.to_builtins(step)
        for section in book.sections
        if section.part_of == part
        for step in section.steps
    }


def _fields(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [
        f"{field}: was {_short(before[field])}; is {_short(after[field])}"
        for field in before
        if before[field] != after[field]
    ]


def _short(value: object) -> str:
    """A value for the eye; long ones are cut."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= 200 else f"{text[:200]}..."  # noqa: PLR2004 - a line or two of a terminal
