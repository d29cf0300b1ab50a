import pytest

from ceremonies.errors import Refused
from ceremonies.runbook import actions as ask
from ceremonies.runbook.ceremony_actions import Details, HeldOutside, NotCalledFor, OpenCeremony
from ceremonies.runbook.script_acts import ACTS
from tests.walker import Table, Walker, at_step

RECOVERY = Details(key="REC-0002", token_label="vault", token_serial="42")
"""The Recovery key in use."""


def refused(rule, table, action):
    with pytest.raises(Refused) as refusal:
        table.do(action)
    assert refusal.value.rule == rule
    return refusal.value.sentence


def opened(walker, step, details=RECOVERY, number=0):
    return OpenCeremony(run=walker.run, step=step, by="P-01", number=number, details=details)


def view_of(walker, step):
    return next(one for one in walker.table.view(walker.run).open if one.id == step)


def answered(walker, step):
    """Everything of the step but its ceremonies."""
    walker._ceremonies = lambda _at: None
    walker.fill(step)
    return ask.Complete(run=walker.run, step=step, by="P-01")


def carry_out(table, run):
    return Walker(table, run).go()


def test_a_ceremony_opens_as_a_run_of_its_script_in_the_same_incident():
    walker = at_step("4.2.2.3")
    entries = walker.table.do(opened(walker, "4.2.2.3"))
    assert [one.kind for one in entries] == ["ceremony.opened", "run.started"]
    run = entries[0].body["run"]
    state = walker.table.runs[run]
    assert (state.section, state.incident) == ("C5", walker.table.runs[walker.run].incident)
    assert state.called_by == {"run": walker.run, "step": "4.2.2.3"}
    assert list(state.open) == ["C5.A1"]


@pytest.mark.rule("STEP-CEREMONY")
def test_the_step_waits_until_its_ceremony_has_been_carried_out():
    walker = at_step("4.2.2.3")
    complete = answered(walker, "4.2.2.3")
    assert "Open it" in refused("STEP-CEREMONY", walker.table, complete)
    run = walker.table.do(opened(walker, "4.2.2.3"))[0].body["run"]
    assert run in refused("STEP-CEREMONY", walker.table, complete)
    assert view_of(walker, "4.2.2.3").ceremonies[0].stands == "going"
    assert carry_out(walker.table, run).outcome == "carried out to its end"
    assert view_of(walker, "4.2.2.3").ceremonies[0].done
    walker.table.do(complete)
    assert "4.2.2.3" not in walker.table.runs[walker.run].open


@pytest.mark.rule("STEP-CEREMONY")
def test_a_ceremony_that_was_broken_off_leaves_the_step_waiting_for_another():
    walker = at_step("4.2.2.3")
    complete = answered(walker, "4.2.2.3")
    run = walker.table.do(opened(walker, "4.2.2.3"))[0].body["run"]
    broken = Walker(walker.table, run).until("C5.3")
    branch = next(way.branch for way in view_of(broken, "C5.3").ways if way.breaks_off)
    walker.table.acts_done = frozenset()
    refused("STEP-ACT", walker.table, answered(broken, "C5.3"))
    off = ask.Complete(run=run, step="C5.3", by="P-01", branch=branch)
    assert "note" in refused("TEXT", walker.table, off)
    walker.table.do(ask.Complete(run=run, step="C5.3", by="P-01", branch=branch, note="the token is gone"))
    walker.table.acts_done = frozenset(ACTS)
    assert carry_out(walker.table, run).outcome == "abandoned"
    assert "abandoned" in refused("STEP-CEREMONY", walker.table, complete)
    again = walker.table.do(opened(walker, "4.2.2.3"))[0].body["run"]
    assert again != run


@pytest.mark.rule("STEP-CEREMONY")
def test_a_ceremony_that_was_held_without_keyroom_is_recorded_with_who_and_its_minutes():
    walker = at_step("4.2.2.3")
    complete = answered(walker, "4.2.2.3")
    same = {"run": walker.run, "step": "4.2.2.3", "by": "P-01"}
    refused("TEXT", walker.table, HeldOutside(**same, key="RPK 3", who="", minutes="KA-2026-05"))
    walker.table.do(HeldOutside(**same, key="RPK 3", who="Owen Pryce", minutes="KA-2026-05"))
    assert "KA-2026-05" in view_of(walker, "4.2.2.3").ceremonies[0].stands
    refused("ALREADY-RECORDED", walker.table, opened(walker, "4.2.2.3"))
    walker.table.do(complete)


@pytest.mark.rule("STEP-CEREMONY")
def test_only_a_ceremony_with_a_condition_may_be_said_not_to_be_called_for():
    walker = at_step("6.2.3.2")
    same = {"run": walker.run, "by": "P-01", "reason": "no certificate is revoked"}
    refused("STEP-CEREMONY", walker.table, NotCalledFor(step="6.2.3.2", **same))
    beside = at_step("7.1.K4")
    same["run"] = beside.run
    beside.table.do(NotCalledFor(step="7.1.K4", **same))
    assert view_of(beside, "7.1.K4").ceremonies[0].done
    with pytest.raises(Refused, match="no number 2"):
        beside.table.do(NotCalledFor(step="7.1.K4", number=1, **same))


@pytest.mark.rule("KEY-STATE")
@pytest.mark.parametrize(
    ("step", "key", "says"),
    [
        ("4.2.2.3", "REC-0001", "being replaced"),
        ("4.2.2.3", "REC-0009", "That is REC-0002"),
        ("4.2.2.3", "CON-0001", "begin with REC-"),
        ("4.2.2.3", "the recovery key", "no key's name"),
        ("4.2.2.3", "", "in use"),
        ("6.2.2.2", "REC-0002", "That is REC-0001"),
        ("6.2.2.3", "REC-0002", "That is REC-0003"),
        ("6.2.2.3", "REC-0007", "That is REC-0003"),
    ],
)
def test_a_step_takes_the_generation_that_it_means_and_no_other(step, key, says):
    walker = at_step(step)
    details = Details(key=key, m=3, n=5, issuer="ICA-0001")
    assert says in refused("KEY-STATE", walker.table, opened(walker, step, details))


def test_the_old_key_is_marked_old_and_the_new_one_new():
    old, new = at_step("6.2.2.2"), at_step("6.2.2.3")
    run = old.table.do(opened(old, "6.2.2.2", Details(key="REC-0001")))[0].body["run"]
    shown = old.table.view(run).ceremony
    assert (shown.mark, shown.key, shown.m, shown.n, shown.serial) == ("OLD", "REC-0001", 3, 5, "0A")
    made = Details(key="REC-0003", m=2, n=4, issuer="ICA-0001")
    run = new.table.do(opened(new, "6.2.2.3", made))[0].body["run"]
    shown = new.table.view(run).ceremony
    assert (shown.mark, shown.key, shown.m, shown.n) == ("NEW", "REC-0003", 2, 4)
    assert shown.called_by_step == "6.2.2.3"


@pytest.mark.rule("KEY-SPLIT")
@pytest.mark.parametrize(("m", "n", "says"), [(6, 5, "more shares"), (1, 5, "one share alone"), (3, 17, "at most 16")])
def test_m_of_n_is_refused_where_it_protects_nothing_or_cannot_be_made(m, n, says):
    walker = at_step("6.2.2.3")
    details = Details(key="REC-0003", m=m, n=n, issuer="ICA-0001")
    assert says in refused("KEY-SPLIT", walker.table, opened(walker, "6.2.2.3", details))


@pytest.mark.rule("KEY-STATE")
def test_a_certificate_needs_an_authority_that_is_in_the_record_and_not_replaced():
    walker = at_step("6.2.2.3")
    for issuer in ("", "ICA-0009", "ROOT-0001"):
        details = Details(key="REC-0003", m=3, n=5, issuer=issuer)
        refused("KEY-STATE", walker.table, opened(walker, "6.2.2.3", details))


@pytest.mark.rule("CSK")
def test_the_contingency_key_is_made_with_its_symmetric_key_in_two_to_sixteen_parts():
    walker = at_step("6.1.2.2")
    for details in (
        Details(key="CON-0002", m=3, n=5),
        Details(key="CON-0002", m=3, n=5, symmetric="CSK-0002", parts=1),
        Details(key="CON-0002", m=3, n=5, symmetric="CSK-0002", parts=17),
    ):
        refused("CSK", walker.table, opened(walker, "6.1.2.2", details))
    good = Details(key="CON-0002", m=3, n=5, symmetric="CSK-0002", parts=2)
    run = walker.table.do(opened(walker, "6.1.2.2", good))[0].body["run"]
    shown = walker.table.view(run).ceremony
    assert [(one.role, one.needed) for one in shown.quorum] == [("Key Custodian", 3), ("Symmetric Key Custodian", 2)]


@pytest.mark.rule("CSK")
def test_no_symmetric_key_goes_with_a_recovery_key():
    walker = at_step("4.2.2.3")
    refused("CSK", walker.table, opened(walker, "4.2.2.3", Details(key="REC-0002", symmetric="CSK-0001")))


@pytest.mark.rule("ROOM-PRIVATE")
@pytest.mark.parametrize("seconds", [0, 4, 601])
def test_words_stay_on_the_screen_for_a_bounded_time(seconds):
    walker = at_step("4.2.2.3")
    details = Details(key="REC-0002", words_seconds=seconds)
    refused("ROOM-PRIVATE", walker.table, opened(walker, "4.2.2.3", details))


def test_a_step_without_a_ceremony_opens_none():
    walker = at_step("4.2.2.2")
    assert "no key ceremony" in refused("STEP-CEREMONY", walker.table, opened(walker, "4.2.2.2"))


def test_before_5_2_8_the_book_makes_a_recovery_key_and_every_certificate_under_the_new_authority():
    book = Table().book
    order = [step.id for section in book.part("5") for step in section.steps]
    before = order[: order.index("5.2.8")]
    called = [(one.script, one.key, one.which) for step in before for one in book.step(step).ceremonies]
    for wanted in (
        ("C2", "contingency", "new"),
        ("C3", "root", "new"),
        ("C4", "issuing", "new"),
        ("C1", "recovery", "new"),
        ("C5", "issuing", "new"),
        ("C5", "contingency", "being replaced"),
    ):
        assert wanted in called
