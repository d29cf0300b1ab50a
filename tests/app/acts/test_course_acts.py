import msgspec

from app.acts.course_acts import COURSE_ACTS
from app.acts.decision_acts import DECISION_ACTS
from ceremonies.runbook import actions as ask
from tests.app.screens.views import RUN, RUN_VIEW, STEP, WHERE


def act(name):
    return next(one for one in (*COURSE_ACTS, *DECISION_ACTS) if one.name == name)


def serving(*subscribers, **changed):
    run = msgspec.structs.replace(RUN_VIEW, subscribers=subscribers)
    return msgspec.structs.replace(WHERE, run=run, step=msgspec.structs.replace(STEP, **changed))


def names(name, where):
    return [one.name for one in act(name).fields(where)]


def test_a_line_from_paper_says_what_was_weighed_and_decided_on_paper():
    line = "4.2.1.7 | 14:05 | J. Okafor | 1 | | weighed RA-7 by A. Bell and C. Dunn: act | decided PMA-9 by A. Bell and"
    line += " C. Dunn: no action | recovery status +9 (commissioned)"
    (step,) = act("paper").action(WHERE, {"second": "P-02", "steps": line}).steps
    pair = ("A. Bell", "C. Dunn")
    assert step.weighing == ask.PaperWeighing(reference="RA-7", decided_by=pair, conclusion="act")
    assert step.decision == ask.PaperDecision(reference="PMA-9", received_by=pair, outcome="no action")
    assert step.counts == (ask.PaperCount(what="recovery status", amount=9, before="commissioned"),)


def test_which_subscriber_is_asked_for_only_where_there_are_several():
    assert "party" not in names("confirm", serving("ACME"))
    assert "party" in names("confirm", serving("ACME", "OTHER"))
    assert "party" not in names("done", serving("ACME", "OTHER"))
    assert "party" in names("done", serving("ACME", "OTHER", chooses=True))
    answers = {"branch": "1", "party": "ACME", "how": "here", "note": ""}
    done = act("done").action(serving("ACME", "OTHER", chooses=True), answers)
    assert done == ask.Complete(by="P-01", run=RUN, step="4.2.1.7", branch=1, party="ACME")


def test_a_confirmation_names_the_subscriber_that_answers():
    said = {"outcome": "believed, recover", "person": "R. Owen", "role": "SMKI SRO", "means": "email", "wishes": ""}
    assert act("confirm").action(serving("ACME", "OTHER"), {**said, "party": "OTHER"}).party == "OTHER"
    assert act("confirm").action(serving("ACME"), said).party == ""
