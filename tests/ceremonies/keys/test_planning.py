import pytest

from ceremonies.errors import Refused
from ceremonies.keys import actions as ask
from ceremonies.keys.kinds import generation_of, next_name
from ceremonies.tokens.state import address_of
from tests.key_table import MEDIA, TOKEN, KeyTable


def planning(table, key="REC-0001", kind="recovery", m=3, n=5, **more):
    return table.pair(ask.PlanKey, key, kind=kind, m=m, n=n, **more)


def generating(table, key="REC-0001", media=MEDIA, **more):
    return table.pair(ask.Generate, key, token=TOKEN, media=media, **more)


@pytest.mark.rule("KEY-STATE")
def test_a_key_is_called_by_its_kind_and_the_next_generation(table, refused):
    assert "REC-0001" in refused("KEY-STATE", planning(table, "REC-0002"))
    refused("KEY-STATE", planning(table, "ROOT-0001"))
    table.do(planning(table))
    assert table.state("REC-0001").generation == 1
    refused("KEY-STATE", planning(table))
    table.do(planning(table, "REC-0002"))
    assert table.state("REC-0002").status == "planned"


def test_the_name_of_an_abandoned_key_is_never_used_again():
    assert next_name("recovery", ["REC-0001", "CON-0007"]) == "REC-0002"
    assert next_name("contingency symmetric", []) == "CSK-0001"
    assert generation_of("ICA-0012") == 12


@pytest.mark.rule("KEY-STATE")
@pytest.mark.parametrize("name", ["", "REC", "REC-1", "rec-0001", "REC-0001/2"])
def test_what_is_no_key_s_name_is_refused(name):
    with pytest.raises(Refused) as caught:
        generation_of(name)
    assert caught.value.rule == "KEY-STATE"


@pytest.mark.rule("TWO-PEOPLE")
def test_a_key_is_planned_by_two_people(table, refused):
    refused("TWO-PEOPLE", ask.PlanKey(key="REC-0001", by="P-01", second="P-01", kind="recovery", m=3, n=5))
    (planned,) = table.do(planning(table))
    assert planned.by == ("P-01", "P-02")


@pytest.mark.rule("KEY-SPLIT")
@pytest.mark.parametrize("kind", ["recovery", "contingency", "contingency symmetric"])
def test_recovery_and_contingency_keys_are_never_token_keys(table, refused, kind):
    key = next_name(kind, [])
    refused("KEY-SPLIT", planning(table, key, kind, 0, 0))


@pytest.mark.rule("KEY-SPLIT")
@pytest.mark.parametrize(("m", "n"), [(1, 5), (6, 5), (3, 17), (0, 5), (1, 1), (3, 0)])
def test_a_set_has_numbers_that_mean_something(table, refused, m, n):
    refused("KEY-SPLIT", planning(table, m=m, n=n))


def test_a_profile_may_choose_shares_for_a_root_key(table):
    table.do(planning(table, "ROOT-0001", "root", 2, 3))
    assert table.state("ROOT-0001").is_split


@pytest.mark.rule("CSK")
@pytest.mark.parametrize(("m", "n", "size"), [(3, 5, 32), (3, 3, 24), (3, 3, 0)])
def test_the_symmetric_key_takes_all_its_parts_and_has_the_wrap_algorithm_s_length(table, refused, m, n, size):
    refused("CSK", planning(table, "CSK-0001", "contingency symmetric", m, n, size=size))


@pytest.mark.rule("CSK")
def test_no_other_key_has_a_length_to_choose(table, refused):
    refused("CSK", planning(table, size=32))


@pytest.mark.rule("KEY-STATE")
def test_an_issuer_and_a_replaced_key_are_keys_of_the_record(table, refused):
    refused("KEY-STATE", planning(table, issuer="ICA-0001"))
    refused("KEY-STATE", planning(table, replaces="REC-0009"))
    root = table.committed("ROOT-0001", "root")
    table.plan("REC-0001", "recovery", m=3, n=5, issuer=root)
    refused("KEY-STATE", planning(table, "REC-0002", replaces=root))
    refused("KEY-STATE", planning(table, "REC-0002", replaces="REC-0001"))


@pytest.mark.rule("KEY-STATE")
def test_a_key_is_replaced_by_one_other_unless_that_was_abandoned(table, refused):
    old = table.committed()
    table.plan("REC-0002", "recovery", m=3, n=5, replaces=old)
    assert table.state(old).replaced_by == "REC-0002"
    assert "REC-0002" in refused("KEY-STATE", planning(table, "REC-0003", replaces=old))
    table.do(table.pair(ask.Abandon, "REC-0002", reason="another size"))
    table.do(planning(table, "REC-0003", replaces=old))
    assert table.state(old).replaced_by == "REC-0003"


# Generation


def test_what_is_about_to_be_done_stands_in_the_record_before_it_is_done(table):
    table.do(planning(table))
    work = table.begin(generating(table))
    assert (work.id, work.act, work.stream) == ("REC-0001/1", "generate", "key/REC-0001")
    assert work.request == {"key": "REC-0001", "m": 3, "n": 5, "taken": [], "media": ["/media/one", "/media/two"]}
    assert work.token == {"kind": "pkcs11", "module": "", "label": "ceremony", "serial": "0001"}
    assert [copy.status for copy in table.state("REC-0001").copies] == ["planned", "planned"]


@pytest.mark.rule("KEY-COMMIT")
@pytest.mark.parametrize(
    "media",
    [(), MEDIA[:1], (MEDIA[0], MEDIA[0]), (*MEDIA, ask.Medium(name="CD-3", place="safe C"))],
    ids=["none", "one", "the same twice", "three"],
)
def test_the_wrapped_key_goes_to_two_media(table, refused, media):
    table.do(planning(table))
    refused("KEY-COMMIT", generating(table, media=media))


@pytest.mark.rule("KEY-COMMIT")
def test_production_does_not_write_both_copies_into_one_folder():
    table = KeyTable(production=True)
    table.do(planning(table))
    media = tuple(ask.Medium(name=name, place="safe", path="/media/one") for name in ("CD-1", "CD-2"))
    assert table.refusal(generating(table, media=media)).rule == "KEY-COMMIT"
    with pytest.raises(Refused, match="KEY-COMMIT"):
        table.do(generating(table, media=media))


@pytest.mark.rule("BLOB-CUSTODY")
def test_each_medium_has_its_place(table, refused):
    table.do(planning(table))
    refused("BLOB-CUSTODY", generating(table, media=(MEDIA[0], ask.Medium(name="CD-2", place=" "))))


@pytest.mark.rule("KEY-STATE")
def test_there_is_no_key_that_was_not_planned(table, refused):
    refused("KEY-STATE", generating(table))


@pytest.mark.rule("KEY-COMMIT")
def test_a_key_is_made_once(table, refused):
    table.generated()
    refused("KEY-COMMIT", generating(table))
    table.hand_all("REC-0001")
    table.do(table.pair(ask.CommitKey, "REC-0001"))
    refused("KEY-COMMIT", generating(table))


def test_a_generation_that_failed_is_tried_again_and_its_media_are_not_forgotten(table):
    table.do(planning(table))
    table.fails(generating(table), how="wrong", sentence="The PIN doesn't fit.")
    assert table.state("REC-0001").making is None
    table.work(generating(table))
    copies = table.state("REC-0001").copies
    assert [(one.number, one.status) for one in copies] == [(1, "planned"), (2, "planned"), (3, "here"), (4, "here")]
    table.hand_all("REC-0001")
    table.do(table.pair(ask.CommitKey, "REC-0001"))
    assert "destroy copy 1 on CD-1" in table.view("REC-0001").next


@pytest.mark.rule("KEY-CA-DUAL")
def test_a_token_key_is_made_by_two_people_with_half_a_pin_each(table, refused):
    table.plan("ROOT-0001", "root")
    alone = ask.Generate(key="ROOT-0001", by="P-01", second="P-01", token=TOKEN)
    refused("KEY-CA-DUAL", alone)
    refused("KEY-CA-DUAL", ask.Generate(key="ROOT-0001", by="P-01", token=TOKEN))
    refused("KEY-CA-DUAL", generating(table, "ROOT-0001"))
    work = table.begin(generating(table, "ROOT-0001", media=()))
    assert (work.act, work.people) == ("generate token key", ("P-01", "P-02"))


@pytest.mark.rule("KEY-CA-DUAL")
def test_how_a_token_key_is_backed_up_is_asked_for(table, refused):
    backing = {"how": "a second token in safe B", "restore_tested": "restored on 1 March"}
    refused("KEY-STATE", table.pair(ask.RecordBackup, "ROOT-0001", **backing))
    table.generated("ROOT-0001", "root")
    refused("KEY-CA-DUAL", table.pair(ask.CommitKey, "ROOT-0001"))
    refused("TEXT", table.pair(ask.RecordBackup, "ROOT-0001", how="", restore_tested="x"))
    copies = (ask.Medium(name="token 2", place="safe B"),)
    table.do(table.pair(ask.RecordBackup, "ROOT-0001", copies=copies, **backing))
    table.do(table.pair(ask.CommitKey, "ROOT-0001"))
    assert [(one.medium, one.place) for one in table.state("ROOT-0001").copies] == [("token 2", "safe B")]
    split = table.generated()
    refused("KEY-CA-DUAL", table.pair(ask.RecordBackup, split, **backing))


# Tokens


@pytest.mark.rule("TOKEN-PROBE")
@pytest.mark.parametrize("tried", [{"probed_at": ""}, {"probe_passed": False}, {"wraps": False}], ids=str)
def test_a_key_is_made_on_a_token_that_was_tried(table, refused, tried):
    table.do(planning(table))
    table.tokens.tokens = {address_of(TOKEN.label, TOKEN.serial): table.token(**tried)}
    refused("TOKEN-PROBE", generating(table))
    table.tokens.tokens = {}
    refused("TOKEN-ENROLLED", generating(table))


@pytest.mark.rule("TOKEN-ENROLLED")
def test_production_makes_and_wakes_keys_on_enrolled_tokens_only():
    table = KeyTable(production=True)
    table.committed()
    table.plan("REC-0002", "recovery", m=3, n=5)
    known = address_of(TOKEN.label, TOKEN.serial)
    for other in ({"enrolled_at": ""}, {"mark": "rehearsal keyroom.test/log"}):
        table.tokens.tokens[known] = table.token(**other)
        for action in (generating(table, "REC-0002"), table.opening("REC-0001")):
            with pytest.raises(Refused, match="TOKEN-ENROLLED"):
                table.do(action)


@pytest.mark.rule("TOKEN-ENROLLED")
def test_in_production_a_custodian_s_own_module_is_an_enrolled_one_too():
    table = KeyTable(production=True)
    table.generated()
    own = ask.TokenName(label="K-01", serial="77")
    handing = ask.HandOut(key="REC-0001", by="P-01", index=1, person="K-01", token=own)
    with pytest.raises(Refused, match="TOKEN-ENROLLED"):
        table.do(handing)
