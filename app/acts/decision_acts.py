"""The acts of deciding: the gate, decisions and their dates, the confirmation, the call to custodians."""

from app.acts.act import HAPPENED, Act, Answers, Choice, Field, Where, happened, split_many, whole
from app.acts.at_run import at_step, here, no_step, run_of, step_of, subscriber_field
from app.acts.persons import second_field
from ceremonies.act import Action
from ceremonies.runbook import actions as ask


def _weigh_fields(where: Where) -> tuple[Field, ...]:
    conclusions = (Choice("act", "act"), Choice("wait", "wait"), Choice("do not act", "do not act"))
    return (
        Field(name="if_we_act", label="What follows if we act", kind="long", hint=step_of(where).gate_says),
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
    means = sorted({one for tell in step_of(where).tells for one in tell.means}) or ["secured electronic means"]
    return (
        *subscriber_field(where, "Which Subscriber answers", required=True),
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
        party=answers.get("party", ""),
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


DECISION_ACTS = (
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
        hidden=no_step,
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
)
