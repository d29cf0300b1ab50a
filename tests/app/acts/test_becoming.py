import pytest

from app.acts.becoming import action_of, becomes
from ceremonies.errors import Misuse, Unusable
from ceremonies.people import actions as people
from ceremonies.runbook import actions as runs
from tests.app.screens.views import RUN, WHERE

BY = {"by": "P-01", "run": RUN}
AT_STEP = {**BY, "step": "4.2.1.7"}


def test_each_field_is_the_answer_of_its_name_and_the_place_says_the_rest():
    made = becomes(runs.PutInForce)(WHERE, {"what": "recovery status", "amount": "98,214", "before": "", "detail": "x"})
    assert made == runs.PutInForce(**AT_STEP, what="recovery status", amount=98214, detail="x")


def test_several_are_parted_and_what_was_left_out_keeps_its_default():
    answers = {"person": "K-01", "roles": "Scribe, Auditor", "second": "P-02"}
    made = action_of(people.ChangeRoles, WHERE, answers)
    assert made == people.ChangeRoles(by="P-01", second="P-02", person="K-01", roles=("Scribe", "Auditor"))
    assert becomes(runs.Complete)(WHERE, {}) == runs.Complete(**AT_STEP)


def test_a_time_that_was_not_given_is_none():
    answers = {"name": "n", "note": "", "happened_at": "", "happened_source": "paper", "happened_by": ""}
    made = action_of(runs.KeepDate, WHERE, answers)
    assert (made.happened_at, made.happened_source, made.happened_by) == (None, "paper", None)


def test_an_answered_step_goes_before_the_one_at_hand():
    assert becomes(runs.Repeat)(WHERE, {"step": "4.2.1.5", "reason": "new facts"}).step == "4.2.1.5"


def test_who_asks_is_never_an_answer_and_what_is_given_goes_before_all():
    assert action_of(runs.Pause, WHERE, {"reason": "fire", "by": "P-09"}).by == "P-01"
    assert action_of(runs.Pause, WHERE, {"reason": "fire"}, reason="smoke", by="P-02").reason == "smoke"


def test_answers_of_other_names_are_left_aside():
    assert becomes(runs.Resume)(WHERE, {"person": "P-02"}) == runs.Resume(**BY)


def test_what_is_no_count_is_named():
    with pytest.raises(Unusable, match="no whole number"):
        becomes(runs.PutBack)(WHERE, {"what": "x", "amount": "many", "detail": ""})


def test_what_is_neither_shown_nor_answered_is_the_programs_fault():
    with pytest.raises(Misuse, match="Repeat was asked for without its reason"):
        becomes(runs.Repeat)(WHERE, {})
