import pytest

from ceremonies.keys import actions as ask
from tests.key_table import CUSTODIANS, MEDIA, SYMMETRIC, TOKEN


def committing(table, key="REC-0001"):
    return table.pair(ask.CommitKey, key)


def closing(key="REC-0001"):
    return ask.CloseCeremony(key=key, by="P-01")


def abandoning(table, key="REC-0001"):
    return table.pair(ask.Abandon, key, reason="the power failed")


@pytest.mark.rule("KEY-COMMIT")
def test_nothing_is_committed_before_every_share_is_proved(table, refused):
    table.generated()
    for index in range(1, 6):
        refused("KEY-COMMIT", committing(table))
        table.work(ask.HandOut(key="REC-0001", by="P-01", index=index, person=CUSTODIANS[index - 1]))
        assert f"{index}" in refused("KEY-COMMIT", committing(table))
        table.work(ask.ProveShare(key="REC-0001", by="P-01", index=index, person=CUSTODIANS[index - 1]))
    table.do(committing(table))
    assert table.state("REC-0001").status == "made"


def test_the_commit_is_one_entry_that_two_people_sign(table):
    table.generated()
    table.hand_all("REC-0001")
    (committed,) = table.do(committing(table))
    assert (committed.kind, committed.by) == ("key.committed", ("P-01", "P-02"))
    assert committed.body["copies"] == [1, 2]
    assert committed.body["remark"] == ""


@pytest.mark.rule("WORK")
def test_nothing_is_committed_or_begun_while_something_is_under_way(table, refused):
    table.generated()
    table.hand_all("REC-0001")
    table.begin(ask.ProveShare(key="REC-0001", by="P-01", index=1, person="K-01"))
    refused("WORK", committing(table))
    refused("WORK", ask.ProveShare(key="REC-0001", by="P-01", index=2, person="K-02"))
    refused("WORK", abandoning(table))


@pytest.mark.rule("KEY-COMMIT")
def test_a_committed_key_is_not_used_before_its_ceremony_is_closed(table, refused):
    table.generated()
    refused("KEY-COMMIT", closing())
    table.hand_all("REC-0001")
    table.do(committing(table))
    assert table.view("REC-0001").next[0].startswith("close the ceremony")
    refused("KEY-COMMIT", table.opening("REC-0001"))
    table.work(closing())
    table.open("REC-0001")
    refused("KEY-COMMIT", closing())


@pytest.mark.rule("KEY-COMMIT")
def test_after_a_crash_before_the_commit_the_only_way_on_is_to_abandon(table, refused):
    table.generated()
    table.hand("REC-0001", 1, "K-01")
    table.begin(ask.HandOut(key="REC-0001", by="P-01", index=2, person="K-02"))
    table.next_sitting(crashed=True)
    (waits,) = table.register.unfinished(table.sitting)
    assert (waits.key, waits.act, waits.way) == ("REC-0001", "hand out", "abandon")
    for action in (
        ask.HandOut(key="REC-0001", by="P-01", index=2, person="K-02"),
        ask.ProveShare(key="REC-0001", by="P-01", index=1, person="K-01"),
        committing(table),
        table.pair(ask.Generate, "REC-0001", token=TOKEN, media=MEDIA),
    ):
        refused("KEY-COMMIT", action)
    entries = table.do(abandoning(table))
    assert [entry.kind for entry in entries] == ["work.ended", "share.voided", "share.voided", "key.abandoned"]
    assert entries[0].body["outcome"] == "unrecorded"
    assert entries[-1].body["shares"] == [{"index": 1, "person": "K-01"}, {"index": 2, "person": "K-02"}]
    assert table.register.unfinished(table.sitting) == ()


@pytest.mark.rule("KEY-COMMIT")
def test_every_share_that_was_out_is_void_and_is_collected(table, refused):
    table.generated()
    table.hand("REC-0001", 1, "K-01")
    table.hand("REC-0001", 2, "K-02")
    table.do(abandoning(table))
    table.work(closing())
    view = table.view("REC-0001")
    assert (view.status, view.sets[0].status) == ("abandoned", "void")
    identifier = view.sets[0].identifier
    assert view.who == ("K-01", "K-02")
    assert f"collect share 1 of the set {identifier} from K-01" in view.next
    assert "destroy copy 1 on CD-1" in view.next
    for index, person in ((1, "K-01"), (2, "K-02")):
        how = {"set": identifier, "index": index, "person": person, "how": "returned and destroyed"}
        table.do(table.pair(ask.CollectShare, "REC-0001", **how))
    for number in (1, 2):
        table.do(table.pair(ask.AccountForCopy, "REC-0001", copy=number, what="destroyed", note="shredded"))
    assert table.view("REC-0001").next == ()
    refused("KEY-COMMIT", abandoning(table))


@pytest.mark.rule("KEY-COMMIT")
def test_a_committed_key_is_not_abandoned(table, refused):
    table.committed()
    refused("KEY-COMMIT", abandoning(table))


@pytest.mark.rule("KEY-COMMIT")
def test_a_strong_room_that_died_took_the_uncommitted_key_with_it(table, refused):
    table.generated()
    table.fails(ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01"), over=True, sentence="It crashed.")
    refused("KEY-COMMIT", ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01"))
    assert "abandon" in table.view("REC-0001").next[0]


def test_a_generation_that_the_program_did_not_outlive_is_abandoned(table):
    table.plan("REC-0001", "recovery", m=3, n=5)
    table.begin(table.pair(ask.Generate, "REC-0001", token=TOKEN, media=MEDIA))
    table.next_sitting(crashed=True)
    assert [one.way for one in table.register.unfinished(table.sitting)] == ["abandon"]
    table.do(abandoning(table))
    assert [one.status for one in table.state("REC-0001").copies] == ["planned", "planned"]
    assert "destroy copy 2 on CD-2" in table.view("REC-0001").next


def test_after_the_commit_the_way_on_is_to_finish(table):
    table.generated()
    table.hand_all("REC-0001")
    table.do(committing(table))
    table.next_sitting(crashed=True)
    (waits,) = table.register.unfinished(table.sitting)
    assert (waits.act, waits.way) == ("close", "finish")
    work = table.begin(closing())
    assert work.token["label"] == "ceremony"
    table.next_sitting(crashed=True)
    table.work(closing())
    assert table.register.unfinished(table.sitting) == ()
    assert table.state("REC-0001").closing == 0


@pytest.mark.rule("KEY-SPLIT")
def test_a_ceremony_is_not_closed_while_the_token_holds_something_of_the_key(table, refused):
    table.generated()
    table.hand_all("REC-0001")
    table.do(committing(table))
    work = table.begin(closing())
    left = table.answer(work) | {"objects": [{"label": "REC-0001", "key_class": "private", "stays": True}]}
    end = ask.EndWork(key="REC-0001", by="P-01", work=work.id, outcome="done", results=left)
    assert "REC-0001" in refused("KEY-SPLIT", end)
    table.end(work, "failed", sentence="The token still holds REC-0001.")
    table.work(closing())


def test_an_abandoned_token_key_is_destroyed_on_its_token(table):
    table.generated("ROOT-0001", "root")
    table.do(abandoning(table, "ROOT-0001"))
    assert table.view("ROOT-0001").next[0] == "destroy it on its token"
    table.work(table.pair(ask.DestroyTokenKey, "ROOT-0001", token=TOKEN))
    assert table.view("ROOT-0001").next == ()


# The wrappedApexContingencyKey


def wrapping(key="CSK-0001", contingency="CON-0001"):
    return ask.WrapApex(key=key, by="P-01", contingency=contingency, algorithm="2.16.840.1.101.3.4.1.48")


@pytest.mark.rule("CSK")
def test_the_contingency_public_key_is_wrapped_under_the_symmetric_key_of_that_ceremony(table, refused):
    refused("CSK", wrapping(table.committed("CON-0001", "contingency")))
    table.generated("CSK-0001", "contingency symmetric", m=3, n=3, size=32)
    refused("KEY-COMMIT", wrapping())
    table.hand_all("CSK-0001", SYMMETRIC)
    table.do(committing(table, "CSK-0001"))
    refused("KEY-COMMIT", wrapping(contingency="CON-0009"))
    work = table.begin(wrapping())
    assert work.request["public"] == table.state("CON-0001").public
    table.end(work)
    assert table.state("CSK-0001").apex["contingency"] == "CON-0001"
    table.work(closing("CSK-0001"))
    refused("KEY-COMMIT", wrapping())


@pytest.mark.rule("ACTIVATION-END")
def test_it_is_wrapped_again_with_all_parts_of_the_symmetric_key(table, refused):
    table.committed("CON-0001", "contingency")
    key = table.committed("CSK-0001", "contingency symmetric", m=3, n=3, size=32)
    work = table.begin(table.opening(key, purpose="wrap apex", signs=(), limit=0))
    assert work.request["known"] is None
    assert work.request["symmetric"]["n"] == 3
    table.end(work)
    table.take_shares(key, SYMMETRIC[:2])
    refused("KEY-SPLIT", ask.Activate(key=key, by="P-01"))
    table.take_shares(key, SYMMETRIC[2:3])
    table.work(ask.Activate(key=key, by="P-01"))
    table.work(wrapping())
    table.now = table.now.replace(hour=19)
    refused("ACTIVATION-END", wrapping())
