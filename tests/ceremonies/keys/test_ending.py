import pytest

from ceremonies.keys import actions as ask
from tests.key_table import CUSTODIANS


def ending(work, told, outcome="done", key="REC-0001"):
    return ask.EndWork(key=key, by="P-01", work=work, outcome=outcome, results=told)


@pytest.mark.rule("WORK")
def test_work_has_one_end(table, refused):
    table.generated()
    work = table.begin(ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01"))
    told = table.answer(work)
    refused("WORK", ending("REC-0001/1", told))
    table.end(work)
    refused("WORK", ending(work.id, told))
    refused("KEY-STATE", ending(work.id, told, key="REC-0009"))


@pytest.mark.rule("WORK")
def test_work_of_an_earlier_sitting_can_only_have_failed(table, refused):
    table.committed()
    work = table.begin(ask.ProveShare(key="REC-0001", by="P-01", index=1, person="K-01"))
    told = table.answer(work)
    table.next_sitting(crashed=True)
    (waits,) = table.register.unfinished(table.sitting)
    assert (waits.work, waits.way) == (work.id, "again")
    refused("WORK", ending(work.id, told))
    table.end(work, "cancelled")
    assert table.register.unfinished(table.sitting) == ()


@pytest.mark.rule("WORK")
@pytest.mark.parametrize("other", [{"share": 2}, {"alias": "K-02"}], ids=["share", "alias"])
def test_an_answer_about_another_share_is_refused(table, refused, other):
    table.generated()
    work = table.begin(ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01"))
    refused("WORK", ending(work.id, table.answer(work) | other))
    table.end(work)
    work = table.begin(ask.ProveShare(key="REC-0001", by="P-01", index=1, person="K-01"))
    refused("WORK", ending(work.id, table.answer(work) | other))


@pytest.mark.rule("WORK")
@pytest.mark.parametrize("other", [{"attempt": "x"}, {"alias": "K-02"}], ids=["attempt", "alias"])
def test_an_answer_about_another_attempt_is_refused(table, refused, other):
    table.committed()
    table.open("REC-0001")
    work = table.begin(ask.TakeShare(key="REC-0001", by="P-01", person="K-01"))
    refused("WORK", ending(work.id, table.answer(work) | other))


@pytest.mark.rule("WORK")
def test_a_failure_has_its_form_too(table, refused):
    table.generated()
    work = table.begin(ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01"))
    refused("WORK", ending(work.id, {"words": "academic acid"}, outcome="failed"))


def test_why_work_failed_is_recorded_unless_a_share_was_on_the_screen(table):
    table.committed()
    (failed,) = table.fails(table.opening("REC-0001"), how="refused", rule="TOKEN-PROBE", sentence="It did not pass.")
    assert (failed.body["why"], failed.body["rule"]) == ("It did not pass.", "TOKEN-PROBE")
    table.open("REC-0001")
    take = ask.TakeShare(key="REC-0001", by="P-01", person="K-01")
    (failed,) = table.fails(take, how="left", sentence="'acadamic' is no word of the list.")
    assert (failed.body["why"], failed.body["how"]) == ("", "left")


@pytest.mark.rule("KEY-STATE")
def test_another_key_than_was_meant_does_not_count_as_awake(table, refused):
    table.committed()
    table.open("REC-0001")
    table.take_shares("REC-0001", CUSTODIANS[:3])
    work = table.begin(ask.Activate(key="REC-0001", by="P-01"))
    refused("KEY-STATE", ending(work.id, table.answer(work) | {"fingerprint": "00" * 32}))
    refused("SIGN-LIMIT", ending(work.id, table.answer(work) | {"limit": 1000}))
    table.end(work)
    assert table.view("REC-0001").activation.status == "active"


def test_what_ended_while_it_was_being_woken_stays_ended(table):
    table.committed()
    work = table.begin(table.opening("REC-0001"))
    table.do(ask.EndActivation(key="REC-0001", by="P-01", because="evacuate"))
    assert [entry.kind for entry in table.end(work)] == ["work.ended"]
    table.deactivate("REC-0001")
    table.open("REC-0001")
    table.take_shares("REC-0001", CUSTODIANS[:3])
    work = table.begin(ask.Activate(key="REC-0001", by="P-01"))
    for person in CUSTODIANS:
        table.leave(person)
    assert [entry.kind for entry in table.end(work)] == ["work.ended"]
    assert table.view("REC-0001").activation.status == "ended"
