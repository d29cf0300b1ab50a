"""An incident: what is Compromised, who has command, its runs, and what whoever takes over must know."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.brief import brief_lines, offer_lines
from app.screens.frame import KeyroomScreen
from app.screens.phrases import some, when
from app.screens.place import Name, Place, Standing
from app.widgets.line import BLANK, Line, Piece, Tone, ends, fitted, heading, line, paragraph
from ceremonies.incidents.view import IncidentView
from ceremonies.runbook.views import RunView

_STATES: dict[str, tuple[str, Tone]] = {"going": ("▸", "strong"), "paused": ("!", "warn"), "ended": ("✓", "good")}


class IncidentScreen(KeyroomScreen):
    """One incident."""

    NAME: ClassVar[Name] = "incident"
    SCOPE: ClassVar[Scope | None] = "incident"
    HAS_SIDE: ClassVar[bool] = True

    def subject(self) -> str:
        """Its reference."""
        return f"{self.place.incident}  incident"

    def body(self, width: int) -> Sequence[Line]:
        """Compromises, command, runs; the brief below where there is no side column."""
        view = self.standing.where.incident if self.standing else None
        if self.standing is None or view is None:
            return ()
        lines = [*_command(view, self.standing, width), *_compromises(view, self.standing, width)]
        lines += [heading("RUNS"), *(drawn for one in view.runs for drawn in _run(one, self.standing, width))]
        return lines if self.is_wide else [*lines, BLANK, *brief_lines(view.brief, width)]

    def side(self, width: int) -> Sequence[Line]:
        """The brief."""
        view = self.standing.where.incident if self.standing else None
        return brief_lines(view.brief, width) if view else ()

    def go(self, move: str) -> None:
        """Open the run the cursor is on; everything else is the App's."""
        run = self.sheet.row.removeprefix("run:")
        if move == "open" and run:
            self.post_message(self.PlaceChosen(Place(name="run", incident=self.place.incident, run=run)))
        elif move != "open":
            super().go(move)


def _command(view: IncidentView, standing: Standing, width: int) -> list[Line]:
    names = standing.where.home.names
    has = names.get(view.commander, view.commander)
    handed = f", handed over {some(view.handovers, 'time')}" if view.handovers else ""
    lines = [line(" ", ("Command", "dim"), "  ", (has, "strong"), handed)]
    if view.closed_at:
        lines += paragraph(
            f"{when(view.closed_at, standing.now)}: {view.closed_because}", width, first=(" ", ("CLOSED", "good"), "  ")
        )
    return [*lines, *offer_lines(view, names, width), BLANK]


def _compromises(view: IncidentView, standing: Standing, width: int) -> list[Line]:
    lines = [heading("COMPROMISED, OR MAY BE")]
    for one in view.compromises:
        whose = standing.where.home.parties.get(one.subscriber, one.subscriber)
        lines += paragraph(one.what, width, first=("   ",), tone="strong")
        says = f"{whose}; notified {when(one.at, standing.now)} by {one.notified_by}"
        lines += paragraph(says, width, first=("   ",))
        if one.information:
            lines += paragraph(one.information, width, first=("   ",), tone="dim")
    return [*lines, BLANK]


def _run(run: RunView, standing: Standing, width: int) -> list[Line]:
    sign = _STATES.get(run.status, (" ", ""))
    row = f"run:{run.run}"
    began = f"  {run.status} since {when(run.started_at, standing.now)} "
    if run.status == "ended":
        began = f"  ended {when(run.ended_at, standing.now)} "
    start: list[Piece] = ["  ", sign, " ", (fitted(run.run, 13), "strong"), " ", f"{run.section} {run.title}"]
    lines = [ends(start, [(began, "dim")], width, row=row)]
    if run.status == "ended":
        return [*lines, *paragraph(run.outcome, width, first=(" " * 18,), tone="dim", row=row)]
    lines += [
        ends([" " * 18, f"{one.id} {one.title}"], [(f"  {', '.join(one.actors)} ", "dim")], width, row=row)
        for one in run.open
    ]
    return lines
