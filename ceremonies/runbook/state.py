"""Where a run stands: the fold of its stream. ``apply`` takes every entry that was recorded and can't fail."""

from typing import Any

import msgspec

from ceremonies.recorded import Recorded, moment


class Mark(msgspec.Struct):
    """Who did something, and when."""

    seq: int
    at: str
    by: tuple[str, ...]
    recorded_at: str = ""
    early: bool = False
    """It is said to have happened before the Incident was notified (rule TIME-HAPPENED)."""


class Answer(msgspec.Struct):
    """A checklist item's answer."""

    answer: str
    reason: str
    mark: Mark


class Told(msgspec.Struct):
    """One recipient told, or excused."""

    tell: int
    recipient: str
    means: str
    sent_by: str
    facts: str
    receipt: str
    file_set: str
    excused: str
    mark: Mark


class Owed(msgspec.Struct):
    """Who is owed a notification that several are owed: their names, and how many they are in all (rule TELL)."""

    names: tuple[str, ...] = ()
    count: int = 0


LEADS = ("believed, recover", "believed, no recovery", "S1SPKI policy", "not believed", "no answer")
"""What was confirmed, in the order in which it decides where a run goes."""


class StepState(msgspec.Struct):
    """One carrying-out of a step."""

    step: str
    occurrence: int
    opened: Mark
    aside: bool = False
    """Opened out of its turn: beside the step at hand, or to be done again. What follows it stays as it is."""
    items: dict[str, Answer] = msgspec.field(default_factory=dict)
    facts: dict[str, str] = msgspec.field(default_factory=dict)
    told: list[Told] = msgspec.field(default_factory=list)
    owed: dict[int, Owed] = msgspec.field(default_factory=dict)
    """By notification, who is owed it, where several are."""
    weighed: dict[str, Any] | None = None
    decision: str | None = None
    confirmations: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    """By Party id, what each Subscriber confirmed."""
    custodians: dict[str, Any] | None = None
    ceremonies: dict[int, dict[str, Any]] = msgspec.field(default_factory=dict)
    """By number, how each key ceremony that the step calls for stands: "run", "outside" or "not called for"."""
    set_here: dict[str, int] = msgspec.field(default_factory=dict)
    put_back_here: dict[str, int] = msgspec.field(default_factory=dict)
    branch: int = 0
    to: str = ""
    how: str = ""
    note: str = ""
    completed: Mark | None = None

    @property
    def confirmation(self) -> dict[str, Any] | None:
        """The confirmation that decides where the run goes; None while there is none."""
        return min(self.confirmations.values(), key=_leads, default=None)


def _leads(said: dict[str, Any]) -> int:
    return LEADS.index(said["outcome"]) if said["outcome"] in LEADS else len(LEADS)


class Hold(msgspec.Struct):
    """Something in force that must be put back: how much stands, and what stood before the first change."""

    standing: int = 0
    left: int = 0
    before: str = ""


class DeadlineState(msgspec.Struct):
    """A running time limit; ``due`` was computed once, when it started."""

    name: str
    step: str
    started_at: str
    due: str
    not_before: bool
    met_at: str | None = None

    @property
    def is_ordered(self) -> bool:
        """Whether a decision set it, so that it outlives the run; the others are kept by a step."""
        return not self.step


class RunState(msgspec.Struct):
    """Where a run stands."""

    run: str = ""
    incident: str = ""
    section: str = ""
    book: str = ""
    status: str = "none"
    because: str = ""
    subscribers: list[str] = msgspec.field(default_factory=list)
    """The Party ids of the Subscribers that the run's steps serve (SMKI RP 3.2, last paragraph)."""
    notified: str = ""
    """When the Incident was notified: ISO 8601, UTC."""
    ceremony: dict[str, Any] = msgspec.field(default_factory=dict)
    """Of a key ceremony's run: what was settled before it began."""
    called_by: dict[str, str] = msgspec.field(default_factory=dict)
    """The run and step that called for the ceremony; empty for a routine one."""
    paused_because: str = ""
    started: Mark | None = None
    ended: Mark | None = None
    outcome: str = ""
    open: dict[str, StepState] = msgspec.field(default_factory=dict)
    done: list[StepState] = msgspec.field(default_factory=list)
    broken_off: list[StepState] = msgspec.field(default_factory=list)
    """Steps that were open when the run was stopped."""
    passed_over: dict[str, str] = msgspec.field(default_factory=dict)
    amendments: dict[str, str] = msgspec.field(default_factory=dict)
    decisions: list[dict[str, Any]] = msgspec.field(default_factory=list)
    weighings: list[dict[str, Any]] = msgspec.field(default_factory=list)
    deviations: list[dict[str, Any]] = msgspec.field(default_factory=list)
    evidence: list[dict[str, Any]] = msgspec.field(default_factory=list)
    holds: dict[str, Hold] = msgspec.field(default_factory=dict)
    left_standing: list[dict[str, Any]] = msgspec.field(default_factory=list)
    deadlines: list[DeadlineState] = msgspec.field(default_factory=list)
    back_to: list[str] = msgspec.field(default_factory=list)
    declared: dict[str, Any] | None = None
    followed_by: str = ""
    last: Mark | None = None


def apply(state: RunState, entry: Recorded) -> None:
    """Take one recorded entry into the state."""
    mark = mark_of(state, entry)
    _HANDLERS.get(entry.kind, _nothing)(state, entry.body, mark)
    state.last = mark


def mark_of(state: RunState, entry: Recorded) -> Mark:
    """Who did what an entry of the run tells of, and when."""
    at = moment(entry)
    return Mark(entry.seq, at, tuple(entry.by), entry.recorded_at, early=_is_before(at, state.notified))


def _is_before(at: str, notified: str) -> bool:
    return at < notified  # both in the one form that entries have


def _nothing(_state: RunState, _body: dict[str, Any], _mark: Mark) -> None:
    """A kind that a later version records changes nothing here."""


def _started(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    state.run, state.incident = body["run"], body["incident"]
    state.section, state.book, state.because = body["section"], body["book"], body["because"]
    state.subscribers, state.notified = list(body.get("subscribers", ())), body.get("notified", "")
    state.status, state.started = "going", mark
    state.ceremony, state.called_by = dict(body.get("ceremony", {})), dict(body.get("called_by", {}))
    for what, hold in body.get("inherits", {}).items():
        state.holds[what] = Hold(standing=hold["standing"], before=hold["before"])
    _course(state, body, mark)
    for step in state.open.values():
        step.confirmations = dict(body.get("confirmations", {}))


def _joined(state: RunState, body: dict[str, Any], _mark: Mark) -> None:
    if body["party"] not in state.subscribers:
        state.subscribers.append(body["party"])


def _course(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    """Take over what an entry says of the way on: steps passed over, opened, deadlines begun, the run's end."""
    state.passed_over.update(body.get("passed_over", {}))
    for step in body.get("opens", ()):
        occurrence = sum(1 for one in state.done if one.step == step) + 1
        aside = body.get("aside", False)
        state.open[step] = StepState(step=step, occurrence=occurrence, opened=mark, aside=aside)
    for one in body.get("deadlines", ()):
        state.deadlines.append(DeadlineState(one["name"], one["step"], one["from"], one["due"], one["not_before"]))
    _drop_times(state, {step for step, because in state.passed_over.items() if because})
    if "back_to" in body:
        state.back_to.append(body["back_to"])
    if body.get("returned"):
        state.back_to.pop()
    if body.get("ends"):
        state.status, state.ended = "ended", mark
        state.outcome = state.outcome or body["ends"]
        state.followed_by = body.get("followed_by", "")
        if state.followed_by:
            state.holds.clear()


def _drop_times(state: RunState, steps: set[str]) -> None:
    """Drop the time limits that still run for steps that will not be carried out."""
    state.deadlines = [one for one in state.deadlines if one.met_at is not None or one.step not in steps]


def _ticked(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    step = state.open[body["step"]]
    if body["answer"] == "not yet":
        step.items.pop(body["item"], None)
    else:
        step.items[body["item"]] = Answer(body["answer"], body["reason"], mark)


def _written(state: RunState, body: dict[str, Any], _mark: Mark) -> None:
    state.open[body["step"]].facts[body["field"]] = body["value"]


def _told(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    told = Told(
        tell=body["tell"],
        recipient=body["recipient"],
        means=body.get("means", ""),
        sent_by=body.get("sent_by", ""),
        facts=body.get("facts", ""),
        receipt=body.get("receipt", ""),
        file_set=body.get("file_set", ""),
        excused=body.get("reason", ""),
        mark=mark,
    )
    state.open[body["step"]].told.append(told)


def _named(state: RunState, body: dict[str, Any], _mark: Mark) -> None:
    state.open[body["step"]].owed[body["tell"]] = Owed(tuple(body["recipients"]), body["count"])


def _weighed(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    weighing = body | {"at": mark.at, "seq": mark.seq}
    state.open[body["step"]].weighed = weighing
    state.weighings.append(weighing)


def _decided(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    state.open[body["step"]].decision = body["id"]
    state.decisions.append(body | {"at": mark.at, "seq": mark.seq})
    _amended(state, body)
    state.deadlines = [one for one in state.deadlines if one.name not in body.get("replaces", ())]
    said = {"opens": body.get("opens", ()), "deadlines": body.get("deadlines", ()), "aside": True}
    _course(state, said, mark)


def _amended(state: RunState, body: dict[str, Any]) -> None:
    for step, text in body["amendments"].items():
        state.amendments[step] = f"{text} ({body['id']}, {body['reference']})"
    for step in body["passes_over"]:
        state.amendments[step] = f"Not to be carried out ({body['id']}, {body['reference']})"
        state.passed_over.setdefault(step, "")
    for step in body["takes_up_again"]:
        state.amendments.pop(step, None)
        state.passed_over.pop(step, None)


def _hold_set(state: RunState, body: dict[str, Any], _mark: Mark) -> None:
    take_set(state, body)


def take_set(state: RunState, body: dict[str, Any]) -> None:
    """Take what was set into the state."""
    hold = state.holds.setdefault(body["what"], Hold())
    if hold.standing == 0 and not hold.before:
        hold.before = body["before"]
    hold.standing += body["amount"]
    here = state.open[body["step"]].set_here
    here[body["what"]] = here.get(body["what"], 0) + body["amount"]


def _hold_released(state: RunState, body: dict[str, Any], _mark: Mark) -> None:
    take_released(state, body)


def take_released(state: RunState, body: dict[str, Any]) -> None:
    """Take what was put back into the state."""
    state.holds.setdefault(body["what"], Hold()).standing -= body["amount"]
    here = state.open[body["step"]].put_back_here
    here[body["what"]] = here.get(body["what"], 0) + body["amount"]


def _hold_corrected(state: RunState, body: dict[str, Any], _mark: Mark) -> None:
    state.holds[body["what"]].standing = body["stands"]


def _hold_left(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    hold = state.holds[body["what"]]
    hold.standing -= body["amount"]
    hold.left += body["amount"]
    state.left_standing.append(body | {"at": mark.at, "seq": mark.seq})


def _custodians(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    state.open[body["step"]].custodians = body | {"at": mark.at}


def _ceremony(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    state.open[body["step"]].ceremonies[body["number"]] = body | {"at": mark.at}


def _confirmed(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    state.open[body["step"]].confirmations[body["party"]] = body | {"at": mark.at}


def complete(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    """Take one completed step into the state."""
    step = state.open.pop(body["step"])
    step.branch, step.to, step.how = body["branch"], body["to"], body["how"]
    step.note, step.completed = body["note"], mark
    state.done.append(step)
    for deadline in state.deadlines:
        if deadline.step == step.step and deadline.met_at is None:
            deadline.met_at = mark.at
    state.subscribers = list(body.get("subscribers", state.subscribers))
    _course(state, body, mark)


def _paper(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    for one in body["steps"]:
        for held in one.get("set", ()):
            take_set(state, held)
        for held in one.get("put_back", ()):
            take_released(state, held)
        at = one["happened_at"]
        then = Mark(mark.seq, at, mark.by, mark.recorded_at, early=_is_before(at, state.notified))
        take_paper(state, one, then)
        complete(state, one, then)


def take_paper(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    """Take what one step's line on paper says was weighed and decided into the state."""
    if "weighed" in body:
        _weighed(state, body["weighed"], mark)
    if "decided" in body:
        _decided(state, body["decided"], mark)


def _deviated(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    state.deviations.append(body | {"at": mark.at, "seq": mark.seq})


def _evidence(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    state.evidence.append(body | {"at": mark.at, "seq": mark.seq})


def _declared(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    state.declared = body | {"at": mark.at}
    for name in body.get("meets", ()):
        _kept(state, {"name": name}, mark)
    _course(state, body, mark)


def _kept(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    for deadline in state.deadlines:
        if deadline.name == body["name"] and deadline.met_at is None:
            deadline.met_at = mark.at


def _paused(state: RunState, body: dict[str, Any], _mark: Mark) -> None:
    state.status, state.paused_because = "paused", body["reason"]


def _resumed(state: RunState, _body: dict[str, Any], _mark: Mark) -> None:
    state.status, state.paused_because = "going", ""


def _stopped(state: RunState, body: dict[str, Any], mark: Mark) -> None:
    still = {*body.get("opens", ()), *(one.step for one in state.done)}
    _drop_times(state, {one.step for one in state.deadlines if not one.is_ordered} - still)
    state.broken_off += state.open.values()
    state.open.clear()
    state.back_to.clear()
    state.status, state.paused_because, state.outcome = "going", "", body["outcome"]
    _course(state, body, mark)


def _moved(state: RunState, body: dict[str, Any], _mark: Mark) -> None:
    state.book = body["book"]


_HANDLERS = {
    "run.started": _started,
    "subscriber.joined": _joined,
    "item.ticked": _ticked,
    "fact.written": _written,
    "recipients.named": _named,
    "party.told": _told,
    "party.excused": _told,
    "risks.weighed": _weighed,
    "decision.recorded": _decided,
    "date.kept": _kept,
    "hold.set": _hold_set,
    "hold.released": _hold_released,
    "hold.left": _hold_left,
    "hold.corrected": _hold_corrected,
    "custodians.called": _custodians,
    "confirmation.taken": _confirmed,
    "ceremony.opened": _ceremony,
    "ceremony.outside": _ceremony,
    "ceremony.waived": _ceremony,
    "step.completed": complete,
    "step.opened": _course,
    "step.repeated": _course,
    "paper.entered": _paper,
    "deviation.recorded": _deviated,
    "evidence.added": _evidence,
    "recovery.declared": _declared,
    "run.paused": _paused,
    "run.resumed": _resumed,
    "run.stopped": _stopped,
    "procedure.moved": _moved,
}
