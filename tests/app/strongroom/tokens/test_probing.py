"""The acceptance probe on real tokens: SoftHSM and the software token pass, NSS softokn must not."""

import pytest

from app.strongroom.tokens import messages
from app.strongroom.tokens.asking import ask
from ceremonies.errors import TokenGone, WrongPin
from ceremonies.secret import Secret
from ceremonies.tokens.probe import probe
from tests import system
from tests.fake_tokens import FullTokens, UnpluggedTokens
from tests.token_stores import PIN, nss_parameters

MUST_PASS = {
    "attributes",
    "signature",
    "not wrapped",
    "not read",
    "not weakened",
    "no weaker copy",
    "wrapping key",
    "wrap format",
    "unwrapped key",
    "changed blob",
    "trusted only",
    "destroyed key",
    "second process",
    "closed session",
    "without login",
}


def asked_of(token):
    """What a short process of its own finds, looking from a second one too."""
    question = messages.Try(kind=token.kind, module=token.module, label=token.label, serial=token.serial, pin=PIN)
    return ask(question).probe


@pytest.mark.rule("TOKEN-PROBE")
def test_a_token_that_refuses_what_it_must_passes_every_check(desk):
    found = asked_of(desk.token)
    assert {one.name for one in found.checks if one.outcome == "passed"} >= MUST_PASS
    assert found.passed
    assert found.wraps
    assert all(one.tried and one.reason for one in found.checks)


def test_the_probe_leaves_nothing_on_the_token(desk):
    with desk.open() as session:
        session.put_private("share 3", Secret("academic acid"))
    probe(desk.store, *desk.address, desk.pin)
    with desk.open() as session:
        assert [one.label for one in session.objects()] == ["share 3"]


def test_what_a_probe_that_was_cut_short_left_is_cleared_away(desk):
    with desk.open() as session:
        session.put_private("keyroom probe data", Secret("left"))
    assert probe(desk.store, *desk.address, desk.pin).passed
    with desk.open() as session:
        assert session.objects() == ()


def test_without_a_second_process_that_check_says_that_it_was_not_made(desk):
    found = probe(desk.store, *desk.address, desk.pin)
    (check,) = [one for one in found.checks if one.name == "second process"]
    assert check.outcome == "not supported"
    assert "not tried" in check.reason


@pytest.mark.rule("TOKEN-PROBE")
def test_nss_softokn_fails_because_it_wraps_and_copies_what_must_stay(tmp_path):
    module, parameters = system.needed(system.nss()), nss_parameters(tmp_path)
    listed = ask(messages.List(kind="pkcs11", module=module, parameters=parameters))
    token = next(one.token for one in listed.tokens if "no login" in one.token.flags)
    found = ask(
        messages.Try(kind="pkcs11", module=module, parameters=parameters, label=token.label, serial=token.serial)
    ).probe
    assert not found.passed
    assert not found.wraps
    failed = {one.name: one.reason for one in found.failures}
    assert "A key that isn't extractable was wrapped all the same" in failed["not wrapped"]
    assert "A copy of the key was made that is weaker" in failed["no weaker copy"]
    assert "was wrapped by one that isn't trusted" in failed["trusted only"]


def test_a_wrong_pin_ends_the_probe(desk):
    with pytest.raises(WrongPin):
        probe(desk.store, *desk.address, Secret("000000"))


@pytest.mark.parametrize("after", [1, 5, 20, 60])
def test_a_token_that_is_pulled_out_in_the_middle_has_failed_no_check(software, after):
    with pytest.raises(TokenGone, match="Plug it in again"):
        probe(UnpluggedTokens(software.store, after), *software.address, software.pin)
    assert probe(software.store, *software.address, software.pin).passed


def test_a_full_token_still_passes_and_says_what_was_not_tried(software):
    found = probe(FullTokens(software.store), *software.address, software.pin)
    assert found.passed
    assert {one.name for one in found.checks if one.outcome == "not supported"} == {"second process", "without login"}
