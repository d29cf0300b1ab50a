"""Why a step is carried out otherwise than the text says."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.place import Name
from app.widgets.line import BLANK, Line, line, paragraph


class CorrectionsScreen(KeyroomScreen):
    """The corrections of one step."""

    NAME: ClassVar[Name] = "corrections"
    SCOPE: ClassVar[Scope | None] = None

    def subject(self) -> str:
        """The step."""
        step = self.standing.where.step if self.standing else None
        return f"{step.id}  corrections" if step else ""

    def body(self, width: int) -> Sequence[Line]:
        """Each correction: what the text says, what is carried out, why."""
        step = self.standing.where.step if self.standing else None
        if step is None:
            return ()
        lines: list[Line] = []
        for at, one in enumerate(step.corrections):
            row = f"correction:{at}"
            lines += [line(" ", ("*", "warn"), " ", (one.kind, "head"), row=row)]
            lines += paragraph(f"“{one.source_says}”", width, first=("   ", ("The text says    ", "dim")), row=row)
            lines += paragraph(one.carried_out, width, first=("   ", ("Carried out      ", "dim")), row=row)
            lines += [*paragraph(one.why, width, first=("   ", ("Because          ", "dim")), row=row), BLANK]
        return lines
