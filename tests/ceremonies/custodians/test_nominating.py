import pytest

from ceremonies.custodians import actions as ask
from ceremonies.custodians.decide import decide
from ceremonies.custodians.view import view
from ceremonies.errors import Misuse, Refused
from tests.ceremonies.custodians.custodian_table import DIGEST

OTHER = "cd" * 32


@pytest.mark.rule("CUSTODIAN-PATH")
def test_each_person_goes_through_the_steps_alone_and_in_order(table):
    table.put_forward("N-01")
    table.put_forward("N-02", OTHER)
    with pytest.raises(Refused, match=r"CUSTODIAN-PATH.*step 3.4.3.8 is for somebody who is 'selected'"):
        table.judge("3.4.3.8")
    table.judge("3.4.3.4")
    table.judge("3.4.3.4", "no", nominee="N-02")
    with pytest.raises(Refused, match=r"CUSTODIAN-PATH.*N-02 is 'incomplete'"):
        table.judge("3.4.3.4", nominee="N-02")
    table.put_forward("N-02", "ef" * 32)
    table.judge("3.4.3.4", nominee="N-02")
    assert [one.stage for one in table.state.nominees.values()] == ["complete", "complete"]


@pytest.mark.rule("TIME-FROM")
def test_nobody_is_chosen_before_nominations_had_their_ten_working_days(table):
    table.put_forward()
    table.judge("3.4.3.4")
    with pytest.raises(Refused, match="TIME-FROM"):
        table.judge("3.4.3.6")
    table.later(16)
    table.judge("3.4.3.6")


def test_who_was_not_verified_is_told_and_is_out(table):
    table.put_forward()
    table.judge("3.4.3.4")
    table.later(30)
    table.judge("3.4.3.6")
    table.judge("3.4.3.8", "no")
    table.judge("3.4.3.9")
    assert table.state.nominees["N-01"].stage == "turned down"


@pytest.mark.rule("CUSTODIAN-ALIAS")
def test_an_alias_is_appointed_by_the_digest_that_it_was_enrolled_with(table):
    table.appointed()
    assert table.state.of_alias("K-01").id == "N-01"
    table.put_forward("N-02", OTHER)
    table.judge("3.4.3.4", nominee="N-02")
    for step in ("3.4.3.6", "3.4.3.8", "3.4.3.10"):
        table.judge(step, nominee="N-02")
    appoint = {"nominee": "N-02", "pma_informed": "letter 5"}
    with pytest.raises(Refused, match=r"CUSTODIAN-ALIAS.*somebody else's alias"):
        table.do(ask.Appoint, **appoint, alias="K-01")
    with pytest.raises(Refused, match=r"CUSTODIAN-ALIAS.*not enrolled with the digest"):
        table.do(ask.Appoint, **appoint, alias="K-02")
    with pytest.raises(Refused, match=r"CUSTODIAN-ALIAS.*no Key Custodian's alias"):
        table.do(ask.Appoint, **appoint, alias="P-02")


def test_nobody_is_appointed_who_is_not_eligible(table):
    table.put_forward()
    with pytest.raises(Refused, match="CUSTODIAN-PATH"):
        table.do(ask.Appoint, nominee="N-01", alias="K-01", pma_informed="letter 4")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"digest": "xyz"}, "64 hexadecimal"),
        ({"request": "R-9"}, "No request 'R-9'"),
        ({"nominee": "N-07"}, "next person put forward is N-02"),
    ],
)
def test_a_record_that_belongs_to_nobody_is_refused(table, fields, says):
    table.put_forward()
    with pytest.raises(Refused, match=says):
        table.do(ask.PutRecord, **({"nominee": "N-02", "request": "R-1", "digest": OTHER} | fields))


@pytest.mark.rule("CUSTODIAN-ALIAS")
def test_only_a_manager_opens_the_register_and_each_reading_is_recorded(table):
    with pytest.raises(Refused, match=r"CUSTODIAN-ALIAS.*P-02 is no"):
        table.do(ask.AdmitManager, person="P-02", public=OTHER)
    (ruling,) = table.do(ask.AdmitManager, person="P-01", public=OTHER)
    assert ruling.signed_by == ("P-01", "P-02")
    with pytest.raises(Refused, match="ALREADY-RECORDED"):
        table.do(ask.AdmitManager, person="P-01", public=OTHER)
    table.put_forward()
    with pytest.raises(Refused, match=r"CUSTODIAN-ALIAS.*P-02 is no"):
        table.do(ask.ReadRecord, by="P-02", nominee="N-01", reason="to call them")
    table.do(ask.ReadRecord, nominee="N-01", reason="to call them")
    assert table.state.nominees["N-01"].reads == 1


@pytest.mark.rule("CUSTODIAN-ALIAS")
def test_a_record_is_erased_once_nobody_is_a_custodian_by_it(table):
    table.appointed()
    with pytest.raises(Refused, match="kept until they cease"):
        table.do(ask.EraseRecord, nominee="N-01", reason="asked for")
    day = table.facts.now.date().isoformat()
    table.do(ask.GiveNotice, alias="K-01", received=day, ceases=day, reference="L-1", decision="PMA 3")
    table.do(ask.Cease, alias="K-01", replacement="N-02 is put forward")
    table.do(ask.EraseRecord, nominee="N-01", reason="ceased")
    assert view(table.state, table.facts.now).nominees[0].erased
    for action, fields in ((ask.ReadRecord, {"reason": "r"}), (ask.PutRecord, {"request": "R-1", "digest": DIGEST})):
        with pytest.raises(Refused, match="erased"):
            table.do(action, nominee="N-01", **fields)


def test_an_act_that_nobody_rules_on_is_the_author_s_fault(table, noon):
    with pytest.raises(Misuse):
        decide(table.state, table.facts, ask.CustodianAction(by="P-01"), noon)
