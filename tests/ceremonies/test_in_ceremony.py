import pytest

from ceremonies.attendance.actions import TakeRole
from ceremonies.errors import Refused
from ceremonies.keys.actions import PlanKey
from ceremonies.people.actions import Enrol, Enrolment
from ceremonies.room_log.actions import NoteRoom
from ceremonies.runbook import actions as ask
from ceremonies.runbook.ceremony_actions import Details, OpenRoutine
from ceremonies.sittings.actions import SignIn, SignOut
from tests.walker import PASSPHRASE, Walker, perform, room_of

RUN = "TEST-KC-1/1"
BOTH = Details(key="CON-0001", m=3, n=5, symmetric="CSK-0001", parts=2)
LEADS, WATCHES = "Ceremony Administrator", "Internal Witness"


def enrol(room, name, role):
    key = room.make_key(PASSPHRASE, (role,))
    person = Enrolment(name=name, organisation="DCC", roles=(role,), public_key=key)
    entry = perform(room, Enrol(by="P-01", second="P-02", person=person)).entries[0]
    who = entry.body["person"]
    perform(room, SignIn(by=who, person=who))
    return who


@pytest.fixture
def table():
    """A routine ceremony of a Contingency key that has just been opened."""
    table = room_of()
    opening = OpenRoutine(
        by="P-01", reference="TEST-KC-1", script="C2", because="the first", about="contingency", details=BOTH
    )
    perform(table.room, opening)
    return table


def acts_done(table):
    return table.room.run(RUN).ceremony.acts_done


def roles(table):
    return dict(table.room.run(RUN).ceremony.roles)


@pytest.mark.rule("STEP-ACT")
def test_a_note_of_the_room_is_what_its_step_waits_for(table):
    walker = Walker(table, RUN)
    walker.fill("C2.A1")
    complete = ask.Complete(run=RUN, step="C2.A1", by="P-01")
    with pytest.raises(Refused) as refusal:
        perform(table.room, complete)
    assert refusal.value.rule == "STEP-ACT"
    perform(table.room, NoteRoom(by="P-01", run=RUN, note="recording on", answers={"media": "M-7"}))
    perform(table.room, complete)
    assert [one.id for one in table.room.run(RUN).open] == ["C2.A2"]


def test_an_entry_of_the_key_counts_for_the_ceremony_that_is_about_it(table):
    assert acts_done(table) == ()
    perform(table.room, PlanKey(by="P-01", second="P-02", key="CON-0001", kind="contingency", m=3, n=5, ceremony=RUN))
    assert acts_done(table) == ("announce the key",)
    assert table.room.run(RUN).ceremony.status == "planned"


def test_roles_are_those_that_were_taken_here_by_people_who_are_here(table):
    assert roles(table) == {}
    ada, cy = enrol(table.room, "Ada North", LEADS), enrol(table.room, "Cy South", WATCHES)
    for person, role in ((ada, LEADS), (cy, WATCHES)):
        perform(table.room, TakeRole(by="P-01", run=RUN, person=person, role=role, seen="passport"))
    assert roles(table) == {LEADS: (ada,), WATCHES: (cy,)}
    perform(table.room, SignOut(by=cy, person=cy))
    assert roles(table) == {LEADS: (ada,)}
