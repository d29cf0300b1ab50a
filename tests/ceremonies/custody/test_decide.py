import pytest

from ceremonies.custody import actions as ask
from ceremonies.custody.decide import decide
from ceremonies.custody.view import view
from ceremonies.errors import Misuse, Refused
from tests.ceremonies.custody.custody_table import COMPONENT


def what(table, item):
    return [event.what for event in table.state.items[item].history]


@pytest.mark.rule("CUSTODY")
def test_component_module_bag_box_key_and_custodian_are_separate_things(table):
    items = table.state.items
    assert [one.kind for one in items.values()] == ["box", "bag", "module", "component", "physical key"]
    assert [one.id for one in table.state.around(COMPONENT)] == ["module M-77", "bag B-1", "box 12"]
    assert [one.id for one in table.state.components("box 12")] == [COMPONENT]
    assert items[COMPONENT].holder == "K-01"
    with pytest.raises(Refused, match=r"CUSTODY.*doesn't lie in a box"):
        table.do(ask.MoveItem, item=COMPONENT, inside="box 12", reason="r")


@pytest.mark.rule("CUSTODY")
def test_opening_records_the_number_last_recorded_beside_the_one_found(table):
    (ruling,) = table.do(ask.ExamineItem, item="bag B-1", found="B-1", intact="yes", opened="yes")
    assert (ruling.body["recorded"], ruling.body["found"], ruling.body["difference"]) == ("B-1", "B-1", "")
    assert what(table, "bag B-1") == ["registered", "opened"]
    assert view(table.state).waits == ()


@pytest.mark.rule("CUSTODY")
def test_a_difference_is_named_and_waits_for_the_decision_of_two_people(table):
    table.do(ask.ExamineItem, item="bag B-1", found="B-9", intact="no", opened="no")
    (waits,) = view(table.state).waits
    assert "last recorded is B-1 and the one found is B-9" in waits
    assert "not intact" in waits
    with pytest.raises(Refused, match=r"CUSTODY.*decide what is done"):
        table.do(ask.MoveItem, item="bag B-1", inside="box 12", place="x", reason="r")
    with pytest.raises(Refused, match="TWO-PEOPLE"):
        table.do(ask.DecideDifference, item="bag B-1", decision="d", reference="r", second="P-01")
    table.do(ask.DecideDifference, item="bag B-1", decision="a new bag", reference="DEC-7", number="B-9")
    assert table.state.items["bag B-1"].number == "B-9"
    assert what(table, "bag B-1")[-1] == "difference decided"
    assert view(table.state).waits == ()
    with pytest.raises(Refused, match="waits for a decision"):
        table.do(ask.DecideDifference, item="bag B-1", decision="a new bag", reference="DEC-7")


def test_a_second_look_does_not_settle_what_the_first_one_found(table):
    table.do(ask.ExamineItem, item="bag B-1", found="B-9", intact="yes")
    table.do(ask.ExamineItem, item="bag B-1", found="B-1", intact="yes")
    assert table.state.items["bag B-1"].question


@pytest.mark.rule("CUSTODY")
def test_a_ceasing_custodian_s_key_comes_back_by_courier_and_is_passed_on_and_the_share_stays_good(table):
    key = "physical key 12a"
    with pytest.raises(Refused, match=r"comes back to a .*Manager first"):
        table.do(ask.PassKeyOn, item=key, to="K-02", reason="r")
    back = {"item": key, "courier": "Secure Couriers", "reference": "C-1"}
    with pytest.raises(Refused, match="only one of them takes"):
        table.do(ask.ReturnKey, **back, manager="P-02")
    table.do(ask.ReturnKey, **back, manager="P-01")
    assert view(table.state).waits == (f"{key} came back from K-01 and is with P-01. Pass it on.",)
    (ruling,) = table.do(ask.PassKeyOn, item=key, to="K-02", reason="K-01 ceased")
    assert ruling.body["components"] == [COMPONENT]
    assert (table.state.items[key].holder, table.state.items[COMPONENT].holder) == ("K-02", "K-02")
    assert what(table, key) == ["registered", "returned", "passed on"]


@pytest.mark.rule("PEOPLE-CONFLICT")
def test_nobody_gets_a_second_share_of_a_set_by_a_transfer(table):
    table.enter("module", "M-78", place="safe")
    table.enter("component", key="REC-0001", set=17, share=2, inside="module M-78", holder="K-02")
    table.do(ask.ReturnKey, item="physical key 12a", manager="P-01", courier="c", reference="r")
    with pytest.raises(Refused, match=r"PEOPLE-CONFLICT.*K-02 has share 2"):
        table.do(ask.PassKeyOn, item="physical key 12a", to="K-02", reason="r")
    with pytest.raises(Refused, match=r"PEOPLE-ROLES.*P-02 is no Key Custodian"):
        table.do(ask.PassKeyOn, item="physical key 12a", to="P-02", reason="r")


@pytest.mark.rule("CSK")
def test_nobody_holds_a_contingency_share_and_a_symmetric_part(empty):
    empty.enter("module", "1", place="safe")
    empty.enter("module", "2", place="safe")
    empty.enter("component", key="CON-0001", set=18, share=1, inside="module 1", holder="K-03")
    with pytest.raises(Refused, match=r"CSK.*K-03 holds a share of CON-0001"):
        empty.enter("component", key="CSK-0001", set=19, share=1, inside="module 2", holder="K-03")


@pytest.mark.rule("CUSTODY")
def test_production_s_carrier_is_the_module_and_another_takes_a_decision(empty):
    empty.enter("card", "C-1", place="safe")
    with pytest.raises(Refused, match=r"CUSTODY.*lies on a Cryptographic Module"):
        empty.enter("component", key="REC-0001", set=17, share=1, inside="card C-1", holder="K-01")
    empty.enter("component", key="REC-0001", set=17, share=1, inside="card C-1", holder="K-01", decision="PMA 4")
    assert COMPONENT in empty.state.items


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"set": 99}, "No set 00099"),
        ({"share": 4}, "no share 4"),
        ({"copy": 2}, "identical copies"),
        ({"inside": ""}, "lies on something"),
        ({"inside": "module M-77"}, "Each has a carrier of its own"),
        ({"holder": "P-02"}, "is no Key Custodian"),
        ({"share": 1, "inside": "module M-78"}, "stands in the custody register already"),
    ],
)
def test_a_component_that_can_t_be_is_refused(table, fields, says):
    table.enter("module", "M-78", place="safe")
    given = {"key": "REC-0001", "set": 17, "share": 2, "inside": "module M-78", "holder": "K-02"}
    with pytest.raises(Refused, match=says):
        table.enter("component", **(given | fields))


@pytest.mark.rule("CUSTODY")
def test_a_lost_key_or_a_closed_box_names_its_incident_and_the_components(table):
    loss = {"reason": "not in the drawer", "incident": "INC-7", "subscriber": "DCC", "notified_by": "K-01"}
    with pytest.raises(Refused, match="deposit box or its physical key"):
        table.do(ask.ReportLoss, item="bag B-1", how="lost", **loss)
    (ruling,) = table.do(ask.ReportLoss, item="physical key 12a", how="lost", **loss)
    assert ruling.body["components"] == [COMPONENT]
    assert view(table.state).waits == ("physical key 12a: lost, Incident INC-7.",)
    with pytest.raises(Refused, match="That is settled first"):
        table.do(ask.ReturnKey, item="physical key 12a", manager="P-01", courier="c", reference="r")


def test_what_is_destroyed_is_empty_and_nothing_happens_to_it_any_more(table):
    with pytest.raises(Refused, match=r"module M-77 is still in bag B-1"):
        table.do(ask.EndItem, item="bag B-1", how="destroyed", reason="opened")
    table.do(ask.MoveItem, item="module M-77", inside="box 12", reason="taken out")
    table.do(ask.EndItem, item="bag B-1", how="destroyed", reason="opened")
    with pytest.raises(Refused, match="was destroyed"):
        table.do(ask.ExamineItem, item="bag B-1", found="B-1", intact="yes")


def test_a_component_and_a_physical_key_change_hands_by_acts_of_their_own(table):
    with pytest.raises(Refused, match="stays with K-01"):
        table.do(ask.MoveItem, item=COMPONENT, inside="module M-77", holder="K-02", reason="r")
    with pytest.raises(Refused, match="hand to hand"):
        table.do(ask.MoveItem, item="physical key 12a", holder="K-02", reason="r")
    table.do(ask.MoveItem, item="physical key 12a", place="home safe", reason="r")
    assert table.state.items["physical key 12a"].holder == "K-01"
    with pytest.raises(Refused, match="CUSTODY"):
        table.do(ask.MoveItem, item="module M-77", inside="module M-77", reason="r")


def test_an_act_that_nobody_rules_on_is_the_author_s_fault(table, noon):
    with pytest.raises(Misuse):
        decide(table.state, table.facts, ask.CustodyAction(by="P-01", second="P-02"), noon)
