"""What may be asked of a run. Every action names its run, for example ``TEST-0042/1``."""

from typing import Literal

import msgspec

from ceremonies.act import Action


class RunAction(Action, frozen=True, kw_only=True):
    """An action on one run."""

    run: str


class StepAction(RunAction, frozen=True, kw_only=True):
    """An action on one open step of a run."""

    step: str


class Tick(StepAction, frozen=True, kw_only=True):
    """Answer a checklist item."""

    item: str
    answer: Literal["done", "does not apply", "not yet"] = "done"
    reason: str = ""


class WriteDown(StepAction, frozen=True, kw_only=True):
    """Write down a fact the step asks for."""

    field: str
    value: str


class Tell(StepAction, frozen=True, kw_only=True):
    """Record that one recipient was told (rule TELL). ``tell`` counts the step's notifications from 0."""

    tell: int
    recipient: str
    means: str
    sent_by: str = ""
    facts: str = ""
    receipt: str = ""
    file_set: str = ""
    recipients: tuple[str, ...] = ()
    """Everyone who is owed it, where several are and nobody has named them yet; recorded with the first one told."""


class NameRecipients(StepAction, frozen=True, kw_only=True):
    """Name who is owed a notification that several are owed (rule TELL): "each Network Party".

    Attributes:
        tell: counts the step's notifications from 0.
        recipients: names as typed, or Party ids of the register.
        from_register: take the Parties of the register that the notification is owed to as well.
        count: how many there are in all, where not all of them are named.
    """

    tell: int
    recipients: tuple[str, ...] = ()
    from_register: bool = False
    count: int = 0


class Excuse(StepAction, frozen=True, kw_only=True):
    """Record why one recipient need not be told."""

    tell: int
    recipient: str
    reason: str


class Weigh(StepAction, frozen=True, kw_only=True):
    """Weigh the Recovery Action Risks before an act (SMKI RP 3.5; rule GATE-RISKS). Two people sign."""

    second: str
    if_we_act: str
    if_we_do_not: str
    esme_prepayment: int
    gsme_prepayment: int
    done_for_prepayment: str
    supply_chain: str
    mitigations: str
    conclusion: Literal["act", "wait", "do not act"]
    wait_until: str = ""
    review_at: str = ""
    objection: str = ""


class Order(msgspec.Struct, frozen=True):
    """A destruction or revocation that the SMKI PMA orders.

    Attributes:
        what: what is destroyed or revoked.
        when: a day or a time as typed, which then runs as a deadline, or a condition in words.
    """

    what: str
    when: str


class Decide(StepAction, frozen=True, kw_only=True):
    """Record a decision of the SMKI PMA (rule DECISION). Two people sign that it is what was received."""

    second: str
    reference: str
    outcome: Literal["act", "no action", "amend"]
    passes_over: tuple[str, ...] = ()
    amendments: dict[str, str] = msgspec.field(default_factory=dict)
    timescales: str = ""
    recovery_by: str = ""
    """The deadline for recovery that 3.1 (c) speaks of: a day, or a time, as typed."""
    orders: tuple[Order, ...] = ()
    communications: Literal["", "stay disabled", "re-enabled"] = ""
    priority: str = ""
    thresholds: str = ""
    stop_retries: str = ""
    subscribers_told: str = ""
    options: str = ""
    reasons: str = ""
    objections: str = ""


class KeepDate(RunAction, frozen=True, kw_only=True):
    """Record that what an SMKI PMA decision set a date for was done (rule TIME-FROM)."""

    name: str
    note: str


class PutInForce(StepAction, frozen=True, kw_only=True):
    """Record what the DCC's systems confirmed as set: a status on devices, a threshold, custodians called (OUTSIDE)."""

    what: str
    amount: int
    before: str = ""
    detail: str = ""


class PutBack(StepAction, frozen=True, kw_only=True):
    """Record what was confirmed put back, or ended."""

    what: str
    amount: int
    detail: str = ""


class CorrectCount(RunAction, frozen=True, kw_only=True):
    """Correct how much of something stands, where a count was mistyped or misreported. Two people sign."""

    second: str
    what: str
    stands: int
    reason: str


class LeaveStanding(RunAction, frozen=True, kw_only=True):
    """Decide, for one set, that something stays in force when the run ends (rule RUN-NO-STRAND). Two people sign."""

    second: str
    what: str
    amount: int
    stands: str
    who: str
    by_when: str


class CallCustodians(StepAction, frozen=True, kw_only=True):
    """Record the call to Key Custodians, by number (rule CUSTODIAN-CALL)."""

    needed: int
    called: int
    can_come: int
    excluded: int = 0
    earliest: str


class Confirm(StepAction, frozen=True, kw_only=True):
    """Take the Subscriber's confirmation (SMKI RP 3.2, 3.3; rules RUN-CONFIRM and PARTY)."""

    outcome: Literal["not believed", "believed, recover", "believed, no recovery", "no answer", "S1SPKI policy"]
    party: str = ""
    """The Party id of the Subscriber that answers; may be left out where there is one."""
    person: str = ""
    role: str = ""
    means: str = ""
    wishes: str = ""


class Complete(StepAction, frozen=True, kw_only=True):
    """Complete a step and take one of its ways on; ``branch`` counts its next steps from 0."""

    branch: int = 0
    party: str = ""
    """The Subscriber for which a method is chosen, where several share the steps and not all choose this one."""
    how: Literal["here", "outside", "paper"] = "here"
    note: str = ""


class OpenBeside(StepAction, frozen=True, kw_only=True):
    """Open a step that is not tied to its place (rule RUN-OPEN-STEPS)."""


class Repeat(StepAction, frozen=True, kw_only=True):
    """Carry a completed step out again."""

    reason: str


class Deviate(StepAction, frozen=True, kw_only=True):
    """Record a deviation. Two people sign."""

    second: str
    expected: str
    happened: str
    decided: str
    objection: str = ""


class Attach(StepAction, frozen=True, kw_only=True):
    """Add evidence that is already kept under its digest."""

    name: str
    digest: str
    size: int
    what: str = ""


class DeclareRecovered(StepAction, frozen=True, kw_only=True):
    """Declare that recovery is complete: the three Working Days of 3.1 (f) run from it (rule TIME-FROM)."""

    outcome: Literal["successful", "partly successful", "not successful"]
    not_recovered: int = 0


class Pause(RunAction, frozen=True, kw_only=True):
    """Pause the run."""

    reason: str


class Resume(RunAction, frozen=True, kw_only=True):
    """Go on after a pause."""


class StopRun(RunAction, frozen=True, kw_only=True):
    """Stop the run by decision, before its end. Two people sign."""

    second: str
    reference: str
    reason: str


class MoveProcedure(RunAction, frozen=True, kw_only=True):
    """Move the run to a newer copy of the procedure (rule RUN-OWN-COPY). Two people sign what differs."""

    second: str
    book: str
    difference: str


class PaperCount(msgspec.Struct, frozen=True, kw_only=True):
    """What the printed script says was confirmed as set, or as put back where ``amount`` is negative (rule OUTSIDE)."""

    what: str
    amount: int
    before: str = ""


class PaperWeighing(msgspec.Struct, frozen=True, kw_only=True):
    """The Recovery Action Risks as they were weighed on paper: the paper's own reference, and the two who decided."""

    reference: str
    decided_by: tuple[str, str]
    conclusion: Literal["act", "do not act"] = "act"


class PaperDecision(msgspec.Struct, frozen=True, kw_only=True):
    """The SMKI PMA's decision as it stands on paper: its reference, and the two who took it down."""

    reference: str
    received_by: tuple[str, str]
    outcome: Literal["act", "no action"] = "act"


class PaperStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it stands on the printed script; ``branch`` may be left out where only one way leads on.

    Attributes:
        weighing: how the risks were weighed on paper, where the step stands behind the gate and nobody weighed here.
        decision: what the SMKI PMA decided, where the step asks for it and nobody recorded it here.
    """

    step: str
    happened_at: str
    who: str
    branch: int | None = None
    note: str = ""
    counts: tuple[PaperCount, ...] = ()
    weighing: PaperWeighing | None = None
    decision: PaperDecision | None = None


class EnterPaper(RunAction, frozen=True, kw_only=True):
    """Enter in one pass what was done on the printed script (rule RUN-NEVER-STOPS). Two people sign."""

    second: str
    steps: tuple[PaperStep, ...]
