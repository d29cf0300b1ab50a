import base64
from datetime import timedelta

import msgspec
import pytest

from ceremonies.calendar.actions import AddDay
from ceremonies.errors import Misuse, NotRecorded, Refused, WrongPassphrase
from ceremonies.incidents.actions import CloseIncident, OfferCommand, Raise, StartRun, TakeCommand
from ceremonies.ledger.note import read_note
from ceremonies.parties.actions import PutParty
from ceremonies.people.actions import AddSlot, ChangeRoles, Enrol, EnrolFirstTwo, Enrolment, Leave, Rekey, RemoveSlot
from ceremonies.people.conflicts import check_conflict
from ceremonies.room import Room
from ceremonies.runbook import actions as ask
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.sittings.actions import CloseSitting, CorrectClock, SignIn, SignOut
from ceremonies.times import to_iso
from ceremonies.verification import verify_record
from ceremonies.workspace import create_workspace
from tests.fakes import START, BrokenLedger, FakeClock, FixedEntropy, Killed, MemoryLedger
from tests.walker import (
    INCIDENT,
    PASSPHRASE,
    SUBSCRIBER,
    MemoryWorkspace,
    Restless,
    Walker,
    enrol_two,
    kinds,
    perform,
    public_key,
    room_of,
    utc,
)

RUN = f"{INCIDENT}/1"


@pytest.fixture
def table():
    return room_of()


@pytest.fixture
def room(table):
    return table.room


def bare_room(workspace=None, clock=None):
    """A Room in which nothing was done yet."""
    return Room(workspace or MemoryWorkspace(), clock or FakeClock(), FixedEntropy(), cost=SMALLEST_COST)


def refused(rule, act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def tick(item="u1", by="P-01", **more):
    return ask.Tick(run=RUN, step="3.2.K1", by=by, item=item, **more)


def first_item(room):
    return room.run(RUN).open[0].items[0].id


# Who may act


@pytest.mark.rule("SIGNED-IN")
def test_nothing_is_done_by_somebody_who_is_not_signed_in(room):
    refused("SIGNED-IN", perform, room, tick(by=""))
    refused("SIGNED-IN", perform, room, tick(by="P-09"))
    pair = ask.Deviate(run=RUN, step="3.2.K1", by="P-01", second="P-09", expected="a", happened="b", decided="c")
    refused("SIGNED-IN", perform, room, pair)
    perform(room, SignOut(by="P-02", person="P-02"))
    refused("SIGNED-IN", perform, room, msgspec.structs.replace(pair, second="P-02"))


@pytest.mark.rule("SIGNED-IN")
def test_a_signature_that_nobody_can_give_is_asked_for(room):
    pair = ask.Deviate(run=RUN, step="3.2.K1", by="P-01", second="P-02", expected="a", happened="b", decided="c")
    assert room.signers(pair) == ("P-01", "P-02")
    size = room.ledger.size
    refused("SIGNED-IN", room.perform, pair, {"P-01": PASSPHRASE})
    with pytest.raises(WrongPassphrase):
        room.perform(pair, {"P-01": PASSPHRASE, "P-02": Secret("guess")})
    assert room.ledger.size == size


@pytest.mark.rule("TWO-PEOPLE")
def test_one_person_does_not_count_as_two(room):
    pair = ask.Deviate(run=RUN, step="3.2.K1", by="P-01", second="P-01", expected="a", happened="b", decided="c")
    refused("TWO-PEOPLE", perform, room, pair)


@pytest.mark.rule("READ-ONLY")
def test_nothing_is_recorded_in_a_workspace_that_is_only_read(room):
    room.workspace.readonly_because = "Another program has it open."
    assert refused("READ-ONLY", perform, room, tick(first_item(room))) == "Another program has it open."


@pytest.mark.rule("RUN")
def test_there_is_no_run_or_incident_that_was_not_started(room):
    refused("RUN", room.run, "TEST-0042/9")
    refused("RUN", perform, room, ask.Pause(run="TEST-0042/9", by="P-01", reason="x"))
    refused("INCIDENT", room.incident, "TEST-9")
    refused("INCIDENT", perform, room, StartRun(by="P-01", incident="TEST-9", section="4.2", because="x"))


def test_an_action_that_nobody_rules_on_is_the_author_s_fault(room):
    class Unheard(ask.Action, frozen=True, kw_only=True):
        pass

    with pytest.raises(Misuse):
        perform(room, Unheard(by="P-01"))


# People


@pytest.mark.rule("PEOPLE-FIRST-TWO")
def test_the_first_two_enrol_each_other_and_both_sign_both_entries():
    room = bare_room()
    room.open_sitting()
    single = Enrolment(name="Ada Bell", organisation="DCC", roles=("Scribe",), public_key=public_key(1))
    refused("SIGNED-IN", perform, room, Enrol(by="P-01", second="P-02", person=single))
    enrol_two(room)
    enrolled = [entry for entry in room.ledger.entries() if entry.kind == "person.enrolled"]
    assert [len(entry.body["signoffs"]) for entry in enrolled] == [2, 2]
    refused("PEOPLE-FIRST-TWO", perform, room, EnrolFirstTwo(first=single, second=single))


@pytest.mark.rule("PEOPLE-FIRST-TWO")
def test_afterwards_two_who_are_enrolled_enrol_the_next(room):
    key = room.make_key(PASSPHRASE, ("Scribe",))
    third = Enrolment(name="Eve Fox", organisation="DCC", roles=("Scribe",), public_key=key)
    refused("TWO-PEOPLE", perform, room, Enrol(by="P-01", second="", person=third))
    (entry,) = perform(room, Enrol(by="P-01", second="P-02", person=third)).entries
    assert (entry.body["person"], entry.by) == ("P-03", ("P-01", "P-02"))
    perform(room, SignIn(by="P-03", person="P-03"))
    assert room.persons()[2].present


def test_an_enrolment_is_signed_with_the_key_that_it_names():
    room = bare_room()
    room.open_sitting()
    room.make_key(Secret("a first try, forgotten"), ("Scribe",))
    enrol_two(room)
    assert room.home().present == ("P-01", "P-02")


@pytest.mark.rule("CUSTODIAN-ALIAS")
def test_no_personal_data_of_a_custodian_stands_in_the_record(room):
    roles = ("Key Custodian",)
    named = Enrolment(name="Kim Lee", organisation="DCC", roles=roles, public_key=room.make_key(PASSPHRASE, roles))
    refused("CUSTODIAN-ALIAS", perform, room, Enrol(by="P-01", second="P-02", person=named))
    alias = Enrolment(roles=roles, public_key=named.public_key, register_digest="ab" * 32)
    (entry,) = perform(room, Enrol(by="P-01", second="P-02", person=alias)).entries
    assert entry.body["person"] == "K-01"
    assert (entry.body["name"], entry.body["organisation"]) == (None, None)
    assert room.shown("K-01") == "K-01"


# What is recorded


def test_an_act_is_an_entry_by_whoever_did_it(room):
    (entry,) = perform(room, tick(first_item(room))).entries
    assert (entry.stream, entry.kind, entry.by) == (f"run/{RUN}", "item.ticked", ("P-01",))
    assert room.run(RUN).open[0].items[0].answer == "done"


@pytest.mark.rule("TIME-HAPPENED")
@pytest.mark.parametrize(
    "action",
    [
        PutParty(by="P-01", party=msgspec.structs.replace(SUBSCRIBER, name="B"), source="x"),
        AddDay(by="P-01", date="2026-06-10", name="a day", working=False, source="the Gazette"),
        SignOut(by="P-02", person="P-02"),
        tick(),
        StartRun(by="P-01", incident=INCIDENT, section="4.2", because="x"),
    ],
    ids=lambda action: type(action).__name__,
)
def test_no_act_of_any_kind_tells_of_a_time_that_lies_ahead_or_has_no_source(room, action):
    ahead = {"happened_at": "2030-01-01 10:00+00:00", "happened_source": "paper", "happened_by": "Cy"}
    refused("TIME-HAPPENED", perform, room, msgspec.structs.replace(action, **ahead))
    unsourced = {"happened_at": to_iso(START)}
    refused("TIME-HAPPENED", perform, room, msgspec.structs.replace(action, **unsourced))


@pytest.mark.rule("TIME-HAPPENED")
def test_an_entry_says_when_it_was_recorded_when_it_happened_and_who_says_so(room):
    told = {"happened_at": "2026-03-02 10:29+01:00", "happened_source": "telephone", "happened_by": "Mair Evans"}
    (entry,) = perform(room, tick(first_item(room), **told)).entries
    assert entry.happened_at == "2026-03-02T09:29:00.000000Z"
    assert entry.recorded_at > entry.happened_at
    assert (entry.happened_source, entry.happened_by) == ("telephone", "Mair Evans")


def test_a_clock_that_steps_back_is_an_entry_of_its_own_before_the_act(table):
    room = table.room
    told = {"happened_at": to_iso(START - timedelta(days=2)), "happened_source": "paper", "happened_by": "Cy"}
    table.clock.moment -= timedelta(hours=1)
    stepped, ticked = perform(room, tick(first_item(room), **told)).entries
    assert (stepped.kind, stepped.happened_at) == ("clock.stepped", None)
    assert 3500 <= stepped.body["seconds"] <= 3600
    assert (ticked.kind, ticked.happened_at) == ("item.ticked", told["happened_at"])
    assert room.home().clock != "ok"
    assert [entry.seq for entry in room.ledger.entries()] == list(range(room.ledger.size))
    assert kinds(perform(room, ask.Pause(run=RUN, by="P-01", reason="x")).entries) == ["run.paused"]


def test_a_run_goes_on_while_the_clock_is_behind(table):
    table.clock.moment -= timedelta(hours=5)
    walker = Walker(table, RUN)
    walker.until("3.2.K4")
    assert table.room.run(RUN).status == "going"


# What can't be written did not happen


def broken(at, how):
    """A Room of which the ledger fails at the commit ``at`` after all was set up."""
    ledger = BrokenLedger(fail_at=10**6, how=how)
    table = room_of(MemoryWorkspace(ledger))
    ledger.fail_at = ledger.commits + at
    return table


@pytest.mark.parametrize("how", ["refused", "before"])
@pytest.mark.parametrize("at", range(1, 30, 4))
def test_what_could_not_be_written_did_not_happen_and_is_done_again(how, at):
    table = broken(at, how)
    room, walker = table.room, Walker(table, RUN)
    failed = 0
    while len(walker.path) < 6:
        try:
            walker.step()
        except (NotRecorded, Killed):
            failed += 1
            check_same_as_opened_again(table)
            assert [entry.seq for entry in room.ledger.entries()] == list(range(room.ledger.size))
    assert failed == 1
    check_same_as_opened_again(table)


def check_same_as_opened_again(table):
    again = opened_again(table)
    for stream in (f"run/{RUN}", f"incident/{INCIDENT}", "people", "sitting/0001"):
        assert again.state(stream) == table.room.state(stream)
    assert again.rows() == table.room.rows()


def opened_again(table):
    clock = FakeClock(step=timedelta())
    clock.moment = table.clock.moment
    again = Room(table.room.workspace, clock, FixedEntropy("again"), cost=SMALLEST_COST)
    again._books = dict(table.room._books)
    return again


def shown(room):
    view = room.run(RUN)
    return [(one.id, one.items, one.records, one.tells, one.missing) for one in view.open]


@pytest.mark.parametrize("how", ["refused", "before", "after"])
def test_a_failed_write_leaves_the_room_as_it_was_and_a_finished_one_is_found_on_opening(how):
    table = broken(1, how)
    room = table.room
    before = shown(room)
    with pytest.raises((NotRecorded, Killed)):
        perform(room, tick(first_item(room)))
    assert shown(room) == before
    assert (shown(opened_again(table)) != before) == (how == "after")


# Incidents


def test_a_following_run_starts_in_the_same_transaction(table):
    walker = Walker(table, RUN).until("4.K1")
    walker.fill("4.K1")
    done = table.do(ask.Complete(run=walker.run, step="4.K1", by="P-01", branch=2))
    assert kinds(done) == ["step.completed", "run.started"]
    assert table.room.runs_of(INCIDENT) == (RUN, f"{INCIDENT}/2")
    assert table.room.run(f"{INCIDENT}/2").section == "4.2"


@pytest.mark.rule("RUN-MANY")
def test_an_incident_has_several_runs_at_once_each_with_its_own_steps(table):
    table.start("4.1")
    table.start("4.1A")
    table.start("7.1")
    runs = table.room.incident(INCIDENT).runs
    assert [(run.run, run.section) for run in runs] == [
        (RUN, "3.2"),
        (f"{INCIDENT}/2", "4.1"),
        (f"{INCIDENT}/3", "4.1A"),
        (f"{INCIDENT}/4", "7.1"),
    ]
    assert "4.2" in refused("RUN-MANY", table.start, "4.9")


@pytest.mark.rule("RUN-MANY")
def test_the_tenth_run_comes_after_the_ninth(table):
    for _ in range(10):
        table.start("8.1")
    assert table.room.runs_of(INCIDENT)[-2:] == (f"{INCIDENT}/10", f"{INCIDENT}/11")
    assert table.room.next_run(INCIDENT) == f"{INCIDENT}/12"


@pytest.mark.rule("PARTY")
def test_a_method_is_started_only_for_a_subscriber_that_may_use_it(table):
    network = msgspec.structs.replace(SUBSCRIBER, party_roles=("Gas Transporter",), responsible_supplier=False)
    perform(table.room, PutParty(by="P-01", party=network, source="RA list"))
    refused("PARTY", table.start, "4.2")
    table.start("4.3")


@pytest.mark.rule("RUN-BEFORE")
def test_runs_of_two_incidents_share_a_threshold_and_the_last_puts_it_back(table):
    room = table.room
    more = Raise(by="P-01", incident="TEST-0043", what="a key", subscriber=SUBSCRIBER.id, notified_by="telephone")
    perform(room, more)
    first = Walker(table, table.start("6.1")).until("6.1.2.1")
    perform(room, StartRun(by="P-01", second="P-02", incident="TEST-0043", section="6.1", because="a test"))
    second = Walker(table, "TEST-0043/2").until("6.1.2.1")
    put = {"what": "mode 8 threshold", "amount": 50, "detail": "SMI"}
    table.do(ask.PutInForce(run=first.run, step="6.1.2.1", by="P-01", before="20 a day", **put))
    (entry,) = table.do(ask.PutInForce(run=second.run, step="6.1.2.1", by="P-01", **put))
    assert entry.body["before"] == "20 a day"
    first.until("6.1.3.1")
    back = ask.PutBack(run=first.run, step="6.1.3.1", by="P-01", what="mode 8 threshold", amount=50, detail="SMI")
    refused("RUN-BEFORE", table.do, back)


@pytest.mark.rule("HANDOVER")
def test_command_is_handed_over_while_a_step_is_open_to_one_who_signs_what_was_shown(table):
    room = table.room
    walker = Walker(table, table.start("4.2")).until("4.2.1.4")
    walker.decide("4.2.1.4", "amend", amendments={"4.2.2.7": "in writing"})
    perform(room, OfferCommand(by="P-01", incident=INCIDENT, to="P-02", note="the night shift"))
    assert room.incident(INCIDENT).offered_to == "P-02"
    walker.step()
    (entry,) = perform(room, TakeCommand(by="P-02", incident=INCIDENT)).entries
    shown_to_them = entry.body["shown"]
    assert any(line.startswith(f"{INCIDENT}/2 4.2.1.5 ") for line in shown_to_them["open_steps"])
    assert shown_to_them["standing"] == [f"{INCIDENT}/2 10 recovery status"]
    assert shown_to_them["decisions"] == [f"{INCIDENT}/2 D-1 PMA 7: amend"]
    assert f"{RUN} 3.2.K1" in " ".join(shown_to_them["open_steps"])
    assert len(entry.body["signoffs"]) == 1
    assert room.incident(INCIDENT).commander == "P-02"
    assert room.run(walker.run).open[0].id == "4.2.1.5"


@pytest.mark.rule("RUN-REPORT")
def test_an_incident_is_not_closed_while_a_run_is_going(room):
    close = CloseIncident(by="P-01", incident=INCIDENT, reason="done")
    assert RUN in refused("RUN-REPORT", perform, room, close)


# Sittings, heads and keys


def test_somebody_must_be_signed_in_again_in_the_next_sitting(table):
    table.clock.advance(timedelta(hours=1))
    again = opened_again(table)
    again.open_sitting()
    refused("SIGNED-IN", perform, again, tick())
    perform(again, SignIn(by="P-01", person="P-01"))
    assert perform(again, tick(first_item(again)))


def close_sitting(room):
    perform(room, CloseSitting(by="P-01"))
    return room.counter_sign("P-01", PASSPHRASE, "")


@pytest.mark.rule("COSIGN-CONSISTENT")
def test_a_counter_signature_needs_the_head_that_the_signer_carries(table):
    room = table.room
    close_sitting(room)
    (size,) = room.ledger.cosigned()
    carried = room.ledger.cosigned()[size]
    assert len(read_note(carried).signatures) == 2
    again = opened_again(table)
    again.open_sitting()
    perform(again, SignIn(by="P-01", person="P-01"))
    perform(again, CloseSitting(by="P-01"))
    assert "Bring that head" in refused("COSIGN-CONSISTENT", again.counter_sign, "P-01", PASSPHRASE, "")
    refused("COSIGN-CONSISTENT", again.counter_sign, "P-01", PASSPHRASE, "a shopping list")
    other = room_of(MemoryWorkspace(MemoryLedger())).room
    perform(other, ask.Pause(run=RUN, by="P-01", reason="another record of the same name"))
    perform(other, CloseSitting(by="P-01"))
    other.counter_sign("P-01", PASSPHRASE, "")
    forged = next(iter(other.ledger.cosigned().values()))
    refused("COSIGN-CONSISTENT", again.counter_sign, "P-01", PASSPHRASE, forged)
    again.counter_sign("P-01", PASSPHRASE, carried)
    refused("ALREADY-RECORDED", again.counter_sign, "P-01", PASSPHRASE, carried)


@pytest.mark.rule("SITTING")
def test_the_head_is_counter_signed_by_those_who_were_there_when_the_sitting_ended(room):
    refused("SITTING", room.counter_sign, "P-01", PASSPHRASE, "")
    perform(room, SignOut(by="P-02", person="P-02"))
    perform(room, CloseSitting(by="P-01"))
    refused("SITTING", room.counter_sign, "P-02", PASSPHRASE, "")
    refused("SITTING", perform, room, CloseSitting(by="P-01"))


@pytest.mark.rule("ROLLBACK")
def test_a_head_that_is_brought_back_shows_that_the_record_was_not_rolled_back(table):
    close_sitting(table.room)
    head = next(iter(table.room.ledger.cosigned().values()))
    again = opened_again(table)
    again.open_sitting(head)
    assert again.sitting.is_open
    shorter = room_of().room
    shorter._sitting = 0
    assert "tail was cut" in refused("ROLLBACK", shorter.open_sitting, head)


def test_new_keys_are_kept_for_the_person_they_were_made_for(room):
    public = room.make_key(PASSPHRASE, ("Scribe",))
    assert room.new_key_of(public) == "P-03"
    assert room.new_key_of(room.make_key(PASSPHRASE, ("Key Custodian",))) == "K-01"
    assert room.new_key_of(room.make_key(PASSPHRASE, person="P-02")) == "P-02"
    assert len(base64.b64decode(public)) == 32


def test_home_says_what_each_run_waits_for(table):
    Walker(table, RUN).until("3.2.K5")
    home = table.room.home()
    assert [run.step for run in home.incidents[0].runs] == ["3.2.K5"]
    assert home.needs[0].step == "3.2.K5"
    table.advance(utc(2026, 3, 9))
    assert table.room.home().needs[0].urgency == 2


def test_working_days_that_were_entered_count_for_deadlines(table):
    room = table.room
    perform(room, AddDay(by="P-01", date="2026-03-10", name="a day", working=False, source="the Gazette"))
    walker = Walker(table, table.start("3.4.3")).until("3.4.3.3")
    (due,) = [one.due for one in room.run(walker.run).deadlines if one.step == "3.4.3.3"]
    assert due == "2026-03-18T00:00:00.000000Z"


# Registers


@pytest.mark.rule("PEOPLE-KEY")
@pytest.mark.parametrize("key", ["", "not base64", "AAAA", "of somebody else"])
def test_everybody_has_a_key_of_their_own(room, key):
    theirs = room.people.people["P-01"].public if key == "of somebody else" else key
    one = Enrolment(name="Eve Fox", organisation="DCC", roles=("Scribe",), public_key=theirs)
    refused("PEOPLE-KEY", perform, room, Enrol(by="P-01", second="P-02", person=one))


@pytest.mark.rule("PEOPLE-ROLES")
@pytest.mark.parametrize("roles", [(), ("King",), ("Incident Commander",)])
def test_everybody_holds_roles_that_exist_and_a_change_changes_something(room, roles):
    refused("PEOPLE-ROLES", perform, room, ChangeRoles(by="P-01", second="P-02", person="P-01", roles=roles))


@pytest.mark.rule("PEOPLE-UNKNOWN")
def test_nothing_is_changed_of_somebody_who_is_not_enrolled(room):
    change = ChangeRoles(by="P-01", second="P-02", person="P-09", roles=("Scribe",))
    refused("PEOPLE-UNKNOWN", perform, room, change)


@pytest.mark.rule("PEOPLE-FIRST-TWO")
def test_two_people_are_always_left_who_can_sign(room):
    refused("PEOPLE-FIRST-TWO", perform, room, Leave(by="P-01", second="P-02", person="P-02", reason="moves on"))


@pytest.mark.rule("PEOPLE-CONFLICT")
def test_who_leads_a_ceremony_does_not_watch_it():
    check_conflict(("Ceremony Administrator",), "Scribe")
    refused("PEOPLE-CONFLICT", check_conflict, ("Ceremony Administrator",), "Internal Witness")


@pytest.mark.rule("KEY-SLOTS")
def test_the_last_key_slot_stays_and_slots_change_by_two_people(room):
    refused("TWO-PEOPLE", perform, room, AddSlot(by="P-01", second="P-01", person="P-02"))
    refused("KEY-SLOTS", perform, room, RemoveSlot(by="P-01", second="P-02", person="P-02", reason="moves on"))
    last = RemoveSlot(by="P-01", second="P-02", person="workspace maker", reason="moves on")
    assert "last key slot" in refused("KEY-SLOTS", perform, room, last)


@pytest.mark.rule("CALENDAR")
@pytest.mark.parametrize("date", ["10 June", "2026-06-13", "2026-02-30"])
def test_a_one_off_day_is_a_weekday_that_exists(room, date):
    refused("CALENDAR", perform, room, AddDay(by="P-01", date=date, name="a day", working=False, source="the Gazette"))


@pytest.mark.rule("CLOCK")
@pytest.mark.parametrize("reference", ["half past two", "2026-03-02 09:30"])
def test_the_clock_is_corrected_by_a_time_with_its_offset(room, reference):
    refused("CLOCK", perform, room, CorrectClock(by="P-01", reference=reference, said_by="speaking clock"))


# The whole of it


@pytest.mark.parametrize("seed", [7, 8])
def test_a_record_made_by_restless_people_on_a_clock_that_stepped_back_verifies(tmp_path, seed):
    clock = FakeClock()
    with create_workspace(
        tmp_path / "room", "rehearsal", PASSPHRASE, clock=clock, entropy=FixedEntropy("made"), cost=SMALLEST_COST
    ) as workspace:
        table = room_of(workspace, clock)
        rekey = Rekey(
            by="P-01",
            second="P-03",
            person="P-02",
            public_key=table.room.make_key(PASSPHRASE, person="P-02"),
            reason="forgotten",
            checked="passport",
        )
        third = Enrolment(
            name="Eve Fox", organisation="DCC", roles=("Scribe",), public_key=table.room.make_key(PASSPHRASE)
        )
        perform(table.room, Enrol(by="P-01", second="P-02", person=third))
        perform(table.room, SignIn(by="P-03", person="P-03"))
        perform(table.room, rekey)
        walker = Restless(table, RUN, seed)
        for step in range(25):
            if step == 10:
                clock.moment -= timedelta(hours=2)
            if table.view(walker.run).status == "ended":
                break
            walker.step()
        verdict = verify_record(workspace)
        assert verdict.first_bad is None
        assert verdict.ok
        assert not [check for check in verdict.checks if not check.ok]
