"""What a person taking command is shown."""

from collections.abc import Mapping, Sequence

from app.screens.phrases import some
from app.widgets.line import BLANK, Line, Tone, heading, line, paragraph
from ceremonies.incidents.view import BriefView, IncidentView


def brief_lines(brief: BriefView, width: int) -> list[Line]:
    """Open steps, time limits, who has not been told, what is in force, decisions, counts."""
    lines: list[Line] = []
    blocks: tuple[tuple[str, Sequence[str], Tone], ...] = (
        ("OPEN STEPS", brief.open_steps, ""),
        ("TIME LIMITS", brief.deadlines, "warn"),
        ("NOT TOLD YET", brief.not_told, "warn"),
        ("IN FORCE", brief.standing, "warn"),
        ("DECISIONS", brief.decisions, ""),
    )
    for title, said, tone in blocks:
        lines.append(heading(title))
        for one in said:
            lines += paragraph(one, width, first=("   ",), rest="     ", tone=tone)
        if not said:
            lines.append(line(("   none", "dim")))
        lines.append(BLANK)
    return [*lines, line(f" {some(brief.evidence, 'piece')} of evidence, {some(brief.deviations, 'deviation')}")]


def offer_lines(view: IncidentView, names: Mapping[str, str], width: int) -> list[Line]:
    """Whether command is offered, and to whom."""
    if not view.offered_to:
        return []
    to = names.get(view.offered_to, view.offered_to)
    lines = paragraph(
        f"to {to}, who takes it by signing (y) or declines (d).", width, first=(" ", ("OFFERED", "warn"), "  ")
    )
    return lines + (paragraph(view.offer_note, width, first=(" ", ("Note  ", "dim"))) if view.offer_note else [])
