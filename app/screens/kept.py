"""The evidence of a run: files kept encrypted under their SHA-256."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.phrases import number, when
from app.screens.place import Name
from app.widgets.line import Line, ends, heading, line, paragraph


class KeptScreen(KeyroomScreen):
    """The files kept at one run."""

    NAME: ClassVar[Name] = "kept"
    SCOPE: ClassVar[Scope | None] = None

    def subject(self) -> str:
        """The run."""
        return f"{self.place.run}  evidence"

    def body(self, width: int) -> Sequence[Line]:
        """A file a row: name, step, time, size; what it shows; its digest."""
        run = self.standing.where.run if self.standing else None
        if self.standing is None or run is None:
            return ()
        lines = [heading("EVIDENCE")]
        for one in run.kept:
            row = f"file:{one.digest}:{one.step}"
            stamp = f"  {one.step}  {when(one.at, self.standing.now)}  {number(one.size)} bytes "
            lines.append(ends(["   ", (one.name, "strong")], [(stamp, "dim")], width, row=row))
            if one.what:
                lines += paragraph(one.what, width, first=("     ",), row=row)
            lines += paragraph(one.digest, width, first=("     ", ("SHA-256 ", "dim")), tone="dim", row=row)
        return lines if run.kept else [*lines, line(("   none; e at the runbook adds a file", "dim"))]
