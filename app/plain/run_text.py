"""A run with its step at hand as calm text, a fact a line. It says state in words, never by colour alone."""

from app.ceremony_words import ceremony_line, key_line, people_line, script_lines
from app.plain.output import wrapped
from ceremonies.runbook.views import DeadlineView, ItemView, RecordView, RunView, StepView, TellView, TrackSection
from ceremonies.times import london, london_end, parse_utc, span

_IN = "  "
_DEEP = "      "


def run_lines(run: RunView, step: StepView | None) -> list[str]:
    """Where the run stands among its steps, and the step at hand."""
    lines = wrapped(f"Run {run.run}: section {run.section} {run.title}. {_state(run)}")
    if run.ceremony is not None:
        lines += wrapped(f"Key ceremony: {key_line(run.ceremony)}.", _IN, _DEEP)
        lines += wrapped(f"Quorum: {people_line(run.ceremony)}.", _IN, _DEEP) if run.ceremony.quorum else []
    lines += wrapped("Way: " + "; ".join(_track(one) for one in run.track) + ".", "", _IN)
    for one in run.deadlines:
        if not one.met_at:
            lines += wrapped(_deadline(one), _IN, _DEEP)
    if run.standing:
        lines += wrapped(f"In force: {', '.join(f'{one.amount:,} {one.what}' for one in run.standing)}.", _IN, _DEEP)
    if run.newer_procedure:
        lines += wrapped("The program carries a newer copy of the procedure than this run.", _IN)
    if step is None:
        return lines
    lines += ["", *step_lines(step)]
    others = [f"{one.id} {one.title}" for one in run.open if one.id != step.id]
    if others:
        lines += wrapped(f"Also open: {'; '.join(others)}.", "", _IN)
    if run.also:
        lines += wrapped(f"May be opened beside: {', '.join(run.also)}.", "", _IN)
    return lines


def _state(run: RunView) -> str:
    if run.status == "ended":
        return f"Ended {london(parse_utc(run.ended_at))}: {run.outcome}."
    return "It is going." if run.status == "going" else f"It is {run.status}: {run.because}."


def _track(section: TrackSection) -> str:
    done = sum(one.mark == "done" for one in section.steps)
    passed = sum(one.mark == "passed over" for one in section.steps)
    return f"{section.id}, {done} of {len(section.steps)} done" + (f" and {passed} passed over" if passed else "")


def _deadline(one: DeadlineView) -> str:
    side = "overdue by" if one.state == "overdue" else "left"
    length = span(one.seconds_left)
    left = f"{side} {length}" if one.state == "overdue" else f"{length} {side}"
    at = f" ({one.step})" if one.step else ""
    return f"Deadline: {one.name}{at}, due {london_end(parse_utc(one.due))}, {left}."


def step_lines(step: StepView) -> list[str]:
    """The step at hand: who, when, what, checklist, facts, notifications, gate, what comes next, what is missing."""
    ours = " (a step of ours)" if step.ours else ""
    again = f" (carried out for the {step.occurrence}. time)" if step.occurrence > 1 else ""
    lines = wrapped(f"Step {step.id} {step.title}{ours}{again}", "", _IN)
    lines += wrapped(f"Who: {', '.join(step.actors)}. Open since {london(parse_utc(step.opened_at))}.", _IN)
    lines += wrapped(f"When: {step.when}.", _IN, _DEEP) if step.when else []
    if step.due:
        lines += wrapped(f"Due: {london_end(parse_utc(step.due))}{', OVERDUE' if step.overdue else ''}.", _IN)
    lines += wrapped(step.does, _IN)
    lines += wrapped(f"Amended by decision: {step.amendment}", _IN) if step.amendment else []
    lines += _gate(step)
    lines += _titled("Checklist", [line for one in step.items for line in _item(one)])
    lines += _titled("To write down", [line for one in step.records for line in _record(one)])
    lines += _titled("To tell", [line for one in step.tells for line in _tell(one)])
    lines += _titled("Confirmed by the DCC's systems", _holds(step))
    lines += _besides(step)
    lines += _titled("Then", [line for number, _ in enumerate(step.ways, 1) for line in _way(step, number)])
    for one in step.corrections:
        said = f'The text says "{one.source_says}". Carried out: {one.carried_out} {one.why}'
        lines += wrapped(said, f"{_IN}* ", _DEEP)
    return lines + wrapped(still_missing(step), "", _IN)


def still_missing(step: StepView) -> str:
    """What stands between the step and its completion, in a sentence."""
    if not step.missing:
        return f"Nothing is missing at {step.id}: done completes it."
    return f"Missing at {step.id}: {'; '.join(step.missing)}."


def _titled(title: str, lines: list[str]) -> list[str]:
    return [f"{_IN}{title}:", *lines] if lines else []


def _gate(step: StepView) -> list[str]:
    if not step.gate:
        return []
    state = f"Weighed: {step.weighed}." if step.weighed else "Not weighed yet: weigh."
    return wrapped(f"GATE, {step.gate}: {step.gate_says} {state}", _IN, _DEEP)


def _mark(*, done: bool) -> str:
    return "[x]" if done else "[ ]"


def _item(one: ItemView) -> list[str]:
    mark = "[x]" if one.answer == "done" else "[-]" if one.answer else "[ ]"
    who = f" ({', '.join(one.who)})" if one.who else ""
    where = f" Where {one.where}." if one.where else ""
    may = " It may be left out." if one.optional else ""
    answer = f" DOES NOT APPLY{f': {one.reason}' if one.reason else ''}" if one.answer == "does not apply" else ""
    return wrapped(f"{mark} {one.id}: {one.does}{who}{where}{may}{answer}", "    ", "        ")


def _record(one: RecordView) -> list[str]:
    kind = {"count": "a whole number", "time": "a time", "choice": " or ".join(one.choices)}.get(one.kind, "")
    said = ", ".join(part for part in (kind, "" if one.required else "optional") if part)
    value = f": {one.value}" if one.value else f" ({said})" if said else ""
    return wrapped(f"{_mark(done=bool(one.value))} {one.id}: {one.label}{value}", "    ", "        ")


def _tell(one: TellView) -> list[str]:
    by = f", by {one.by}" if one.by else ""
    form = f", with file {one.form}" if one.form else ""
    where = f" Where {one.where}." if one.where else ""
    told = f" Told: {'; '.join(one.told)}." if one.told else ""
    how_far = f" So far: {one.progress}." if one.progress else ""
    said = f"{_mark(done=one.done)} {one.number + 1}: {one.who}{by}{form}: {one.what}.{where}{told}{how_far}"
    return wrapped(said, "    ", "        ")


def _holds(step: StepView) -> list[str]:
    return [
        line
        for one in step.holds
        for line in wrapped(
            f"{_mark(done=one.answered)} {one.what}, to be {one.direction}: {one.amount:,} confirmed here,"
            f" {one.standing:,} stand now",
            "    ",
            "        ",
        )
    ]


def _besides(step: StepView) -> list[str]:
    """Decision, confirmation, custodians, ceremony, evidence: what only some steps have."""
    said = []
    if step.needs_decision:
        said.append(f"Decision of the SMKI PMA: {step.decision or 'not recorded yet: decide'}.")
    if step.needs_confirmation:
        said.append(f"Confirmation: {step.confirmation or 'not taken yet: confirm'}.")
    if step.calls_custodians:
        said.append(f"Key Custodians: {step.custodians or 'the call is not recorded yet: custodians'}.")
    if step.can_declare:
        said.append("Recovery may be declared complete here: declare.")
    said += [f"Key ceremony {one.number + 1}: {ceremony_line(one)}." for one in step.ceremonies]
    said += [f"{words}." for words in script_lines(step)]
    if step.outside:
        said.append(f"Happens outside Keyroom: {', '.join(step.outside)}.")
    if step.evidence:
        said.append(f"Evidence: {', '.join(step.evidence)}.")
    said += [f"Mind: {one}." for one in step.remarks]
    return [line for one in said for line in wrapped(one, _IN, _DEEP)]


def _way(step: StepView, number: int) -> list[str]:
    way = step.ways[number - 1]
    condition = f", if {way.if_}" if way.if_ else ""
    return wrapped(f"{number}: {way.to} {way.title}{condition}", "    ", "       ")
