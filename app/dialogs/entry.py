"""One entry of the record, whole."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from app.entry_words import in_london, what_happened, who
from app.widgets.band import Band
from app.widgets.line import BLANK, Line, flow, line, paragraph
from app.widgets.sheet import Sheet
from ceremonies.ledger.entry import Entry
from ceremonies.times import london, london_end, parse_utc


class EntryDialog(ModalScreen[None]):
    """Everything that stands in an entry."""

    CSS_PATH = "entry.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss(None)", show=False),
    ]

    def __init__(self, entry: Entry, names: Mapping[str, str]) -> None:
        super().__init__()
        self._entry = entry
        self._names = names

    def compose(self) -> ComposeResult:
        """The entry, scrolling."""
        with Vertical(id="entry"):
            yield Sheet(self._lines, id="sheet")
            yield Band(lambda width: flow([[("Esc", "key"), " back"]], width))

    def _lines(self, width: int) -> list[Line]:
        entry = self._entry
        lines = paragraph(
            what_happened(entry, self._names), width, first=(" ", (f"#{entry.seq}  ", "dim")), tone="strong"
        )
        lines += [
            line(" ", ("Recorded  ", "dim"), london(parse_utc(entry.recorded_at))),
            line(" ", ("Stream    ", "dim"), f"{entry.stream}, its entry {entry.n}"),
            line(" ", ("Kind      ", "dim"), entry.kind),
            *paragraph(who(entry, self._names) or "nobody", width, first=(" ", ("By        ", "dim"))),
        ]
        if entry.happened_at:
            says = f"{london(parse_utc(entry.happened_at))}, by {entry.happened_source}, says {entry.happened_by}"
            lines += paragraph(says, width, first=(" ", ("Happened  ", "dim")))
        lines.append(BLANK)
        for name, value in entry.body.items():
            lines += _said(name, value, width, 1)
        lines += [BLANK, *paragraph(entry.salt, width, first=(" ", ("salt  ", "dim")), tone="dim")]
        return [*lines, *paragraph(entry.head or "none", width, first=(" ", ("head  ", "dim")), tone="dim")]


def _said(name: str, value: object, width: int, depth: int) -> list[Line]:
    """One fact of the body; what it holds stands further in."""
    indent = " " * depth
    inner = list(_inner(value))
    if inner:
        return [line(indent, (name, "dim")), *(one for key, sub in inner for one in _said(key, sub, width, depth + 2))]
    text = _in_london(name, value) if isinstance(value, str) else msgspec.json.encode(value).decode()
    return paragraph(text or "(empty)", width, first=(indent, (f"{name}  ", "dim")), rest=" " * (depth + 4))


def _in_london(name: str, text: str) -> str:
    """A recorded time for the eye, with what stands in the record behind it; any other text as it is."""
    shown = in_london(text)
    if shown == text:
        return text
    return f"{london_end(parse_utc(text)) if name == 'due' else shown}  ({text})"


def _inner(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(at), one) for at, one in enumerate(value, 1))
