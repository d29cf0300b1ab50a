"""The track: all steps of the run, and where it is."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.place import Name, Place
from app.screens.track_line import MARKS
from app.widgets.line import BLANK, Line, Piece, Tone, fitted, line, paragraph


class TrackScreen(KeyroomScreen):
    """Every step of one run."""

    NAME: ClassVar[Name] = "track"
    SCOPE: ClassVar[Scope | None] = None

    def subject(self) -> str:
        """The run."""
        return f"{self.place.run}  all steps"

    def draw(self) -> None:
        """Draw, with the cursor on the step that was at hand."""
        step = self.standing.where.step if self.standing else None
        self.sheet.show(self.body, row=None if self.sheet.row or step is None else f"step:{step.id}")

    def body(self, width: int) -> Sequence[Line]:
        """The sections with their steps."""
        run = self.standing.where.run if self.standing else None
        if run is None:
            return ()
        lines: list[Line] = []
        for section in run.track:
            lines += [line(" ", (section.id, "head"), "  ", (section.title, "head"))]
            for step in section.steps:
                sign, tone = MARKS[step.mark]
                start: list[Piece] = [
                    " ",
                    (sign, tone),
                    " ",
                    (fitted(step.id, 10), "strong"),
                    (fitted(step.mark, 12), tone),
                ]
                plain: Tone = "dim" if step.mark in ("passed over", "to come", "not taken") else ""
                lines += paragraph(step.title, width, first=start, tone=plain, row=f"step:{step.id}")
            lines.append(BLANK)
        return lines

    def go(self, move: str) -> None:
        """Go to an open step; everything else is the App's."""
        run = self.standing.where.run if self.standing else None
        step = self.sheet.row.removeprefix("step:")
        if move != "open":
            super().go(move)
        elif run is not None and any(one.id == step for one in run.open):
            self.post_message(
                self.PlaceChosen(Place(name="run", incident=self.place.incident, run=self.place.run, step=step))
            )
