"""Each check of the probe, tripped by a token that does the one thing it must not."""

import os

import pytest

from app.strongroom.tokens.software_token import SoftwareTokens
from ceremonies.errors import TokenCannot, TokenRefused
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.tokens.probe import probe
from tests.fake_tokens import Passing, PassingSession
from tests.token_stores import PIN, SO_PIN


class Entropy:
    def take(self, count):
        return os.urandom(count)


class Weak(Passing):
    """A token whose sessions have some methods replaced."""

    def __init__(self, inner, **instead):
        super().__init__(inner)
        self.instead = instead

    def open(self, label, serial, pin, *, write=True):
        session = PassingSession(self._inner.open(label, serial, pin, write=write))
        for name, method in self.instead.items():
            setattr(session, name, method.__get__(session))
        return session


@pytest.fixture
def tried(tmp_path):
    store = SoftwareTokens(tmp_path / "tokens", Entropy(), SMALLEST_COST)
    token = store.initialise("", "", new_label="weak", so_pin=Secret(SO_PIN), pin=Secret(PIN))

    def run(elsewhere=lambda _wanted: False, **instead):
        return probe(Weak(store, **instead), token.label, token.serial, Secret(PIN), elsewhere=elsewhere)

    return run


def failed(found):
    return {one.name: one.reason for one in found.checks if one.outcome == "failed"}


def does_nothing(session, *args, **kwargs):
    return 1


def wraps_all(session, wrapping, key):
    return "MECHANISM"


def reads(session, key):
    return Secret(b"clear")


def deciphers(session, key, block):
    return block


def repeats(session, count):
    return Secret(b"\x07" * count)


def signs_wrong(session, key, digest):
    return session._inner.sign(key, bytes(32))


def wraps_otherwise(session, wrapping, key):
    return session._inner.wrap(wrapping, key)[:-1] + b"\x00"


def makes_extractable(here, label, **asked):
    return here._inner.generate_ec(label, **{**asked, "extractable": True})


def takes_any_blob(session, wrapping, blob, label, **more):
    return session._inner.generate_ec(label, session=True, extractable=False)


def destroys_nothing(session, key):
    return None


def keeps_no_share(session, label, value):
    raise TokenRefused("no data here")


def copies_weakly(session, key, label, **asked):
    return session._inner.generate_ec(label, session=True, extractable=True)


@pytest.mark.rule("TOKEN-PROBE")
@pytest.mark.parametrize(
    ("instead", "check", "says"),
    [
        ({"random": repeats}, "randomness", "repeat"),
        ({"generate_ec": makes_extractable}, "attributes", "extractable"),
        ({"sign": signs_wrong}, "signature", "doesn't verify"),
        ({"wrap_by_any": wraps_all}, "not wrapped", "by MECHANISM"),
        ({"wrap_by_any": wraps_all}, "unwrapped key", "wrapped again"),
        ({"wrap_by_any": wraps_all}, "trusted only", "isn't trusted"),
        ({"read_value": reads}, "not read", "read in clear"),
        ({"read_value": reads}, "unwrapped key", "read in clear"),
        ({"copy": copies_weakly}, "no weaker copy", "weaker than the key"),
        ({"decrypt_block": deciphers}, "wrapping key", "can be read"),
        ({"wrap": wraps_otherwise}, "wrap format", "not in the format"),
        ({"unwrap": takes_any_blob}, "changed blob", "was unwrapped"),
        ({"destroy": destroys_nothing}, "destroyed key", "still listed"),
    ],
)
def test_a_token_that_does_what_it_must_not_fails_that_check(tried, instead, check, says):
    found = tried(**instead)
    assert not found.passed
    assert says in failed(found)[check]


@pytest.mark.rule("TOKEN-PROBE")
def test_a_session_object_that_a_second_process_sees_is_a_failure(tried):
    assert set(failed(tried(elsewhere=lambda _wanted: True))) == {"second process"}


@pytest.mark.rule("TOKEN-PROBE")
def test_setting_an_attribute_counts_by_what_it_is_afterwards(tried):
    found = tried(set_flag=does_nothing)
    assert found.passed
    (check,) = [one for one in found.checks if one.name == "not weakened"]
    assert "stayed as it was" in check.reason


def test_what_a_token_can_not_do_is_no_failure_but_no_m_of_n_key_is_made_on_it(tried):
    def can_not(session, *args, **kwargs):
        raise TokenCannot("It has no such function.")

    found = tried(wrap=can_not, unwrap=can_not)
    assert found.passed
    assert not found.wraps
    assert {one.name for one in found.checks if one.outcome == "not supported"} >= {"wrap format", "unwrapped key"}


def test_a_token_that_makes_no_keys_passes_nothing(tried):
    def can_not(session, *args, **kwargs):
        raise TokenCannot("It has no such function.")

    def none(here, label, **asked):
        raise TokenCannot("It makes no EC keys.")

    found = tried(generate_ec=none, wrap_by_any=can_not)
    assert failed(found) == {}
    assert not found.passed


def test_a_token_without_private_data_says_so(tried):
    found = tried(put_private=keeps_no_share)
    assert found.passed
    assert [one.name for one in found.checks if one.outcome == "not supported"] == ["without login"]
