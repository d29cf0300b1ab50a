"""The runbook: the step at hand, with all it asks for, and what comes next."""

from collections.abc import Sequence
from typing import ClassVar

from app.acts.act import Scope
from app.ceremony_words import script_lines
from app.screens.ceremony_band import ceremony_band
from app.screens.frame import KeyroomScreen
from app.screens.phrases import ago, left, number, some, until, when
from app.screens.place import Name, Place, Standing
from app.screens.runbook_rows import chosen_of, next_open, row_lines, rows_of
from app.screens.track_line import track_line
from app.widgets.line import BLANK, Line, Piece, Tone, ends, heading, line, paragraph
from ceremonies.runbook.views import RunView, StepView

_HOWS = {"go": "", "run": "a new run: ", "call": "and back: "}


class RunbookScreen(KeyroomScreen):
    """One run at one open step."""

    NAME: ClassVar[Name] = "run"
    SCOPE: ClassVar[Scope | None] = "run"
    HAS_SIDE: ClassVar[bool] = True

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._shown_step = ""

    def subject(self) -> str:
        """The run and its procedure."""
        run = self.standing.where.run if self.standing else None
        return f"{run.run}  {run.section} {run.title}" if run else ""

    def under(self, width: int) -> Sequence[Line]:
        """The track."""
        where = self.standing.where if self.standing else None
        if where is None or where.run is None:
            return super().under(width)
        track = track_line(where.run, where.step.id if where.step else "", width)
        return [track, *ceremony_band(where, width), *super().under(width)]

    def draw(self) -> None:
        """Draw the step; on another step the cursor goes to the first row that wants an answer."""
        step = self.standing.where.step if self.standing else None
        other = step is not None and f"{step.id} {step.occurrence}" != self._shown_step
        if step is not None and other:
            self._shown_step = f"{step.id} {step.occurrence}"
            self.sheet.scroll_home(animate=False)
        self.sheet.show(self.body, row=next_open(step) if step is not None and other else None)

    def body(self, width: int) -> Sequence[Line]:
        """The step at hand, or how the run ended."""
        if self.standing is None or self.standing.where.run is None:
            return ()
        run, step = self.standing.where.run, self.standing.where.step
        if step is None:
            return _ended(run, self.standing, width)
        below = [] if self.is_wide else beside(run, self.standing, width)
        return [*_step_lines(run, step, self.standing, width), *_open_rows(run, step, self.standing, width), *below]

    def side(self, width: int) -> Sequence[Line]:
        """Time limits, what is in force, who has not been told."""
        if self.standing is None or self.standing.where.run is None:
            return ()
        return beside(self.standing.where.run, self.standing, width)[1:]

    def chosen(self, act: str) -> dict[str, str]:
        """What the act is about, by the row the cursor is on."""
        step = self.standing.where.step if self.standing else None
        return chosen_of(step, act, self.sheet.row) if step else {}

    def in_body(self, act: str) -> bool:
        """A row has its key beside it."""
        step = self.standing.where.step if self.standing else None
        return (
            step is not None
            and not self.is_wide
            and act != "tick"
            and any(one.act == act for one in rows_of(step).values())
        )

    def press(self, act: str) -> None:
        """Space answers the row the cursor is on; a plain tick needs no form."""
        step = self.standing.where.step if self.standing else None
        row = self.sheet.row
        if act != "tick" or step is None:
            super().press(act)
            return
        if row.startswith("open:"):
            self.post_message(self.PlaceChosen(self.at_step(row.partition(":")[2])))
            return
        found = rows_of(step).get(row)
        if found is None:
            super().press(act)
        elif found.act == "tick":
            answer = "not yet" if found.done else "done"
            self.post_message(self.ActPressed("tick", {**found.chosen, "answer": answer}, at_once=True))
        else:
            self.post_message(self.ActPressed(found.act, found.chosen))

    def go(self, move: str) -> None:
        """Go to the next open step; everything else is the App's."""
        where = self.standing.where if self.standing else None
        if move != "also" or where is None or where.run is None or where.step is None:
            super().go(move)
            return
        steps = [one.id for one in where.run.open]
        self.post_message(self.PlaceChosen(self.at_step(steps[(steps.index(where.step.id) + 1) % len(steps)])))

    def at_step(self, step: str) -> Place:
        """The same run at another step."""
        return Place(name="run", incident=self.place.incident, run=self.place.run, step=step)


def _step_lines(run: RunView, step: StepView, standing: Standing, width: int) -> list[Line]:
    now = standing.now
    again = f"  time {step.occurrence}" if step.occurrence > 1 else ""
    ours = "  (numbered by Keyroom)" if step.ours and run.ceremony is None else ""
    open_since = f"open since {when(step.opened_at, now)} ({ago(step.opened_at, now)})"
    lines = [
        ends([" ", (step.id, "strong"), "  ", (step.title, "strong"), (again, "warn"), (ours, "dim")], [], width),
        ends([" ", (", ".join(step.actors), "head")], [(open_since + " ", "dim")], width),
    ]
    if run.status == "paused":
        lines += paragraph(run.because, width, first=(" ", ("PAUSED", "alert"), "  "))
    if step.due:
        tone: Tone = "alert" if step.overdue else "warn"
        sign = "!! OVERDUE" if step.overdue else "DUE"
        lines.append(line(" ", (sign, tone), f"  by {until(step.due, now)}: {left(step.due, now)}"))
    mark = " *" if step.corrections else ""
    lines += [BLANK, *paragraph(step.does + mark, width)]
    if step.when:
        lines += paragraph(step.when, width, first=(" ", ("When  ", "dim")))
    if step.amendment:
        lines += paragraph(step.amendment, width, first=(" ", ("AMENDED", "warn"), "  "))
    lines.append(BLANK)
    lines += row_lines(step, now, standing.where.home.names, width, run.declared)
    lines += _outside(step, width)
    return [*lines, BLANK, *_then(step, width)]


def _outside(step: StepView, width: int) -> list[Line]:
    lines: list[Line] = []
    if step.outside:
        lines += paragraph("; ".join(step.outside), width, first=(" ", ("Done outside  ", "dim")))
    for words in script_lines(step):
        lines += paragraph(words, width, first=(" ", ("Ceremony  ", "dim")))
    if step.evidence:
        lines += paragraph(", ".join(step.evidence), width, first=(" ", ("Evidence  ", "dim")))
    for one in step.remarks:
        lines += paragraph(one, width, first=(" ", ("Mind  ", "warn")))
    return [BLANK, *lines] if lines else []


def _then(step: StepView, width: int) -> list[Line]:
    """What is missing, and what comes next and why."""
    lines: list[Line] = []
    if step.missing:
        lines += paragraph("; ".join(step.missing), width, first=(" ", ("MISSING", "warn"), "  "), rest=" " * 10)
    else:
        lines.append(line(" ", ("COMPLETE", "good"), "  Enter records it and goes on."))
    for at, way in enumerate(step.ways):
        start: list[Piece] = [" ", ("THEN   " if not at else "or     ", "head"), "  "]
        start += [(f"{_HOWS[way.how]}{way.to}", "strong"), "  "]
        lines += paragraph(way.title + (f": if {way.if_}" if way.if_ else ""), width, first=start, rest=" " * 10)
    if step.corrections:
        lines += paragraph(_corrected(step), width, first=(" ", ("*", "warn"), "        "), tone="dim")
    return lines


def _corrected(step: StepView) -> str:
    count = len(step.corrections)
    return f"Carried out otherwise than the text says, in {some(count, 'place')}. C shows what it says, and why."


def _open_rows(run: RunView, step: StepView, standing: Standing, width: int) -> list[Line]:
    others = [one for one in run.open if one.id != step.id]
    lines: list[Line] = []
    for one in others:
        state = left(one.due, standing.now) if one.due else f"since {when(one.opened_at, standing.now)}"
        start: list[Piece] = ["   ", (one.id, "strong"), "  ", one.title]
        lines.append(
            ends(start, [("  " + state + " ", "alert" if one.overdue else "dim")], width, row=f"open:{one.id}")
        )
    if lines:
        lines = [BLANK, line(" ", ("ALSO OPEN", "head"), ("  Space or A goes there", "dim")), *lines]
    if run.also:
        lines += [
            BLANK,
            *paragraph(", ".join(run.also), width, first=(" ", ("MAY BE OPENED", "head"), "  ", ("o ", "key"))),
        ]
    return lines


def beside(run: RunView, standing: Standing, width: int) -> list[Line]:
    """What stands beside the step: time limits, what is in force, who hasn't been told."""
    lines: list[Line] = []
    standing_now = [f"{number(one.amount)} {one.what}" for one in run.standing]
    running = [one for one in run.deadlines if not one.met_at]
    if running:
        lines += [BLANK, heading("TIME LIMITS")]
    for one in running:
        tone: Tone = "alert" if one.state == "overdue" else "dim"
        lines += paragraph(f"{one.name} ({one.step})", width, first=("   ",))
        lines.append(line("     by ", until(one.due, standing.now), "  ", (left(one.due, standing.now), tone)))
    for title, said in (("IN FORCE", standing_now), ("NOT TOLD YET", run.not_told), ("DECISIONS", run.decisions)):
        if said:
            lines += [BLANK, heading(title)]
            lines += [drawn for one in said for drawn in paragraph(one, width, first=("   ",))]
    kept = f"{some(run.evidence, 'piece')} of evidence, {some(run.deviations, 'deviation')}"
    lines += [BLANK, line(" ", (kept, "dim"))]
    if run.newer_procedure:
        lines += paragraph("This run stays on the copy of the procedure it began with.", width, tone="dim")
    return lines


def _ended(run: RunView, standing: Standing, width: int) -> list[Line]:
    says = f"This run ended {when(run.ended_at, standing.now)}: {run.outcome}."
    lines = paragraph(says, width, tone="strong")
    if run.followed_by:
        lines += paragraph(f"Run {run.followed_by} took over.", width)
    lines += paragraph("T shows its steps, D what was decided, E what was kept. Its report is made by", width)
    lines += paragraph(f"keyroom report recovery {run.run} --out FILE.pdf", width, first=("   ",))
    return [*lines, *beside(run, standing, width)]
