"""Hand-written views: what screens are shown with, without a room."""

from datetime import UTC, datetime

from app.acts.act import Where
from app.machine import Machine
from app.screens.place import Standing
from ceremonies.incidents.view import CompromiseView, IncidentView, brief_of
from ceremonies.room_view import HomeView, IncidentRow, Need, Person, RunRow
from ceremonies.runbook.schema import Correction
from ceremonies.runbook.views import (
    DeadlineView,
    DecisionView,
    DeviationView,
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

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
AT = "2026-11-22T12:59:00.000000Z"
RUN = "TEST-0042/2"


def item(letter: str, does: str, answer: str = "", **more: object) -> ItemView:
    fields = {"who": (), "where": "", "optional": False, "reason": "", "at": "", "by": ()} | more
    if answer:
        fields |= {"at": "2026-11-22T14:03:00.000000Z", "by": ("P-01",)}
    return ItemView(id=letter, letter=letter, does=does, answer=answer, **fields)


STEP = StepView(
    id="4.2.1.7",
    title="Decide whether and how to recover",
    section="4.2.1",
    section_title="Method 2: before",
    actors=("SMKI PMA", "DCC"),
    when="As soon as the facts of 4.2.1.4 are there",
    does="Take the decision of the SMKI PMA: which steps to carry out, by when, and what must be revoked or destroyed.",
    ours=False,
    opened_at=AT,
    occurrence=1,
    items=(
        item("a", "Steps of 4.2.2 to carry out", "done"),
        item("b", "Timescales: as proposed, or others", "does not apply", reason="none proposed"),
        item("c", "Revocations and destructions, with dates", where="steps are carried out", who=("SMKI PMA",)),
    ),
    tells=(
        TellView(
            number=0,
            who="DCC",
            what="the decision",
            by="secured electronic means",
            means=("secured electronic means",),
            form="",
            where="",
            done=False,
            told=(),
        ),
    ),
    records=(
        RecordView(id="ref", label="Decision ref", kind="text", choices=(), required=True, value="PMA-2026-118"),
        RecordView(id="kind", label="Kind", kind="choice", choices=("meeting", "letter"), required=False, value=""),
    ),
    holds=(
        HoldView(what="recovery status", direction="set", answered=True, amount=98214, standing=98214),
        HoldView(what="custodians called", direction="put back", answered=False, amount=0, standing=5),
    ),
    ways=(
        WayView(branch=0, to="4.2.1.8", title="Tell the Subscriber", if_="steps are to be done", how="go"),
        WayView(branch=1, to="4.2.1.K1", title="Leave without acting", if_="none are", how="go"),
    ),
    corrections=(
        Correction(
            kind="missing branch",
            source_says="End of procedure",
            carried_out="Everything is put back first.",
            why="Devices would stay in recovery.",
        ),
    ),
    amendment="",
    gate="decide",
    gate_says="The decision can cut consumers off from their supply.",
    weighed="",
    needs_decision=True,
    decision="",
    needs_confirmation=False,
    confirmation="",
    calls_custodians=False,
    custodians="",
    can_declare=False,
    outside=(),
    evidence=(),
    due="2026-11-22T13:45:00.000000Z",
    overdue=True,
    missing=("weigh the risks", "answer c", "tell DCC"),
)
OTHER = StepView(
    **{name: getattr(STEP, name) for name in STEP.__struct_fields__}
    | {"id": "4.2.1.6", "title": "Call the Key Custodians", "due": "", "overdue": False, "items": ()}
)
TRACK = (
    TrackSection(
        id="4.2.1",
        title="Method 2: before",
        steps=(
            TrackStep(id="4.2.1.5", title="Notify the Network Parties", mark="done"),
            TrackStep(id="4.2.1.6", title="Call the Key Custodians", mark="open"),
            TrackStep(id="4.2.1.7", title="Decide whether and how to recover", mark="open"),
            TrackStep(id="4.2.1.K1", title="Leave without acting", mark="passed over"),
        ),
    ),
    TrackSection(
        id="4.2.2",
        title="Method 2: carry out",
        steps=tuple(TrackStep(id=f"4.2.2.{n}", title=f"Step {n}", mark="to come") for n in range(1, 11)),
    ),
)
RUN_VIEW = RunView(
    run=RUN,
    incident="TEST-0042",
    section="4.2",
    title="Method 2, Access Control Broker Certificates",
    status="going",
    because="",
    outcome="",
    followed_by="",
    started_at=AT,
    ended_at="",
    track=TRACK,
    open=(STEP, OTHER),
    also=("4.2.2.10",),
    deadlines=(
        DeadlineView(
            name="Answer of the Subscriber",
            step="4.2.1.7",
            started_at=AT,
            due="2026-11-22T13:45:00.000000Z",
            met_at="",
            state="overdue",
            seconds_left=-1200,
        ),
    ),
    not_told=("4.2.1.7: DCC",),
    standing=(StandingView(what="recovery status", amount=98214),),
    decisions=("D-1 PMA-2026-117: act",),
    deviations=1,
    evidence=1,
    declared="",
    newer_procedure=False,
    decided=(
        DecisionView(
            id="D-1",
            reference="PMA-2026-117",
            outcome="act",
            step="4.2.1.4",
            at=AT,
            says=(("Timescales", "as proposed"), ("Not to be carried out: 4.2.2.1", "")),
        ),
    ),
    deviated=(
        DeviationView(
            step="4.2.1.4",
            at=AT,
            expected="a call back",
            happened="the line was engaged",
            decided="a courier is sent",
            decided_by=("P-01", "P-02"),
        ),
    ),
    kept=(EvidenceView(name="letter.pdf", step="4.2.1.4", at=AT, size=98214, digest="ab" * 32, what="the request"),),
)
INCIDENT = IncidentView(
    incident="TEST-0042",
    compromises=(
        CompromiseView(
            what="Digital signing key",
            subscriber="ACME",
            notified_by="the supplier's ARO",
            information="laptop lost",
            at=AT,
        ),
    ),
    raised_at=AT,
    closed_at="",
    closed_because="",
    commander="P-01",
    offered_to="P-02",
    offer_note="Devices are in recovery.",
    handovers=1,
    runs=(RUN_VIEW,),
    brief=brief_of((RUN_VIEW,)),
)
HOME = HomeView(
    kind="rehearsal",
    origin="keyroom.invalid/rehearsal/0123456789abcdef",
    entries=1204,
    readonly="",
    people=2,
    present=("P-01", "P-02"),
    names={"P-01": "J. Okafor", "P-02": "M. Lindqvist"},
    parties={"ACME": "Acme Energy"},
    needs=(
        Need(
            urgency=2,
            incident="TEST-0042",
            run="TEST-0042/1",
            section="3.2",
            step="3.2.K4",
            says="Subscriber's confirmation",
            since=AT,
            due="2026-11-22T13:45:00.000000Z",
        ),
        Need(
            urgency=1,
            incident="TEST-0042",
            run=RUN,
            section="4.2",
            step="4.2.1.7",
            says="Decide whether and how to recover",
            since=AT,
            due="",
        ),
    ),
    incidents=(
        IncidentRow(
            incident="TEST-0042",
            what="Digital signing key",
            status="open",
            raised_at=AT,
            commander="P-01",
            offered_to="P-02",
            runs=(
                RunRow(
                    run=RUN,
                    incident="TEST-0042",
                    section="4.2",
                    title="Method 2",
                    status="going",
                    step="4.2.1.7",
                    step_title="Decide whether and how to recover",
                    actors=("SMKI PMA", "DCC"),
                    since=AT,
                ),
            ),
        ),
        IncidentRow(
            incident="TEST-0039",
            what="Recovery key",
            status="closed",
            raised_at="2026-11-20T09:00:00.000000Z",
            commander="P-01",
            offered_to="",
            runs=(),
        ),
    ),
    reports_due=(
        Need(
            urgency=1,
            incident="TEST-0036",
            run="TEST-0036/2",
            section="4.2",
            step="3.1.K1",
            says="report to the SMKI PMA due",
            since=AT,
            due="2026-11-26T00:00:00.000000Z",
        ),
    ),
    sitting=4,
    head_left=1100,
    clock="ok",
)
PEOPLE = (
    Person(
        id="P-01",
        name="J. Okafor",
        alias="",
        organisation="DCC",
        roles=("Incident Commander",),
        present=True,
        since="2026-11-22T12:50:00.000000Z",
    ),
    Person(id="K-01", name="", alias="K-01", organisation="", roles=("Key Custodian",), present=False),
)
WHERE = Where(by="P-01", home=HOME, people=PEOPLE, incident=INCIDENT, run=RUN_VIEW, step=STEP)
STANDING = Standing(
    where=WHERE,
    now=NOW,
    machine=Machine(links=(), known=True, free=41 * 10**9),
    last="14:05 #1204 4.2.1.7 item b ticked by J. Okafor",
)
