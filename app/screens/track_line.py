"""Where a run is among all its steps, in one line."""

from app.widgets.line import Line, Piece, Tone, cells, line
from ceremonies.runbook.views import RunView, TrackSection

MARKS: dict[str, tuple[str, Tone]] = {
    "done": ("●", "good"),
    "open": ("◆", "warn"),
    "passed over": ("·", "dim"),
    "to come": ("○", "dim"),
    "not taken": ("·", "dim"),
}
"""By a step's mark: its sign and tone."""


def track_line(run: RunView, at_hand: str, width: int) -> Line:
    """The sections with a sign a step; those that are done or still to come shrink where there is no room."""
    pieces: list[Piece] = []
    for full in (True, False):
        pieces = [" "]
        for number, section in enumerate(run.track):
            pieces += [("  " if number else "")]
            pieces += _section(section, at_hand, full=full)
        if cells(line(*pieces).spans) <= width:
            break
    return line(*pieces)


def _section(section: TrackSection, at_hand: str, *, full: bool) -> list[Piece]:
    here = any(one.id == at_hand for one in section.steps)
    name: Piece = (f"{section.id} ", "strong" if here else "dim")
    marks = [one.mark for one in section.steps]
    if marks and all(one in ("done", "passed over") for one in marks) and "done" in marks:
        return [name, ("✓", "good")]
    if not full and not here and "open" not in marks and "done" not in marks:
        return [name, (f"{len(marks)}", "dim")]
    return [name, *(MARKS[one.mark] if one.id != at_hand else ("◆", "strong") for one in section.steps)]
