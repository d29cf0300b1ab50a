import pytest

from ceremonies.keys import actions as ask
from tests.key_table import CUSTODIANS, MEDIA


def collecting(table, index=1, person="K-01", how="returned and destroyed", **more):
    identifier = table.state("REC-0001").sets[0].identifier
    given = {"set": identifier, "index": index, "person": person, "how": how, **more}
    return table.pair(ask.CollectShare, "REC-0001", **given)


def accounting(table, copy=1, what="destroyed", **more):
    given = {"note": "shredded", **more}
    return table.pair(ask.AccountForCopy, "REC-0001", copy=copy, what=what, **given)


def resharing(table, **more):
    given = {"reason": "loss", "decision": "PMA-9", "m": 2, "n": 4, "media": MEDIA, **more}
    return table.pair(ask.Reshare, "REC-0001", **given)


def ready_to_reshare(table):
    """A committed key, in an activation opened to re-share it, with its shares taken."""
    table.committed()
    table.open("REC-0001", purpose="reshare", signs=(), limit=0)
    table.take_shares("REC-0001", CUSTODIANS[:3])


# Shares


@pytest.mark.rule("KEY-STATE")
def test_a_share_that_counts_is_not_destroyed_but_may_be_missing_and_found(table, refused):
    table.committed()
    refused("KEY-STATE", collecting(table))
    refused("TEXT", collecting(table, how="missing"))
    table.do(collecting(table, how="missing", note="deposit box can't be opened"))
    view = table.view("REC-0001")
    assert view.sets[0].shares[0].says == "missing: last with K-01"
    assert view.remark[0] == "4 of 5 shares are proved and not in doubt; 3 give the key"


@pytest.mark.rule("SHARE-PROVED")
def test_what_is_collected_is_a_share_that_was_with_that_person(table, refused):
    table.committed()
    refused("SHARE-PROVED", collecting(table, person="K-02"))
    refused("SHARE-PROVED", collecting(table, index=9))


@pytest.mark.rule("CUSTODY")
def test_a_share_passes_to_another_custodian_and_stays_good(table, refused):
    table.committed()

    def passing(index=1, person="K-01", to="K-06"):
        given = {"index": index, "person": person, "to": to, "reason": "K-01 ceases (3.4.2)"}
        return table.pair(ask.TransferShare, "REC-0001", **given)

    refused("CUSTODY", passing(person="K-02"))
    refused("PEOPLE-ROLES", passing(to="P-02"))
    refused("PEOPLE-CONFLICT", passing(to="K-02"))
    table.do(passing())
    table.open("REC-0001")
    refused("SHARE-REFUSED", ask.TakeShare(key="REC-0001", by="P-01", person="K-01"))
    table.take_shares("REC-0001", ("K-06",))
    assert table.view("REC-0001").activation.have == 1


# Copies


@pytest.mark.rule("BLOB-CUSTODY")
def test_each_copy_has_its_medium_its_place_and_what_became_of_it(table, refused):
    table.committed()
    refused("BLOB-CUSTODY", accounting(table, copy=3))
    refused("TEXT", accounting(table, what="moved"))
    table.do(accounting(table, what="moved", place="bank B"))
    assert [(one.medium, one.place) for one in table.view("REC-0001").copies] == [
        ("CD-1", "bank B"),
        ("CD-2", "safe B"),
    ]
    table.do(accounting(table))
    assert "last" in refused("BLOB-CUSTODY", accounting(table, copy=2))
    table.do(accounting(table, copy=2, what="missing", note="not in safe B"))
    assert table.view("REC-0001").remark == ("copy 2 on CD-2 is missing",)


@pytest.mark.rule("ALREADY-RECORDED")
def test_nothing_is_destroyed_twice(table, refused):
    table.committed()
    table.do(accounting(table))
    refused("ALREADY-RECORDED", accounting(table))
    table.do(table.pair(ask.Abandon, table.generated("REC-0002"), reason="a test"))
    identifier = table.state("REC-0002").sets[0].identifier
    assert identifier
    table.generated("REC-0003")
    table.hand("REC-0003", 1, "K-01")
    table.do(table.pair(ask.Abandon, "REC-0003", reason="a test"))
    taken = {"set": table.state("REC-0003").sets[0].identifier, "index": 1, "person": "K-01"}
    back = table.pair(ask.CollectShare, "REC-0003", how="returned and destroyed", **taken)
    table.do(back)
    refused("ALREADY-RECORDED", back)


@pytest.mark.rule("BLOB-CUSTODY")
def test_the_strong_room_destroys_the_copy_that_was_named(table, refused):
    table.committed()
    work = table.begin(ask.DestroyCopy(key="REC-0001", by="P-01", copy=1, path="/mnt/blob"))
    assert work.request == {"path": "/mnt/blob", "sha256": table.state("REC-0001").copies[0].digest}
    told = table.answer(work) | {"sha256": "00" * 32}
    refused("BLOB-CUSTODY", ask.EndWork(key="REC-0001", by="P-01", work=work.id, outcome="done", results=told))
    table.end(work)
    assert table.view("REC-0001").copies[0].status == "destroyed"
    refused("BLOB-CUSTODY", ask.DestroyCopy(key="REC-0001", by="P-01", copy=2, path=""))
    table.generated("ROOT-0001", "root")
    backup = {"how": "a second token", "restore_tested": "on 1 March", "copies": MEDIA[:1]}
    table.do(table.pair(ask.RecordBackup, "ROOT-0001", **backup))
    refused("BLOB-CUSTODY", ask.DestroyCopy(key="ROOT-0001", by="P-01", copy=1, path=""))


@pytest.mark.rule("ROLLBACK")
def test_nothing_is_destroyed_in_a_record_that_may_be_an_older_copy(table, refused):
    ready_to_reshare(table)
    table.doubt = "No head was brought."
    refused("ROLLBACK", accounting(table))
    refused("ROLLBACK", ask.DestroyCopy(key="REC-0001", by="P-01", copy=1, path=""))
    refused("ROLLBACK", resharing(table))
    table.do(accounting(table, what="moved", place="bank B"))


# New shares


@pytest.mark.rule("RESHARE-NEW-WRAP")
def test_new_shares_are_for_a_new_wrapping_key_and_the_old_ones_are_accounted_for(table):
    ready_to_reshare(table)
    table.work(resharing(table))
    assert table.view("REC-0001").activation.because == "re-shared"
    old, new = table.state("REC-0001").sets
    assert (old.status, new.status, new.n) == ("live", "making", 4)
    table.hand_all("REC-0001", CUSTODIANS[2:])
    (committed,) = table.do(table.pair(ask.CommitKey, "REC-0001"))
    assert "still give the key" in committed.body["remark"]
    table.work(ask.CloseCeremony(key="REC-0001", by="P-01"))
    view = table.view("REC-0001")
    assert [one.status for one in view.sets] == ["superseded", "live"]
    assert (view.m, view.n, view.activation.status) == (2, 4, "closed")
    assert f"collect share 1 of the set {old.identifier} from K-01" in view.next
    assert "destroy copy 1 on CD-1" in view.next
    assert "destroy copy 3 on CD-1" not in view.next
    assert view.remark == (f"3 shares of the superseded set {old.identifier} and a copy still give the key",)
    table.do(accounting(table, copy=1))
    table.do(accounting(table, copy=2))
    assert table.view("REC-0001").remark == ()
    work = table.begin(table.opening("REC-0001"))
    assert work.request["superseded"] == [old.identifier]
    assert work.request["blob_sha256"] == table.state("REC-0001").copies[2].digest


@pytest.mark.rule("RESHARE-NEW-WRAP")
def test_an_exposed_share_is_no_reason_to_re_share(table, refused):
    ready_to_reshare(table)
    assert "6.2" in refused("RESHARE-NEW-WRAP", resharing(table, reason="exposed"))
    refused("TEXT", resharing(table, decision=""))
    refused("KEY-SPLIT", resharing(table, m=1))
    refused("KEY-COMMIT", resharing(table, media=MEDIA[:1]))


@pytest.mark.rule("RESHARE-NEW-WRAP")
def test_re_sharing_has_an_activation_of_its_own(table, refused):
    table.committed()
    refused("ACTIVATION-END", resharing(table))
    table.open("REC-0001")
    table.take_shares("REC-0001", CUSTODIANS[:3])
    refused("RESHARE-NEW-WRAP", resharing(table))
    table.deactivate("REC-0001")
    table.open("REC-0001", purpose="reshare", signs=(), limit=0)
    refused("KEY-SPLIT", resharing(table))
    table.take_shares("REC-0001", CUSTODIANS[:3])
    refused("RESHARE-NEW-WRAP", ask.Activate(key="REC-0001", by="P-01"))


@pytest.mark.rule("RESHARE-NEW-WRAP")
def test_a_key_that_nothing_wraps_is_not_re_shared(table, refused):
    for key, more in (("ROOT-0001", {}), ("CSK-0001", {"m": 3, "n": 3, "size": 16})):
        table.committed(key, "root" if not more else "contingency symmetric", **more)
        given = {"reason": "loss", "decision": "PMA-9", "m": 2, "n": 4, "media": MEDIA}
        refused("RESHARE-NEW-WRAP", table.pair(ask.Reshare, key, **given))


@pytest.mark.rule("RESHARE-NEW-WRAP")
@pytest.mark.parametrize("again", ["check_value", "sha256"])
def test_the_wrapping_key_and_what_it_wraps_are_new(table, refused, again):
    ready_to_reshare(table)
    work = table.begin(resharing(table))
    told = table.answer(work)
    if again == "check_value":
        told["set"]["check_value"] = table.state("REC-0001").live.check_value.upper()
    else:
        told["blob"]["sha256"] = table.state("REC-0001").copies[0].digest
    refused("RESHARE-NEW-WRAP", ask.EndWork(key="REC-0001", by="P-01", work=work.id, outcome="done", results=told))


@pytest.mark.rule("RESHARE-NEW-WRAP")
def test_another_key_is_not_taken_for_it(table, refused):
    ready_to_reshare(table)
    work = table.begin(resharing(table))
    other = table.state("REC-0001")
    told = table.answer(work)
    other.fingerprint = "00" * 32
    refused("RESHARE-NEW-WRAP", ask.EndWork(key="REC-0001", by="P-01", work=work.id, outcome="done", results=told))


@pytest.mark.rule("KEY-COMMIT")
def test_a_re_sharing_that_was_not_committed_is_abandoned_and_the_old_shares_stay_good(table, refused):
    ready_to_reshare(table)
    table.work(resharing(table))
    table.hand("REC-0001", 1, "K-01")
    table.next_sitting(crashed=True)
    refused("KEY-COMMIT", table.opening("REC-0001"))
    table.do(table.pair(ask.Abandon, "REC-0001", reason="the power failed"))
    view = table.view("REC-0001")
    assert (view.status, [one.status for one in view.sets]) == ("made", ["live", "void"])
    assert (view.m, view.n) == (3, 5)
    refused("KEY-COMMIT", table.opening("REC-0001"))
    work = table.begin(ask.CloseCeremony(key="REC-0001", by="P-01"))
    assert work.token["serial"] == "0001"
    table.end(work)
    table.active()


def test_a_re_sharing_that_failed_is_tried_again_with_the_shares_that_were_taken(table):
    ready_to_reshare(table)
    table.fails(resharing(table), how="stopped", sentence="The medium is full.")
    table.work(resharing(table))
    assert len(table.state("REC-0001").copies) == 6
