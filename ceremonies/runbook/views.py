"""What is shown of a run, as frozen values. ``view.py`` makes them; screens, plain lines and reports only draw them."""

import msgspec

from ceremonies.runbook.schema import Correction
from ceremonies.runbook.state import Mark, StepState


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """A checklist item and its answer: "" while open, "done" or "does not apply"."""

    id: str
    letter: str
    does: str
    who: tuple[str, ...]
    where: str
    optional: bool
    answer: str
    reason: str
    at: str
    by: tuple[str, ...]


class TellView(msgspec.Struct, frozen=True, kw_only=True):
    """A notification owed, and what stands about it."""

    number: int
    who: str
    what: str
    by: str
    means: tuple[str, ...]
    form: str
    where: str
    done: bool
    told: tuple[str, ...]
    """One line a recipient: who, by what, when, or why excused."""
    several: bool = False
    """Whether several are owed it, who have to be named."""
    owed: tuple[str, ...] = ()
    """Those who are named, where several are owed it."""
    progress: str = ""
    """Where several are owed it: "told 3 of 5; not yet: X, Y", or "not named yet"."""


class RecordView(msgspec.Struct, frozen=True, kw_only=True):
    """A fact to write down."""

    id: str
    label: str
    kind: str
    choices: tuple[str, ...]
    required: bool
    value: str
    typed: str = ""
    """The value as it would be typed again; a time is shown otherwise than it is typed."""


class WayView(msgspec.Struct, frozen=True, kw_only=True):
    """A way on from a step."""

    branch: int
    to: str
    title: str
    if_: str
    how: str
    breaks_off: bool = False
    """The step is given up by it: the reason goes into the note, and nothing else need be there."""


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """Something a step may put in force or put back."""

    what: str
    direction: str
    """"set" or "put back"."""
    answered: bool
    amount: int
    standing: int


class StandingView(msgspec.Struct, frozen=True, kw_only=True):
    """What a run changed and what still stands of it."""

    what: str
    amount: int


class CalledView(msgspec.Struct, frozen=True, kw_only=True):
    """A key ceremony that a step calls for, and how it stands."""

    number: int
    script: str
    kind: str
    which: str
    says: str
    where: str
    keys: tuple[str, ...]
    """The keys of the record that may be meant, or the name of the one that is made."""
    run: str
    """The run in which it is held; empty while there is none."""
    stands: str
    """"" while nothing is recorded, "going", how its run ended, "held outside: ..." or "not called for: ..."."""
    done: bool


class QuorumView(msgspec.Struct, frozen=True, kw_only=True):
    """How many different people of a role a ceremony needs, and how many are signed in."""

    role: str
    needed: int
    here: int


class CeremonyView(msgspec.Struct, frozen=True, kw_only=True):
    """Of a key ceremony's run: what was settled, who is there, what is done. No secret stands in it."""

    script: str
    key: str
    kind: str
    which: str
    mark: str
    """"OLD", "NEW" or empty (rule KEY-STATE)."""
    serial: str
    """Of the key's certificate when the ceremony began; empty where it had none."""
    status: str
    """What the register says of the key now; empty while it has no entry."""
    m: int
    n: int
    symmetric: str
    parts: int
    issuer: str
    token_label: str
    token_serial: str
    words_seconds: int
    called_by_run: str
    called_by_step: str
    roles: tuple[tuple[str, tuple[str, ...]], ...]
    """By role, who of those signed in may act in it here."""
    quorum: tuple[QuorumView, ...]
    acts_done: tuple[str, ...]
    """The acts that the record shows as done, in words."""


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it stands: everything that is shown of it."""

    id: str
    title: str
    section: str
    section_title: str
    actors: tuple[str, ...]
    when: str
    does: str
    ours: bool
    opened_at: str
    occurrence: int
    items: tuple[ItemView, ...]
    tells: tuple[TellView, ...]
    records: tuple[RecordView, ...]
    holds: tuple[HoldView, ...]
    ways: tuple[WayView, ...]
    corrections: tuple[Correction, ...]
    amendment: str
    gate: str
    gate_says: str
    weighed: str
    """The conclusion of the newest weighing, or ""."""
    needs_decision: bool
    decision: str
    needs_confirmation: bool
    confirmation: str
    calls_custodians: bool
    custodians: str
    can_declare: bool
    outside: tuple[str, ...]
    ceremonies: tuple[CalledView, ...] = ()
    act: str = ""
    """In a ceremony script: the act that the step waits for, in words."""
    act_done: bool = False
    act_name: str = ""
    """The same by its name, as the script says it."""
    quorum: bool = False
    roles: tuple[str, ...] = ()
    """In a ceremony script: roles that somebody who is signed in must have taken."""
    evidence: tuple[str, ...]
    due: str
    overdue: bool
    missing: tuple[str, ...]
    """What stands between the step and its completion, in words; empty when it can be completed."""
    remarks: tuple[str, ...] = ()
    """What is to be pointed out about what was recorded here."""
    chooses: bool = False
    """Whether the method, or the section, is chosen here, which several Subscribers may do differently."""


class TrackStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step on the track: "done", "open", "passed over", "to come", or once the run has ended "not taken"."""

    id: str
    title: str
    mark: str


class TrackSection(msgspec.Struct, frozen=True, kw_only=True):
    """One table on the track."""

    id: str
    title: str
    steps: tuple[TrackStep, ...]


class DeadlineView(msgspec.Struct, frozen=True, kw_only=True):
    """A time limit: "running", "overdue", "met" or "missed"."""

    name: str
    step: str
    started_at: str
    due: str
    met_at: str
    state: str
    seconds_left: int


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of the SMKI PMA as it was recorded; empty strings are what it didn't say."""

    id: str
    reference: str
    outcome: str
    step: str
    at: str
    says: tuple[tuple[str, str], ...]
    """What it says beside its outcome: a heading and its text."""


class EvidenceView(msgspec.Struct, frozen=True, kw_only=True):
    """A file kept as evidence; ``size`` in bytes, ``digest`` its SHA-256 in hexadecimal."""

    name: str
    step: str
    at: str
    size: int
    digest: str
    what: str


class DeviationView(msgspec.Struct, frozen=True, kw_only=True):
    """A deviation and the people who decided on it."""

    step: str
    at: str
    expected: str
    happened: str
    decided: str
    decided_by: tuple[str, ...]


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A run as it stands."""

    run: str
    incident: str
    section: str
    title: str
    status: str
    because: str
    outcome: str
    followed_by: str
    """The run that took over when this one ended; empty when none did."""
    started_at: str
    ended_at: str
    track: tuple[TrackSection, ...]
    open: tuple[StepView, ...]
    """The open steps; the step at hand is the first."""
    also: tuple[str, ...]
    """Steps that may be opened beside now."""
    deadlines: tuple[DeadlineView, ...]
    not_told: tuple[str, ...]
    standing: tuple[StandingView, ...]
    decisions: tuple[str, ...]
    deviations: int
    evidence: int
    declared: str
    newer_procedure: bool
    """Whether the program carries a newer copy of the procedure than the run follows (rule RUN-OWN-COPY)."""
    subscribers: tuple[str, ...] = ()
    """The Party ids of the Subscribers that the run's steps serve."""
    ceremony: CeremonyView | None = None
    """Of a key ceremony's run."""
    newer_book: str = ""
    difference: str = ""
    decided: tuple[DecisionView, ...] = ()
    deviated: tuple[DeviationView, ...] = ()
    kept: tuple[EvidenceView, ...] = ()


class DoneView(msgspec.Struct, frozen=True, kw_only=True):
    """A step that was carried out, for the report."""

    step: str
    title: str
    occurrence: int
    opened: Mark
    completed: Mark
    how: str
    note: str
    to: str
    state: StepState
