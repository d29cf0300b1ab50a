import pytest

from ceremonies.errors import Unusable
from ceremonies.ledger.entry import Draft
from ceremonies.people.keys import generate, seal_key, unseal_key
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret

HERS = Secret("brambles and rain")


@pytest.fixture
def sealed(entropy):
    def seal_one(person="P-01", passphrase=HERS):
        return seal_key(generate(entropy), person, passphrase, entropy, SMALLEST_COST)

    return seal_one


def test_a_sealed_key_is_there_after_opening_again(made, reopen, clock, sealed):
    key = sealed()
    with reopen(made) as workspace:
        workspace.person_keys.store(key, clock.now())
    with reopen(made) as workspace:
        assert workspace.person_keys.load("P-01") == key
        unseal_key(workspace.person_keys.load("P-01"), HERS).sign(b"seen")


def test_a_replaced_key_stays_for_whom_the_record_still_names(made, reopen, clock, sealed):
    old, new = sealed(), sealed()
    keys = reopen(made).person_keys
    keys.store(old, clock.now())
    keys.store(new, clock.now())
    assert keys.load("P-01") == new
    assert keys.load("P-01", old.public.hex()) == old


def test_keeping_the_same_key_under_a_new_passphrase_replaces_its_seal(made, reopen, clock, entropy):
    key = generate(entropy)
    keys = reopen(made).person_keys
    for passphrase in (HERS, Secret("another one")):
        keys.store(seal_key(key, "P-01", passphrase, entropy, SMALLEST_COST), clock.now())
    assert unseal_key(keys.load("P-01"), Secret("another one")).sign(b"seen") == key.sign(b"seen")


def test_everyone_with_a_key_is_listed(made, reopen, clock, sealed):
    keys = reopen(made).person_keys
    for person in ("P-02", "P-01", "P-02"):
        keys.store(sealed(person), clock.now())
    assert keys.persons() == ["P-01", "P-02"]


@pytest.mark.parametrize(("person", "public"), [("P-09", None), ("P-01", "00" * 32)])
def test_a_key_that_is_not_kept_here_is_said_so(made, reopen, clock, sealed, person, public):  # noqa: PLR0917 - by name
    keys = reopen(made).person_keys
    keys.store(sealed("P-01"), clock.now())
    with pytest.raises(Unusable, match=f"No key of {person} is kept"):
        keys.load(person, public)


def test_who_only_reads_can_load_but_not_store(made, reopen, clock, sealed):
    key = sealed()
    with reopen(made) as workspace:
        workspace.person_keys.store(key, clock.now())
    reader = reopen(made, readonly=True)
    assert reader.person_keys.load("P-01") == key
    with pytest.raises(Unusable, match="read only"):
        reader.person_keys.store(sealed(), clock.now())


def test_the_ledger_goes_on_after_a_key_was_stored(made, reopen, clock, entropy, sealed):
    workspace = reopen(made)
    for number in range(3):
        workspace.person_keys.store(sealed(f"P-0{number}"), clock.now())
        ledger = workspace.ledger
        ledger.commit(ledger.prepare([Draft("people", "person.enrolled", {})], clock.now(), entropy), {})
    assert workspace.ledger.size == 4
