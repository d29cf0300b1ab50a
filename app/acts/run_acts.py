"""The acts of a run: what can be done at the step at hand and about the run itself."""

import re
from typing import Any

from app.acts.act import HAPPENED, Act, Answers, Choice, Field, Where, happened, no_fields, split_many, whole
from ceremonies.act import Action
from ceremonies.errors import Misuse, Unusable
from ceremonies.runbook import actions as ask
from ceremonies.runbook.views import RunView, StepView

_PAPER_COUNT = re.compile(r"(.+?)\s+([+-]?[0-9][0-9,]*)(?:\s+\((.*)\))?")


def here(where: Where) -> tuple[RunView, StepView]:
    """The run and step at hand.

    Raises:
        Misuse: no step is shown.
    """
    if where.run is None or where.step is None:
        raise Misuse("A step's act was asked for where no step is shown.")
    return where.run, where.step


def run_of(where: Where) -> RunView:
    """The run that is shown.

    Raises:
        Misuse: none is.
    """
    if where.run is None:
        raise Misuse("A run's act was asked for where no run is shown.")
    return where.run


def _no_step(where: Where) -> bool:
    return where.step is None


def _step(where: Where) -> StepView:
    return here(where)[1]


def _persons(where: Where, *, without_me: bool) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.id, f"{one.name or one.alias}, {', '.join(one.roles)}")
        for one in where.people
        if one.present and not (without_me and one.id == where.by)
    )


def second_field(where: Where) -> Field:
    """The second person, who signs as well. With nobody to choose, the rule for two people says so."""
    others = _persons(where, without_me=True)
    return Field(
        name="second", label="Second person, who signs too", kind="choice", choices=others, required=bool(others)
    )


def at_step(where: Where, answers: Answers) -> dict[str, Any]:
    """The part every action on a step shares."""
    run, step = here(where)
    return {"run": run.run, "step": step.id, "by": where.by, **happened(answers)}


# Ticking, writing down, telling


def _tick_fields(where: Where) -> tuple[Field, ...]:
    step = _step(where)
    items = tuple(
        Choice(
            one.id, f"[{'x' if one.answer == 'done' else '-' if one.answer else ' '}] {one.letter or one.id} {one.does}"
        )
        for one in step.items
    )
    answers = (
        Choice("done", "done"),
        Choice("does not apply", "does not apply"),
        Choice("not yet", "not yet (take the answer back)"),
    )
    return (
        Field(name="item", label="Item", kind="choice", choices=items),
        Field(name="answer", label="Answer", kind="choice", choices=answers, default="done"),
        Field(name="reason", label="Reason, where it does not apply", required=False),
        *HAPPENED,
    )


def _tick(where: Where, answers: Answers) -> Action:
    return ask.Tick(
        **at_step(where, answers),
        item=answers["item"],
        answer=answers["answer"],
        reason=answers["reason"],
    )


def pointed_at(where: Where, field: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choice that the person points at, where they do; otherwise all of them."""
    return tuple(one for one in choices if one.value == where.chosen.get(field)) or choices


def _record_fields(where: Where) -> tuple[Field, ...]:
    records = tuple(Choice(one.id, f"{one.label}: {one.value or '...'}") for one in _step(where).records)
    return (
        Field(name="field", label="Fact", kind="choice", choices=pointed_at(where, "field", records)),
        _value_field(where),
        *HAPPENED,
    )


def _value_field(where: Where) -> Field:
    """What is to stand in the record: of the kind that the fact has, where it is known which."""
    fact = next((one for one in _step(where).records if one.id == where.chosen.get("field")), None)
    label = "What is to stand in the record"
    if fact is None or fact.kind in ("text", "time"):
        hint = "14:05, or 2026-11-22 14:05" if fact and fact.kind == "time" else ""
        return Field(name="value", label=label, kind="long", default=fact.value if fact else "", hint=hint)
    if fact.kind == "count":
        return Field(name="value", label=label, kind="count", default=fact.value)
    choices = tuple(Choice(one, one) for one in fact.choices)
    return Field(name="value", label=label, kind="choice", choices=choices, default=fact.value)


def _record(where: Where, answers: Answers) -> Action:
    return ask.WriteDown(**at_step(where, answers), field=answers["field"], value=answers["value"])


def _tell_choices(where: Where) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(one.number), f"{'' if where.chosen else _ticked(one.done)}{one.who}: {one.what}")
        for one in _step(where).tells
    )


def _ticked(done: bool) -> str:
    return "[x] " if done else "[ ] "


def _means_field(means: list[str], *, closed: bool) -> Field:
    """By which means: a choice where it is known who is told, the means that still lacks first."""
    if closed and means:
        choices = tuple(Choice(one, one) for one in means)
        return Field(name="means", label="Means", kind="choice", choices=choices, default=means[0])
    default = means[0] if len(means) == 1 else ""
    return Field(name="means", label="Means", default=default, hint=" or ".join(means))


def _tell_fields(where: Where) -> tuple[Field, ...]:
    chosen = where.chosen.get("tell")
    owed = [one for one in _step(where).tells if chosen in (None, str(one.number))]
    used = {line.rsplit(" by ", 1)[-1] for tell in owed for line in tell.told}
    means = sorted({one for tell in owed for one in tell.means}, key=lambda one: (one in used, one))
    return (
        Field(
            name="tell", label="Who is owed it", kind="choice", choices=pointed_at(where, "tell", _tell_choices(where))
        ),
        Field(name="recipient", label="Recipient, by name"),
        _means_field(means, closed=chosen is not None),
        Field(name="facts", label="What was told, if other than asked", kind="long", required=False),
        Field(name="sent_by", label="Who sent it, if not you", required=False),
        Field(name="receipt", label="Receipt or reference", required=False),
        Field(name="file_set", label="File set sent, by digest", required=False),
        *HAPPENED,
    )


def _tell(where: Where, answers: Answers) -> Action:
    return ask.Tell(
        **at_step(where, answers),
        tell=whole(answers["tell"]),
        recipient=answers["recipient"],
        means=answers["means"],
        sent_by=answers["sent_by"],
        facts=answers["facts"],
        receipt=answers["receipt"],
        file_set=answers["file_set"],
    )


def _excuse_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="tell", label="Who is owed it", kind="choice", choices=_tell_choices(where)),
        Field(name="recipient", label="Recipient, if only one of several", required=False),
        Field(name="reason", label="Why they need not be told"),
        *HAPPENED,
    )


def _excuse(where: Where, answers: Answers) -> Action:
    return ask.Excuse(
        **at_step(where, answers),
        tell=whole(answers["tell"]),
        recipient=answers["recipient"],
        reason=answers["reason"],
    )


# The gate, decisions, confirmations


def _weigh_fields(where: Where) -> tuple[Field, ...]:
    conclusions = (Choice("act", "act"), Choice("wait", "wait"), Choice("do not act", "do not act"))
    return (
        Field(name="if_we_act", label="What follows if we act", kind="long", hint=_step(where).gate_says),
        Field(name="if_we_do_not", label="What follows if we don't act", kind="long"),
        Field(name="esme_prepayment", label="ESME in Prepayment Mode", kind="count"),
        Field(name="gsme_prepayment", label="GSME in Prepayment Mode", kind="count"),
        Field(name="done_for_prepayment", label="What is done for those Devices", kind="long", required=False),
        Field(name="supply_chain", label="Devices still in the supply chain", kind="long"),
        Field(name="mitigations", label="Mitigations", kind="long", required=False),
        Field(name="conclusion", label="Conclusion", kind="choice", choices=conclusions),
        Field(name="wait_until", label="Until when to wait", required=False),
        Field(name="review_at", label="When it is reviewed", required=False),
        second_field(where),
        Field(name="objection", label="Second person does not agree, because", required=False),
        *HAPPENED,
    )


def _weigh(where: Where, answers: Answers) -> Action:
    return ask.Weigh(
        **at_step(where, answers),
        second=answers["second"],
        if_we_act=answers["if_we_act"],
        if_we_do_not=answers["if_we_do_not"],
        esme_prepayment=whole(answers["esme_prepayment"]),
        gsme_prepayment=whole(answers["gsme_prepayment"]),
        done_for_prepayment=answers["done_for_prepayment"],
        supply_chain=answers["supply_chain"],
        mitigations=answers["mitigations"],
        conclusion=answers["conclusion"],
        wait_until=answers["wait_until"],
        review_at=answers["review_at"],
        objection=answers["objection"],
    )


def _decide_fields(where: Where) -> tuple[Field, ...]:
    run, _ = here(where)
    to_come = tuple(
        Choice(one.id, f"{one.id} {one.title}")
        for section in run.track
        for one in section.steps
        if one.mark == "to come"
    )
    not_done = tuple(
        Choice(one.id, f"{one.id} {one.title}, {one.mark}")
        for section in run.track
        for one in section.steps
        if one.mark != "done"
    )
    outcomes = (
        Choice("act", "carry the recovery out"),
        Choice("no action", "no action"),
        Choice("amend", "amend an earlier decision"),
    )
    communications = (
        Choice("", "not said"),
        Choice("stay disabled", "stay disabled"),
        Choice("re-enabled", "re-enabled"),
    )
    return (
        Field(name="reference", label="Reference of the decision"),
        Field(name="outcome", label="Decision", kind="choice", choices=outcomes),
        Field(name="timescales", label="Timescales", required=False, hint="as proposed, or others with dates"),
        Field(name="passes_over", label="Steps not to be carried out", kind="many", choices=to_come, required=False),
        Field(
            name="amended_step",
            label="Step that is amended, or taken up again",
            kind="choice",
            choices=not_done,
            required=False,
        ),
        Field(name="amendment", label="How it is amended", kind="long", required=False),
        Field(name="recovery_by", label="Deadline for recovery", required=False, hint="2026-11-30, or with a time"),
        Field(name="order", label="What is destroyed or revoked", required=False),
        Field(name="order_when", label="When that is done", required=False, hint="a day, a time, or a condition"),
        Field(
            name="communications",
            label="Communications with the Devices",
            kind="choice",
            choices=communications,
            required=False,
        ),
        Field(name="priority", label="Priority order", required=False),
        Field(name="thresholds", label="Thresholds agreed", required=False),
        Field(name="stop_retries", label="When to stop retries", required=False),
        Field(name="subscribers_told", label="Whether, when and what Subscribers are told", required=False),
        Field(name="options", label="Options considered", kind="long", required=False),
        Field(name="reasons", label="Reasons", kind="long", required=False),
        Field(name="objections", label="Objections", kind="long", required=False),
        second_field(where),
        *HAPPENED,
    )


def _decide(where: Where, answers: Answers) -> Action:
    amended, order = answers["amended_step"], answers["order"]
    return ask.Decide(
        **at_step(where, answers),
        second=answers["second"],
        reference=answers["reference"],
        outcome=answers["outcome"],
        passes_over=split_many(answers["passes_over"]),
        amendments={amended: answers["amendment"]} if amended else {},
        timescales=answers["timescales"],
        recovery_by=answers["recovery_by"],
        orders=(ask.Order(order, answers["order_when"]),) if order else (),
        communications=answers["communications"],
        priority=answers["priority"],
        thresholds=answers["thresholds"],
        stop_retries=answers["stop_retries"],
        subscribers_told=answers["subscribers_told"],
        options=answers["options"],
        reasons=answers["reasons"],
        objections=answers["objections"],
    )


def _dates(where: Where) -> tuple[str, ...]:
    return tuple(one.name for one in run_of(where).deadlines if not one.step and not one.met_at)


def _kept_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="name", label="What was done", kind="choice", choices=tuple(Choice(o, o) for o in _dates(where))),
        Field(name="note", label="How, and who reported it"),
        *HAPPENED,
    )


def _kept(where: Where, answers: Answers) -> Action:
    return ask.KeepDate(
        run=run_of(where).run, by=where.by, name=answers["name"], note=answers["note"], **happened(answers)
    )


def _confirm_fields(where: Where) -> tuple[Field, ...]:
    outcomes = ("believed, recover", "believed, no recovery", "not believed", "no answer", "S1SPKI policy")
    roles = ("SMKI SRO", "SMKI Registration Authority Manager", "Registration Authority Personnel")
    means = sorted({one for tell in _step(where).tells for one in tell.means}) or ["secured electronic means"]
    return (
        Field(name="outcome", label="Confirmation", kind="choice", choices=tuple(Choice(o, o) for o in outcomes)),
        Field(name="person", label="Who confirmed, by name", required=False),
        Field(
            name="role",
            label="In which role",
            kind="choice",
            choices=tuple(Choice(r, r) for r in roles),
            required=False,
        ),
        Field(name="means", label="Means", default=means[0], required=False),
        Field(name="wishes", label="Method wished", required=False),
        *HAPPENED,
    )


def _confirm(where: Where, answers: Answers) -> Action:
    return ask.Confirm(
        **at_step(where, answers),
        outcome=answers["outcome"],
        person=answers["person"],
        role=answers["role"],
        means=answers["means"],
        wishes=answers["wishes"],
    )


def _call_fields(_where: Where) -> tuple[Field, ...]:
    return (
        Field(name="needed", label="Needed for a quorum (M)", kind="count"),
        Field(name="called", label="Called", kind="count"),
        Field(name="can_come", label="Can come", kind="count"),
        Field(name="excluded", label="Excluded", kind="count", default="0"),
        Field(name="earliest", label="Earliest time a quorum can stand", required=False),
        *HAPPENED,
    )


def _call(where: Where, answers: Answers) -> Action:
    return ask.CallCustodians(
        **at_step(where, answers),
        needed=whole(answers["needed"]),
        called=whole(answers["called"]),
        can_come=whole(answers["can_come"]),
        excluded=whole(answers["excluded"]),
        earliest=answers["earliest"],
    )


# What happens outside


def _hold_fields(where: Where, direction: str) -> tuple[Field, ...]:
    holds = tuple(
        Choice(one.what, f"{one.what} ({one.standing:,} stand now)")
        for one in _step(where).holds
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


# Going on


def _done_fields(where: Where) -> tuple[Field, ...]:
    ways = tuple(
        Choice(str(one.branch), f"{one.to} {one.title}" + (f", if {one.if_}" if one.if_ else ""))
        for one in _step(where).ways
    )
    hows = (Choice("here", "here"), Choice("outside", "outside Keyroom"), Choice("paper", "on the printed script"))
    return (
        Field(name="branch", label="Then", kind="choice", choices=ways, default="0" if len(ways) == 1 else ""),
        Field(name="how", label="Where it was done", kind="choice", choices=hows, default="here"),
        Field(name="note", label="Note (who reported it, if outside)", kind="long", required=False),
        *HAPPENED,
    )


def _done(where: Where, answers: Answers) -> Action:
    return ask.Complete(
        **at_step(where, answers),
        branch=whole(answers["branch"]),
        how=answers["how"],
        note=answers["note"],
    )


def _beside_fields(where: Where) -> tuple[Field, ...]:
    steps = tuple(Choice(one, one) for one in run_of(where).also)
    return (Field(name="step", label="Step to open now", kind="choice", choices=steps),)


def _beside(where: Where, answers: Answers) -> Action:
    return ask.OpenBeside(run=run_of(where).run, by=where.by, step=answers["step"])


def _done_steps(run: RunView) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.id, f"{one.id} {one.title}") for section in run.track for one in section.steps if one.mark == "done"
    )


def _repeat_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="step", label="Step to carry out again", kind="choice", choices=_done_steps(run_of(where))),
        Field(name="reason", label="Reason"),
    )


def _repeat(where: Where, answers: Answers) -> Action:
    return ask.Repeat(run=run_of(where).run, by=where.by, step=answers["step"], reason=answers["reason"])


def _deviate_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="expected", label="What was expected", kind="long"),
        Field(name="happened", label="What happened", kind="long"),
        Field(name="decided", label="What was decided", kind="long"),
        second_field(where),
        Field(name="objection", label="Second person does not agree, because", required=False),
        *HAPPENED,
    )


def _deviate(where: Where, answers: Answers) -> Action:
    return ask.Deviate(
        **at_step(where, answers),
        second=answers["second"],
        expected=answers["expected"],
        happened=answers["happened"],
        decided=answers["decided"],
        objection=answers["objection"],
    )


def _evidence_fields(_where: Where) -> tuple[Field, ...]:
    return (
        Field(name="path", label="File", kind="path"),
        Field(name="what", label="What it shows", required=False),
        *HAPPENED,
    )


def _evidence(where: Where, answers: Answers) -> Action:
    """``app/performing.py`` keeps the file first, and puts its name, digest and size among the answers."""
    return ask.Attach(
        **at_step(where, answers),
        name=answers["name"],
        digest=answers["digest"],
        size=whole(answers["size"]),
        what=answers["what"],
    )


def _declare_fields(_where: Where) -> tuple[Field, ...]:
    outcomes = ("successful", "partly successful", "not successful")
    return (
        Field(name="outcome", label="Recovery was", kind="choice", choices=tuple(Choice(o, o) for o in outcomes)),
        Field(name="not_recovered", label="Devices not recovered", kind="count", default="0"),
        *HAPPENED,
    )


def _declare(where: Where, answers: Answers) -> Action:
    return ask.DeclareRecovered(
        **at_step(where, answers),
        outcome=answers["outcome"],
        not_recovered=whole(answers["not_recovered"]),
    )


# Pausing and stopping


def _reason_field(_where: Where) -> tuple[Field, ...]:
    return (Field(name="reason", label="Reason"),)


def _pause(where: Where, answers: Answers) -> Action:
    return ask.Pause(run=run_of(where).run, by=where.by, reason=answers["reason"])


def _resume(where: Where, _answers: Answers) -> Action:
    return ask.Resume(run=run_of(where).run, by=where.by)


def _stop_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="reference", label="Reference of the decision"),
        Field(name="reason", label="Reason"),
        second_field(where),
    )


def _stop(where: Where, answers: Answers) -> Action:
    return ask.StopRun(
        run=run_of(where).run,
        by=where.by,
        second=answers["second"],
        reference=answers["reference"],
        reason=answers["reason"],
    )


def _move_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(name="difference", label="What differs", kind="long", default=run_of(where).difference or "nothing here"),
        second_field(where),
    )


def _move(where: Where, answers: Answers) -> Action:
    return ask.MoveProcedure(
        run=run_of(where).run,
        by=where.by,
        second=answers["second"],
        book=run_of(where).newer_book,
        difference=answers["difference"],
    )


def _paper_fields(where: Where) -> tuple[Field, ...]:
    return (
        Field(
            name="steps",
            label="Steps done on paper, a line each",
            kind="long",
            hint="step | when | who | way on (1 is the first) | note | what was set +9 (what stood before), or back -9",
        ),
        second_field(where),
    )


def _paper(where: Where, answers: Answers) -> Action:
    return ask.EnterPaper(
        run=run_of(where).run,
        by=where.by,
        second=answers["second"],
        steps=tuple(_paper_step(line) for line in answers["steps"].splitlines() if line.strip()),
    )


def _paper_step(line: str) -> ask.PaperStep:
    parts = [part.strip() for part in line.split("|")]
    step, happened_at, who, way, note = (parts + [""] * 5)[:5]
    branch = whole(way) - 1 if way else None
    counts = tuple(_paper_count(part) for part in parts[5:] if part)
    return ask.PaperStep(step=step, happened_at=happened_at, who=who, branch=branch, note=note, counts=counts)


def _paper_count(text: str) -> ask.PaperCount:
    """What was set or put back: ``recovery status +98214 (commissioned)``, ``recovery status -230``.

    Raises:
        Unusable: it can't be read.
    """
    count = _PAPER_COUNT.fullmatch(text)
    if count is None:
        raise Unusable(f"{text[:60]!r} is no count. Write what was set as: recovery status +9 (what stood before).")
    return ask.PaperCount(what=count[1], amount=whole(count[2].removeprefix("+")), before=count[3] or "")


RUN_ACTS = (
    Act(
        name="tick",
        title="Tick a checklist item",
        key="space",
        scope="run",
        fields=_tick_fields,
        action=_tick,
        hidden=lambda where: where.step is None or not where.step.items,
        help="Answer one item of the checklist. What does not apply needs a condition in the step, or a reason.",
    ),
    Act(
        name="record",
        title="Write a fact down",
        key="r",
        scope="run",
        fields=_record_fields,
        action=_record,
        hidden=lambda where: where.step is None or not where.step.records,
        help="Write down a fact this step asks for.",
    ),
    Act(
        name="tell",
        title="Record that someone was told",
        key="t",
        scope="run",
        fields=_tell_fields,
        action=_tell,
        hidden=lambda where: where.step is None or not where.step.tells,
        help="Each recipient is told by each means the step asks for. Nothing is sent from here: Keyroom is offline.",
    ),
    Act(
        name="excuse",
        title="Excuse a notification",
        key="u",
        scope="run",
        fields=_excuse_fields,
        action=_excuse,
        hidden=lambda where: where.step is None or not where.step.tells,
        help="Record why someone need not be told, for example because a condition does not hold.",
    ),
    Act(
        name="weigh",
        title="Weigh the Recovery Action Risks",
        key="w",
        scope="run",
        fields=_weigh_fields,
        action=_weigh,
        hidden=lambda where: where.step is None or not where.step.gate,
        help="Section 3.5: acting is weighed against not acting. Two people sign. No gated step ends without it.",
    ),
    Act(
        name="decide",
        title="Record an SMKI PMA decision",
        key="d",
        scope="run",
        fields=_decide_fields,
        action=_decide,
        hidden=_no_step,
        help="A decision can come at any step and change earlier ones. Two people sign that it is what was received.",
    ),
    Act(
        name="kept",
        title="Record that a dated order was carried out",
        key="j",
        scope="run",
        fields=_kept_fields,
        action=_kept,
        hidden=lambda where: where.run is None or not _dates(where),
        help="A decision's dates run as deadlines until what they order is done.",
    ),
    Act(
        name="confirm",
        title="Take the Subscriber's confirmation",
        key="c",
        scope="run",
        fields=_confirm_fields,
        action=_confirm,
        hidden=lambda where: where.step is None or not where.step.needs_confirmation,
        help="Only those whom 3.2 names may confirm; the register of Parties says who that is.",
    ),
    Act(
        name="custodians",
        title="Record the call to Key Custodians",
        key="k",
        scope="run",
        fields=_call_fields,
        action=_call,
        hidden=lambda where: where.step is None or not where.step.calls_custodians,
        help="Numbers only: custodians are aliases, and who they are never stands here.",
    ),
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
    Act(
        name="evidence",
        title="Add evidence",
        key="e",
        scope="run",
        fields=_evidence_fields,
        action=_evidence,
        hidden=_no_step,
        help="The file is kept encrypted under its SHA-256; the entry has its name, size and digest.",
    ),
    Act(
        name="deviate",
        title="Record a deviation",
        key="x",
        scope="run",
        fields=_deviate_fields,
        action=_deviate,
        hidden=_no_step,
        help="What was expected, what happened, what two people decided.",
    ),
    Act(
        name="declare",
        title="Declare recovery complete",
        key="v",
        scope="run",
        fields=_declare_fields,
        action=_declare,
        hidden=lambda where: where.step is None or not where.step.can_declare,
        help="The three Working Days for the report to the SMKI PMA run from this declaration.",
    ),
    Act(
        name="done",
        title="Complete the step and go on",
        key="enter",
        scope="run",
        fields=_done_fields,
        action=_done,
        hidden=_no_step,
        help="The step's items, facts, notifications, gate and decision must be there first.",
    ),
    Act(
        name="beside",
        title="Open a step that may be done at any time",
        key="o",
        scope="run",
        fields=_beside_fields,
        action=_beside,
        hidden=lambda where: where.run is None or not where.run.also,
        help="Some steps are not tied to their place and stay open beside the step at hand.",
    ),
    Act(
        name="repeat",
        title="Carry a step out again",
        key="g",
        scope="run",
        fields=_repeat_fields,
        action=_repeat,
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
        action=_pause,
        hidden=lambda where: where.run is None or where.run.status != "going",
        help="Nothing goes on until the run is resumed. Deadlines run on.",
    ),
    Act(
        name="resume",
        title="Go on after the pause",
        key="z",
        scope="run",
        fields=no_fields,
        action=_resume,
        hidden=lambda where: where.run is None or where.run.status != "paused",
        help="The run goes on where it stood.",
    ),
    Act(
        name="stop",
        title="Stop the run by decision",
        key="q",
        scope="run",
        fields=_stop_fields,
        action=_stop,
        hidden=lambda where: where.run is None or where.run.status == "ended",
        help="Nothing it changed may stand without a decision. Two people sign.",
    ),
)
"""Every act of a run, in the order of the menu."""
