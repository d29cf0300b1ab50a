"""What is to be signed is checked, built twice, read again and shown before anybody is asked to sign."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceremonies.certificates import second_build
from ceremonies.certificates.check import years_later
from ceremonies.certificates.facts import APEX
from ceremonies.certificates.finish import finish
from ceremonies.certificates.issued import check_path
from ceremonies.certificates.order import first_second, new_serial, parse_entity
from ceremonies.certificates.parts_to_build import Subject
from ceremonies.certificates.prepare import prepare
from ceremonies.certificates.public_key import key_identifier
from ceremonies.certificates.read_certificate import parse_certificate, parse_tbs_certificate
from ceremonies.errors import Refused, Stopped, Unusable
from tests.fakes import FixedEntropy
from tests.issuing import DAY, ENTITY, PROFILES, Authorities, Key

ROOM = Authorities()
KEY = Key("subject")
LIVE = msgspec.structs.replace(
    PROFILES, policy=msgspec.structs.replace(PROFILES.policy, production="1.2.826.0.1.8641679.1.2.1.9")
)


def recovery(**more):
    order = ROOM.order("recovery", KEY, "TEST Recovery", entity=ENTITY)
    return msgspec.structs.replace(order, **more)


def root(**more):
    order = ROOM.order("root", ROOM.root_key, "TEST Root OCA", contingency=ROOM.wrapped())
    return msgspec.structs.replace(order, **more)


def test_a_recovery_certificate_is_what_the_profile_says():
    facts = parse_tbs_certificate(ROOM.prepare(recovery()).der)
    assert facts.subject.shown == f"CN=TEST Recovery, OU=01, uniqueIdentifier={ENTITY}"
    assert facts.issuer.shown == "OU=07, CN=TEST Issuing OCA"
    assert facts.usages == ("digital signature",)
    assert facts.policies == (PROFILES.policy.rehearsal,)
    assert (facts.not_before, facts.not_after) == (DAY, datetime(2036, 3, 1, 23, 59, 59, tzinfo=UTC))
    assert facts.key_id == key_identifier(KEY.public)
    assert facts.issuer_key_id == key_identifier(ROOM.issuing_key.public)
    assert not facts.authority


def test_a_root_signs_itself_and_carries_the_wrapped_contingency_key():
    facts, _ = parse_certificate(ROOM.root)
    assert facts.self_signed
    assert facts.issuer_key_id is None
    assert facts.apex.der == ROOM.wrapped()
    assert APEX not in facts.critical
    assert facts.not_after.year == 2076


def test_an_issuing_authority_has_no_authority_below_it():
    facts, _ = parse_certificate(ROOM.issuing)
    assert (facts.authority, facts.path_length) == (True, 0)
    assert facts.usages == ("certificate signing", "CRL signing")


@pytest.mark.parametrize("profile", [each.name for each in PROFILES.certificate if not each.authority])
def test_every_organisation_certificate_can_be_prepared(profile):
    order = ROOM.order(profile, KEY, PROFILES.named(profile).rehearsal_name, entity=ENTITY)
    facts = parse_tbs_certificate(ROOM.prepare(order).der)
    assert facts.subject.unit == PROFILES.named(profile).role
    assert facts.usages == PROFILES.named(profile).usage


def test_every_field_is_shown_in_words():
    shown = dict(ROOM.prepare(root()).shown)
    assert shown["Subject"] == "OU=00, CN=TEST Root OCA (Root OCA)"
    assert shown["Valid until"] == "2076-03-01 23:59:59 UTC"
    assert shown["Use of the key"] == "certificate signing, CRL signing (critical)"
    assert shown["Wrapped with"] == "AES-256 key wrap with padding (2.16.840.1.101.3.4.1.48)"


def test_an_order_is_prepared_to_the_same_bytes_again():
    order = recovery()
    assert ROOM.prepare(order) == ROOM.prepare(order)


def test_two_builders_that_disagree_stop_everything(monkeypatch):
    honest = second_build.build_certificate
    monkeypatch.setattr(second_build, "build_certificate", lambda parts: honest(parts) + b"\0")
    with pytest.raises(Stopped, match="Two programs"):
        ROOM.prepare(recovery())


@pytest.mark.parametrize(
    ("signer", "issuer", "said"),
    [
        (KEY.public, ROOM.issuing, "doesn't match the key"),
        (ROOM.root_key.public, ROOM.root, "doesn't fit the profile Issuing OCA"),
        (ROOM.issuing_key.public, None, "Bring that certificate"),
        (ROOM.issuing_key.public, b"\x30\x00", "can't be read"),
        (ROOM.issuing_key.public, ROOM.issuing[:-1], "can't be read"),
    ],
    ids=["another key", "the root", "none", "nothing", "cut"],
)
def test_an_issuer_that_does_not_fit_is_refused(signer, issuer, said):
    with pytest.raises(Unusable, match=said):
        ROOM.prepare(recovery(), signer=signer, issuer=issuer)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"public_key": b"key"}, "P-256"),
        ({"serial": 5}, "16 octets"),
        ({"serial": 2**130}, "16 octets"),
        ({"serial": -1}, "can't be built"),
        ({"subject": Subject("TEST Recovery")}, "no EUI-64"),
        ({"subject": Subject("TEST Recovery", "90B3")}, "16 hex digits"),
        ({"subject": Subject("TEST " + "x" * 80, ENTITY)}, "can't be built|64 characters"),
        ({"subject": Subject("TEST \x1b[2J", ENTITY)}, "can't be read"),
        ({"subject": Subject("TEST x ", ENTITY)}, "space"),
        ({"starts": DAY - timedelta(days=1)}, "Order it with dates"),
        ({"until": datetime(2051, 3, 3, tzinfo=UTC)}, "Order it with dates"),
        ({"until": datetime(2037, 3, 3, tzinfo=UTC)}, "more than the 10 years"),
        ({"until": DAY - timedelta(days=1)}, "dates|ends before|can't be built"),
        ({"starts": DAY.replace(tzinfo=None)}, "offset"),
        ({"contingency": ROOM.wrapped()}, "carries no Contingency"),
        ({"replaces": ROOM.root}, "Only a Root OCA Certificate is replaced"),
        ({"profile": "rot"}, "no certificate profile"),
    ],
)
def test_an_order_that_does_not_fit_is_refused(more, said):
    with pytest.raises(Unusable, match=said):
        ROOM.prepare(recovery(**more))


def test_a_key_that_must_not_be_certified_is_refused():
    with pytest.raises(Unusable, match="must not be certified"):
        ROOM.prepare(recovery(), never=[KEY.public])


def test_a_key_of_the_decade_s_end_may_end_with_its_issuer():
    late = recovery(starts=datetime(2045, 1, 1, tzinfo=UTC), until=datetime(2051, 3, 1, 23, 59, 59, tzinfo=UTC))
    assert parse_tbs_certificate(ROOM.prepare(late).der).not_after.year == 2051


@pytest.mark.parametrize(
    ("more", "given_more", "said"),
    [
        ({"contingency": None}, {}, "Make that first"),
        ({"contingency": b"\x30\x00"}, {}, "wrapped Contingency"),
        ({}, {"signer": KEY.public}, "signed by its own key"),
        ({}, {"issuer": ROOM.root}, "Leave the issuer out"),
        ({"subject": Subject("TEST Root OCA", "AB")}, {}, "16 hex digits"),
    ],
)
def test_a_root_that_does_not_fit_is_refused(more, given_more, said):
    with pytest.raises(Unusable, match=said):
        ROOM.prepare(root(**more), **given_more)


def test_a_root_wrapped_by_another_algorithm_is_refused():
    how = msgspec.structs.replace(PROFILES.contingency, wrap_algorithm="2.16.840.1.101.3.4.1.8")
    with pytest.raises(Unusable, match="not as configured"):
        prepare(
            root(),
            msgspec.structs.replace(PROFILES, contingency=how),
            "rehearsal",
            signer=ROOM.root_key.public,
        )


class TestReplacement:
    """SMKI RP 6.1.2.3: a new certificate for the same root key."""

    def order(self, **more):
        new = ROOM.wrapped(Key("new contingency"))
        return root(**({"subject": Subject(), "replaces": ROOM.root, "contingency": new} | more))

    def test_it_has_the_same_name_and_key_another_serial_and_another_wrapped_key(self):
        old, _ = parse_certificate(ROOM.root)
        new = parse_tbs_certificate(ROOM.prepare(self.order()).der)
        assert (new.subject, new.public_key, new.key_id) == (old.subject, old.public_key, old.key_id)
        assert new.serial != old.serial
        assert new.apex != old.apex

    @pytest.mark.parametrize(
        ("more", "given_more", "said"),
        [
            ({"contingency": ROOM.wrapped()}, {}, "Make the new one first"),
            ({"serial": parse_certificate(ROOM.root)[0].serial}, {}, "serial number of its own"),
            ({"public_key": KEY.public}, {"signer": KEY.public}, "belongs to another key"),
            ({"subject": Subject("TEST Other")}, {}, "without a subject"),
            ({"replaces": ROOM.issuing}, {}, "doesn't fit the profile Root OCA"),
        ],
    )
    def test_one_that_does_not_fit_is_refused(self, more, given_more, said):
        with pytest.raises(Unusable, match=said):
            ROOM.prepare(self.order(**more), **given_more)


@pytest.mark.rule("TOKEN-ENROLLED")
@pytest.mark.parametrize("name", ["Recovery", ""])
def test_a_rehearsal_certifies_only_names_that_say_so(name):
    with pytest.raises(Refused, match="begins with TEST"):
        ROOM.prepare(recovery(subject=Subject(name, ENTITY)))


@pytest.mark.rule("TOKEN-ENROLLED")
def test_production_takes_no_name_policy_or_issuer_of_a_rehearsal():
    at = {"signer": ROOM.issuing_key.public, "issuer": ROOM.issuing}
    with pytest.raises(Refused, match="No policy of live certificates"):
        prepare(recovery(), PROFILES, "production", **at)
    with pytest.raises(Refused, match="name of rehearsals"):
        prepare(recovery(), LIVE, "production", **at)
    with pytest.raises(Refused, match="other practice"):
        prepare(recovery(subject=Subject("Recovery", ENTITY)), LIVE, "production", **at)


def test_production_has_a_chain_of_its_own():
    def issue(profile, key, name, issuer=None, **more):
        entity = more.pop("entity", "")
        order = msgspec.structs.replace(ROOM.order(profile, key, name, **more), subject=Subject(name, entity))
        above = key if issuer is None else {"issuing": ROOM.root_key}.get(profile, ROOM.issuing_key)
        prepared = prepare(order, LIVE, "production", signer=above.public, issuer=issuer)
        return finish(prepared, above.sign(prepared.der), above.public)

    root = issue("root", ROOM.root_key, "Root OCA", contingency=ROOM.wrapped())
    issuing = issue("issuing", ROOM.issuing_key, "Issuing OCA", root)
    check_path((root, issuing, issue("recovery", KEY, "", issuing, entity=ENTITY)))
    with pytest.raises(Refused, match="other practice"):
        prepare(recovery(), LIVE, "rehearsal", signer=ROOM.issuing_key.public, issuer=issuing)


def test_a_name_of_another_alphabet_is_certified_as_it_is():
    facts = parse_tbs_certificate(ROOM.prepare(recovery(subject=Subject("TEST Ôyster £", ENTITY))).der)
    assert facts.subject.common_names == ("TEST Ôyster £",)


@settings(deadline=None)
@given(
    name=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=14),
    entity=st.binary(min_size=8, max_size=8),
    serial=st.integers(2**120, 2**127 - 1),
    starts=st.datetimes(datetime(2026, 3, 2), datetime(2041, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
)
def test_whatever_is_ordered_is_what_is_read_back(name, entity, serial, starts):
    order = recovery(subject=Subject(f"TEST {name}", entity.hex().upper()), serial=serial, starts=starts)
    facts = parse_tbs_certificate(ROOM.prepare(order).der)
    assert facts.subject.common_names == (f"TEST {name}",)
    assert facts.subject.entities == (entity.hex().upper(),)
    assert facts.serial == serial
    assert facts.not_before == starts.replace(microsecond=0)
    assert facts.not_after == years_later(starts.replace(microsecond=0), 10)


def test_serial_numbers_have_16_octets_and_come_once():
    entropy = FixedEntropy()
    serials = set()
    for _ in range(1000):
        serials.add(new_serial(entropy, serials))
    assert len(serials) == 1000
    assert {len(each.to_bytes((each.bit_length() + 8) // 8)) for each in serials} == {16}


def test_a_source_that_repeats_itself_stops_the_ceremony():
    class Stuck:
        def take(self, count):
            return b"\x11" * count

    taken = {new_serial(Stuck())}
    with pytest.raises(Stopped, match="repeats itself"):
        new_serial(Stuck(), taken)


@pytest.mark.parametrize("typed", ["90-b3-d5-1f-30-00-00-02", "90B3D51F30000002", " 90b3d51f30000002 "])
def test_an_entity_is_read_in_its_usual_forms(typed):
    assert parse_entity(typed) == ENTITY


@pytest.mark.parametrize("typed", ["", "90:b3:d5:1f:30:00:00:02", "90B3", "90-B3-D51F30000002", "9" * 17])
def test_anything_else_is_no_entity(typed):
    with pytest.raises(Unusable, match="16 hex digits"):
        parse_entity(typed)


def test_validity_begins_with_the_day_in_utc_and_ends_with_one():
    assert first_second(datetime(2026, 7, 1, 14, 5, 9, 7, tzinfo=UTC)) == datetime(2026, 7, 1, tzinfo=UTC)
    assert years_later(datetime(2024, 2, 29, tzinfo=UTC), 10) == datetime(2034, 2, 28, 23, 59, 59, tzinfo=UTC)
    assert years_later(datetime(2024, 2, 29, tzinfo=UTC), 4) == datetime(2028, 2, 28, 23, 59, 59, tzinfo=UTC)
