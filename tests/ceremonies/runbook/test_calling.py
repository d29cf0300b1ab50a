import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.calling import can_be_filled
from tests.walker import EVERYBODY, Table, Walker


def waiting(step, section="C1"):
    """A ceremony with everything of the step answered but acts and people."""
    table = Table()
    walker = Walker(table, table.start(section)).until(step)
    walker.fill(step)
    return walker


def refused(rule, walker, step):
    with pytest.raises(Refused) as refusal:
        walker.table.do(ask.Complete(run=walker.run, step=step, by="P-01"))
    assert refusal.value.rule == rule
    return refusal.value.sentence


def missing(walker, step):
    return next(one for one in walker.table.view(walker.run).open if one.id == step).missing


@pytest.mark.rule("STEP-ACT")
@pytest.mark.parametrize(("step", "act"), [("C1.3", "generate"), ("C1.5", "prove"), ("C1.9", "certify")])
def test_a_script_s_step_is_done_when_the_record_shows_its_act(step, act):
    walker = waiting(step)
    assert missing(walker, step) == ()
    walker.table.acts_done -= {act}
    assert "when the record shows it" in refused("STEP-ACT", walker, step)
    assert any("the act" in one for one in missing(walker, step))


@pytest.mark.rule("STEP-ACT")
def test_paper_does_not_stand_for_an_act_that_the_record_does_not_show():
    walker = waiting("C1.3")
    walker.table.acts_done -= {"generate"}
    line = ask.PaperStep(step="C1.3", happened_at=walker.table.now.isoformat(), who="Cy Dunn", branch=0)
    with pytest.raises(Refused) as refusal:
        walker.table.do(ask.EnterPaper(run=walker.run, by="P-01", second="P-02", steps=(line,)))
    assert refusal.value.rule == "STEP-ACT"


@pytest.mark.rule("QUORUM")
@pytest.mark.parametrize("here", [(), ("K-01",), ("K-01", "K-02"), ("K-01", "K-02", "K-02", "K-02")])
def test_a_quorum_is_counted_in_people_and_not_in_shares(here):
    walker = waiting("C1.2")
    walker.table.attending = EVERYBODY | {"Key Custodian": here}
    rule = "QUORUM" if here else "PEOPLE-CONFLICT"
    refused(rule, walker, "C1.2")


@pytest.mark.rule("QUORUM")
def test_a_contingency_key_needs_every_part_of_its_symmetric_key_as_well():
    walker = waiting("C5.2", "C5")
    walker.table.attending = EVERYBODY | {"Symmetric Key Custodian": ("K-11",)}
    assert "2 Symmetric Key Custodians" in refused("QUORUM", walker, "C5.2")


@pytest.mark.rule("PEOPLE-CONFLICT")
def test_attendance_is_taken_when_each_role_has_somebody():
    walker = waiting("C1.A3")
    walker.table.attending = EVERYBODY | {"Internal Witness": ()}
    assert "Internal Witness" in refused("PEOPLE-CONFLICT", walker, "C1.A3")


@pytest.mark.rule("PEOPLE-CONFLICT")
def test_one_person_with_both_roles_fills_one_of_them():
    walker = waiting("C1.A3")
    walker.table.attending = EVERYBODY | {"Internal Witness": ("P-01",)}
    assert "different people" in refused("PEOPLE-CONFLICT", walker, "C1.A3")
    walker.table.attending = EVERYBODY | {"Internal Witness": ("P-01", "P-03")}
    assert missing(walker, "C1.A3") == ()


def test_roles_are_filled_where_each_can_have_a_person_of_its_own():
    assert can_be_filled([])
    assert can_be_filled([("a", "b"), ("a",)])
    assert can_be_filled([("a", "b"), ("b", "c"), ("a", "b")])
    assert not can_be_filled([("a",), ("a",)])
    assert not can_be_filled([("a", "b"), ("a", "b"), ("a", "b")])


def test_a_run_that_is_no_ceremony_offers_the_standing_duties_and_a_ceremony_does_not():
    table = Table()
    ordinary, ceremony = table.start("4.2"), table.start("C1")
    assert all(one.startswith(("4.2", "3.1")) for one in table.view(ordinary).also)
    assert table.view(ceremony).also == ()
