"""What is shown of a run: frozen values computed once, which screens, plain lines, handover and reports only draw."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ceremonies.runbook import checklist, confirming, course, gate, recipients, written
from ceremonies.runbook.book import Book
from ceremonies.runbook.calling import NOTHING_KNOWN, CeremonyFacts
from ceremonies.runbook.ceremony_view import called_views, ceremony_view
from ceremonies.runbook.completing import duties
from ceremonies.runbook.difference import difference
from ceremonies.runbook.missing import missing
from ceremonies.runbook.schema import Step
from ceremonies.runbook.script_acts import ACTS
from ceremonies.runbook.state import DeadlineState, Mark, RunState, StepState
from ceremonies.runbook.views import (
    DeadlineView,
    DecisionView,
    DeviationView,
    DoneView,
    EvidenceView,
    HoldView,
    ItemView,
    RecordView,
    RunView,
    StandingView,
    StepView,
    TellView,
    TrackSection,
    TrackStep,
    WayView,
)
from ceremonies.times import london, parse_utc


def view(
    state: RunState, book: Book, now: datetime, *, current: Book | None = None, there: CeremonyFacts = NOTHING_KNOWN
) -> RunView:
    """The run as it stands at ``now``.

    Args:
        state: of the run.
        book: the copy of the procedure that it follows.
        now: aware.
        current: the procedure the program carries.
        there: what is known of key ceremonies.
    """
    newer = current if current and current.digest != state.book and state.status != "ended" else None
    parts = {state.section} | {book.section_of(one.step).part_of for one in state.done}
    parts |= {book.section_of(one).part_of for one in state.open}
    sections = [one for one in book.sections if one.part_of in parts and one.steps]
    opened = sorted(state.open.values(), key=lambda at: _standing_order(book, at))
    return RunView(
        run=state.run,
        incident=state.incident,
        section=state.section,
        title=title_of(book, state.section),
        status=state.status,
        because=state.paused_because or state.because,
        outcome=state.outcome,
        followed_by=state.followed_by,
        started_at=state.started.at if state.started else "",
        ended_at=state.ended.at if state.ended else "",
        track=tuple(
            TrackSection(
                id=one.id,
                title=one.title,
                steps=tuple(TrackStep(id=s.id, title=s.title, mark=_mark(state, s.id)) for s in one.steps),
            )
            for one in sections
        ),
        open=tuple(step_view(state, book, at, now, there) for at in opened),
        also=_may_open(state, book),
        deadlines=tuple(_deadline(one, now) for one in state.deadlines),
        not_told=tuple(untold(state, book)),
        standing=tuple(
            StandingView(what=what, amount=hold.standing) for what, hold in state.holds.items() if hold.standing > 0
        ),
        decisions=tuple(f"{one['id']} {one['reference']}: {one['outcome']}" for one in state.decisions),
        deviations=len(state.deviations),
        evidence=len(state.evidence),
        declared=state.declared["outcome"] if state.declared else "",
        subscribers=tuple(state.subscribers),
        ceremony=ceremony_view(state, there),
        newer_procedure=newer is not None,
        newer_book=newer.digest if newer else "",
        difference=difference(book, newer, state.section) if newer else "",
        decided=tuple(_decision(one) for one in state.decisions),
        deviated=tuple(_deviation(one) for one in state.deviations),
        kept=tuple(_evidence(one) for one in state.evidence),
    )


_DECISION_SAYS = (
    ("timescales", "Timescales"),
    ("communications", "Communications with the Devices"),
    ("priority", "Priority order"),
    ("thresholds", "Thresholds agreed"),
    ("stop_retries", "When to stop retries"),
    ("subscribers_told", "What Subscribers are told"),
    ("options", "Options considered"),
    ("reasons", "Reasons"),
    ("objections", "Objections"),
)


def _decision(body: dict[str, Any]) -> DecisionView:
    says = [(label, body[name]) for name, label in _DECISION_SAYS if body[name]]
    says += [(f"Not to be carried out: {step}", "") for step in body["passes_over"]]
    says += [(f"Amends {step}", text) for step, text in body["amendments"].items()]
    says += [(f"Orders: {one['what']}", one["when"]) for one in body["orders"]]
    return DecisionView(
        id=body["id"],
        reference=body["reference"],
        outcome=body["outcome"],
        step=body["step"],
        at=body["at"],
        says=tuple(says),
    )


def _deviation(body: dict[str, Any]) -> DeviationView:
    return DeviationView(
        step=body["step"],
        at=body["at"],
        expected=body["expected"],
        happened=body["happened"],
        decided=body["decided"],
        decided_by=tuple(body["decided_by"]),
    )


def _evidence(body: dict[str, Any]) -> EvidenceView:
    return EvidenceView(
        name=body["name"],
        step=body["step"],
        at=body["at"],
        size=body["size"],
        digest=body["digest"],
        what=body["what"],
    )


def title_of(book: Book, part: str) -> str:
    """The title of a procedure: what the titles of its tables begin with, or that of the one section it is."""
    titles = [one.title for one in book.sections if one.part_of == part]
    if len(titles) > 1 and ": " in titles[0]:
        return titles[0].rpartition(": ")[0]
    return titles[0] if titles else part


def _standing_order(book: Book, at: StepState) -> tuple[bool, str, int]:
    """Steps that wait beside come last; the others in the order they opened, then the text's."""
    return (book.step(at.step).flow == "beside", at.opened.at, list(book.steps).index(at.step))


def _mark(state: RunState, step_id: str) -> str:
    if step_id in state.open:
        return "open"
    if course.is_done(state, step_id):
        return "done"
    if step_id in state.passed_over:
        return "passed over"
    return "not taken" if state.status == "ended" else "to come"


def _may_open(state: RunState, book: Book) -> tuple[str, ...]:
    if state.status != "going":
        return ()
    return tuple(
        step.id
        for section in book.sections
        if section.part_of in duties(state)
        for step in section.steps
        if step.flow == "beside"
        and (state.weighings or not step.gate)
        and step.id not in state.open
        and not course.is_done(state, step.id)
    )


def untold(state: RunState, book: Book) -> list[str]:
    """Who has not been told, over the open steps: "4.2.1.3: SMKI PMA", with how far it has come where it is several."""
    return [
        f"{at.step}: {owed.who}" + (f" ({how_far})" if how_far else "")
        for at in state.open.values()
        for number, owed in enumerate(book.step(at.step).tells)
        if not recipients.is_told(state, owed, number, at)
        for how_far in (recipients.progress(state, owed, number, at),)
    ]


def _deadline(one: DeadlineState, now: datetime) -> DeadlineView:
    left = int((parse_utc(one.due) - now).total_seconds())
    if one.met_at is not None:
        state = "met" if one.not_before or one.met_at <= one.due else "missed"
    elif one.not_before:
        state = "running"
    else:
        state = "running" if left >= 0 else "overdue"
    return DeadlineView(
        name=one.name,
        step=one.step,
        started_at=one.started_at,
        due=one.due,
        met_at=one.met_at or "",
        state=state,
        seconds_left=left,
    )


def step_view(
    state: RunState, book: Book, at: StepState, now: datetime, there: CeremonyFacts = NOTHING_KNOWN
) -> StepView:
    """One open step as it stands."""
    step, section = book.step(at.step), book.section_of(at.step)
    limits = [_deadline(one, now) for one in state.deadlines if one.step == step.id and one.met_at is None]
    weighed = at.weighed["conclusion"] if at.weighed else ""
    return StepView(
        id=step.id,
        title=step.title,
        section=section.id,
        section_title=section.title,
        actors=step.actors,
        when=step.when or "",
        does=step.does,
        ours=step.numbered_by == "keyroom",
        opened_at=at.opened.at,
        occurrence=at.occurrence,
        items=tuple(_items(step, at)),
        tells=tuple(_tells(state, step, at)),
        records=tuple(
            RecordView(
                id=one.id,
                label=one.label,
                kind=one.kind,
                choices=one.choices,
                required=checklist.is_required(step, at, one),
                value=written.shown(one, at.facts.get(one.id, "")),
                typed=written.typed(one, at.facts.get(one.id, "")),
            )
            for one in step.records
        ),
        holds=tuple(_holds(state, step, at)),
        ways=tuple(_ways(book, step)),
        corrections=step.corrections,
        amendment=state.amendments.get(step.id, ""),
        gate=step.gate or "",
        gate_says=gate.WHAT_IT_DOES[step.gate] if step.gate else "",
        weighed=weighed,
        needs_decision=step.decision,
        decision=at.decision or "",
        needs_confirmation=step.confirmation,
        confirmation=confirming.shown(state, at),
        calls_custodians=step.custodian_call,
        custodians=_custodians(at),
        can_declare=step.recovery_complete,
        outside=step.outside,
        ceremonies=called_views(step, at, there),
        act=ACTS[step.act].says if step.act else "",
        act_name=step.act or "",
        act_done=step.act in there.acts_done,
        quorum=step.quorum,
        roles=step.roles,
        evidence=tuple(one["name"] for one in state.evidence if one["step"] == step.id),
        due=limits[0].due if limits else "",
        overdue=any(one.state == "overdue" for one in limits),
        missing=tuple(line for one in missing(state, book, at, now, there) for line in one.lines),
        chooses=step.method,
        remarks=tuple(_remarks(step, at)),
    )


def _items(step: Step, at: StepState) -> list[ItemView]:
    views = []
    for item in step.items:
        answer = at.items.get(item.id)
        views.append(
            ItemView(
                id=item.id,
                letter=item.letter or "",
                does=item.does,
                who=item.actors or (),
                where=item.where or "",
                optional=item.optional,
                answer=answer.answer if answer else "",
                reason=answer.reason if answer else "",
                at=answer.mark.at if answer else "",
                by=answer.mark.by if answer else (),
            )
        )
    return views


def _tells(state: RunState, step: Step, at: StepState) -> list[TellView]:
    return [
        TellView(
            number=number,
            who=owed.who,
            what=owed.what,
            by=owed.by or "",
            means=recipients.means_of(owed),
            form=owed.form or "",
            where=owed.where or "",
            done=recipients.is_told(state, owed, number, at),
            told=tuple(
                f"{one.recipient}: {one.excused}" if one.excused else f"{one.recipient} by {one.means}"
                for one in at.told
                if one.tell == number
            ),
            several=recipients.is_several(state, owed),
            owed=at.owed[number].names if number in at.owed else (),
            progress=recipients.progress(state, owed, number, at),
        )
        for number, owed in enumerate(step.tells)
    ]


def _remarks(step: Step, at: StepState) -> Iterator[str]:
    """What is said to have happened before the Incident was notified: taken in, and pointed out (TIME-HAPPENED)."""
    for item in step.items:
        if item.id in at.items and at.items[item.id].mark.early:
            yield f"item {item.id}: {before_notice(at.items[item.id].mark)}"
    for one in at.told:
        if one.mark.early:
            yield f"{one.recipient}: {before_notice(one.mark)}"


def before_notice(mark: Mark) -> str:
    """The remark on a time before the Incident was notified."""
    return f"on {london(parse_utc(mark.at))}, before the Incident was notified"


def _holds(state: RunState, step: Step, at: StepState) -> list[HoldView]:
    views = []
    for direction, whats, answers in (
        ("set", step.holds, at.set_here),
        ("put back", step.releases, at.put_back_here),
    ):
        for what in whats:
            hold = state.holds.get(what)
            views.append(
                HoldView(
                    what=what,
                    direction=direction,
                    answered=what in answers,
                    amount=answers.get(what, 0),
                    standing=hold.standing if hold else 0,
                )
            )
    return views


def _ways(book: Book, step: Step) -> list[WayView]:
    return [
        WayView(
            branch=branch,
            to=way.to,
            title="the end" if way.to == course.END else book.step(book.entry_step(way.to)).title,
            if_=way.if_ or "",
            how=way.how,
            breaks_off=way.breaks_off,
        )
        for branch, way in enumerate(step.next)
    ]


def _custodians(at: StepState) -> str:
    if at.custodians is None:
        return ""
    said = at.custodians
    when = f", from {said['earliest']}" if said["earliest"] else ""
    apart = f", {said['excluded']} excluded" if said["excluded"] else ""
    return f"{said['called']} called, {said['can_come']} can come, {said['needed']} needed{when}{apart}"


def done_views(state: RunState, book: Book) -> tuple[DoneView, ...]:
    """The completed steps in the order they were completed."""
    return tuple(
        DoneView(
            step=at.step,
            title=book.step(at.step).title,
            occurrence=at.occurrence,
            opened=at.opened,
            completed=at.completed,
            how=at.how,
            note=at.note,
            to=at.to,
            state=at,
        )
        for at in state.done
        if at.completed is not None
    )
