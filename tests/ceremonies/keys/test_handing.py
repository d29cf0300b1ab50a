import pytest

from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from tests.key_table import CUSTODIANS, MEDIA, SYMMETRIC, TOKEN, KeyTable


def handing(key="REC-0001", index=1, person="K-01", **more):
    return ask.HandOut(key=key, by="P-01", index=index, person=person, **more)


def proving(key="REC-0001", index=1, person="K-01"):
    return ask.ProveShare(key=key, by="P-01", index=index, person=person)


@pytest.mark.rule("KEY-COMMIT")
def test_no_share_is_handed_out_before_the_key_was_made_and_written_twice(table, refused):
    table.plan("REC-0001", "recovery", m=3, n=5)
    refused("KEY-COMMIT", handing())
    table.begin(table.pair(ask.Generate, "REC-0001", token=TOKEN, media=MEDIA))
    refused("KEY-COMMIT", handing())


def test_what_goes_to_whom_is_said_before_and_after(table):
    table.generated()
    work = table.begin(handing(carrier="card", path="/out/card.pdf", place="K-01's safe"))
    assert work.request == {
        "share": 1,
        "alias": "K-01",
        "carrier": "card",
        "seconds": 60,
        "path": "/out/card.pdf",
        "token": None,
    }
    (_, handed) = table.end(work)
    assert (handed.kind, handed.body["index"], handed.body["person"]) == ("share.handed", 1, "K-01")
    assert table.view("REC-0001").sets[0].shares[0].says == "with K-01, not proved"


@pytest.mark.rule("PEOPLE-ROLES")
def test_only_a_custodian_who_is_here_gets_a_share(table, refused):
    table.generated()
    refused("PEOPLE-ROLES", handing(person="P-02"))
    refused("PEOPLE-ROLES", handing(person="K-11"))
    table.present.discard("K-01")
    refused("SIGNED-IN", handing())


@pytest.mark.rule("PEOPLE-CONFLICT")
def test_nobody_holds_two_shares_of_a_set(table, refused):
    table.generated()
    table.hand("REC-0001", 1, "K-01")
    refused("PEOPLE-CONFLICT", handing(index=2))
    table.roles["P-01"] = ("Ceremony Administrator", "Key Custodian")
    refused("PEOPLE-CONFLICT", handing(index=2, person="P-01"))


@pytest.mark.rule("CSK")
def test_nobody_holds_a_contingency_share_and_a_symmetric_part(table, refused):
    table.committed("CON-0001", "contingency")
    table.generated("CSK-0001", "contingency symmetric", m=3, n=3, size=32)
    table.roles["K-01"] = ("Key Custodian", "Symmetric Key Custodian")
    refused("CSK", handing("CSK-0001"))
    table.hand("CSK-0001", 1, "K-11")
    table.roles["K-11"] = ("Key Custodian", "Symmetric Key Custodian")
    table.generated("CON-0002", "contingency")
    refused("CSK", handing("CON-0002", person="K-11"))


@pytest.mark.rule("CUSTODY")
def test_production_s_carrier_is_the_module_unless_it_was_decided_otherwise():
    table = KeyTable(production=True)
    table.generated()
    for carrier in ("words", "card", "file"):
        with pytest.raises(Refused, match="CUSTODY"):
            table.do(handing(carrier=carrier))
    table.work(handing(carrier="card", decision="PMA-7"))
    assert table.written[-1].body["decision"] == "PMA-7"
    table.work(handing(index=2, person="K-02"))


@pytest.mark.rule("SHARE-PROVED")
def test_a_share_is_with_one_custodian(table, refused):
    table.generated()
    table.work(handing())
    refused("SHARE-PROVED", handing(person="K-02"))
    refused("SHARE-PROVED", handing(index=6, person="K-02"))
    refused("SHARE-PROVED", handing(index=0, person="K-02"))
    table.work(handing())
    assert [held.person for held in table.state("REC-0001").being_made.shares[0].holders] == ["K-01"]


def test_a_share_that_was_taken_back_goes_to_somebody_else(table):
    table.generated()
    table.work(handing())
    identifier = table.state("REC-0001").being_made.identifier
    taken = table.pair(
        ask.CollectShare, "REC-0001", set=identifier, index=1, person="K-01", how="returned and destroyed"
    )
    table.do(taken)
    table.hand("REC-0001", 1, "K-02")
    assert table.view("REC-0001").sets[0].shares[0].says == "returned by K-01 and destroyed; proved by K-02"


@pytest.mark.rule("SHARE-PROVED")
def test_a_share_is_proved_by_who_has_it_once_it_was_handed_out(table, refused):
    table.generated()
    refused("SHARE-PROVED", proving())
    table.fails(handing(), how="left")
    refused("SHARE-PROVED", proving())
    table.work(handing())
    refused("SHARE-PROVED", proving(person="K-02"))
    work = table.begin(proving())
    assert work.request["known"] is None
    (_, proved) = table.end(work)
    assert proved.kind == "share.proved"


@pytest.mark.rule("SHARE-PROVED")
def test_a_share_is_proved_again_at_an_inspection_against_its_commitment(table, refused):
    table.committed()
    work = table.begin(proving())
    known = work.request["known"]
    live = table.state("REC-0001").live
    assert (known["identifier"], known["m"], known["n"]) == (live.identifier, 3, 5)
    assert known["commitments"][0]["value"] == live.shares[0].value
    table.end(work)
    assert live.shares[0].holders[0].proofs == 1
    assert table.state("REC-0001").live.shares[0].holders[0].proofs == 2
    table.present.discard("K-02")
    refused("SIGNED-IN", proving(index=2, person="K-02"))


def test_a_share_that_could_not_be_proved_at_an_inspection_is_in_doubt_until_it_is(table):
    table.committed()
    table.fails(proving(), how="wrong", sentence="'acadamic' is no word of the list.")
    view = table.view("REC-0001")
    assert "in doubt" in view.sets[0].shares[0].says
    assert view.remark == ("4 of 5 shares are proved and not in doubt; 3 give the key",)
    table.work(proving())
    assert table.view("REC-0001").remark == ()


def test_what_somebody_typed_never_reaches_the_record(table):
    table.generated()
    table.work(handing())
    table.fails(proving(), how="wrong", sentence="'acadamic' is no word of the list.")
    assert "acadamic" not in str(table.written)


@pytest.mark.rule("CSK")
def test_a_part_may_have_a_sealed_copy_with_a_deputy_at_another_site(table, refused):
    table.generated("CSK-0001", "contingency symmetric", m=3, n=3, size=32)

    def copying(person="K-14", place="Leeds"):
        return handing("CSK-0001", 1, person, deputy=True, place=place)

    refused("CSK", copying())
    table.work(handing("CSK-0001", 1, "K-11", place="London"))
    refused("CSK", copying())
    table.work(proving("CSK-0001", 1, "K-11"))
    refused("CSK", copying(place="london "))
    refused("TEXT", copying(place=""))
    refused("CSK", copying(person="K-11"))
    table.work(copying())
    for index, person in ((2, "K-12"), (3, "K-13")):
        table.hand("CSK-0001", index, person)
    refused("KEY-COMMIT", table.pair(ask.CommitKey, "CSK-0001"))
    table.work(proving("CSK-0001", 1, "K-14"))
    table.do(table.pair(ask.CommitKey, "CSK-0001"))
    live = table.state("CSK-0001").live
    assert live.reach(SYMMETRIC[:3]) == 3
    assert live.reach({"K-14", "K-12", "K-13"}) == 3
    assert live.reach({"K-11", "K-14", "K-12"}) == 2


@pytest.mark.rule("CSK")
def test_only_a_symmetric_part_may_be_copied(table, refused):
    table.generated()
    table.hand("REC-0001", 1, "K-01", place="London")
    refused("CSK", handing(person=CUSTODIANS[5], deputy=True, place="Leeds"))
