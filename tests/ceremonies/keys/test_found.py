import base64

import pytest

from ceremonies.keys import actions as ask
from tests.key_table import MEDIA, TOKEN, KeyTable


def ending(table, work, told):
    key = work.stream.removeprefix("key/")
    return ask.EndWork(key=key, by="P-01", work=work.id, outcome="done", results=told)


@pytest.fixture
def generating(table):
    """The work of making REC-0001, and its good answer."""
    table.plan("REC-0001", "recovery", m=3, n=5)
    work = table.begin(table.pair(ask.Generate, "REC-0001", token=TOKEN, media=MEDIA))
    return work, table.answer(work)


def changed(told, path, value):
    *way, last = path.split(".")
    for name in way:
        told = told[int(name) if name.isdigit() else name]
    told[int(last) if last.isdigit() else last] = value


BAD_GENERATIONS = [
    ("WORK", "key", "REC-0002"),
    ("WORK", "fingerprint", "00" * 32),
    ("WORK", "public", "no PEM"),
    ("KEY-SPLIT", "attributes.token", True),
    ("KEY-SPLIT", "attributes.sensitive", False),
    ("KEY-SPLIT", "attributes.sensitive", None),
    ("KEY-SPLIT", "attributes.local", False),
    ("KEY-SPLIT", "attributes.usages", ["sign", "derive"]),
    ("KEY-COMMIT", "tests", []),
    ("WRAP-ORIGIN", "wrapping_attributes.usages", ["encrypt", "decrypt", "wrap", "unwrap"]),
    ("WRAP-ORIGIN", "wrapping_attributes.usages", ["wrap"]),
    ("WRAP-ORIGIN", "wrapping_attributes.token", True),
    ("WRAP-ORIGIN", "wrapping_attributes.sensitive", False),
    ("WRAP-ORIGIN", "wrap_origin", "somewhere"),
    ("WRAP-PORTABLE", "blob.wrap_format", "0x2109"),
    ("KEY-COMMIT", "blob.copies", []),
    ("KEY-COMMIT", "blob.copies.1.path", "/media/one/REC-0001.p8w"),
    ("KEY-SPLIT", "set.m", 2),
    ("KEY-SPLIT", "set.n", 4),
    ("KEY-COMMIT", "set.checked", 9),
    ("KEY-COMMIT", "set.checked_of", 9),
    ("SHARE-PROVED", "set.commitments", []),
    ("SHARE-PROVED", "set.commitments.0.share", 2),
    ("SHARE-PROVED", "set.commitments.0.salt", base64.b64encode(bytes(8)).decode()),
    ("SHARE-PROVED", "set.commitments.0.salt", "A=="),
    ("SHARE-PROVED", "set.commitments.0.value", base64.b64encode(bytes(16)).decode()),
    ("WORK", "set.identifier", 32768),
    ("WORK", "set.check_value", "no hex"),
]


@pytest.mark.rule("WRAP-ORIGIN")
@pytest.mark.rule("WRAP-PORTABLE")
@pytest.mark.rule("KEY-COMMIT")
@pytest.mark.rule("SHARE-PROVED")
@pytest.mark.rule("KEY-SPLIT")
@pytest.mark.parametrize("case", BAD_GENERATIONS, ids=lambda case: f"{case[1]} {case[2]!r}"[:50])
def test_a_key_that_was_not_made_as_it_must_be_is_refused(table, refused, generating, case):
    rule, path, value = case
    work, told = generating
    changed(told, path, value)
    refused(rule, ending(table, work, told))
    table.end(work, "failed", sentence="It was not as it must be.")
    assert table.state("REC-0001").being_made is None


@pytest.mark.rule("SHARE-PROVED")
def test_each_share_has_a_salt_of_its_own(table, refused, generating):
    work, told = generating
    told["set"]["commitments"][1]["salt"] = told["set"]["commitments"][0]["salt"]
    refused("SHARE-PROVED", ending(table, work, told))


@pytest.mark.rule("KEY-COMMIT")
def test_production_takes_two_devices_for_two_copies():
    table = KeyTable(production=True)
    table.plan("REC-0001", "recovery", m=3, n=5)
    work = table.begin(table.pair(ask.Generate, "REC-0001", token=TOKEN, media=MEDIA))
    told = table.answer(work)
    told["blob"]["separate"] = False
    assert table.refusal(ending(table, work, told)).rule == "KEY-COMMIT"


def test_of_a_large_set_a_thousand_combinations_are_enough(table):
    key = table.generated(m=8, n=16)
    assert table.state(key).being_made.n == 16
    (split,) = [entry for entry in table.written if entry.kind == "share.split"]
    assert (split.body["checked"], split.body["checked_of"]) == (1000, 12870)


@pytest.mark.rule("SHARE-SET")
def test_a_set_s_identifier_was_never_used_before_not_even_by_an_abandoned_key(table, refused):
    table.generated()
    used = table.state("REC-0001").sets[0].identifier
    table.do(table.pair(ask.Abandon, "REC-0001", reason="a test"))
    table.plan("CON-0001", "contingency", m=3, n=5)
    work = table.begin(table.pair(ask.Generate, "CON-0001", token=TOKEN, media=MEDIA))
    assert work.request["taken"] == [used]
    told = table.answer(work)
    told["set"]["identifier"] = used
    refused("SHARE-SET", ending(table, work, told))


@pytest.mark.rule("CSK")
def test_the_symmetric_key_is_never_a_key_that_wraps(table, refused):
    table.generated("CON-0001", "contingency")
    wrapping = table.state("CON-0001").sets[0].check_value
    table.plan("CSK-0001", "contingency symmetric", m=3, n=3, size=16)
    work = table.begin(table.pair(ask.Generate, "CSK-0001", token=TOKEN))
    assert work.act == "generate symmetric"
    told = table.answer(work)
    told["set"]["check_value"] = wrapping
    refused("CSK", ending(table, work, told))
    refused("CSK", ending(table, work, table.answer(work) | {"length": 32}))
    table.end(work)


@pytest.mark.rule("KEY-CA-DUAL")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token", False),
        ("sensitive", False),
        ("always_sensitive", None),
        ("extractable", True),
        ("never_extractable", False),
        ("local", None),
        ("usages", ["sign", "decrypt"]),
    ],
)
def test_a_token_key_never_could_and_never_can_leave_its_token(table, refused, name, value):
    table.plan("ROOT-0001", "root")
    work = table.begin(table.pair(ask.Generate, "ROOT-0001", token=TOKEN))
    told = table.answer(work)
    told["attributes"][name] = value
    refused("KEY-CA-DUAL", ending(table, work, told))


@pytest.mark.rule("KEY-COMMIT")
def test_a_token_key_was_tested_too(table, refused):
    table.plan("ROOT-0001", "root")
    work = table.begin(table.pair(ask.Generate, "ROOT-0001", token=TOKEN))
    refused("KEY-COMMIT", ending(table, work, table.answer(work) | {"tests": []}))


@pytest.mark.rule("KEY-SPLIT")
@pytest.mark.parametrize(
    ("name", "value"), [("token", True), ("sensitive", False), ("extractable", True), ("usages", ["sign", "unwrap"])]
)
def test_a_key_that_did_not_wake_as_it_must_is_refused(table, refused, name, value):
    table.committed()
    table.open("REC-0001")
    table.take_shares("REC-0001", ("K-01", "K-02", "K-03"))
    work = table.begin(ask.Activate(key="REC-0001", by="P-01"))
    told = table.answer(work)
    told["attributes"][name] = value
    refused("KEY-SPLIT", ending(table, work, told))


@pytest.mark.rule("KEY-CA-DUAL")
def test_a_token_that_keeps_more_than_the_authority_s_key_is_not_left_so(table, refused):
    key = table.committed("ROOT-0001", "root")
    table.active(key, signs=("certificate",), limit=1)
    work = table.begin(ask.Deactivate(key=key, by="P-01"))
    session = {"label": f"{key} copy", "key_class": "private", "stays": False}
    refused("KEY-CA-DUAL", ending(table, work, table.answer(work) | {"objects": [session]}))
    refused("WORK", ending(table, work, table.answer(work) | {"key": "ROOT-0002"}))
    others = [
        {"label": "ICA-0001", "key_class": "private", "stays": True},
        {"label": key, "key_class": "public", "stays": True},
    ]
    told = table.answer(work)
    table.do(ending(table, work, told | {"objects": told["objects"] + others}))
