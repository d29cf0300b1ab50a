"""Handover: what is open, decided, due and not told, shown to whoever takes command, who accepts by signing."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.brief import brief_lines, offer_lines
from app.screens.frame import KeyroomScreen
from app.screens.place import Name
from app.widgets.line import BLANK, Line, line, paragraph


class HandoverScreen(KeyroomScreen):
    """The handover of one incident."""

    NAME: ClassVar[Name] = "handover"
    SCOPE: ClassVar[Scope | None] = "incident"

    def subject(self) -> str:
        """The incident."""
        return f"{self.place.incident}  handover"

    def body(self, width: int) -> Sequence[Line]:
        """Who has command, to whom it is offered, and what is signed."""
        view = self.standing.where.incident if self.standing else None
        if self.standing is None or view is None:
            return ()
        names = self.standing.where.home.names
        lines = [line(" ", ("Command", "dim"), "  ", (names.get(view.commander, view.commander), "strong"))]
        lines += offer_lines(view, names, width)
        if not view.offered_to:
            lines += paragraph("Command is not offered to anybody. h offers it.", width, tone="dim")
        says = "Whoever takes command signs what stands below, as it stands at that moment."
        return [*lines, BLANK, *paragraph(says, width, tone="dim"), BLANK, *brief_lines(view.brief, width)]
