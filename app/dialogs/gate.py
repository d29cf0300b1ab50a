"""Weigh before you act: both sides beside each other, and what the act does above them."""

from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from app.dialogs.form import FormDialog
from app.widgets.band import Band
from app.widgets.line import Line, line, paragraph
from app.widgets.long_text import LongText

_SIDES = ("if_we_act", "if_we_do_not")


class GateDialog(FormDialog):
    """The Recovery Action Risks (SMKI RP 3.5), weighed."""

    CSS_PATH = ["form.tcss", "gate.tcss"]  # type: ignore[assignment] # noqa: RUF012 - Textual takes one path or several

    def compose_fields(self) -> ComposeResult:
        """What follows if we act beside what follows if we don't; the rest below."""
        for name in _SIDES:
            if isinstance(text := self.asked[name], LongText):
                text.placeholder = ""  # what the act does stands above both sides
        by_name = {field.name: field for field in self.fields}
        with Horizontal(id="sides"):
            for name in _SIDES:
                with Vertical(classes="side"):
                    yield Band(partial(_side_label, by_name[name].label), id=f"label-{name}")
                    yield self.asked[name]
        for field in self.fields:
            if field.name not in _SIDES:
                yield self.field_row(field, classes="later" if field.name.startswith("happened_") else "")

    def _heading(self, width: int) -> list[Line]:
        rule = "═" * max(0, (width - 22) // 2)
        return [
            line((f"{rule} WEIGH BEFORE YOU ACT {rule}", "warn")),
            *paragraph(self.title_, width, first=(" ", ("About to  ", "dim")), tone="strong"),
            *paragraph(self.says, width, first=(" ", ("What it does  ", "dim")), rest=" "),
        ]


def _side_label(label: str, _width: int) -> list[Line]:
    return [line(" ", (label, "strong"))]
