"""The acts at a step's checklist: ticking, writing down, telling and excusing."""

from app.acts.act import HAPPENED, Act, Answers, Choice, Field, Where, split_many, whole
from app.acts.at_run import at_step, pointed_at, step_of
from ceremonies.act import Action
from ceremonies.runbook import actions as ask
from ceremonies.runbook.views import TellView


def _tick_fields(where: Where) -> tuple[Field, ...]:
    step = step_of(where)
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


def _record_fields(where: Where) -> tuple[Field, ...]:
    records = tuple(Choice(one.id, f"{one.label}: {one.value or '...'}") for one in step_of(where).records)
    return (
        Field(name="field", label="Fact", kind="choice", choices=pointed_at(where, "field", records)),
        _value_field(where),
        *HAPPENED,
    )


def _value_field(where: Where) -> Field:
    """What is to stand in the record: of the kind that the fact has, where it is known which."""
    fact = next((one for one in step_of(where).records if one.id == where.chosen.get("field")), None)
    label = "What is to stand in the record"
    if fact is None or fact.kind == "text":
        return Field(name="value", label=label, kind="long", default=fact.value if fact else "")
    if fact.kind == "time":
        hint = "14:05, or 2026-11-22 14:05, or a day alone"
        return Field(name="value", label="The time, as London shows it", default=fact.typed, hint=hint)
    if fact.kind == "count":
        return Field(name="value", label=label, kind="count", default=fact.value)
    choices = tuple(Choice(one, one) for one in fact.choices)
    return Field(name="value", label=label, kind="choice", choices=choices, default=fact.value)


def _record(where: Where, answers: Answers) -> Action:
    return ask.WriteDown(**at_step(where, answers), field=answers["field"], value=answers["value"])


def _tell_choices(where: Where) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(one.number), f"{'' if where.chosen else _ticked(one.done)}{one.who}: {one.what}")
        for one in step_of(where).tells
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


def _everyone_field(owed: list[TellView], chosen: str | None) -> tuple[Field, ...]:
    """Who is owed it, where several are and nobody has named them: asked for with the first one told."""
    unnamed = [one for one in owed if one.several and not one.owed]
    label = "Everyone who is owed it, by commas"
    if not unnamed:
        return ()
    hint = f"{unnamed[0].who}: names, or ids of the register" if chosen else "only where several are owed it"
    return (Field(name="recipients", label=label, required=chosen is not None, hint=hint),)


def _tell_fields(where: Where) -> tuple[Field, ...]:
    chosen = where.chosen.get("tell")
    owed = [one for one in step_of(where).tells if chosen in (None, str(one.number))]
    used = {line.rsplit(" by ", 1)[-1] for tell in owed for line in tell.told}
    means = sorted({one for tell in owed for one in tell.means}, key=lambda one: (one in used, one))
    return (
        Field(
            name="tell", label="Who is owed it", kind="choice", choices=pointed_at(where, "tell", _tell_choices(where))
        ),
        *_everyone_field(owed, chosen),
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
        recipients=split_many(answers.get("recipients", "")),
        recipient=answers["recipient"],
        means=answers["means"],
        sent_by=answers["sent_by"],
        facts=answers["facts"],
        receipt=answers["receipt"],
        file_set=answers["file_set"],
    )


def _none_of_several(where: Where) -> bool:
    """Whether the step has no notification that several are owed."""
    return where.step is None or not any(one.several for one in where.step.tells)


def _name_fields(where: Where) -> tuple[Field, ...]:
    parties = tuple(Choice(key, name) for key, name in where.home.parties.items())
    register = (Choice("no", "only those named here"), Choice("yes", "all whom the register says it is owed to, too"))
    return (
        Field(
            name="tell", label="Notification", kind="choice", choices=pointed_at(where, "tell", _tell_choices(where))
        ),
        Field(name="register", label="From the register", kind="choice", choices=register, default="no"),
        Field(name="parties", label="Parties", kind="many", choices=parties, required=False),
        Field(name="others", label="Others, by name, separated by commas", required=False),
        Field(name="count", label="How many in all, if not all are named", kind="count", required=False, default="0"),
        *HAPPENED,
    )


def _name(where: Where, answers: Answers) -> Action:
    return ask.NameRecipients(
        **at_step(where, answers),
        tell=whole(answers["tell"]),
        recipients=(*split_many(answers["parties"]), *split_many(answers["others"])),
        from_register=answers["register"] == "yes",
        count=whole(answers["count"]),
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


CHECKLIST_ACTS = (
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
        name="name",
        title="Name everyone who is owed a notification",
        key="a",
        scope="run",
        fields=_name_fields,
        action=_name,
        hidden=_none_of_several,
        help="Where each of several is to be told, the list of them comes first. Each one on it is told or excused.",
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
)
