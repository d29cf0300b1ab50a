"""A count that was mistyped is corrected by two people, and a recovery isn't started past the Subscriber by one."""

import pytest

from ceremonies.errors import Refused
from ceremonies.incidents.actions import StartRun
from ceremonies.runbook import actions as ask
from ceremonies.runbook.views import StandingView
from tests.records import INCIDENT, enrol_two, fact_for, make_workspace, perform, raise_incident, room_in

RUN = f"{INCIDENT}/2"


@pytest.fixture
def room(tmp_path):
    with make_workspace(tmp_path / "workspace") as workspace:
        room = room_in(workspace)
        enrol_two(room)
        raise_incident(room)
        yield room


def start(room, section, second=""):
    perform(room, StartRun(by="P-01", second=second, incident=INCIDENT, section=section, because="it can't wait"))


@pytest.mark.rule("RUN-CONFIRM")
def test_one_person_starts_no_recovery_that_the_subscriber_has_not_confirmed(room):
    with pytest.raises(Refused) as refusal:
        start(room, "4.2")
    assert refusal.value.rule == "RUN-CONFIRM"


def test_two_people_may_start_one_and_both_sign_why(room):
    start(room, "4.2", second="P-02")
    (began,) = room.ledger.entries(stream=f"run/{RUN}")
    assert len(began.body["signoffs"]) == 2


def test_the_second_who_starts_it_is_somebody_else(room):
    with pytest.raises(Refused) as refusal:
        start(room, "4.2", second="P-01")
    assert refusal.value.rule == "TWO-PEOPLE"


def test_what_is_no_recovery_starts_without_a_confirmation(room):
    start(room, "3.4.3")
    assert room.run(RUN).section == "3.4.3"


def set_too_many(room):
    start(room, "4.3", second="P-02")
    for step in ("4.3.1.1", "4.3.1.2"):
        view = room.run(RUN).open[0]
        assert view.id == step
        if view.gate:
            weigh(room, step)
        for item in view.items:
            perform(room, ask.Tick(run=RUN, step=step, by="P-01", item=item.id))
        for record in view.records:
            value = fact_for(record.kind, record.choices)
            perform(room, ask.WriteDown(run=RUN, step=step, by="P-01", field=record.id, value=value))
        for tell in view.tells:
            for means in tell.means or ("email",):
                told = ask.Tell(run=RUN, step=step, by="P-01", tell=tell.number, recipient=tell.who, means=means)
                perform(room, told)
        perform(room, ask.Complete(run=RUN, step=step, by="P-01"))
    weigh(room, "4.3.1.3")
    said = {"what": "recovery status", "amount": 982_140, "before": "commissioned", "detail": "DSP job 1"}
    perform(room, ask.PutInForce(run=RUN, step="4.3.1.3", by="P-01", **said))


def weigh(room, step):
    said = {"if_we_act": "a", "if_we_do_not": "b", "supply_chain": "none", "done_for_prepayment": "", "mitigations": ""}
    numbers = {"esme_prepayment": 0, "gsme_prepayment": 0}
    perform(room, ask.Weigh(run=RUN, step=step, by="P-01", second="P-02", conclusion="act", **said, **numbers))


def test_both_counts_stay_in_the_record(room):
    set_too_many(room)
    said = {"what": "recovery status", "stands": 98_214, "reason": "a nought too many was typed"}
    perform(room, ask.CorrectCount(run=RUN, by="P-01", second="P-02", **said))
    assert room.run(RUN).standing == (StandingView(what="recovery status", amount=98_214),)
    newest = list(room.ledger.entries(stream=f"run/{RUN}"))[-1]
    assert (newest.body["was"], newest.body["stands"], len(newest.body["signoffs"])) == (982_140, 98_214, 2)


@pytest.mark.rule("OUTSIDE")
@pytest.mark.rule("ALREADY-RECORDED")
def test_a_correction_that_corrects_nothing_is_refused(room):
    set_too_many(room)
    at = {"run": RUN, "by": "P-01", "second": "P-02", "reason": "x"}
    for what, stands, rule in (
        ("recovery status", 982_140, "ALREADY-RECORDED"),
        ("recovery status", -1, "OUTSIDE"),
        ("DCC thresholds", 1, "OUTSIDE"),
    ):
        with pytest.raises(Refused) as refusal:
            perform(room, ask.CorrectCount(what=what, stands=stands, **at))
        assert refusal.value.rule == rule
