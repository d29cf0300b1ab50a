import msgspec
import pytest

from ceremonies.errors import Refused
from ceremonies.incidents import actions as ask
from ceremonies.incidents.decide import IncidentFacts, decide
from ceremonies.incidents.state import IncidentState, apply
from ceremonies.parties.party import Party
from ceremonies.parties.state import PartiesState
from ceremonies.runbook.facts import RunFacts
from tests.fakes import START
from tests.walker import SUBSCRIBER, Written, the_book

REFERENCE = "TEST-0042"


def facts(**more):
    parties = PartiesState(parties={SUBSCRIBER.id: SUBSCRIBER})
    run_facts = RunFacts(book=the_book(), parties=parties, subscribers=(SUBSCRIBER.id,), next_run=f"{REFERENCE}/2")
    said = {
        "run_facts": run_facts,
        "rehearsal": True,
        "known": frozenset(),
        "present": frozenset({"P-01", "P-02"}),
        "going": (f"{REFERENCE}/1",),
    }
    return IncidentFacts(**(said | more))


def raised(**more):
    said = {"by": "P-01", "incident": REFERENCE, "what": "a key", "subscriber": SUBSCRIBER.id, "notified_by": "desk"}
    return ask.Raise(**(said | more))


def perform(state, action, its_facts=None):
    rulings = decide(state, its_facts or facts(), action, START)
    for seq, one in enumerate(rulings):
        if one.stream.startswith("incident/"):
            apply(state, Written(seq, one.stream, one.kind, one.body, (action.by,), "2026-03-02T09:30:00.000000Z"))
    return rulings


@pytest.fixture
def state():
    incident = IncidentState()
    perform(incident, raised())
    return incident


def refused(rule, act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def test_raising_an_incident_starts_its_run_of_3_2_with_its_own_copy_of_the_procedure():
    incident, run = perform(IncidentState(), raised())
    assert (incident.kind, incident.stream) == ("incident.raised", f"incident/{REFERENCE}")
    assert (run.kind, run.body["section"], run.body["opens"]) == ("run.started", "3.2", ["3.2.K1"])
    assert run.body["book"] == the_book().digest


@pytest.mark.rule("INCIDENT-REFERENCE")
@pytest.mark.parametrize("reference", ["", "TE", "test-1", "TEST 1", "TEST/1", "../TEST", "T" * 41, "TEST-1\n"])
def test_a_reference_fits_into_file_names(reference):
    refused("INCIDENT-REFERENCE", perform, IncidentState(), raised(incident=reference))


@pytest.mark.rule("INCIDENT-REFERENCE")
def test_practice_shows_in_the_reference_and_production_never_looks_like_practice():
    assert "must start with TEST" in refused(
        "INCIDENT-REFERENCE", perform, IncidentState(), raised(incident="INC-0042")
    )
    production = facts(rehearsal=False)
    assert "must not" in refused("INCIDENT-REFERENCE", perform, IncidentState(), raised(), production)
    assert perform(IncidentState(), raised(incident="INC-0042"), production)


@pytest.mark.rule("INCIDENT-REFERENCE")
def test_no_reference_is_used_twice():
    refused("INCIDENT-REFERENCE", perform, IncidentState(), raised(), facts(known=frozenset({REFERENCE})))


@pytest.mark.rule("PARTY")
def test_the_subscriber_is_on_the_register(state):
    assert "Add the Party first" in refused("PARTY", perform, IncidentState(), raised(subscriber="NOBODY"))
    more = ask.AddCompromise(by="P-01", incident=REFERENCE, what="b", subscriber="NOBODY", notified_by="desk")
    refused("PARTY", perform, state, more)


@pytest.mark.rule("RUN-MANY")
def test_several_compromises_share_one_incident(state):
    more = {"incident": REFERENCE, "subscriber": SUBSCRIBER.id, "notified_by": "desk"}
    perform(state, ask.AddCompromise(by="P-02", what="another key", **more))
    assert [one.what for one in state.compromises] == ["a key", "another key"]
    refused("TEXT", perform, state, ask.AddCompromise(by="P-02", what=" ", **more))


@pytest.mark.rule("RUN-MANY")
def test_a_run_is_started_in_any_procedure_that_there_is(state):
    (run,) = perform(
        state, ask.StartRun(by="P-01", second="P-02", incident=REFERENCE, section="7.1", because="XML key as well")
    )
    assert (run.stream, run.body["because"]) == (f"run/{REFERENCE}/2", "XML key as well")
    for section in ("9.9", "", "7.1.K1"):
        refused("RUN-MANY", perform, state, ask.StartRun(by="P-01", incident=REFERENCE, section=section, because="x"))
    refused("TEXT", perform, state, ask.StartRun(by="P-01", incident=REFERENCE, section="7.1", because=""))


@pytest.mark.rule("HANDOVER")
def test_only_who_has_command_offers_it_and_only_who_was_offered_it_takes_it(state):
    take = ask.TakeCommand(by="P-02", incident=REFERENCE)
    refused("HANDOVER", perform, state, take)
    refused("HANDOVER", perform, state, ask.OfferCommand(by="P-02", incident=REFERENCE, to="P-01"))
    perform(state, ask.OfferCommand(by="P-01", incident=REFERENCE, to="P-02", note="lunch"))
    refused("HANDOVER", perform, state, ask.TakeCommand(by="P-01", incident=REFERENCE))
    assert state.commander == "P-01"
    (taken,) = perform(state, take, facts(brief={"open_steps": ["4.2.1.4"]}))
    assert taken.signed_by == ("P-02",)
    assert taken.body["shown"] == {"open_steps": ["4.2.1.4"]}
    assert (state.commander, state.offered_to, len(state.handovers)) == ("P-02", "", 1)
    refused("HANDOVER", perform, state, take)


@pytest.mark.rule("HANDOVER")
def test_an_offer_can_be_declined_with_a_reason(state):
    decline = ask.DeclineCommand(by="P-02", incident=REFERENCE, reason="I know nothing of it")
    refused("HANDOVER", perform, state, decline)
    perform(state, ask.OfferCommand(by="P-01", incident=REFERENCE, to="P-02"))
    refused("TEXT", perform, state, ask.DeclineCommand(by="P-02", incident=REFERENCE, reason=""))
    perform(state, decline)
    assert (state.commander, state.offered_to) == ("P-01", "")


@pytest.mark.rule("TWO-PEOPLE")
def test_command_is_handed_to_somebody_else(state):
    refused("TWO-PEOPLE", perform, state, ask.OfferCommand(by="P-01", incident=REFERENCE, to="P-01"))


@pytest.mark.rule("SIGNED-IN")
def test_command_is_offered_to_somebody_who_is_here(state):
    refused("SIGNED-IN", perform, state, ask.OfferCommand(by="P-01", incident=REFERENCE, to="P-07"))


@pytest.mark.rule("RUN-REPORT")
def test_an_incident_closes_after_its_runs(state):
    close = ask.CloseIncident(by="P-01", incident=REFERENCE, reason="all done")
    assert f"{REFERENCE}/1" in refused("RUN-REPORT", perform, state, close)
    refused("TEXT", perform, state, ask.CloseIncident(by="P-01", incident=REFERENCE, reason=""), facts(going=()))
    perform(state, close, facts(going=()))
    assert state.closed_because == "all done"


@pytest.mark.rule("INCIDENT-CLOSED")
def test_nothing_is_added_to_a_closed_incident(state):
    perform(state, ask.CloseIncident(by="P-01", incident=REFERENCE, reason="all done"), facts(going=()))
    for action in (
        ask.StartRun(by="P-01", incident=REFERENCE, section="4.2", because="x"),
        ask.OfferCommand(by="P-01", incident=REFERENCE, to="P-02"),
        ask.CloseIncident(by="P-01", incident=REFERENCE, reason="again"),
    ):
        refused("INCIDENT-CLOSED", perform, state, action)


@pytest.mark.rule("INCIDENT")
def test_an_act_that_an_incident_does_not_have_is_refused(state):
    refused("INCIDENT", perform, state, ask.Action(by="P-01"))


@pytest.mark.rule("TIME-HAPPENED")
def test_a_notification_that_came_earlier_is_raised_with_its_time():
    told = {"happened_at": "2026-03-02 08:00+00:00", "happened_source": "telephone", "happened_by": "the desk"}
    assert perform(IncidentState(), raised(**told))
    refused("TIME-HAPPENED", perform, IncidentState(), raised(**(told | {"happened_at": "2026-03-02 10:00+00:00"})))


def test_a_kind_of_a_later_version_changes_nothing(state):
    before = state.commander
    apply(state, Written(9, f"incident/{REFERENCE}", "incident.painted", {}, ("P-01",), "2026-03-02T09:30:00.000000Z"))
    assert state.commander == before


ANOTHER = Party(id="CALLUNA", name="Calluna Gas plc", party_roles=("Gas Transporter",), sros=("Nia Rees",))


def facts_with_two(**more):
    both = PartiesState(parties={one.id: one for one in (SUBSCRIBER, ANOTHER)})
    run_facts = facts().run_facts
    said = {"parties": both, "subscribers": (SUBSCRIBER.id, ANOTHER.id), "notified_at": "2026-03-02T09:30:00.000000Z"}
    return facts(run_facts=msgspec.structs.replace(run_facts, **said), **more)


def added(**more):
    said = {"what": "another key", "subscriber": ANOTHER.id, "notified_by": "desk"}
    return ask.AddCompromise(by="P-01", incident=REFERENCE, **(said | more))


def test_the_run_of_an_incident_knows_whom_it_serves_and_when_the_compromise_was_notified():
    told = {"happened_at": "2026-03-02 08:00+00:00", "happened_source": "telephone", "happened_by": "the desk"}
    _, run = perform(IncidentState(), raised(**told))
    assert run.body["subscribers"] == [SUBSCRIBER.id]
    assert run.body["notified"] == "2026-03-02T08:00:00.000000Z"


@pytest.mark.rule("PARTY")
def test_another_subscriber_is_asked_along_or_in_a_run_of_its_own(state):
    one, joined = perform(state, added(), facts_with_two(asking=(f"{REFERENCE}/1",)))
    assert (one.kind, joined.kind, joined.stream) == (
        "compromise.added",
        "subscriber.joined",
        f"run/{REFERENCE}/1",
    )
    assert joined.body == {"party": ANOTHER.id}
    other = IncidentState()
    perform(other, raised())
    _, run = perform(other, added(), facts_with_two())
    assert (run.kind, run.body["section"], run.body["subscribers"]) == ("run.started", "3.2", [ANOTHER.id])
    (same,) = perform(other, added(what="a third key", subscriber=SUBSCRIBER.id), facts_with_two())
    assert same.kind == "compromise.added"


@pytest.mark.rule("PARTY")
def test_a_method_is_started_for_every_subscriber_or_for_the_one_who_may_use_it(state):
    perform(state, added(), facts_with_two())
    start = ask.StartRun(by="P-01", incident=REFERENCE, section="4.2", because="they agreed", second="P-02")
    refused("PARTY", perform, state, start, facts_with_two())
    refused("PARTY", perform, state, msgspec.structs.replace(start, party="NOBODY"), facts_with_two())
    (run,) = perform(state, msgspec.structs.replace(start, party=SUBSCRIBER.id), facts_with_two())
    assert run.body["subscribers"] == [SUBSCRIBER.id]


@pytest.mark.rule("RUN-CONFIRM")
def test_one_subscriber_s_confirmation_is_not_another_s(state):
    perform(state, added(), facts_with_two())
    start = ask.StartRun(by="P-01", incident=REFERENCE, section="4.1A", because="they agreed")
    one = facts_with_two(confirmed=frozenset({ANOTHER.id}))
    assert "(3.2): BOREALIS." in refused("RUN-CONFIRM", perform, state, start, one)
    refused("RUN-CONFIRM", perform, state, msgspec.structs.replace(start, party=SUBSCRIBER.id), one)
    assert perform(state, msgspec.structs.replace(start, party=ANOTHER.id), one)
