from datetime import timedelta

import msgspec
import pytest

from ceremonies import streams
from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.views import StandingView
from ceremonies.times import london, parse_utc, to_iso
from tests.walker import SUBSCRIBER, Table, Walker, at_step, utc


def refused(rule, act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def complete(walker, step, branch=0, **more):
    return walker.table.do(ask.Complete(run=walker.run, step=step, by="P-01", branch=branch, **more))


def confirm(walker, outcome, **more):
    said = {"person": "Mair Evans", "role": "SMKI SRO", "means": "telephone"} | more
    return walker.table.do(ask.Confirm(run=walker.run, step="3.2.K5", by="P-01", outcome=outcome, **said))


def state_of(walker):
    return walker.table.runs[walker.run]


def deadlines(walker, step):
    return [one for one in state_of(walker).deadlines if one.step == step]


# DECISION


@pytest.mark.rule("DECISION")
def test_a_step_at_which_the_smki_pma_decides_needs_its_decision():
    walker = at_step("4.2.1.7")
    walker.fill("4.2.1.7")
    state_of(walker).open["4.2.1.7"].decision = None
    refused("DECISION", complete, walker, "4.2.1.7")


@pytest.mark.rule("DECISION")
def test_an_amendment_alone_does_not_say_whether_to_act():
    walker = at_step("4.2.1.7")
    walker.weigh("4.2.1.7")
    walker.decide("4.2.1.7", "amend", amendments={"4.2.2.7": "only in Wales"})
    walker.fill("4.2.1.7")
    complete(walker, "4.2.1.7")
    walker.fill("4.2.1.8")
    refused("DECISION", complete, walker, "4.2.1.8", 0)
    refused("DECISION", complete, walker, "4.2.1.8", 1)
    walker.decide("4.2.1.8", "act")
    complete(walker, "4.2.1.8", 1)


@pytest.mark.rule("DECISION")
def test_a_decision_can_come_at_any_step_also_where_the_text_has_none():
    walker = at_step("4.1.2.2")
    walker.decide("4.1.2.2", "amend", amendments={"4.1.2.4": "by hand"}, passes_over=("4.1.2.5",))
    view = walker.table.view(walker.run)
    assert view.decisions == ("D-1 PMA 7: amend",)
    walker.until("4.1.2.4")
    walker.fill("4.1.2.4")
    assert walker.table.view(walker.run).open[0].amendment == "by hand (D-1, PMA 7)"
    complete(walker, "4.1.2.4", 0)
    assert list(state_of(walker).open) == ["4.1.2.6", "4.1.3.1"]
    assert state_of(walker).passed_over["4.1.2.5"] == "Not to be carried out (D-1, PMA 7)"


@pytest.mark.rule("DECISION")
def test_what_was_carried_out_is_open_or_is_no_step_is_not_passed_over():
    walker = at_step("4.2.2.2")
    assert "4.2.1.3" in refused("DECISION", walker.decide, "4.2.2.2", passes_over=("4.2.1.3",))
    assert "4.2.2.2" in refused("DECISION", walker.decide, "4.2.2.2", passes_over=("4.2.2.2",))
    assert "9.9" in refused("DECISION", walker.decide, "4.2.2.2", passes_over=("9.9",))
    assert "9.8" in refused("DECISION", walker.decide, "4.2.2.2", amendments={"9.8": "x"})


@pytest.mark.rule("DECISION")
def test_deciding_itself_is_not_passed_over_nor_a_step_passed_over_and_amended_at_once():
    walker = at_step("4.2.1.2")
    assert "4.2.1.7" in refused("DECISION", walker.decide, "4.2.1.2", "amend", passes_over=("4.2.1.7",))
    refused("DECISION", walker.decide, "4.2.1.2", "amend", passes_over=("4.2.1.4",), amendments={"4.2.1.4": "later"})


@pytest.mark.rule("RUN-REPORT")
@pytest.mark.parametrize("step", ["3.1.K1", "3.1.K2", "3.1.K3"])
def test_the_report_and_the_closing_are_not_passed_over(step):
    walker = at_step("4.2.1.2")
    refused("RUN-REPORT", walker.decide, "4.2.1.2", "amend", passes_over=(step,))


@pytest.mark.rule("DECISION")
def test_a_later_decision_takes_up_again_what_an_earlier_one_took_out():
    walker = at_step("4.2.1.2")
    walker.decide("4.2.1.2", "amend", passes_over=("4.2.1.4", "4.2.2.7"))
    walker.until("4.2.1.5")
    walker.decide("4.2.1.5", "amend", amendments={"4.2.1.4": "by noon", "4.2.2.7": "in writing"})
    assert list(state_of(walker).open) == ["4.2.1.5", "4.2.1.4"]
    walker.complete("4.2.1.4")
    assert list(state_of(walker).open) == ["4.2.1.5"]
    walker.until("4.2.2.7")
    assert walker.go().status == "ended"


@pytest.mark.rule("DECISION")
def test_a_decision_gives_its_reference_its_timescales_and_its_reasons():
    walker = at_step("4.2.1.2")
    refused("TEXT", walker.decide, "4.2.1.2", "act", reference="")
    refused("TEXT", walker.decide, "4.2.1.2", "act", timescales="")
    refused("TEXT", walker.decide, "4.2.1.2", "no action", reasons="")


@pytest.mark.rule("RUN-NO-STRAND")
def test_the_way_on_agrees_with_the_newest_decision():
    walker = at_step("4.2.1.8")
    walker.fill("4.2.1.8")
    walker.decide("4.2.1.8", "act")
    refused("RUN-NO-STRAND", complete, walker, "4.2.1.8", 0)
    walker.decide("4.2.1.8", "no action")
    refused("RUN-NO-STRAND", complete, walker, "4.2.1.8", 1)
    complete(walker, "4.2.1.8", 0)
    assert list(state_of(walker).open) == ["4.2.1.K1"]


@pytest.mark.rule("RUN-NO-STRAND")
@pytest.mark.parametrize("out", ["4.2.1.K1", "4.3.1.K1", "5.1.K1", "6.1.1.K1", "6.2.1.K1", "6.3.1.K1"])
def test_a_decision_not_to_act_stands_the_custodians_down_and_leads_to_the_report(out):
    walker = at_step(out)
    standing = walker.table.view(walker.run).standing
    assert StandingView(what="custodians called", amount=10) in standing
    assert len(walker.table.book.step(out).tells) > 0
    walker.until("3.1.K1")
    assert walker.table.view(walker.run).standing == ()
    assert walker.go().status == "ended"


# RUN-CONFIRM and PARTY


@pytest.mark.rule("RUN-CONFIRM")
def test_the_confirmation_is_taken_before_the_step_ends():
    walker = at_step("3.2.K5")
    walker.fill("3.2.K5")
    refused("RUN-CONFIRM", complete, walker, "3.2.K5")


@pytest.mark.rule("RUN-CONFIRM")
@pytest.mark.parametrize(
    ("outcome", "branch", "to"),
    [
        ("believed, recover", 0, "3.2.K6"),
        ("believed, no recovery", 1, "3.2.K8"),
        ("not believed", 2, "3.1.K3"),
        ("S1SPKI policy", 4, "2.K2"),
    ],
)
def test_each_answer_has_its_own_way_on_and_no_other(outcome, branch, to):
    walker = at_step("3.2.K5")
    walker.fill("3.2.K5")
    confirm(walker, outcome)
    for other in {0, 1, 2, 3, 4} - {branch}:
        refused("RUN-CONFIRM", complete, walker, "3.2.K5", other)
    complete(walker, "3.2.K5", branch)
    assert list(state_of(walker).open) == [to]


@pytest.mark.rule("RUN-CONFIRM")
def test_no_answer_is_recorded_only_when_24_hours_have_passed_since_the_request():
    walker = at_step("3.2.K5")
    walker.fill("3.2.K5")
    due = parse_utc(deadlines(walker, "3.2.K5")[0].due)
    assert due == parse_utc(state_of(walker).open["3.2.K5"].opened.at) + timedelta(hours=24)
    walker.table.now = due - timedelta(seconds=1)
    refused("RUN-CONFIRM", confirm, walker, "no answer")
    walker.table.now = due
    confirm(walker, "no answer")
    complete(walker, "3.2.K5", 3)
    assert list(state_of(walker).open) == ["3.2.K7"]


@pytest.mark.rule("RUN-CONFIRM")
def test_asked_again_the_subscriber_has_another_24_hours():
    walker = at_step("3.2.K7")
    walker.fill("3.2.K7")
    complete(walker, "3.2.K7", 0)
    walker.complete("3.2.K4")
    first, second = deadlines(walker, "3.2.K5")
    assert first.met_at is not None
    assert second.met_at is None
    refused("RUN-CONFIRM", confirm, walker, "no answer")


@pytest.mark.rule("RUN-CONFIRM")
def test_the_confirmation_is_not_passed_over_and_no_answer_follows_a_request():
    walker = at_step("3.2.K1")
    refused("RUN-CONFIRM", walker.decide, "3.2.K1", "amend", passes_over=("3.2.K5",))
    walker.decide("3.2.K1", "amend", passes_over=("3.2.K4",))
    walker.until("3.2.K5")
    assert "was not asked" in refused("RUN-CONFIRM", confirm, walker, "no answer")


@pytest.mark.rule("RUN-CONFIRM")
def test_a_step_that_takes_no_confirmation_takes_none():
    walker = at_step("3.2.K4")
    action = ask.Confirm(run=walker.run, step="3.2.K4", by="P-01", outcome="not believed")
    refused("RUN-CONFIRM", walker.table.do, action)


@pytest.mark.rule("PARTY")
@pytest.mark.parametrize(("person", "role"), [("Tom Hale", "SMKI SRO"), ("Mair Evans", "SMKI ARO"), ("", "SMKI SRO")])
def test_only_an_sro_of_the_subscriber_confirms(person, role):
    walker = at_step("3.2.K5")
    assert "Those who may: Mair Evans" in refused("PARTY", confirm, walker, "not believed", person=person, role=role)


@pytest.mark.rule("PARTY")
def test_a_method_is_entered_only_by_a_subscriber_that_may_use_it():
    network = msgspec.structs.replace(SUBSCRIBER, party_roles=("Gas Transporter",), responsible_supplier=False)
    table = Table()
    table.parties.parties[SUBSCRIBER.id] = network
    walker = at_step("4.1.1.1", table)
    walker.fill("4.1.1.1")
    refused("PARTY", complete, walker, "4.1.1.1", 1)
    complete(walker, "4.1.1.1", 2)
    other = at_step("4.K1", table)
    other.fill("4.K1")
    refused("PARTY", complete, other, "4.K1", 2)


# CUSTODIAN-CALL


def call(walker, step, **more):
    said = {"needed": 3, "called": 5, "can_come": 4, "excluded": 1, "earliest": "16:30"} | more
    return walker.table.do(ask.CallCustodians(run=walker.run, step=step, by="P-01", **said))


@pytest.mark.rule("CUSTODIAN-CALL")
@pytest.mark.parametrize("step", ["4.2.1.6", "4.3.1.6", "5.1.3", "6.1.1.3", "6.2.1.4", "6.3.1.4"])
def test_where_custodians_are_called_the_numbers_stand_in_the_record(step):
    walker = at_step(step)
    walker.fill(step)
    state_of(walker).open[step].custodians = None
    refused("CUSTODIAN-CALL", complete, walker, step)
    call(walker, step)
    line = walker.table.view(walker.run).open[0].custodians
    assert line == "5 called, 4 can come, 3 needed, from 16:30, 1 excluded"
    assert complete(walker, step)


@pytest.mark.rule("CUSTODIAN-CALL")
def test_the_numbers_agree_and_a_quorum_has_its_earliest_time():
    walker = at_step("4.2.1.6")
    refused("CUSTODIAN-CALL", call, walker, "4.2.1.6", can_come=6)
    refused("CUSTODIAN-CALL", call, walker, "4.2.1.6", excluded=-1)
    refused("TEXT", call, walker, "4.2.1.6", earliest="")
    call(walker, "4.2.1.6", can_come=2, earliest="")
    refused("CUSTODIAN-CALL", call, at_step("4.2.1.1"), "4.2.1.1")


@pytest.mark.rule("CUSTODIAN-PATH")
def test_under_one_request_each_person_has_a_path_of_their_own():
    walker = at_step("3.4.3.4")
    for step, branch in (
        ("3.4.3.4", 1),  # a form is not complete
        ("3.4.3.3", 0),
        ("3.4.3.4", 0),
        ("3.4.3.5", 0),
        ("3.4.3.6", 1),  # one is not chosen
        ("3.4.3.K1", 0),  # others are
        ("3.4.3.7", 0),
        ("3.4.3.8", 1),  # one is not verified
        ("3.4.3.9", 0),  # another is chosen in their place
        ("3.4.3.6", 3),  # the SMKI PMA directs Parties to nominate
        ("3.4.3.3", 0),
    ):
        walker.fill(step)
        complete(walker, step, branch)
    done = [one.step for one in state_of(walker).done]
    assert done.count("3.4.3.2") == 1
    assert walker.until("3.4.3.11").go().status == "ended"


# TIME-FROM


def declare(walker, step, outcome="successful", not_recovered=0, **more):
    return walker.table.do(
        ask.DeclareRecovered(run=walker.run, step=step, by="P-01", outcome=outcome, not_recovered=not_recovered, **more)
    )


@pytest.mark.rule("TIME-FROM")
def test_the_report_is_due_three_working_days_after_the_declaration():
    walker = at_step("4.2.3.1")
    walker.table.now = utc(2026, 4, 1, 15, 0)
    declare(walker, "4.2.2.10")
    (report,) = deadlines(walker, "3.1.K1")
    assert report.started_at == to_iso(utc(2026, 4, 1, 15, 0))
    assert report.due == "2026-04-08T23:00:00.000000Z", "Thursday, then Easter, then Tuesday and Wednesday"


@pytest.mark.rule("TIME-FROM")
def test_a_second_declaration_does_not_put_the_report_off_and_the_same_one_is_refused():
    walker = at_step("4.2.3.1")
    declare(walker, "4.2.2.10")
    refused("ALREADY-RECORDED", declare, walker, "4.2.2.10")
    walker.table.now += timedelta(days=2)
    declare(walker, "4.2.2.10", "partly successful", 4)
    (report,) = deadlines(walker, "3.1.K1")
    assert report.started_at < to_iso(walker.table.now - timedelta(days=1))


@pytest.mark.rule("TIME-FROM")
def test_recovery_is_declared_where_it_is_offered_and_with_its_number():
    walker = at_step("4.2.3.1")
    refused("TIME-FROM", declare, walker, "4.2.3.1")
    refused("TIME-FROM", declare, walker, "4.2.2.10", "successful", 3)
    refused("TIME-FROM", declare, walker, "4.2.2.10", "not successful", -1)


@pytest.mark.rule("TIME-FROM")
@pytest.mark.parametrize(
    "last", ["4.1.3.2", "4.1A.3.2", "4.2.3.2", "4.3.3.2", "5.3.4", "6.1.3.4", "6.2.3.3", "6.3.3.2", "7.1.K5"]
)
def test_the_report_s_time_begins_with_the_last_step_where_nobody_declared(last):
    walker = at_step(last).until("3.1.K1")
    (report,) = deadlines(walker, "3.1.K1")
    done = next(one for one in state_of(walker).done if one.step == last)
    assert report.started_at == done.completed.at


@pytest.mark.rule("TIME-FROM")
def test_custodians_are_not_chosen_before_10_working_days_and_a_repeated_request_has_its_own():
    walker = at_step("3.4.3.5")
    walker.fill("3.4.3.5")
    walker.table.now = utc(2026, 3, 3, 12, 0)
    assert "is not done before" in refused("TIME-FROM", complete, walker, "3.4.3.5")
    walker.table.do(ask.Repeat(run=walker.run, by="P-01", step="3.4.3.2", reason="too few"))
    walker.table.now = utc(2026, 3, 12, 12, 0)
    walker.complete("3.4.3.2")
    first, second = deadlines(walker, "3.4.3.5")
    walker.table.now = parse_utc(first.due)
    assert london(parse_utc(second.due)) in refused("TIME-FROM", complete, walker, "3.4.3.5")
    walker.table.now = parse_utc(second.due)
    complete(walker, "3.4.3.5")


@pytest.mark.rule("TIME-FROM")
def test_24_hours_are_clock_hours_also_when_the_clocks_change():
    table = Table(start=utc(2026, 3, 28, 18, 0))
    walker = Walker(table, table.start("3.2")).until("3.2.K5")
    (answer,) = deadlines(walker, "3.2.K5")
    assert parse_utc(answer.due) - parse_utc(answer.started_at) == timedelta(hours=24)


@pytest.mark.rule("TIME-FROM")
def test_a_month_of_notice_runs_from_the_written_notice_to_a_month_end():
    table = Table(start=utc(2026, 1, 31, 10, 0))
    walker = Walker(table, table.start("3.4.2")).until("3.4.2.K3")
    (notice,) = deadlines(walker, "3.4.2.K3")
    assert notice.due == "2026-03-01T00:00:00.000000Z"
    walker.fill("3.4.2.K3")
    assert to_iso(walker.table.now) >= notice.due


@pytest.mark.rule("TIME-FROM")
def test_the_next_test_is_due_a_year_after_the_last():
    table = Table(start=utc(2026, 3, 2, 10, 0))
    walker = Walker(table, table.start("8.1"))
    walker.go()
    (year,) = deadlines(walker, "8.1.K5")
    assert year.due.startswith("2027-03-03T00:00")
    assert walker.table.view(walker.run).deadlines[0].state == "running"


@pytest.mark.rule("TIME-FROM")
def test_no_time_runs_for_a_step_that_is_passed_over():
    walker = at_step("3.4.3.2")
    walker.decide("3.4.3.2", "amend", passes_over=("3.4.3.3",))
    walker.complete("3.4.3.2")
    assert list(state_of(walker).open) == ["3.4.3.4"]
    assert deadlines(walker, "3.4.3.3") == []
    assert deadlines(walker, "3.4.3.5") != []


@pytest.mark.rule("TIME-FROM")
def test_overdue_is_shown_and_never_fails_by_itself():
    walker = at_step("3.2.K5")
    walker.fill("3.2.K5")
    walker.table.now += timedelta(days=3)
    assert walker.table.view(walker.run).deadlines[0].state == "overdue"
    assert walker.table.view(walker.run).open[0].overdue
    confirm(walker, "not believed")
    complete(walker, "3.2.K5", 2)
    assert walker.table.view(walker.run).deadlines[0].state == "missed"


@pytest.mark.rule("TIME-HAPPENED")
def test_a_deadline_is_kept_by_when_it_happened_not_by_when_it_was_typed():
    walker = at_step("3.2.K5")
    walker.fill("3.2.K5")
    asked = walker.table.now
    walker.table.now += timedelta(days=3)
    told = {
        "happened_at": to_iso(asked + timedelta(hours=23)),
        "happened_source": "telephone",
        "happened_by": "the service desk",
    }
    confirm(walker, "not believed", **told)
    complete(walker, "3.2.K5", 2, **told)
    assert walker.table.view(walker.run).deadlines[0].state == "met"
    mark = state_of(walker).done[-1].completed
    assert mark.at < mark.recorded_at


@pytest.mark.rule("TIME-FROM")
def test_what_a_decision_dated_outlives_the_run_and_is_still_recorded_as_done():
    walker = at_step("4.2.1.7")
    walker.weigh("4.2.1.7")
    walker.decide("4.2.1.7", orders=(ask.Order("the certificate is revoked", "2027-01-29"),))
    assert walker.go().status == "ended"
    name = "the certificate is revoked (D-1)"

    def shown():
        return [one["name"] for one in streams.summary(state_of(walker), walker.table.book_of)["deadlines"]]

    assert shown() == [name]
    state_of(walker).followed_by = "TEST-0042/2"
    assert shown() == [name]
    keep = ask.KeepDate(run=walker.run, by="P-01", name=name, note="CRL 1187")
    walker.table.do(keep)
    assert shown() == []
    refused("TIME-FROM", walker.table.do, keep)
