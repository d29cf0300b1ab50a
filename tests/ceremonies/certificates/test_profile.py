"""Profiles are read strictly, and production has none of a rehearsal's."""

from importlib.resources import files

import msgspec
import pytest

from ceremonies.certificates.profile import load_profiles, shipped_profiles
from ceremonies.errors import Refused, Unusable
from tests.issuing import PROFILES

SHIPPED = files("ceremonies.certificates").joinpath("profiles.toml").read_bytes()
LIVE = "1.2.826.0.1.8641679.1.2.1.9"


def changed(old, new):
    text = SHIPPED.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


def test_every_certificate_of_the_recovery_procedure_has_a_profile():
    served = " ".join(each.serves for each in PROFILES.certificate)
    assert [step for step in ("5.2.5", "6.1.2.3", "(b)", "(c)", "(d)", "(e)", "(f)") if step not in served] == []


def test_the_shipped_profiles_are_read_back_as_they_were_written():
    assert load_profiles(SHIPPED, "profiles.toml") == shipped_profiles()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("years = 50", "years = 0", "years"),
        ("years = 50", "years = 50\ncolour = 'red'", "colour"),
        ('role = "00"', 'role = "0A"', "no Remote Party Role"),
        ('"certificate signing", "CRL signing"', '"CRL signing"', "only an authority signs"),
        ('name = "root"', 'name = "issuing"', "stands in it twice"),
        ("key_bytes = 32", "key_bytes = 24", "key_bytes"),
        ('format = "RFC 5649"', 'format = "RFC 3394"', "format"),
        ('= "2.16.840.1.101.3.4.1.48"', '= "AES"', "wrap_algorithm"),
        ('"digital signature"', '"digital signature", "key agreement"', "exactly one use"),
        ('"TEST Recovery"', '"Recovery"', "begins with TEST"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused_with_the_place(old, new, said):
    with pytest.raises(Unusable, match=said):
        load_profiles(changed(old, new), "mine.toml")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[", b"", b"policy = 1"])
def test_what_is_no_file_of_profiles_is_refused(data):
    with pytest.raises(Unusable, match=r"mine\.toml"):
        load_profiles(data, "mine.toml")


@pytest.mark.rule("TOKEN-ENROLLED")
@pytest.mark.parametrize("policy", ["", PROFILES.policy.rehearsal])
def test_production_without_a_policy_of_its_own_is_refused(policy):
    own = msgspec.structs.replace(PROFILES, policy=msgspec.structs.replace(PROFILES.policy, production=policy))
    with pytest.raises(Refused, match="TOKEN-ENROLLED"):
        own.policy_for("production")


def test_each_practice_has_its_policy():
    own = load_profiles(changed('production = ""', f'production = "{LIVE}"'), "mine.toml")
    assert own.policy_for("production") == LIVE
    assert own.policy_for("rehearsal") == PROFILES.policy.rehearsal


def test_a_profile_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(Unusable, match="root, issuing, recovery"):
        PROFILES.named("rot")
    with pytest.raises(Unusable, match="ARL, CRL"):
        PROFILES.list_named("DRL")
