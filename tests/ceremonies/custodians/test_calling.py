import pytest

from ceremonies.custodians import actions as ask
from ceremonies.custodians.organisations import BLOCKS, FITS, REACHES, balance
from ceremonies.custodians.view import view
from ceremonies.errors import Refused


def call(table, **fields):
    given = {"call": "C-1", "incident": "TEST-1", "key": "REC-0001", "aliases": ("K-01", "K-02", "K-03")}
    return table.do(ask.CallCustodians, **(given | fields))


@pytest.mark.rule("CUSTODIAN-CALL")
def test_called_able_to_come_came_and_quorum_are_counted_apart(table):
    call(table)
    assert view(table.state, table.facts.now).waits == ("Call C-1: 0 can come, 2 are needed.",)
    for alias, answer in (("K-01", "can come"), ("K-02", "can't come"), ("K-03", "can come"), ("K-01", "came")):
        table.do(ask.AnswerCall, call="C-1", alias=alias, answer=answer)
    (seen,) = view(table.state, table.facts.now).calls
    assert seen.says == "3 called, 2 can come, 1 came; the quorum is 2"
    with pytest.raises(Refused, match="CUSTODIAN-CALL"):
        table.do(ask.AnswerCall, call="C-1", alias="K-09", answer="came")
    with pytest.raises(Refused, match="ALREADY-RECORDED"):
        table.do(ask.AnswerCall, call="C-1", alias="K-01", answer="came")


@pytest.mark.rule("CUSTODIAN-CALL")
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"key": "REC-9"}, "no key with shares"),
        ({"aliases": ()}, "Nobody is called"),
        ({"aliases": ("P-01",)}, "no Key Custodian's alias"),
    ],
)
def test_a_call_of_nobody_or_for_nothing_is_refused(table, fields, says):
    with pytest.raises(Refused, match=says):
        call(table, **fields)


@pytest.mark.rule("CUSTODIAN-CALL")
def test_who_acts_for_the_subscriber_may_be_excluded_and_two_are_notified_of_it(table):
    given = {"alias": "K-01", "incident": "TEST-1", "subscriber": "ACME", "reason": "security risk"}
    with pytest.raises(Refused, match="no Subscriber of Incident"):
        table.do(ask.Exclude, **(given | {"subscriber": "OTHER"}))
    with pytest.raises(Refused, match="nobody is excluded"):
        table.do(ask.Exclude, **(given | {"subscriber": "DCC"}))
    table.do(ask.Exclude, **given)
    assert len(view(table.state, table.facts.now).waits) == 2
    for whom in ("the Key Custodian", "a SMKI SRO of the Subscriber"):
        told = {"alias": "K-01", "incident": "TEST-1", "whom": whom, "means": "secured email"}
        table.do(ask.TellExcluded, **told)
        with pytest.raises(Refused, match="ALREADY-RECORDED"):
            table.do(ask.TellExcluded, **told)
    assert view(table.state, table.facts.now).waits == ()
    with pytest.raises(Refused, match=r"CUSTODIAN-CALL.*K-01 was excluded"):
        call(table)
    call(table, incident="")


@pytest.mark.rule("TIME-FROM")
def test_notice_is_given_a_month_ahead_or_a_decision_allows_less(table):
    given = {"alias": "K-01", "received": "2026-11-22", "reference": "L-1"}
    with pytest.raises(Refused, match=r"TIME-FROM.*22 Dec 2026"):
        table.do(ask.GiveNotice, **given, ceases="2026-12-21")
    (ruling,) = table.do(ask.GiveNotice, **given, ceases="2026-12-22")
    assert (ruling.body["short"], ruling.body["due"]) == (False, "2026-12-23T00:00:00.000000Z")
    (waits,) = view(table.state, table.facts.now).waits
    assert waits.startswith("K-01 ceases on Tue 22 Dec 2026: the physical key comes back by secure courier")
    with pytest.raises(Refused, match=r"TIME-FROM.*not before"):
        table.do(ask.Cease, alias="K-01", replacement="3.4.3 again")


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"received": "soon"}, "can't be read"), ({"received": "2027-01-01"}, "lies ahead"), ({"alias": "P-01"}, "alias")],
)
def test_a_notice_that_can_t_be_is_refused(table, fields, says):
    given = {"alias": "K-01", "received": "2026-11-22", "ceases": "2027-11-22", "reference": "L-1"}
    with pytest.raises(Refused, match=says):
        table.do(ask.GiveNotice, **(given | fields))


@pytest.mark.rule("CUSTODY")
def test_nobody_has_ceased_who_still_has_a_key_or_a_component(table):
    table.do(ask.GiveNotice, alias="K-01", received="2026-11-22", ceases="2026-12-22", reference="L-1")
    table.later(31)
    table.knows(keeping=frozenset({"K-01"}))
    with pytest.raises(Refused, match=r"CUSTODY.*still has a physical key"):
        table.do(ask.Cease, alias="K-01", replacement="3.4.3 again")
    table.knows(keeping=frozenset())
    table.do(ask.Cease, alias="K-01", replacement="3.4.3 again")
    with pytest.raises(Refused, match="No notice"):
        table.do(ask.Cease, alias="K-01", replacement="3.4.3 again")


@pytest.mark.rule("PEOPLE-CONFLICT")
def test_an_organisation_with_the_quorum_or_without_whom_there_is_none_takes_a_decision(table):
    given = {"key": "REC-0001", "set": 17}
    with pytest.raises(Refused, match=r"PEOPLE-CONFLICT.*Give the decision"):
        table.do(ask.RecordBalance, **given, outcomes=(REACHES,))
    with pytest.raises(Refused, match="PEOPLE-CONFLICT"):
        table.do(ask.RecordBalance, key="REC-0001", set=99, outcomes=(FITS,))
    with pytest.raises(Refused, match="CHOICE"):
        table.do(ask.RecordBalance, **given, outcomes=(FITS, BLOCKS))
    table.do(ask.RecordBalance, **given, outcomes=(FITS,))
    (ruling,) = table.do(ask.RecordBalance, **given, outcomes=(REACHES, BLOCKS), decision="PMA 9")
    assert table.state.balances["REC-0001 set 00017"] == ruling.body


@pytest.mark.parametrize(
    ("organisations", "m", "outcomes"),
    [
        (("A", "B", "C", "D", "E"), 3, (FITS,)),
        (("A", "a ", "A", "D", "E"), 3, (REACHES, BLOCKS)),
        (("A", "A", "C", "D", "E"), 4, (BLOCKS,)),
        (("A", "A", "C", "D", "E", "F"), 2, (REACHES,)),
    ],
)
def test_organisations_are_counted_whatever_the_spelling(organisations, m, outcomes):
    holders = {f"K-{number:02}": one for number, one in enumerate(organisations)}
    found = balance(holders, m, len(organisations))
    assert found.outcomes == outcomes
    assert len(found.told) == (0 if outcomes == (FITS,) else 1)
