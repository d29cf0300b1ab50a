"""The acts about what stands in force: what was set, put back, left or miscounted."""

from app.acts.act import HAPPENED, Act, Choice, Field, Where
from app.acts.at_run import pointed_at, run_of, step_of
from app.acts.becoming import becomes
from app.acts.persons import second_field
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


def _standing(where: Where) -> tuple[Choice, ...]:
    return tuple(Choice(one.what, f"{one.what} ({one.amount:,} stand now)") for one in run_of(where).standing)


def _leave_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(
            name="what",
            label="What stays in force",
            kind="choice",
            choices=_standing(where),
        ),
        Field(name="amount", label="How many", kind="count"),
        Field(name="stands", label="Which Devices or values"),
        Field(name="who", label="Who deals with it"),
        Field(name="by_when", label="By when"),
        second_field(where),
        *HAPPENED,
    )


def _correct_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="what", label="What was counted", kind="choice", choices=_standing(where)),
        Field(name="stands", label="How many really stand", kind="count"),
        Field(name="reason", label="Why the count was wrong"),
        second_field(where),
        *HAPPENED,
    )


HOLD_ACTS = (
    Act(
        name="set",
        title="Record what was confirmed as set",
        key="s",
        scope="run",
        fields=lambda where: _hold_fields(where, "set"),
        action=becomes(ask.PutInForce),
        hidden=lambda where: where.step is None or not any(one.direction == "set" for one in where.step.holds),
        help="An SMI Status or threshold counts when the DCC's system confirmed it. Write 0 if nothing was set.",
    ),
    Act(
        name="back",
        title="Record what was confirmed as put back",
        key="b",
        scope="run",
        fields=lambda where: _hold_fields(where, "put back"),
        action=becomes(ask.PutBack),
        hidden=lambda where: where.step is None or not any(one.direction == "put back" for one in where.step.holds),
        help="What stood before the first change is put back. Write 0 if nothing was.",
    ),
    Act(
        name="leave",
        title="Decide what stays in force",
        key="l",
        scope="run",
        fields=_leave_fields,
        action=becomes(ask.LeaveStanding),
        hidden=lambda where: where.run is None or not where.run.standing,
        help="No run ends while something it changed stands without two people's decision: who deals with it, by when.",
    ),
    Act(
        name="correct",
        title="Correct a count of what stands",
        key="n",
        scope="run",
        fields=_correct_fields,
        action=becomes(ask.CorrectCount),
        hidden=lambda where: where.run is None or not where.run.standing,
        help="A count that was mistyped or misreported is corrected by two people; both counts stay in the record.",
    ),
)
