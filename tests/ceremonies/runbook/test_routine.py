import pytest

from app.standing import where
from ceremonies.errors import Refused
from ceremonies.incidents.actions import StartRun
from ceremonies.runbook.ceremony_actions import Details, OpenRoutine
from tests.walker import INCIDENT, perform, room_of

BOTH = Details(key="CON-0001", m=3, n=5, symmetric="CSK-0001", parts=2)


@pytest.fixture
def room():
    return room_of().room


def routine(reference="TEST-KC-2026-01", script="C2", about="contingency", details=BOTH, which="new"):
    return OpenRoutine(
        by="P-01",
        reference=reference,
        script=script,
        because="the first generation",
        about=about,
        which=which,
        details=details,
    )


def refused(rule, room, action):
    with pytest.raises(Refused) as refusal:
        perform(room, action)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def test_a_routine_ceremony_is_a_run_of_its_own_reference_and_of_no_incident(room):
    entry = perform(room, routine()).entries[0]
    assert entry.stream == "run/TEST-KC-2026-01/1"
    run = room.run("TEST-KC-2026-01/1")
    assert (run.section, run.incident) == ("C2", "")
    assert (run.ceremony.key, run.ceremony.symmetric, run.ceremony.called_by_run) == ("CON-0001", "CSK-0001", "")
    assert [one.id for one in run.open] == ["C2.A1"]


def test_the_first_screen_shows_it_and_a_person_can_stand_there(room):
    perform(room, routine())
    home = room.home()
    assert [one.run for one in home.routine] == ["TEST-KC-2026-01/1"]
    assert [one.incident for one in home.incidents] == [INCIDENT]
    here = where(room, by="P-01", run="TEST-KC-2026-01/1")
    assert here.incident is None
    assert here.step.id == "C2.A1"


@pytest.mark.rule("INCIDENT-REFERENCE")
def test_its_reference_is_new_and_shows_a_rehearsal(room):
    perform(room, routine())
    for reference in ("KC-2026-01", "TEST-KC-2026-01", INCIDENT, "TEST kc"):
        refused("INCIDENT-REFERENCE", room, routine(reference))


@pytest.mark.rule("KEY-STATE")
def test_it_names_the_kind_of_key_unless_a_token_alone_is_handled(room):
    refused("KEY-STATE", room, routine(about=None))
    perform(room, routine("TEST-KC-9", "C9", None, Details(token_serial="42")))
    assert room.run("TEST-KC-9/1").ceremony.token_serial == "42"


@pytest.mark.rule("KEY-STATE")
def test_a_key_that_is_not_in_the_record_is_not_activated(room):
    refused("KEY-STATE", room, routine(script="C5", about="recovery", which="in use", details=Details(key="REC-0001")))


@pytest.mark.rule("RUN-MANY")
def test_no_incident_s_run_is_started_in_a_script(room):
    refused("RUN-MANY", room, StartRun(by="P-01", incident=INCIDENT, section="C5", because="it is asked for"))
