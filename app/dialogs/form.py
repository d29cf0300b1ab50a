"""One form for every act: made from the act's fields, it keeps what was typed until the record has it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.css.query import NoMatches
from textual.events import DescendantFocus
from textual.message import Message
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from app.acts.act import HAPPENED, Field
from app.widgets.band import Band
from app.widgets.go import Go
from app.widgets.line import Line, Span, cells, flow, line, paragraph
from app.widgets.long_text import LongText
from app.widgets.path_input import PathInput
from app.widgets.picker import Picker

_LATER = frozenset(field.name for field in HAPPENED)
_AROUND = ("#form-title", "#form-refusal", "#form-keys")
_WIDEST = 108
_BORDER = 2
_PADDING = 2
"""Empty lines under the title and over the keys."""
_FEWEST = 4


class FormDialog(ModalScreen[None]):
    """The fields of an act.

    Attributes:
        refusal: why it wasn't recorded; "" before the first try.
        busy: whether it is being recorded.
    """

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", show=False),
        Binding("ctrl+s", "record", "record", show=False, priority=True),
        Binding("f2", "later", "happened earlier", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]
    refusal: reactive[str] = reactive("", init=False)
    busy: reactive[bool] = reactive(default=False, init=False)

    class Filled(Message):
        """The form is to be recorded.

        Attributes:
            form: which one; it stays until the record has it.
            act: the act's name.
            answers: by field.
        """

        def __init__(self, form: "FormDialog", act: str, answers: dict[str, str]) -> None:
            super().__init__()
            self.form = form
            self.act = act
            self.answers = answers

    def __init__(self, act: str, title: str, says: str, fields: Sequence[Field], chosen: Mapping[str, str]) -> None:
        """Ask for ``fields``; ``chosen`` are answers that follow from where the person stands, by field."""
        super().__init__()
        self.act = act
        self.title_ = title
        self.says = says
        self.fields = tuple(fields)
        self.asked = {field.name: _asking(field, chosen.get(field.name, field.default)) for field in fields}

    def compose(self) -> ComposeResult:
        """Title, fields, refusal, keys."""
        with Vertical(id="form"):
            yield Band(self._heading, id="form-title")
            with VerticalScroll(id="form-fields", can_focus=False):
                yield from self.compose_fields()
                yield Go("Record", id="go")
            yield Band(self._refused, id="form-refusal")
            yield Band(self._keys, id="form-keys")

    def compose_fields(self) -> ComposeResult:
        """The fields in their order, those of another time last and hidden."""
        for field in self.fields:
            yield self.field_row(field, classes="later" if field.name in _LATER else "")

    def field_row(self, field: Field, classes: str = "") -> Widget:
        """A label and what is typed or chosen."""
        label = Band(lambda width: _label(field, width), id=f"label-{field.name}")
        label.add_class("label")
        return Horizontal(label, self.asked[field.name], classes=f"field {classes}")

    def on_mount(self) -> None:
        """Begin at the first thing that must be answered."""
        self._go_on(None)

    def on_resize(self) -> None:
        """Leave room for the title, the refusal and the keys, whatever the fields take."""
        self._fit()

    def _fit(self) -> None:
        width = min(self.app.size.width, _WIDEST) - _BORDER
        around = sum(len(self.query_one(one, Band).lines(width)) for one in _AROUND)
        self.query_one("#form-fields").styles.max_height = max(
            _FEWEST, self.app.size.height - around - _BORDER - _PADDING
        )

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show which field is being answered by its label."""
        for name, widget in self.asked.items():
            self.query_one(f"#label-{name}", Band).set_class(widget is event.widget, "here")

    def watch_refusal(self) -> None:
        """Show why."""
        for band in self.query("#form-refusal").results(Band):
            band.show(self._refused)
            self._fit()

    def watch_busy(self) -> None:
        """Show that it is being recorded."""
        for band in self.query("#form-refusal").results(Band):
            band.show(self._refused)
            self._fit()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on after a line."""
        event.stop()
        self._go_on(event.input)

    def on_long_text_passed(self) -> None:
        """Go on after a text."""
        self._go_on(self.focused)

    def on_picker_passed(self) -> None:
        """Go on after a choice."""
        self._go_on(self.focused)

    def on_picker_left(self, event: Picker.Left) -> None:
        """Leave a choice by its end."""
        event.stop()
        if event.by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def on_go_pressed(self) -> None:
        """Record."""
        self.action_record()

    def action_leave(self) -> None:
        """Leave without recording anything."""
        if not self.busy:
            self.dismiss()

    def action_later(self) -> None:
        """Show the fields for what happened at another time."""
        for row in self.query(".later"):
            row.remove_class("later")
        first = next((self.asked[field.name] for field in self.fields if field.name in _LATER), None)
        if first is not None:
            self.call_after_refresh(first.focus)  # it is scrolled to once it has its place

    def action_record(self) -> None:
        """Have it recorded, if every field that must be answered is."""
        if self.busy:
            return
        missing = next((field for field in self.fields if field.required and not self._value(field).strip()), None)
        if missing is not None:
            self.refusal = f"{missing.label}: this is still to be answered."
            self.asked[missing.name].focus()
            return
        self.refusal = ""
        self.post_message(self.Filled(self, self.act, {field.name: self._value(field) for field in self.fields}))

    def _value(self, field: Field) -> str:
        widget = self.asked[field.name]
        if isinstance(widget, LongText):
            return widget.text
        if isinstance(widget, Picker | Input):
            return widget.value
        return ""

    def _go_on(self, widget: Widget | None) -> None:
        """Go to the next thing that must be answered and isn't; when all is, to the end.

        The answer to a form's only question is recorded at once.
        """
        at = next((n for n, one in enumerate(self.fields) if self.asked[one.name] is widget), -1)
        if widget is not None and len(self.fields) == 1 and self._value(self.fields[0]).strip():
            self.action_record()
            return
        open_fields = [one for one in self.fields[at + 1 :] if one.required and not self._value(one).strip()]
        try:
            target = self.asked[open_fields[0].name] if open_fields else self.query_one("#go", Go)
        except NoMatches:
            return
        target.focus()

    def _heading(self, width: int) -> list[Line]:
        return [line(" ", (self.title_, "strong")), *(paragraph(self.says, width, tone="dim") if self.says else [])]

    def _keys(self, width: int) -> list[Line]:
        """The keys that this form takes."""
        kinds = {field.kind for field in self.fields}
        later = any(field.name in _LATER for field in self.fields)
        keys: list[tuple[str, str]] = [("Enter", "go on"), ("Tab", "next field")]
        keys += [("Space", "choose")] if "many" in kinds else []
        keys += [("^J", "new line")] if "long" in kinds else []
        keys += [("F2", "happened earlier")] if later else []
        keys += [("^S", "record"), ("Esc", "leave")]
        return flow([[(key, "key"), f" {does}"] for key, does in keys], width)

    def _refused(self, width: int) -> list[Line]:
        if self.busy:
            return [line(" Recording ...")]
        return paragraph(self.refusal, width, first=(" ", ("REFUSED", "alert"), "  ")) if self.refusal else []


def _asking(field: Field, value: str) -> Widget:
    """What a field is answered with. Where there is one choice only, it is made."""
    if field.kind in ("choice", "many"):
        choices = [(one.value, one.label) for one in field.choices]
        if field.kind == "choice" and not field.required and all(value for value, _ in choices):
            choices.insert(0, ("", "(none)"))
        if field.kind == "many":
            return Picker(choices, value, several=True, required=field.required)
        only = choices[0][0] if len(choices) == 1 and field.required else ""
        return Picker(choices, value if any(one == value for one, _ in choices) else only, required=field.required)
    if field.kind == "long":
        return LongText(value, placeholder=_hint(field))
    if field.kind == "path":
        return PathInput(value, placeholder="(~/...  the right arrow completes)")
    return Input(value, placeholder=_hint(field), compact=True)


def _hint(field: Field) -> str:
    """What is shown in an empty field; in brackets, so that nobody takes it for an answer where there is no colour."""
    return f"({field.hint})" if field.hint else ""


def _label(field: Field, width: int) -> list[Line]:
    lines = paragraph(field.label, width)
    if field.required:
        return lines
    *before, last = lines
    optional = Span("  (optional)", "dim")
    if cells((*last.spans, optional)) < width:
        return [*before, Line((*last.spans, optional))]
    return [*lines, Line((optional,))]
