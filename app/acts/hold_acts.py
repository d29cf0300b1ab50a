"""The acts about what stands in force: what was set, put back, left or miscounted."""

from app.acts.act import HAPPENED, Act, Answers, Choice, Field, Where, happened, whole
from app.acts.at_run import at_step, pointed_at, run_of, second_field, step_of
from ceremonies.act import Action
from ceremonies.runbook import actions as ask


def _hold_fields(where: Where, direction: str) -> tuple[Field, ...]:
    holds = tuple(
        Choice(one.what, f"{one.what} ({one.standing:,} stand now)")
        for one in step_of(where).holds
        if one.direction == direction
    )
    before = (
        Field(name="before", label="What stood before", required=False, hint="commissioned; per Subscriber: 500"),
    )
    return (
        Field(name="what", label="What", kind="choice", choices=pointed_at(where, "what", holds)),
        Field(name="amount", label="How many were confirmed (0 for none)", kind="count"),
        *(before if direction == "set" else ()),
        Field(name="detail", label="How it was confirmed", required=False),
        *HAPPENED,
    )


def _set(where: Where, answers: Answers) -> Action:
    return ask.PutInForce(
        **at_step(where, answers),
        what=answers["what"],
        amount=whole(answers["amount"]),
        before=answers["before"],
        detail=answers["detail"],
    )


def _put_back(where: Where, answers: Answers) -> Action:
    return ask.PutBack(
        **at_step(where, answers),
        what=answers["what"],
        amount=whole(answers["amount"]),
        detail=answers["detail"],
    )


def _leave_fields(where: Where) -> tuple[Field, ...]:
    standing = [one.split(" ", 1)[1] for one in run_of(where).standing]
    return (
        Field(
            name="what",
            label="What stays in force",
            kind="choice",
            choices=tuple(Choice(one, one) for one in standing),
        ),
        Field(name="amount", label="How many", kind="count"),
        Field(name="stands", label="Which Devices or values"),
        Field(name="who", label="Who deals with it"),
        Field(name="by_when", label="By when"),
        second_field(where),
        *HAPPENED,
    )


def _leave(where: Where, answers: Answers) -> Action:
    return ask.LeaveStanding(
        run=run_of(where).run,
        by=where.by,
        second=answers["second"],
        what=answers["what"],
        amount=whole(answers["amount"]),
        stands=answers["stands"],
        who=answers["who"],
        by_when=answers["by_when"],
        **happened(answers),
    )


def _correct_fields(where: Where) -> tuple[Field, ...]:
    standing = [one.split(" ", 1)[1] for one in run_of(where).standing]
    return (
        Field(
            name="what", label="What was counted", kind="choice", choices=tuple(Choice(one, one) for one in standing)
        ),
        Field(name="stands", label="How many really stand", kind="count"),
        Field(name="reason", label="Why the count was wrong"),
        second_field(where),
        *HAPPENED,
    )


def _correct(where: Where, answers: Answers) -> Action:
    return ask.CorrectCount(
        run=run_of(where).run,
        by=where.by,
        second=answers["second"],
        what=answers["what"],
        stands=whole(answers["stands"]),
        reason=answers["reason"],
        **happened(answers),
    )


HOLD_ACTS = (
    Act(
        name="set",
        title="Record what was confirmed as set",
        key="s",
        scope="run",
        fields=lambda where: _hold_fields(where, "set"),
        action=_set,
        hidden=lambda where: where.step is None or not any(one.direction == "set" for one in where.step.holds),
        help="An SMI Status or threshold counts when the DCC's system confirmed it. Write 0 if nothing was set.",
    ),
    Act(
        name="back",
        title="Record what was confirmed as put back",
        key="b",
        scope="run",
        fields=lambda where: _hold_fields(where, "put back"),
        action=_put_back,
        hidden=lambda where: where.step is None or not any(one.direction == "put back" for one in where.step.holds),
        help="What stood before the first change is put back. Write 0 if nothing was.",
    ),
    Act(
        name="leave",
        title="Decide what stays in force",
        key="l",
        scope="run",
        fields=_leave_fields,
        action=_leave,
        hidden=lambda where: where.run is None or not where.run.standing,
        help="No run ends while something it changed stands without two people's decision: who deals with it, by when.",
    ),
    Act(
        name="correct",
        title="Correct a count of what stands",
        key="n",
        scope="run",
        fields=_correct_fields,
        action=_correct,
        hidden=lambda where: where.run is None or not where.run.standing,
        help="A count that was mistyped or misreported is corrected by two people; both counts stay in the record.",
    ),
)
