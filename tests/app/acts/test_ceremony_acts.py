import msgspec
import pytest

from app.acts.ceremony_acts import CEREMONY_ACTS, SCRIPTS
from app.standing import where
from ceremonies.runbook.ceremony_actions import Details, HeldOutside, OpenCeremony
from ceremonies.runbook.load import load_book
from ceremonies.runbook.views import CalledView
from tests.app.screens.views import RUN, STEP, WHERE
from tests.walker import perform, room_of

RECOVERY = CalledView(
    number=0,
    script="C5",
    kind="recovery",
    which="in use",
    says="activation of the Recovery Private Key (the one in use)",
    where="",
    keys=("REC-0002",),
    run="",
    stands="",
    done=False,
)
GENERATION = msgspec.structs.replace(
    RECOVERY, number=1, script="C1", which="new", where="it is needed", keys=("REC-0003",)
)


def act(name):
    return next(one for one in CEREMONY_ACTS if one.name == name)


def at(*called, **chosen):
    step = msgspec.structs.replace(STEP, ceremonies=called)
    return msgspec.structs.replace(WHERE, step=step, chosen=chosen)


def fields(name, place):
    return {one.name: one for one in act(name).fields(place)}


def test_a_step_without_ceremonies_offers_none():
    assert all(act(name).hidden(at()) for name in ("ceremony", "held", "uncalled"))
    assert act("uncalled").hidden(at(RECOVERY))
    assert act("held").hidden(at(msgspec.structs.replace(RECOVERY, done=True)))


def test_the_key_that_is_meant_stands_there_already():
    asked = fields("ceremony", at(RECOVERY))
    assert (asked["number"].default, asked["key"].default) == ("0", "REC-0002")
    assert "m" not in asked


def test_only_what_is_pointed_at_is_asked_for():
    asked = fields("ceremony", at(RECOVERY, GENERATION, number="1"))
    assert asked["key"].default == "REC-0003"
    assert {"m", "n", "issuer"} <= set(asked)
    assert fields("ceremony", at(RECOVERY, GENERATION))["key"].default == ""


def test_answers_become_the_opening_of_a_ceremony():
    answers = {"number": "1", "key": "REC-0003", "m": "3", "n": "5", "issuer": "ICA-0001", "words_seconds": ""}
    action = act("ceremony").action(at(RECOVERY, GENERATION), answers)
    details = Details(key="REC-0003", m=3, n=5, issuer="ICA-0001")
    assert action == OpenCeremony(by="P-01", run=RUN, step=STEP.id, number=1, details=details)


def test_answers_become_a_ceremony_that_was_held_elsewhere():
    answers = {"number": "0", "key": "RPK 3", "who": "Owen Pryce", "minutes": "KA-5"}
    action = act("held").action(at(RECOVERY), answers)
    assert action == HeldOutside(
        by="P-01", run=RUN, step=STEP.id, number=0, key="RPK 3", who="Owen Pryce", minutes="KA-5"
    )


def test_the_scripts_that_may_be_opened_are_those_there_are():
    assert list(SCRIPTS) == [one.id for one in load_book().scripts]


@pytest.mark.parametrize("kind", ["", "contingency"])
def test_a_routine_ceremony_is_opened_from_the_first_screen(kind):
    room = room_of().room
    answers = {"reference": "TEST-KC-1", "script": "C9", "because": "a new token", "which": "new", "about": kind}
    answers |= {"token_serial": "42", "key": "CON-0001" if kind else ""}
    if kind:
        answers |= {"script": "C2", "m": "3", "n": "5", "symmetric": "CSK-0001", "parts": "2"}
    perform(room, act("routine").action(where(room, by="P-01"), answers))
    assert [one.run for one in room.home().routine] == ["TEST-KC-1/1"]
