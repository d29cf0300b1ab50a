"""Home: what needs someone now, the open incidents, what is due, and whether all is well with the record."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.screens.frame import KeyroomScreen
from app.screens.phrases import ago, left, number, some, until, when
from app.screens.place import Name, Place, Standing
from app.widgets.line import BLANK, Line, Piece, Tone, ends, fitted, heading, line, paragraph
from ceremonies.room_view import IncidentRow, Need, RunRow

_SIGNS: tuple[tuple[str, Tone], ...] = (("  ", ""), (" !", "warn"), ("!!", "alert"))
"""By urgency."""
_MOST_CLOSED = 3


class HomeScreen(KeyroomScreen):
    """The first screen."""

    NAME: ClassVar[Name] = "home"
    SCOPE: ClassVar[Scope | None] = "home"
    HAS_SIDE: ClassVar[bool] = True

    def body(self, width: int) -> Sequence[Line]:
        """Needs, incidents, reports; the health of the record below where there is no side column."""
        if self.standing is None:
            return ()
        lines = [*_at_the_door(self.standing), *_needs(self.standing, width), *_incidents(self.standing, width)]
        lines += _reports(self.standing, width)
        return lines if self.is_wide else [*lines, BLANK, *health(self.standing, width)]

    def side(self, width: int) -> Sequence[Line]:
        """The health of the record, and who is here."""
        if self.standing is None:
            return ()
        return [*health(self.standing, width), BLANK, *_present(self.standing)]

    def go(self, move: str) -> None:
        """Open what the cursor is on; everything else is the App's."""
        place = _place_of(self.sheet.row) if move == "open" else None
        if place is not None:
            self.post_message(self.PlaceChosen(place))
        elif move != "open":
            super().go(move)


def _place_of(row: str) -> Place | None:
    kind, _, rest = row.partition(":")
    if kind == "incident":
        return Place(name="incident", incident=rest)
    if kind == "run":
        run, _, step = rest.partition(" ")
        return Place(name="run", incident=run.rsplit("/", 1)[0], run=run, step=step.split(" ")[0])
    return None


def _at_the_door(standing: Standing) -> list[Line]:
    """What comes first when nobody has signed in."""
    home = standing.where.home
    if home.present or home.readonly:
        return []
    says = "Sign in, so that something can be recorded." if home.people else "Enrol the first two people."
    key = "i" if home.people else "f"
    return [heading("FIRST"), line("  ", (key, "key"), f"  {says}"), BLANK]


def _needs(standing: Standing, width: int) -> list[Line]:
    home = standing.where.home
    lines = [heading("NEEDS YOU NOW")]
    lines += [drawn for one in home.slots_say for drawn in paragraph(one, width, first=(" ", ("!!", "alert"), " "))]
    if home.unfinished:
        lines += [line(" ", ("!!", "alert"), f" begun and not ended: {one}") for one in home.unfinished]
    lines += [_need(one, standing, width, at) for at, one in enumerate(home.needs)]
    if len(lines) == 1:
        lines.append(line(("    Nothing waits.", "dim")))
    return [*lines, BLANK]


def _need(need: Need, standing: Standing, width: int, at: int) -> Line:
    sign, tone = _SIGNS[need.urgency]
    waits = left(need.due, standing.now) if need.due else f"open {ago(need.since, standing.now)}"
    start: list[Piece] = [" ", (sign, tone), " ", fitted(need.run, 12), " ", fitted(need.step, 9), " ", need.says]
    return ends(start, [("  " + waits + " ", tone)], width, row=f"run:{need.run} {need.step} {at}")


def _incidents(standing: Standing, width: int) -> list[Line]:
    rows = standing.where.home.incidents
    going = [one for one in rows if one.status == "open"]
    closed = sorted((one for one in rows if one.status != "open"), key=lambda one: one.raised_at)
    lines = [ends([" ", ("OPEN INCIDENTS", "head")], [("command ", "dim")] if going else [], width)]
    for one in going:
        lines += _incident(one, standing, width)
    if not going:
        lines.append(line(("    None.", "dim")))
    if standing.where.home.routine:
        lines += [BLANK, heading("KEY CEREMONIES OUTSIDE ANY INCIDENT")]
        lines += [_routine(one, standing, width) for one in standing.where.home.routine]
    if closed:
        lines += [BLANK, heading("CLOSED")]
        lines += [_closed(one, standing, width) for one in closed[-_MOST_CLOSED:][::-1]]
    if len(closed) > _MOST_CLOSED:
        lines.append(line((f"    and {number(len(closed) - _MOST_CLOSED)} more in the record", "dim")))
    return [*lines, BLANK]


def _incident(row: IncidentRow, standing: Standing, width: int) -> list[Line]:
    names = standing.where.home.names
    has = names.get(row.commander, row.commander)
    offered = f" > {names.get(row.offered_to, row.offered_to)}?" if row.offered_to else ""
    start: list[Piece] = ["   ", (fitted(row.incident, 12), "strong"), " ", row.what.splitlines()[0]]
    first = ends(start, [f"  {has}{offered} "], width, row=f"incident:{row.incident}")
    return [first, *(_run(one, standing, width) for one in row.runs if one.status != "ended")]


def _routine(run: RunRow, standing: Standing, width: int) -> Line:
    start: list[Piece] = ["   ", (fitted(run.run, 18), "strong"), " ", fitted(run.step, 8), run.step_title]
    end: list[Piece] = [(f"  since {when(run.since, standing.now)} ", "dim")]
    return ends(start, end, width, row=f"run:{run.run}")


def _run(run: RunRow, standing: Standing, width: int) -> Line:
    state = "paused" if run.status == "paused" else ", ".join(run.actors)
    start: list[Piece] = ["     ", (fitted(run.section, 5), "strong"), fitted(run.step, 10), run.step_title]
    end: list[Piece] = [(f"  {state}  since {when(run.since, standing.now)} ", "dim")]
    return ends(start, end, width, row=f"run:{run.run}")


def _closed(row: IncidentRow, standing: Standing, width: int) -> Line:
    start: list[Piece] = ["   ", fitted(row.incident, 12), " ", (row.what.splitlines()[0], "dim")]
    end: list[Piece] = [(f"  raised {when(row.raised_at, standing.now)} ", "dim")]
    return ends(start, end, width, row=f"incident:{row.incident}")


def _reports(standing: Standing, width: int) -> list[Line]:
    due = standing.where.home.reports_due
    if not due:
        return []
    return [heading("REPORTS DUE"), *(_report(one, standing, width) for one in due)]


def _report(need: Need, standing: Standing, width: int) -> Line:
    tone = _SIGNS[need.urgency][1]
    start: list[Piece] = ["    ", fitted(need.run, 12), f" recovery report, by {until(need.due, standing.now)}"]
    return ends(
        start, [("  " + left(need.due, standing.now) + " ", tone)], width, row=f"run:{need.run} {need.step} due"
    )


def health(standing: Standing, width: int) -> list[Line]:
    """The record, the air gap, the clock and the disk."""
    home, machine = standing.where.home, standing.machine
    left_at = f"head left the room at {some(home.head_left, 'entry', 'entries')}"
    head = left_at if home.head_left else "head has not left the room"
    facts: list[list[Piece]] = [
        ["record ", (some(home.entries, "entry", "entries"), "strong")],
        [(head, "" if home.head_left else "warn")],
        ["air gap ", (machine.air_gap, "alert" if machine.links else "good" if machine.known else "warn")],
        ["clock ", (home.clock, "good" if home.clock == "ok" else "alert")],
        ["disk ", machine.disk],
        ["sitting ", str(home.sitting)] if home.sitting else ["no sitting"],
    ]
    if width < 60:  # noqa: PLR2004 - a side column has one fact a line
        return [
            heading("THE RECORD AND THE ROOM"),
            *(line("  ", *one) for one in facts),
            *_outside(standing, width, "  "),
        ]
    return [line(" ", *facts[0], ", ", *facts[1]), line(" ", *_joined(facts[2:])), *_outside(standing, width, " ")]


def _outside(standing: Standing, width: int, indent: str) -> list[Line]:
    """What came from outside to show about the record: the head that was brought, the damaged record before it."""
    home = standing.where.home
    lines = []
    if home.head_says:
        lines += paragraph(home.head_says, width, first=(indent,), tone="" if home.head_brought else "warn")
    if home.continues:
        lines += paragraph(f"continues the damaged record {home.continues}", width, first=(indent,), tone="warn")
    return lines


def _joined(facts: list[list[Piece]]) -> list[Piece]:
    return [piece for at, one in enumerate(facts) for piece in (["   "] if at else []) + one]


def _present(standing: Standing) -> list[Line]:
    home = standing.where.home
    here = [line("  ", "▸ " if one == standing.where.by else "  ", home.names.get(one, one)) for one in home.present]
    return [heading("SIGNED IN"), *(here or [line(("    nobody", "warn"))])]
