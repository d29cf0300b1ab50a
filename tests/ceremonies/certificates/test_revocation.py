"""Revocation lists: numbers never go back, a list keeps its earlier entries."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.certificates import second_build
from ceremonies.certificates.facts import REASONS, Revoked
from ceremonies.certificates.issued import check_list_issued
from ceremonies.certificates.read_certificate import parse_certificate
from ceremonies.certificates.read_list import parse_list
from ceremonies.certificates.revocation import revocation_of
from ceremonies.errors import Refused, Stopped, Unusable
from tests.issuing import DAY, Authorities

ROOM = Authorities()
OTHER = Authorities("other")
ONE = Revoked(0x11 << 120, DAY, "key compromise")
TWO = Revoked(0x22 << 120, DAY, "superseded")
FIRST = ROOM.list(revoked=(ONE,))


def test_the_first_list_may_be_empty():
    facts, _ = parse_list(ROOM.list())
    assert (facts.number, facts.revoked, facts.this_update) == (1, (), DAY)
    assert facts.next_update == DAY + timedelta(days=30)


def test_a_list_keeps_the_entries_of_the_one_before():
    facts, _ = parse_list(ROOM.list(number=2, highest=1, previous=FIRST, revoked=(TWO,)))
    assert facts.revoked == (ONE, TWO)


def test_an_authority_s_list_is_the_root_s():
    entry = revocation_of(ROOM.issuing, ROOM.root, DAY, "CA compromise")
    whole = ROOM.list(profile="ARL", revoked=(entry,))
    check_list_issued(whole, ROOM.root)
    serial = parse_certificate(ROOM.issuing)[0].serial
    assert x509.load_der_x509_crl(whole).get_revoked_certificate_by_serial_number(serial)
    assert ROOM.prepare_list(profile="ARL").title == "Authority Revocation List 1 of OU=00, CN=TEST Root OCA"


def test_a_root_may_revoke_itself():
    assert revocation_of(ROOM.root, ROOM.root, DAY, "CA compromise").reason == "CA compromise"


def test_every_entry_is_shown():
    shown = ROOM.prepare_list(revoked=(ONE, TWO)).shown
    assert [value for label, value in shown if label == "Revoked"] == [
        f"{'11' + 30 * '0'} since 2026-03-02 00:00:00 UTC, key compromise",
        f"{'22' + 30 * '0'} since 2026-03-02 00:00:00 UTC, superseded",
    ]


@pytest.mark.rule("KEY-CA-DUAL")
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"number": 1, "highest": 1, "previous": FIRST}, "would go back"),
        ({"number": 1, "highest": 0, "previous": FIRST}, "would go back"),
        ({"number": 0}, "would go back"),
        ({"number": -5}, "would go back"),
        ({"number": 2, "highest": 1}, "Bring that one"),
        ({"number": 4, "highest": 3, "previous": FIRST}, "signed number 3"),
    ],
    ids=["same", "the record knows less", "zero", "negative", "no list before", "an older list"],
)
def test_a_number_never_goes_back_and_no_entry_is_lost(more, said):
    with pytest.raises(Refused, match="KEY-CA-DUAL") as refused:
        ROOM.prepare_list(**more)
    assert said in refused.value.sentence


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"revoked": (ONE, ONE)}, "twice"),
        ({"number": 2, "highest": 1, "previous": FIRST, "revoked": (ONE,)}, "twice"),
        ({"revoked": (Revoked(1, DAY + timedelta(seconds=1)),)}, "time to come"),
        ({"revoked": (Revoked(1, DAY, "certificate hold"),)}, "no reason"),
        ({"revoked": (Revoked(-1, DAY),)}, "can't be built"),
        ({"revoked": (Revoked(2**160, DAY),)}, "can't be built|20 octets"),
        ({"number": 2**159}, "20 octets"),
        ({"due": DAY}, "due before"),
        ({"made": DAY.replace(tzinfo=None)}, "offset"),
        ({"number": 2, "highest": 1, "previous": FIRST, "made": DAY - timedelta(days=1)}, "Check the clock"),
        ({"number": 2, "highest": 1, "previous": OTHER.list()}, "not under this certificate"),
        ({"number": 2, "highest": 1, "previous": FIRST[:-1] + bytes([FIRST[-1] ^ 1])}, "isn't by the key"),
        ({"number": 2, "highest": 1, "previous": b"list"}, "can't be read"),
        ({"profile": "DRL"}, "no revocation list"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(more, said):
    with pytest.raises(Unusable, match=said):
        ROOM.prepare_list(**more)


def test_only_what_the_issuer_issued_is_revoked():
    with pytest.raises(Unusable, match="another key"):
        revocation_of(ROOM.recovery(), OTHER.issuing, DAY, "superseded")
    with pytest.raises(Unusable, match="no reason"):
        revocation_of(ROOM.recovery(), ROOM.issuing, DAY, "boredom")


def test_two_builders_that_disagree_stop_everything(monkeypatch):
    monkeypatch.setattr(second_build, "build_list", lambda _parts: b"")
    with pytest.raises(Stopped, match="Two programs"):
        ROOM.prepare_list()


def entries():
    when = st.datetimes(datetime(2000, 1, 1), datetime(2026, 3, 2), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
    entry = st.builds(
        Revoked, st.integers(1, 2**159 - 1), when.map(lambda at: at.replace(microsecond=0)), st.sampled_from(REASONS)
    )
    return st.lists(entry, max_size=6, unique_by=lambda each: each.serial).map(tuple)


@settings(deadline=None, max_examples=40)
@given(first=entries(), second=entries(), steps=st.lists(st.integers(1, 2**40), min_size=2, max_size=2))
def test_whatever_is_revoked_stays_revoked(first, second, steps):
    before = ROOM.list(revoked=first, number=steps[0])
    new = tuple(each for each in second if each.serial not in {one.serial for one in first})
    after = ROOM.list(revoked=new, number=sum(steps), highest=steps[0], previous=before)
    facts, _ = parse_list(after)
    assert facts.revoked == first + new
    assert facts.number == sum(steps)
