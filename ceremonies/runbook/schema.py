"""The shape of procedure data: what a TOML file in ``ceremonies/procedures/`` may say, and nothing else.

A file holds one or more sections. A section is one of the text's 25 tables, a prose section, or an appendix
(kept for its corrections). Every struct refuses unknown keys; ``load.py`` names file, step and key.
"""

from typing import Literal

import msgspec

from ceremonies.keys.kinds import Kind as KeyKind
from ceremonies.people.roles import Role

Actor = Literal[
    "Subscriber",
    "DCC",
    "DCC (DSP TAD)",
    "DCC (as DSP)",
    "DCC (as TSP)",
    "Key Custodians",
    "Party",
    "Panel",
    "SMKI PMA",
    "Responsible Supplier",
    "Ceremony Administrator",
    "Internal Witness",
    "External Witness",
    "Symmetric Key Custodians",
    "Registration Authority Manager",
]
"""The text's own words for who acts (the columns headed Responsibility), and who acts in a key ceremony."""

Kind = Literal[
    "next",
    "reference",
    "when",
    "actor",
    "missing step",
    "missing branch",
    "harmful reading",
    "name",
    "file rule",
]
"""What sort of slip a correction mends."""

Form = Literal["B", "C", "D", "E", "B or D", "C or E", "ADT"]
"""The file that goes with a notification: Appendix B to E by letter (B or D, C or E: by who the affected Subscriber is,
rule FORM), or ADT for an Anomaly Detection Thresholds File."""

Devices = Literal["affected", "attempted", "not recovered", "recovered"]
"""Which devices a file that is sent lists (rule FORM)."""

Hold = Literal[
    "recovery status",
    "recovered status",
    "Subscriber thresholds",
    "DCC thresholds",
    "mode 8 threshold",
    "custodians called",
]
"""What a step puts in force and a later one must put back (rules RUN-NO-STRAND and RUN-BEFORE)."""

RiskAct = Literal[
    "request",
    "set recovery",
    "revoke",
    "destroy",
    "revoke and destroy",
    "access control broker",
    "decide",
]
"""What stands behind a Recovery Action Risks gate (rule GATE-RISKS): asking for the method, the four acts of 3.5.1,
or the decision that orders them."""

Flow = Literal["waits", "overlaps", "beside"]
"""How a step stands to its successor (rule RUN-OPEN-STEPS): the successor waits for it; the successor opens with it
and both are worked together, per device; or it may be opened at any time and stays open beside the step at hand."""

How = Literal["go", "run", "call"]
"""How a next step is entered: the same run goes on; another run starts there and this one ends (rule RUN-MANY); or the
section is entered and the run comes back."""


Script = Literal["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"]
"""The ceremony scripts, by number."""

Which = Literal["new", "in use", "being replaced"]
"""Which generation of a key is meant (rule KEY-STATE)."""


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A frozen record that refuses keys it does not know."""


class Correction(Strict, frozen=True, kw_only=True):
    """A slip of the text: what it says, what is carried out, and why."""

    kind: Kind
    source_says: str
    carried_out: str
    why: str


class Item(Strict, frozen=True, kw_only=True):
    """One thing to tick: a lettered item of the text or an obligation that stands in an unlettered sentence."""

    id: str
    does: str
    letter: str | None = None
    actors: tuple[Actor, ...] | None = None
    where: str | None = None
    """The condition under which it applies; an item with one may be answered "does not apply"."""
    optional: bool = False
    """The text says "may": leaving it out needs no reason."""


class Tell(Strict, frozen=True, kw_only=True):
    """A notification that a step owes (rule TELL)."""

    who: str
    """The recipient in the text's words, for example "SMKI PMA" or "each Responsible Supplier"."""
    what: str
    form: Form | None = None
    devices: Devices | None = None
    by: str | None = None
    """The means: "secured electronic means", "telephone and email", "in writing", "DCC Alert", "in person",
    "secured means" or "secure courier"."""
    where: str | None = None


class Next(Strict, frozen=True, kw_only=True, rename={"if_": "if"}):
    """A step or section that may follow."""

    to: str
    """A step id, a section id, or "end"."""
    if_: str | None = None
    how: How = "go"
    confirmed: str | None = None
    """On a step that takes the Subscriber's confirmation: the outcome that leads here."""
    breaks_off: bool = False
    """In a ceremony script: the step is given up, so nothing that it asks for need be there but the reason."""


class Deadline(Strict, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A time limit and the fact it runs from (rule TIME-FROM). Exactly one of the lengths is given."""

    name: str
    from_: str
    """The fact that starts the clock, in plain words."""
    starts: Literal["opened", "completed", "declared"] = "completed"
    """The event that starts it: ``step`` opened or completed, or the declaration that recovery is complete."""
    step: str
    """The step whose event starts it; may be the step itself."""
    hours: int | None = None
    working_days: int | None = None
    months: int | None = None
    years: int | None = None
    not_before: bool = False
    """The step may not be done before the time is reached, rather than not after it."""


class Record(Strict, frozen=True, kw_only=True):
    """A fact to be written down at a step."""

    id: str
    label: str
    kind: Literal["text", "time", "count", "choice"] = "text"
    choices: tuple[str, ...] = ()
    required: bool = True


class Ceremony(Strict, frozen=True, kw_only=True):
    """A key ceremony that a step calls for: the step is not complete before it has taken place."""

    script: Script
    key: KeyKind
    which: Which
    """Which generation of the key is meant (rule KEY-STATE)."""
    says: str
    """In our own words, with the generation: "activation of the Recovery Private Key (the one in use)"."""
    where: str | None = None
    """The condition under which it takes place; one with a condition may be answered "not called for"."""


class Step(Strict, frozen=True, kw_only=True):
    """One step."""

    id: str
    numbered_by: Literal["source", "keyroom"] = "source"
    title: str
    """At most 60 characters, imperative, for lists and the track line."""
    actors: tuple[Actor, ...]
    source_actors: tuple[Actor, ...] | None = None
    """What the text's column says, where it differs from ``actors``."""
    when: str | None = None
    does: str
    """One to three plain imperative sentences of our own."""
    items: tuple[Item, ...] = ()
    tells: tuple[Tell, ...] = ()
    next: tuple[Next, ...]
    source_next: tuple[str, ...] = ()
    """What the text's Next Step column says: step ids, section ids or "end". Empty for steps of ours."""
    corrections: tuple[Correction, ...] = ()
    gate: RiskAct | None = None
    deadline: Deadline | None = None
    flow: Flow = "waits"
    decision: bool = False
    """The SMKI PMA decides here: completing it needs a recorded decision (rule DECISION)."""
    confirmation: bool = False
    """The Subscriber's confirmation of 3.2 is taken here (rule RUN-CONFIRM)."""
    method: bool = False
    """The choice of method of section 4, or of section by what is Compromised (section 2)."""
    custodian_call: bool = False
    """Key Custodians are called here (rule CUSTODIAN-CALL)."""
    recovery_complete: bool = False
    """Where the declaration that recovery is complete is offered (rule TIME-FROM)."""
    holds: tuple[Hold, ...] = ()
    """What this step may put in force."""
    releases: tuple[Hold, ...] = ()
    """What this step may put back or end."""
    outside: tuple[str, ...] = ()
    """Acts that happen in the DCC's own systems or on devices: recorded as done outside (rule OUTSIDE)."""
    ceremonies: tuple[Ceremony, ...] = ()
    """The key ceremonies it calls for."""
    records: tuple[Record, ...] = ()
    act: str | None = None
    """In a ceremony script: the act that must stand in the record before the step is complete (``script_acts.py``)."""
    quorum: bool = False
    """In a ceremony script: M Key Custodians, as different people, are signed in before the step is complete."""
    roles: tuple[Role, ...] = ()
    """In a ceremony script: the roles that somebody signed in must have taken in this ceremony."""


class Section(Strict, frozen=True, kw_only=True):
    """A table, a prose section or an appendix of the text."""

    id: str
    part_of: str
    """The procedure it belongs to: "4.2" for 4.2.1; the section's own id where it stands alone."""
    table: bool = False
    title: str
    does: str = ""
    """What the section is for and who may use it, in our own words."""
    script: bool = False
    """A ceremony script of ours, not a section of the text."""
    corrections: tuple[Correction, ...] = ()
    steps: tuple[Step, ...] = ()


class File(Strict, frozen=True, kw_only=True):
    """One TOML file: the sections in the text's order."""

    section: tuple[Section, ...]


class Around(Strict, frozen=True, kw_only=True):
    """What every ceremony opens and closes with, written once (``C0.toml``): it stands around each script's own steps.

    Its steps have ids without the script's: "A1" becomes "C1.A1". "own" names the script's first step.
    """

    opening: tuple[Step, ...]
    closing: tuple[Step, ...]
