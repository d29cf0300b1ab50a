import pytest

from ceremonies.keys import actions as ask
from tests.key_table import MEDIA, NO_DEVICES, TOKEN


def standing(table, key, to, **more):
    given = {"expects": table.state(key).status, "to": to, "reason": "decided", **more}
    return table.pair(ask.SetState, key, **given)


def deciding(table, key="REC-0001", devices=NO_DEVICES, **more):
    given = {"expects": table.state(key).status, "decision": "PMA-12", "devices": devices, **more}
    return table.pair(ask.DecideDestruction, key, **given)


def declaring(table, key="REC-0001"):
    return table.pair(ask.DeclareDestroyed, key)


def collect(table, key, *indices, how="returned and destroyed"):
    for one in table.state(key).sets:
        for share in one.shares:
            for held in share.out:
                if share.index in indices:
                    given = {"set": one.identifier, "index": share.index, "person": held.person, "how": how}
                    table.do(table.pair(ask.CollectShare, key, note="accounted for", **given))


def destroy_copies(table, key, *numbers, what="destroyed"):
    for number in numbers:
        table.do(table.pair(ask.AccountForCopy, key, copy=number, what=what, note="accounted for"))


@pytest.fixture
def replaced(table):
    """A Recovery key that is being replaced, with its successor in use."""
    _, issuing = table.authority()
    for key, before, serial in (("REC-0001", "", "03"), ("REC-0002", "REC-0001", "04")):
        table.committed(key, issuer=issuing, replaces=before)
        table.certify(issuing, key, serial)
        table.set_state(key, "in use") if not before else table.set_state(before, "being replaced")
    table.set_state("REC-0002", "in use")
    return "REC-0001"


@pytest.mark.rule("KEY-STATE")
def test_a_key_is_taken_into_use_with_a_certificate_and_alone_of_its_kind(table, refused):
    _, issuing = table.authority()
    old = table.committed(issuer=issuing)
    refused("KEY-STATE", standing(table, old, "in use"))
    table.certify(issuing, old, "03")
    refused("KEY-STATE", standing(table, old, "being replaced"))
    refused("KEY-STATE", standing(table, old, "in use", expects="in use"))
    table.set_state(old, "in use")
    new = table.committed("REC-0002", issuer=issuing, replaces=old)
    table.certify(issuing, new, "04")
    assert old in refused("KEY-STATE", standing(table, new, "in use"))
    table.set_state(old, "being replaced")
    table.set_state(new, "in use")
    refused("KEY-STATE", standing(table, old, "in use"))


def test_a_replacement_that_was_called_off_leaves_the_old_key_in_use(table):
    key = table.committed("CON-0001", "contingency")
    for to in ("in use", "being replaced", "in use"):
        table.set_state(key, to)
    assert table.register.in_use("contingency") == key


@pytest.mark.rule("KEY-LAST-USE")
def test_nothing_is_destroyed_while_something_waits_for_its_signature(table, replaced, refused):
    waiting = ask.AddOutstanding(key=replaced, by="P-01", what="command", says="replacement on 12 ESME")
    table.do(waiting)
    assert "12 ESME" in refused("KEY-LAST-USE", deciding(table))
    assert table.view(replaced).outstanding == ("command: replacement on 12 ESME",)

    def settling(number=1, how="given up", decision="PMA-11"):
        return table.pair(ask.SettleOutstanding, replaced, number=number, how=how, decision=decision)

    refused("KEY-LAST-USE", settling(number=2))
    refused("TEXT", settling(decision=""))
    table.do(settling())
    refused("KEY-LAST-USE", settling())
    table.do(deciding(table))


@pytest.mark.rule("KEY-LAST-USE")
def test_an_authority_is_not_destroyed_while_a_key_waits_for_its_certificate(table, refused):
    _, issuing = table.authority()
    table.committed(issuer=issuing)
    table.set_state(issuing, "being replaced")
    assert "REC-0001" in refused("KEY-LAST-USE", deciding(table, issuing))
    assert table.view(issuing).next[0].endswith("certificate of REC-0001")


@pytest.mark.rule("KEY-LAST-USE")
@pytest.mark.parametrize(
    "devices",
    [
        (),
        NO_DEVICES[:1],
        (NO_DEVICES[0], ask.DeviceSet(what="in the supply chain", count=2400)),
        (NO_DEVICES[0], ask.DeviceSet(what="in the supply chain", count=-1, decision="PMA-3")),
        (*NO_DEVICES, ask.DeviceSet(what="SMETS1", count=1)),
    ],
    ids=["not asked", "one not asked", "no decision", "fewer than none", "a third set without one"],
)
def test_devices_that_could_never_be_repaired_are_decided_on_set_by_set(table, replaced, refused, devices):
    refused("KEY-LAST-USE", deciding(table, replaced, devices=devices))


def test_with_a_decision_on_each_set_of_devices_the_key_is_destroyed(table, replaced):
    devices = (NO_DEVICES[0], ask.DeviceSet(what="in the supply chain", count=2400, decision="PMA-3"))
    (decided,) = table.do(deciding(table, replaced, devices=devices))
    assert decided.body["devices"][1] == {"what": "in the supply chain", "count": 2400, "decision": "PMA-3"}
    assert decided.by == ("P-01", "P-02")


@pytest.mark.rule("KEY-STATE")
def test_the_key_in_use_is_not_the_one_that_is_destroyed(table, replaced, refused):
    assert replaced in refused("KEY-STATE", deciding(table, "REC-0002", expects="being replaced"))
    refused("KEY-STATE", deciding(table, "REC-0002"))


@pytest.mark.rule("DESTROY-ACCOUNTED")
def test_a_key_that_is_to_be_destroyed_is_used_no_more(table, replaced, refused):
    refused("DESTROY-ACCOUNTED", declaring(table))
    table.do(deciding(table))
    refused("ALREADY-RECORDED", deciding(table))
    refused("DESTROY-ACCOUNTED", table.opening(replaced))
    refused("KEY-STATE", standing(table, replaced, "in use"))


@pytest.mark.rule("ACTIVATION-END")
def test_a_key_that_is_awake_is_not_destroyed(table, replaced, refused):
    table.open(replaced)
    refused("ACTIVATION-END", deciding(table))


@pytest.mark.rule("ROLLBACK")
def test_no_key_is_destroyed_in_a_record_that_may_be_an_older_copy(table, replaced, refused):
    table.doubt = "No head was brought."
    refused("ROLLBACK", deciding(table))
    table.doubt = ""
    table.do(deciding(table))
    destroy_copies(table, replaced, 1, 2)
    table.doubt = "No head was brought."
    refused("ROLLBACK", declaring(table))


@pytest.mark.rule("DESTROY-ACCOUNTED")
def test_a_key_is_called_destroyed_when_no_copy_of_it_is_unaccounted_for(table, replaced, refused):
    table.do(deciding(table))
    assert table.view(replaced).destroyed_but_for
    destroy_copies(table, replaced, 1)
    destroy_copies(table, replaced, 2, what="missing")
    assert "copies of the wrapped key: 1" in refused("DESTROY-ACCOUNTED", declaring(table))
    destroy_copies(table, replaced, 2)
    (declared,) = table.do(declaring(table))
    assert (declared.body["to"], len(declared.body["missing_shares"])) == ("destroyed", 5)
    assert table.state(replaced).status == "destroyed"
    refused("ALREADY-RECORDED", declaring(table))


@pytest.mark.rule("DESTROY-ACCOUNTED")
def test_or_when_fewer_shares_than_it_takes_are_unaccounted_for(table, replaced, refused):
    table.do(deciding(table))
    collect(table, replaced, 1, 2)
    collect(table, replaced, 5, how="missing")
    refused("DESTROY-ACCOUNTED", declaring(table))
    collect(table, replaced, 3)
    (declared,) = table.do(declaring(table))
    assert [one["index"] for one in declared.body["missing_shares"]] == [4, 5]
    assert declared.body["missing_copies"] == [1, 2]


@pytest.mark.rule("DESTROY-ACCOUNTED")
def test_shares_of_an_older_set_count_with_the_copies_they_open(table, refused):
    key = table.committed("CON-0001", "contingency")
    table.open(key, purpose="reshare", signs=(), limit=0)
    table.take_shares(key, ("K-01", "K-02", "K-03"))
    given = {"reason": "doubt", "decision": "PMA-9", "m": 2, "n": 2, "media": MEDIA}
    table.work(table.pair(ask.Reshare, key, **given))
    table.hand_all(key)
    table.do(table.pair(ask.CommitKey, key))
    table.work(ask.CloseCeremony(key=key, by="P-01"))
    for to in ("in use", "being replaced"):
        table.set_state(key, to)
    table.do(deciding(table, key))
    destroy_copies(table, key, 3, 4)
    old = table.state(key).sets[0].identifier
    assert str(old) in refused("DESTROY-ACCOUNTED", declaring(table, key))
    destroy_copies(table, key, 1, 2)
    table.do(declaring(table, key))


@pytest.mark.rule("DESTROY-ACCOUNTED")
def test_of_the_symmetric_key_one_part_destroyed_with_all_its_copies_is_enough(table, refused):
    key = table.generated("CSK-0001", "contingency symmetric", m=2, n=2, size=16)
    table.hand(key, 1, "K-11", place="London")
    table.hand(key, 1, "K-13", deputy=True, place="Leeds")
    table.hand(key, 2, "K-12")
    table.do(table.pair(ask.CommitKey, key))
    table.work(ask.CloseCeremony(key=key, by="P-01"))
    for to in ("in use", "being replaced"):
        table.set_state(key, to)
    table.do(deciding(table, key))
    identifier = table.state(key).live.identifier
    for person in ("K-11", "K-13"):
        refused("DESTROY-ACCOUNTED", declaring(table, key))
        given = {"set": identifier, "index": 1, "person": person, "how": "returned and destroyed"}
        table.do(table.pair(ask.CollectShare, key, **given))
    table.do(declaring(table, key))


@pytest.mark.rule("DESTROY-ACCOUNTED")
def test_a_token_key_is_destroyed_on_its_token_and_with_its_backups(table, refused):
    key = table.generated("ROOT-0001", "root")
    backup = {"how": "a second token", "restore_tested": "on 1 March", "copies": MEDIA[:1]}
    table.do(table.pair(ask.RecordBackup, key, **backup))
    table.do(table.pair(ask.CommitKey, key))
    table.certify(key, key, "01")
    for to in ("in use", "being replaced"):
        table.set_state(key, to)
    destroying = table.pair(ask.DestroyTokenKey, key, token=TOKEN)
    refused("DESTROY-ACCOUNTED", destroying)
    table.do(deciding(table, key))
    refused("KEY-CA-DUAL", ask.DestroyTokenKey(key=key, by="P-01", second="P-01", token=TOKEN))
    refused("DESTROY-ACCOUNTED", declaring(table, key))
    table.work(destroying)
    assert "backup" in refused("DESTROY-ACCOUNTED", declaring(table, key))
    destroy_copies(table, key, 1)
    table.do(declaring(table, key))
    refused("DESTROY-ACCOUNTED", destroying)


@pytest.mark.rule("DESTROY-ACCOUNTED")
def test_a_key_in_shares_is_in_no_token_to_be_destroyed_there(table, replaced, refused):
    table.do(deciding(table))
    refused("DESTROY-ACCOUNTED", table.pair(ask.DestroyTokenKey, replaced, token=TOKEN))
