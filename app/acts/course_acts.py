"""The acts of going on: evidence, deviations, completing, repeating, paper, pausing and stopping."""

import re

from app.acts.act import HAPPENED, Act, Answers, Choice, Field, Where, no_fields, whole
from app.acts.at_run import no_step, run_of, step_of, subscriber_field
from app.acts.becoming import action_of, becomes
from app.acts.persons import second_field
from ceremonies.act import Action
from ceremonies.errors import Unusable
from ceremonies.runbook import actions as ask
from ceremonies.runbook.views import RunView

_PAPER_SIGNED = re.compile(r"(weighed|decided) (.+) by (.+?) and (.+): *(.+)")
_PAPER_COUNT = re.compile(r"(.+?)\s+([+-]?[0-9][0-9,]*)(?:\s+\((.*)\))?")


def _done_fields(where: Where) -> tuple[Field, ...]:
    ways = tuple(
        Choice(str(one.branch), f"{one.to} {one.title}" + (f", if {one.if_}" if one.if_ else ""))
        for one in step_of(where).ways
    )
    hows = (Choice("here", "here"), Choice("outside", "outside Keyroom"), Choice("paper", "on the printed script"))
    return (
        Field(name="branch", label="Then", kind="choice", choices=ways, default="0" if len(ways) == 1 else ""),
        *_only_for(where),
        Field(name="how", label="Where it was done", kind="choice", choices=hows, default="here"),
        Field(name="note", label="Note (who reported it, or why it is broken off)", kind="long", required=False),
        *HAPPENED,
    )


def _only_for(where: Where) -> tuple[Field, ...]:
    """The Subscriber for which a method is chosen, where several share the steps and not all choose alike."""
    if not step_of(where).chooses:
        return ()
    return subscriber_field(where, "Only for this Subscriber (the others stay)", required=False)


def _beside_fields(where: Where) -> tuple[Field, ...]:
    steps = tuple(Choice(one, one) for one in run_of(where).also)
    return (Field(name="step", label="Step to open now", kind="choice", choices=steps),)


def _done_steps(run: RunView) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.id, f"{one.id} {one.title}") for section in run.track for one in section.steps if one.mark == "done"
    )


def _repeat_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="step", label="Step to carry out again", kind="choice", choices=_done_steps(run_of(where))),
        Field(name="reason", label="Reason"),
    )


def _deviate_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="expected", label="What was expected", kind="long"),
        Field(name="happened", label="What happened", kind="long"),
        Field(name="decided", label="What was decided", kind="long"),
        second_field(where),
        Field(name="objection", label="Second person does not agree, because", required=False),
        *HAPPENED,
    )


def _evidence_fields(_where: Where) -> tuple[Field, ...]:
    """``app/performing.py`` keeps the file first, and puts its name, digest and size among the answers."""
    return (
        Field(name="path", label="File", kind="path"),
        Field(name="what", label="What it shows", required=False),
        *HAPPENED,
    )


def _declare_fields(_where: Where) -> tuple[Field, ...]:
    outcomes = ("successful", "partly successful", "not successful")
    return (
        Field(name="outcome", label="Recovery was", kind="choice", choices=tuple(Choice(o, o) for o in outcomes)),
        Field(name="not_recovered", label="Devices not recovered", kind="count", default="0"),
        *HAPPENED,
    )


def _reason_field(_where: Where) -> tuple[Field, ...]:
    return (Field(name="reason", label="Reason"),)


def _stop_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="reference", label="Reference of the decision"),
        Field(name="reason", label="Reason"),
        second_field(where),
    )


def _move_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="difference", label="What differs", kind="long", default=run_of(where).difference or "nothing here"),
        second_field(where),
    )


def _move(where: Where, answers: Answers) -> Action:
    return action_of(ask.MoveProcedure, where, answers, book=run_of(where).newer_book)


def _paper_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(
            name="steps",
            label="Steps done on paper, a line each",
            kind="long",
            hint="step | when | who | way on (1 is the first) | note | what was set +9 (what stood before), or back -9"
            " | weighed REF by A and B: act | decided REF by A and B: act",
        ),
        second_field(where),
    )


def _paper(where: Where, answers: Answers) -> Action:
    steps = tuple(_paper_step(line) for line in answers["steps"].splitlines() if line.strip())
    return action_of(ask.EnterPaper, where, answers, steps=steps)


def _paper_step(line: str) -> ask.PaperStep:
    parts = [part.strip() for part in line.split("|")]
    step, happened_at, who, way, note = (parts + [""] * 5)[:5]
    branch = whole(way) - 1 if way else None
    signed = {found[1]: found for part in parts[5:] if (found := _PAPER_SIGNED.fullmatch(part))}
    weighed, decided = signed.get("weighed"), signed.get("decided")
    return ask.PaperStep(
        step=step,
        happened_at=happened_at,
        who=who,
        branch=branch,
        note=note,
        counts=tuple(_paper_count(part) for part in parts[5:] if part and not _PAPER_SIGNED.fullmatch(part)),
        weighing=weighed and _paper_weighing(weighed),
        decision=decided and _paper_decision(decided),
    )


def _paper_weighing(said: re.Match[str]) -> ask.PaperWeighing:
    """How the risks were weighed on paper: ``weighed RA-7 by J. Okafor and M. Lindqvist: act``."""
    return ask.PaperWeighing(reference=said[2], decided_by=(said[3], said[4]), conclusion=said[5])  # type: ignore[arg-type]  # the rules say what may stand there


def _paper_decision(said: re.Match[str]) -> ask.PaperDecision:
    """What the SMKI PMA decided, by the paper: ``decided PMA-7 by J. Okafor and M. Lindqvist: act``."""
    return ask.PaperDecision(reference=said[2], received_by=(said[3], said[4]), outcome=said[5])  # type: ignore[arg-type]  # as above


def _paper_count(text: str) -> ask.PaperCount:
    """What was set or put back: ``recovery status +98214 (commissioned)``, ``recovery status -230``.

    Raises:
        Unusable: it can't be read.
    """
    count = _PAPER_COUNT.fullmatch(text)
    if count is None:
        raise Unusable(f"{text[:60]!r} is no count. Write what was set as: recovery status +9 (what stood before).")
    return ask.PaperCount(what=count[1], amount=whole(count[2].removeprefix("+")), before=count[3] or "")


COURSE_ACTS = (
    Act(
        name="evidence",
        title="Add evidence",
        key="e",
        scope="run",
        fields=_evidence_fields,
        action=becomes(ask.Attach),
        hidden=no_step,
        help="The file is kept encrypted under its SHA-256; the entry has its name, size and digest.",
    ),
    Act(
        name="deviate",
        title="Record a deviation",
        key="x",
        scope="run",
        fields=_deviate_fields,
        action=becomes(ask.Deviate),
        hidden=no_step,
        help="What was expected, what happened, what two people decided.",
    ),
    Act(
        name="declare",
        title="Declare recovery complete",
        key="v",
        scope="run",
        fields=_declare_fields,
        action=becomes(ask.DeclareRecovered),
        hidden=lambda where: where.step is None or not where.step.can_declare,
        help="The three Working Days for the report to the SMKI PMA run from this declaration.",
    ),
    Act(
        name="done",
        title="Complete the step and go on",
        key="enter",
        scope="run",
        fields=_done_fields,
        action=becomes(ask.Complete),
        hidden=no_step,
        help="The step's items, facts, notifications, gate and decision must be there first.",
    ),
    Act(
        name="beside",
        title="Open a step that may be done at any time",
        key="o",
        scope="run",
        fields=_beside_fields,
        action=becomes(ask.OpenBeside),
        hidden=lambda where: where.run is None or not where.run.also,
        help="Some steps are not tied to their place and stay open beside the step at hand.",
    ),
    Act(
        name="repeat",
        title="Carry a step out again",
        key="g",
        scope="run",
        fields=_repeat_fields,
        action=becomes(ask.Repeat),
        hidden=lambda where: where.run is None or where.run.status != "going" or not _done_steps(where.run),
        help="Both times stay in the record.",
    ),
    Act(
        name="paper",
        title="Enter what was done on paper",
        key="p",
        scope="run",
        fields=_paper_fields,
        action=_paper,
        hidden=lambda where: where.run is None or where.run.status != "going",
        help="Steps done on the printed script are entered afterwards in one pass, with their times. Two people sign.",
    ),
    Act(
        name="move",
        title="Move the run to the newer procedure",
        key="m",
        scope="run",
        fields=_move_fields,
        action=_move,
        hidden=lambda where: where.run is None or not where.run.newer_procedure,
        help="A run follows its own copy of the procedure. Two people sign the difference before it follows another.",
    ),
    Act(
        name="pause",
        title="Pause the run",
        key="z",
        scope="run",
        fields=_reason_field,
        action=becomes(ask.Pause),
        hidden=lambda where: where.run is None or where.run.status != "going",
        help="Nothing goes on until the run is resumed. Deadlines run on.",
    ),
    Act(
        name="resume",
        title="Go on after the pause",
        key="z",
        scope="run",
        fields=no_fields,
        action=becomes(ask.Resume),
        hidden=lambda where: where.run is None or where.run.status != "paused",
        help="The run goes on where it stood.",
    ),
    Act(
        name="stop",
        title="Stop the run by decision",
        key="q",
        scope="run",
        fields=_stop_fields,
        action=becomes(ask.StopRun),
        hidden=lambda where: where.run is None or where.run.status == "ended",
        help="Nothing it changed may stand without a decision. Two people sign.",
    ),
)
