import base64

import pytest

from ceremonies.act import Ruling
from ceremonies.errors import Refused
from ceremonies.keyring import Keyring, id_after
from ceremonies.people.keys import unseal_key
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from tests.fakes import START, FixedEntropy
from tests.walker import PASSPHRASE, MemoryWorkspace


@pytest.fixture
def workspace():
    return MemoryWorkspace()


@pytest.fixture
def keyring(workspace):
    return Keyring(workspace, FixedEntropy(), SMALLEST_COST)


def enrolled(public, kind="person.enrolled"):
    return Ruling(stream="people", kind=kind, body={"person": "P-01", "public": public})


def test_a_new_key_belongs_to_whom_it_was_made_for_and_opens_with_their_passphrase(keyring):
    public = keyring.make("P-01", PASSPHRASE)
    assert keyring.owner_of_new(public) == "P-01"
    sealed = keyring.new_among("P-01", {public})
    assert base64.b64encode(unseal_key(sealed, PASSPHRASE).public_key().public_bytes_raw()).decode() == public


def test_a_new_key_is_used_only_by_its_person_and_only_where_it_is_named(keyring):
    public = keyring.make("P-01", PASSPHRASE)
    assert keyring.new_among("P-02", {public}) is None
    assert keyring.new_among("P-01", ()) is None


def test_a_second_try_forgets_the_first_try_s_key_and_nobody_else_s(keyring):
    first, other = keyring.make("P-01", Secret("a first try")), keyring.make("P-02", PASSPHRASE)
    second = keyring.make("P-01", PASSPHRASE)
    assert keyring.new_among("P-01", {first}) is None
    assert keyring.new_among("P-01", {second}) is not None
    assert keyring.new_among("P-02", {other}) is not None


def test_a_key_without_a_passphrase_is_not_made(keyring):
    with pytest.raises(Refused, match="passphrase is empty"):
        keyring.make("P-01", Secret(""))


@pytest.mark.parametrize("kind", ["person.enrolled", "person.rekeyed"])
def test_a_new_key_is_kept_when_a_ruling_names_it(keyring, workspace, kind):
    public = keyring.make("P-01", PASSPHRASE)
    assert workspace.person_keys.kept == {}
    keyring.keep_new([enrolled(public, kind)], START)
    assert keyring.kept("P-01", base64.b64decode(public)) == keyring.new_among("P-01", {public})


def test_no_other_ruling_keeps_a_key_and_none_is_kept_that_was_not_made_here(keyring, workspace):
    public = keyring.make("P-01", PASSPHRASE)
    keyring.keep_new([enrolled(public, "person.left"), enrolled("AAAA"), enrolled(None)], START)
    assert workspace.person_keys.kept == {}


def test_before_the_record_names_a_key_none_is_kept(keyring):
    assert keyring.kept("P-01", None) is None


@pytest.mark.parametrize(("person", "count", "after"), [("P-01", 0, "P-01"), ("P-09", 1, "P-10"), ("K-01", 2, "K-03")])
def test_ids_follow_each_other(person, count, after):
    assert id_after(person, count) == after
