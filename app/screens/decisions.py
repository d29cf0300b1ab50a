"""What was decided: the SMKI PMA's decisions, and deviations."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.phrases import when
from app.screens.place import Name, Standing
from app.widgets.line import BLANK, Line, Piece, cell_len, heading, line, paragraph
from ceremonies.runbook.views import DecisionView, DeviationView

_LABEL = 12


class DecisionsScreen(KeyroomScreen):
    """The decisions and deviations of one run."""

    NAME: ClassVar[Name] = "decisions"
    SCOPE: ClassVar[Scope | None] = None

    def subject(self) -> str:
        """The run."""
        return f"{self.place.run}  decisions"

    def body(self, width: int) -> Sequence[Line]:
        """Decisions, then deviations."""
        run = self.standing.where.run if self.standing else None
        if self.standing is None or run is None:
            return ()
        lines = [heading("DECISIONS OF THE SMKI PMA")]
        for one in run.decided:
            lines += _decision(one, self.standing, width)
        lines += [] if run.decided else [line(("   none yet", "dim"))]
        lines += [BLANK, heading("DEVIATIONS")]
        for at, other in enumerate(run.deviated):
            lines += _deviation(other, self.standing, width, at)
        return lines if run.deviated else [*lines, line(("   none", "dim"))]


def _decision(one: DecisionView, standing: Standing, width: int) -> list[Line]:
    row = f"decision:{one.id}"
    lines = [
        line(
            "   ",
            (one.id, "strong"),
            "  ",
            (one.outcome, "strong"),
            f"  {one.reference}",
            (f"  at {one.step}, {when(one.at, standing.now)}", "dim"),
            row=row,
        )
    ]
    for label, text in one.says:
        lines += _said(f"{label}: " if text else label, text, width, row)
    return lines


def _said(label: str, text: str, width: int, row: str) -> list[Line]:
    """A heading with its text; one that takes up half the line is wrapped like the text."""
    long = cell_len(label) > width // 2
    first: Sequence[Piece] = ("        ",) if long else ("        ", (label, "dim"))
    return paragraph(label + text if long else text, width, first=first, rest=" " * 10, row=row)


def _deviation(one: DeviationView, standing: Standing, width: int, at: int) -> list[Line]:
    row = f"deviation:{at}"
    names = standing.where.home.names
    by = " and ".join(names.get(person, person) for person in one.decided_by)
    lines = [line("   ", (one.step, "strong"), (f"  {when(one.at, standing.now)}  {by}", "dim"), row=row)]
    for label, text in (("expected", one.expected), ("happened", one.happened), ("decided", one.decided)):
        lines += paragraph(text, width, first=("        ", (f"{label:<{_LABEL}}", "dim")), row=row)
    return lines
