from datetime import timedelta

import pytest

from ceremonies.keys import actions as ask
from tests.key_table import CUSTODIANS, SYMMETRIC, TOKEN


def taking(person="K-01", key="REC-0001", **more):
    return ask.TakeShare(key=key, by="P-01", person=person, **more)


def waking(key="REC-0001"):
    return ask.Activate(key=key, by="P-01")


def ending(key="REC-0001", because="evacuate"):
    return ask.EndActivation(key=key, by="P-01", because=because)


# Opening


@pytest.mark.rule("KEY-SPLIT")
def test_an_activation_is_opened_when_the_quorum_is_here(table, refused):
    table.committed()
    table.present -= set(CUSTODIANS[:3])
    assert "2 of them are here" in refused("KEY-SPLIT", table.opening("REC-0001"))
    table.present.add("K-01")
    table.open("REC-0001")


@pytest.mark.rule("KEY-SPLIT")
def test_a_quorum_counts_people_and_not_shares(table, refused):
    table.committed()
    for held in table.state("REC-0001").live.shares:
        held.holders[0].person = "K-01"
    refused("KEY-SPLIT", table.opening("REC-0001"))


def test_what_was_agreed_stands_in_the_record_signed_by_two(table):
    table.committed()
    (opened, about) = table.do(table.opening("REC-0001", limit=4, manifests=("CD" * 32,)))
    assert (opened.kind, opened.by) == ("activation.opened", ("P-01", "P-02"))
    assert (opened.body["limit"], opened.body["until"]) == (4, "2026-03-02T18:00:00.000000Z")
    assert opened.body["manifests"] == ["cd" * 32]
    request = about.body["request"]
    assert (request["limit"], request["blob"]) == (4, "/media/one/REC-0001.p8w")
    assert request["blob_sha256"] == table.state("REC-0001").copies[0].digest


@pytest.mark.rule("KEY-STATE")
def test_who_opens_an_activation_says_which_state_is_expected(table, refused):
    table.authority()
    old = table.committed(issuer="ICA-0001")
    table.certify("ICA-0001", old, "03")
    new = table.committed("REC-0002", issuer="ICA-0001", replaces=old)
    table.certify("ICA-0001", new, "04")
    table.set_state(old, "in use")
    table.set_state(old, "being replaced")
    table.set_state(new, "in use")
    assert "REC-0001" in refused("KEY-STATE", table.opening(new, expects="being replaced"))
    assert (table.view(old).mark, table.view(new).mark) == ("OLD", "NEW")
    table.open(old, expects="being replaced")


@pytest.mark.rule("SIGN-LIMIT")
@pytest.mark.parametrize(
    "agreed",
    [{"limit": 0}, {"signs": ()}, {"signs": ("certificate",)}, {"manifests": ("xy",)}, {"purpose": "reshare"}],
    ids=["no number", "nothing", "not its business", "no digest", "re-sharing signs nothing"],
)
def test_nothing_wakes_before_it_was_agreed_what_is_signed(table, refused, agreed):
    table.committed()
    refused("SIGN-LIMIT", table.opening("REC-0001", **agreed))


@pytest.mark.rule("ACTIVATION-END")
@pytest.mark.parametrize("until", ["09:00", "soon", "2026-03-01 18:00"])
def test_an_activation_has_an_end_to_come(table, refused, until):
    table.committed()
    refused("ACTIVATION-END", table.opening("REC-0001", until=until))


@pytest.mark.rule("KEY-COMMIT")
def test_a_key_that_is_not_committed_is_not_woken(table, refused):
    table.generated()
    refused("KEY-COMMIT", table.opening("REC-0001", expects="planned"))


@pytest.mark.rule("BLOB-CUSTODY")
def test_a_key_without_a_copy_in_custody_can_t_be_woken(table, refused):
    table.committed()
    for number in (1, 2):
        table.do(table.pair(ask.AccountForCopy, "REC-0001", copy=number, what="missing", note="not in the safe"))
    refused("BLOB-CUSTODY", table.opening("REC-0001"))


@pytest.mark.rule("KEY-CA-DUAL")
def test_a_token_key_is_woken_by_two_people_for_one_signature(table, refused):
    key = table.committed("ROOT-0001", "root")
    agreed = {"signs": ("certificate",), "limit": 1}
    alone = ask.OpenActivation(
        key=key, by="P-01", second="P-01", expects="made", purpose="x", until="18:00", token=TOKEN, **agreed
    )
    refused("KEY-CA-DUAL", alone)
    refused("KEY-CA-DUAL", table.opening(key, signs=("certificate",), limit=2))
    work = table.begin(table.opening(key, **agreed))
    assert work.people == ("P-01", "P-02")
    assert (work.request["known"], work.request["blob"]) == (None, "")


@pytest.mark.rule("ROLLBACK")
def test_nothing_wakes_in_a_record_that_may_be_an_older_copy(table, refused):
    table.committed()
    table.doubt = "No head was brought."
    assert refused("ROLLBACK", table.opening("REC-0001")) == "No head was brought."
    table.doubt = ""
    table.open("REC-0001")
    table.take_shares("REC-0001", CUSTODIANS[:3])
    table.doubt = "No head was brought."
    refused("ROLLBACK", waking())


# Shares


@pytest.mark.rule("KEY-SPLIT")
def test_a_key_wakes_when_enough_people_have_entered_their_shares(table, refused):
    table.committed()
    table.open("REC-0001")
    for person in CUSTODIANS[:3]:
        refused("KEY-SPLIT", waking())
        table.work(taking(person))
    table.work(waking())
    assert table.view("REC-0001").activation.status == "active"


@pytest.mark.rule("SHARE-REFUSED")
def test_a_refused_share_is_an_entry_with_alias_and_reason_and_the_others_stay(table, refused):
    table.committed()
    table.open("REC-0001")
    table.work(taking("K-01"))
    work = table.begin(taking("K-02"))
    declined = {
        "is": "share declined",
        "attempt": work.request["attempt"],
        "alias": "K-02",
        "reason": "mistyped",
        "sentence": "'acadamic' is no word of the list.",
        "tries": 1,
    }
    end = ask.EndWork(key="REC-0001", by="P-01", work=work.id, outcome="done", results=declined)
    (_, entry) = table.do(end)
    assert entry.body == {
        "attempt": "REC-0001/a1.2",
        "person": "K-02",
        "of": "key",
        "reason": "mistyped",
        "tries": 1,
    }
    assert "acadamic" not in str(table.written)
    view = table.view("REC-0001").activation
    assert (view.have, [one.reason for one in view.taken]) == (1, ["", "mistyped"])
    refused("SHARE-REFUSED", taking("K-06"))


@pytest.mark.rule("SHARE-REFUSED")
def test_no_reason_is_recorded_but_one_of_those_there_are(table, refused):
    table.committed()
    table.open("REC-0001")
    work = table.begin(taking())
    declined = {"is": "share declined", "attempt": work.request["attempt"], "alias": "K-01", "sentence": "", "tries": 0}
    told = declined | {"reason": "academic acid acrobat"}
    end = ask.EndWork(key="REC-0001", by="P-01", work=work.id, outcome="done", results=told)
    assert "academic" not in refused("WORK", end)


@pytest.mark.rule("KEY-SPLIT")
def test_a_share_that_is_somebody_else_s_counts_for_nobody(table, refused):
    table.committed()
    table.open("REC-0001")
    (_, entry) = table.end(table.begin(taking("K-01")), share=4)
    assert (entry.kind, entry.body["reason"]) == ("share.refused", "foreign")
    table.take_shares("REC-0001", CUSTODIANS[1:3])
    refused("KEY-SPLIT", waking())


@pytest.mark.rule("PEOPLE-ROLES")
def test_a_share_is_entered_by_a_custodian_who_is_here(table, refused):
    table.committed()
    table.open("REC-0001")
    refused("PEOPLE-ROLES", taking("P-02"))
    table.present.discard("K-05")
    refused("SIGNED-IN", taking("K-05"))


def test_an_attempt_can_be_cancelled_and_its_shares_are_entered_again(table):
    table.committed()
    first = table.open("REC-0001")
    table.take_shares("REC-0001", CUSTODIANS[:2])
    (ended,) = table.do(ending(because="cancelled"))
    assert (ended.body["activation"], ended.body["because"]) == (first, "cancelled")
    table.deactivate("REC-0001")
    assert table.open("REC-0001") == "REC-0001/a2"
    assert table.view("REC-0001").activation.have == 0


@pytest.mark.rule("CSK")
def test_the_contingency_key_takes_all_parts_of_the_symmetric_key_too(table, refused):
    table.committed("CON-0001", "contingency")
    table.committed("CSK-0001", "contingency symmetric", m=3, n=3, size=32)
    table.committed()
    refused("CSK", table.opening("CON-0001", symmetric="REC-0001"))
    refused("CSK", table.opening("REC-0001", symmetric="CSK-0001"))
    table.present.discard("K-13")
    refused("KEY-SPLIT", table.opening("CON-0001", symmetric="CSK-0001"))
    table.present.add("K-13")
    work = table.begin(table.opening("CON-0001", symmetric="CSK-0001"))
    assert work.request["symmetric"]["identifier"] == table.state("CSK-0001").live.identifier
    table.end(work)
    table.take_shares("CON-0001", CUSTODIANS[:3])
    refused("KEY-SPLIT", waking("CON-0001"))
    refused("PEOPLE-ROLES", taking("K-01", "CON-0001", of="symmetric"))
    table.take_shares("CON-0001", SYMMETRIC[:3], of="symmetric")
    table.work(waking("CON-0001"))
    assert table.leave("K-12")[0].kind == "activation.ended"


@pytest.mark.rule("CSK")
def test_an_activation_without_a_symmetric_key_takes_no_parts_of_one(table, refused):
    table.committed()
    table.open("REC-0001")
    refused("CSK", taking(of="symmetric"))


# Ends


@pytest.mark.rule("ACTIVATION-END")
def test_an_activation_ends_when_fewer_than_the_quorum_stay_signed_in(table, refused):
    table.committed()
    table.active()
    assert table.leave("P-02") == []
    assert table.leave("K-01") == []
    assert table.leave("K-02") == []
    (ended,) = table.leave("K-03")
    assert (ended.kind, ended.body["because"]) == ("activation.ended", "fewer people than it needs stayed signed in")
    refused("ACTIVATION-END", table.signing("REC-0001"))
    assert table.view("REC-0001").next == ("deactivate: show that REC-0001 is gone",)


@pytest.mark.rule("ACTIVATION-END")
def test_a_token_key_s_activation_ends_when_one_half_of_the_pin_leaves(table, refused):
    key = table.committed("ROOT-0001", "root")
    table.active(key, signs=("certificate",), limit=1)
    assert table.leave("P-03") == []
    (ended,) = table.leave("P-02")
    assert ended.kind == "activation.ended"
    refused("ACTIVATION-END", table.signing(key, "certificate", subject=key, serial="01"))


@pytest.mark.rule("ACTIVATION-END")
def test_nothing_is_signed_after_the_agreed_end(table, refused):
    table.committed()
    table.active()
    table.now += timedelta(hours=9)
    assert "18:00" in refused("ACTIVATION-END", table.signing("REC-0001"))
    assert table.view("REC-0001").activation.over
    table.deactivate("REC-0001")


@pytest.mark.rule("ACTIVATION-END")
def test_one_key_ends_it_at_once_whatever_is_under_way(table, refused):
    table.committed()
    table.active()
    work = table.begin(table.signing("REC-0001", count=5))
    table.do(ending())
    refused("ACTIVATION-END", ending())
    table.end(work, count=2, outputs=[])
    view = table.view("REC-0001").activation
    assert (view.status, view.because, view.reserved, view.signed) == ("ended", "evacuate", 5, 2)


@pytest.mark.rule("ACTIVATION-END")
def test_an_activation_does_not_outlive_its_sitting(table, refused):
    table.committed()
    table.active()
    table.next_sitting()
    refused("ACTIVATION-END", table.signing("REC-0001"))
    table.deactivate("REC-0001")
    table.active()


@pytest.mark.rule("ACTIVATION-END")
def test_a_crash_ends_it_and_more_takes_the_quorum_again(table, refused):
    table.committed()
    table.active()
    table.begin(table.signing("REC-0001", count=5))
    table.next_sitting(crashed=True)
    (waits,) = table.register.unfinished(table.sitting)
    assert (waits.act, waits.way) == ("activation", "finish")
    refused("ACTIVATION-END", table.signing("REC-0001"))
    refused("ACTIVATION-END", waking())
    table.present -= set(CUSTODIANS)
    refused("KEY-SPLIT", table.opening("REC-0001"))
    table.present |= set(CUSTODIANS)
    table.open("REC-0001")
    assert table.view("REC-0001").activation.have == 0


@pytest.mark.rule("ACTIVATION-END")
def test_one_activation_of_a_key_at_a_time_and_each_is_shown_to_be_gone(table, refused):
    table.committed()
    table.active()
    refused("ACTIVATION-END", table.opening("REC-0001"))
    table.do(ending(because="finished"))
    refused("ACTIVATION-END", table.opening("REC-0001"))
    table.deactivate("REC-0001")
    refused("ACTIVATION-END", ask.Deactivate(key="REC-0001", by="P-01"))
    table.open("REC-0001")


def test_where_no_activation_could_be_opened_nothing_is_awake_and_another_is_opened(table):
    table.committed()
    table.fails(table.opening("REC-0001"), how="wrong", sentence="The PIN doesn't fit.")
    assert table.view("REC-0001").activation.status == "closed"
    table.open("REC-0001")


def test_a_strong_room_that_died_took_the_woken_key_with_it(table):
    table.committed()
    table.active()
    table.fails(table.signing("REC-0001", count=3), over=True, sentence="It crashed.")
    assert table.view("REC-0001").activation.because == "the strong room is gone"
