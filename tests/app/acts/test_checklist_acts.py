import msgspec

from app.acts.checklist_acts import CHECKLIST_ACTS
from ceremonies.runbook import actions as ask
from ceremonies.runbook.views import RecordView
from tests.app.screens.views import RUN, STEP, WHERE

AT_STEP = {"by": "P-01", "run": RUN, "step": "4.2.1.7"}
TOLD = {"means": "post", "facts": "", "sent_by": "", "receipt": "", "file_set": ""}
OWED = msgspec.structs.replace(STEP.tells[0], who="each Network Party", several=True, progress="not named yet")


def act(name):
    return next(one for one in CHECKLIST_ACTS if one.name == name)


def at(*, chosen=None, **changed):
    return msgspec.structs.replace(WHERE, step=msgspec.structs.replace(STEP, **changed), chosen=chosen or {})


def fields(name, where):
    return {one.name: one for one in act(name).fields(where)}


def test_who_is_owed_what_several_are_owed_is_asked_for_with_the_first_one_told():
    where = at(tells=(OWED,), chosen={"tell": "0"})
    assert fields("tell", where)["recipients"].required
    told = act("tell").action(where, {"tell": "0", "recipients": "A, B", "recipient": "A", **TOLD})
    assert told == ask.Tell(**AT_STEP, tell=0, recipient="A", means="post", recipients=("A", "B"))
    named = at(tells=(msgspec.structs.replace(OWED, owed=("A", "B")),), chosen={"tell": "0"})
    assert "recipients" not in fields("tell", named)


def test_in_a_script_the_list_may_be_left_to_the_act_that_names():
    assert not fields("tell", at(tells=(OWED,)))["recipients"].required


def test_those_who_are_owed_it_are_parties_others_and_a_number():
    where = at(tells=(OWED,))
    answers = {"tell": "0", "register": "yes", "parties": "ACME", "others": "B, C", "count": "5"}
    assert act("name").action(where, answers) == ask.NameRecipients(
        **AT_STEP, tell=0, recipients=("ACME", "B", "C"), from_register=True, count=5
    )
    assert [one.value for one in fields("name", where)["parties"].choices] == ["ACME"]
    assert not act("name").hidden(where)
    assert act("name").hidden(WHERE)


def test_a_time_is_asked_for_as_it_is_typed_and_not_as_it_is_shown():
    shown = "Mon 2 Mar 2026 09:15 GMT"
    fact = RecordView(
        id="at", label="When", kind="time", choices=(), required=True, value=shown, typed="2026-03-02 09:15+00:00"
    )
    where = at(records=(fact,), chosen={"field": "at"})
    assert fields("record", where)["value"].default == "2026-03-02 09:15+00:00"
