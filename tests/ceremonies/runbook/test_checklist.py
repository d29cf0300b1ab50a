import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from tests.walker import at_step


def refused(rule, walker, action):
    with pytest.raises(Refused) as refusal:
        walker.table.do(action)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def tick(walker, step, item, answer="done", reason=""):
    return ask.Tick(run=walker.run, step=step, by="P-01", item=item, answer=answer, reason=reason)


def write(walker, step, field, value):
    return ask.WriteDown(run=walker.run, step=step, by="P-01", field=field, value=value)


def tell(walker, step, recipient, means, number=0):
    return ask.Tell(run=walker.run, step=step, by="P-01", tell=number, recipient=recipient, means=means)


def name(walker, step, *recipients, number=0, **more):
    return ask.NameRecipients(run=walker.run, step=step, by="P-01", tell=number, recipients=recipients, **more)


def excuse(walker, step, recipient, reason="no way to reach them", number=0):
    return ask.Excuse(run=walker.run, step=step, by="P-01", tell=number, recipient=recipient, reason=reason)


def at(walker, step):
    return next(one for one in walker.table.view(walker.run).open if one.id == step)


@pytest.mark.rule("STEP-CHECKLIST")
def test_an_item_that_the_step_does_not_have_is_refused_with_those_it_has():
    walker = at_step("3.4.3.2")
    assert "It has: u1, a, b, c." in refused("STEP-CHECKLIST", walker, tick(walker, "3.4.3.2", "z"))


@pytest.mark.rule("STEP-CHECKLIST")
def test_a_step_is_not_completed_while_an_item_is_not_answered():
    walker = at_step("3.4.3.2")
    walker.fill("3.4.3.2")
    walker.table.do(tick(walker, "3.4.3.2", "b", "not yet"))
    complete = ask.Complete(run=walker.run, step="3.4.3.2", by="P-01")
    assert "not answered yet: b" in refused("STEP-CHECKLIST", walker, complete)
    walker.table.do(tick(walker, "3.4.3.2", "b"))
    assert walker.table.do(complete)


@pytest.mark.rule("ALREADY-RECORDED")
def test_the_same_answer_twice_is_refused():
    walker = at_step("3.4.3.2")
    walker.table.do(tick(walker, "3.4.3.2", "a"))
    refused("ALREADY-RECORDED", walker, tick(walker, "3.4.3.2", "a"))
    refused("ALREADY-RECORDED", walker, tick(walker, "3.4.3.2", "b", "not yet"))


@pytest.mark.rule("TEXT")
def test_an_item_that_does_not_apply_needs_a_reason_unless_the_text_has_a_condition():
    walker = at_step("3.4.3.2")
    refused("TEXT", walker, tick(walker, "3.4.3.2", "a", "does not apply"))
    walker.table.do(tick(walker, "3.4.3.2", "a", "does not apply", "the form came from elsewhere"))
    assert at(walker, "3.4.3.2").items[1].reason == "the form came from elsewhere"
    other = at_step("2.K1")
    other.table.do(tick(other, "2.K1", "u3", "does not apply"))


@pytest.mark.rule("TEXT")
@pytest.mark.parametrize("text", ["", "   ", "x\x1b[2J", "x" * 100_000], ids=["empty", "spaces", "control", "long"])
def test_what_is_written_down_is_text_that_can_be_shown(text):
    walker = at_step("3.4.3.1")
    refused("TEXT", walker, write(walker, "3.4.3.1", "key", text))


@pytest.mark.rule("STEP-RECORD")
def test_a_fact_is_written_down_in_the_form_that_the_step_asks_for():
    walker = at_step("3.4.3.1")
    assert "It asks for: key, needed." in refused("STEP-RECORD", walker, write(walker, "3.4.3.1", "colour", "red"))
    for number in ("many", "-1", "1.5"):
        refused("STEP-RECORD", walker, write(walker, "3.4.3.1", "needed", number))
    walker.table.do(write(walker, "3.4.3.1", "needed", "3"))
    refused("ALREADY-RECORDED", walker, write(walker, "3.4.3.1", "needed", "3"))
    walker.table.do(write(walker, "3.4.3.1", "needed", "4"))
    assert at(walker, "3.4.3.1").records[1].value == "4"


@pytest.mark.rule("STEP-RECORD")
def test_a_choice_is_one_of_those_offered():
    walker = at_step("3.2.K7")
    assert "asked again" in refused("STEP-RECORD", walker, write(walker, "3.2.K7", "choice", "gave up"))


@pytest.mark.rule("STEP-RECORD")
def test_a_step_is_not_completed_while_a_fact_is_not_written_down():
    walker = at_step("3.4.3.1")
    walker.table.do(tick(walker, "3.4.3.1", "u1"))
    complete = ask.Complete(run=walker.run, step="3.4.3.1", by="P-01")
    assert "Key Custodians needed" in refused("STEP-RECORD", walker, complete)


@pytest.mark.rule("TELL")
def test_a_step_is_not_done_before_each_is_told_or_excused():
    other = at_step("3.4.3.2")
    for item in ("u1", "a", "b", "c"):
        other.table.do(tick(other, "3.4.3.2", item))
    other.table.do(write(other, "3.4.3.2", "issued", "09:30"))
    other.table.do(name(other, "3.4.3.2", "Borealis"))
    for number, who in enumerate(("Borealis", "the DCC", "SMKI PMA")):
        other.table.do(tell(other, "3.4.3.2", who, "secured electronic means", number))
    complete = ask.Complete(run=other.run, step="3.4.3.2", by="P-01")
    assert refused("TELL", other, complete).endswith("neither told nor excused yet: Panel.")
    assert other.table.view(other.run).not_told == ("3.4.3.2: Panel",)
    other.table.do(excuse(other, "3.4.3.2", "Panel", number=3))
    assert other.table.do(complete)


@pytest.mark.rule("TELL")
def test_a_secured_means_is_not_exchanged_for_an_open_one():
    walker = at_step("3.4.3.2")
    assert "not by email" in refused("TELL", walker, tell(walker, "3.4.3.2", "Borealis", "email"))
    refused("TELL", walker, tell(walker, "3.4.3.2", "Borealis", "email", number=9))


@pytest.mark.rule("TELL")
def test_telephone_and_email_both_reach_the_same_recipient():
    walker = at_step("3.2.K3")
    number = next(n for n, one in enumerate(at(walker, "3.2.K3").tells) if one.means == ("telephone", "email"))
    walker.table.do(tell(walker, "3.2.K3", "Mair Evans", "telephone", number))
    walker.table.do(tell(walker, "3.2.K3", "Tom Hale", "email", number))
    assert not at(walker, "3.2.K3").tells[number].done
    walker.table.do(tell(walker, "3.2.K3", "Mair Evans", "email", number))
    assert not at(walker, "3.2.K3").tells[number].done
    walker.table.do(excuse(walker, "3.2.K3", "Tom Hale", "has no telephone", number))
    assert at(walker, "3.2.K3").tells[number].done


@pytest.mark.rule("ALREADY-RECORDED")
def test_nobody_is_told_or_excused_twice():
    walker = at_step("3.4.3.2")
    walker.table.do(tell(walker, "3.4.3.2", "Borealis", "secured electronic means"))
    refused("ALREADY-RECORDED", walker, tell(walker, "3.4.3.2", "Borealis", "secured electronic means"))
    refused("ALREADY-RECORDED", walker, excuse(walker, "3.4.3.2", "Borealis"))
    walker.table.do(excuse(walker, "3.4.3.2", "Calluna"))
    refused("ALREADY-RECORDED", walker, excuse(walker, "3.4.3.2", "Calluna"))


@pytest.mark.rule("ALREADY-RECORDED")
def test_the_same_file_is_evidence_at_a_step_once():
    walker = at_step("3.4.3.2")
    attach = ask.Attach(run=walker.run, step="3.4.3.2", by="P-01", name="form.pdf", digest="ab" * 32, size=7)
    walker.table.do(attach)
    refused("ALREADY-RECORDED", walker, attach)
    assert at(walker, "3.4.3.2").evidence == ("form.pdf",)


@pytest.mark.rule("STEP-ORDER")
def test_only_an_open_step_is_worked_on():
    walker = at_step("3.4.3.2")
    assert "Open now: 3.4.3.2" in refused("STEP-ORDER", walker, tick(walker, "3.4.3.7", "a"))
    assert "There is no step 9.9" in refused("STEP-ORDER", walker, tick(walker, "9.9", "a"))
