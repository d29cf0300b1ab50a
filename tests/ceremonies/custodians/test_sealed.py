import msgspec
import pytest

from ceremonies.custodians.files import RegisterFiles
from ceremonies.custodians.personal import digest_of, new_salt
from ceremonies.custodians.sealed import make_manager, open_record, seal_record, sealed_to
from ceremonies.errors import Misuse, Refused, Unusable, WrongPassphrase
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from tests.ceremonies.custodians.custodian_table import form
from tests.fakes import FixedEntropy

ONE, TWO = Secret("one long passphrase"), Secret("another passphrase")


@pytest.fixture
def entropy():
    return FixedEntropy()


@pytest.fixture
def managers(entropy):
    return [make_manager(who, key, entropy, SMALLEST_COST) for who, key in (("P-01", ONE), ("P-02", TWO))]


@pytest.mark.rule("CUSTODIAN-ALIAS")
def test_each_manager_opens_a_record_with_their_own_passphrase_and_nobody_else_does(managers, entropy):
    sealed = seal_record("N-01", form(), managers, entropy)
    assert open_record(sealed, managers[0], ONE) == form()
    assert open_record(sealed, managers[1], TWO) == form()
    with pytest.raises(WrongPassphrase):
        open_record(sealed, managers[0], TWO)
    stranger = make_manager("P-03", ONE, entropy, SMALLEST_COST)
    with pytest.raises(Refused, match=r"CUSTODIAN-ALIAS.*not sealed to P-03"):
        open_record(sealed, stranger, ONE)
    with pytest.raises(Refused, match="No Registration Authority Manager"):
        seal_record("N-01", form(), [], entropy)
    with pytest.raises(Refused, match="passphrase is empty"):
        make_manager("P-03", Secret(""), entropy)


def test_a_new_manager_is_let_in_by_one_who_opens_the_record(managers, entropy):
    sealed = seal_record("N-01", form(), managers[:1], entropy)
    both = sealed_to(sealed, managers[1], managers[0], ONE, entropy)
    assert open_record(both, managers[1], TWO) == form()
    assert open_record(both, managers[0], ONE) == form()


def test_a_record_that_was_changed_or_given_another_name_does_not_open(managers, entropy):
    sealed = seal_record("N-01", form(), managers, entropy)
    changed = msgspec.structs.replace(sealed, body=sealed.body[:-1] + bytes([sealed.body[-1] ^ 1]))
    low_order = msgspec.structs.replace(sealed, slots=(msgspec.structs.replace(sealed.slots[0], ephemeral=bytes(32)),))
    for bad in (changed, msgspec.structs.replace(sealed, nominee="N-02"), low_order):
        with pytest.raises(Unusable):
            open_record(bad, managers[0], ONE)


def test_the_same_person_has_another_digest_with_another_salt(entropy):
    one, two = (digest_of(form(salt=new_salt(entropy))) for _ in range(2))
    assert one != two
    assert len(one) == 64


@pytest.mark.rule("CUSTODIAN-ALIAS")
def test_no_file_of_the_register_has_personal_data_in_clear_and_only_its_owner_reads_it(tmp_path, managers, entropy):
    files = RegisterFiles(tmp_path)
    assert (files.managers(), files.nominees()) == ((), ())
    files.put_manager(managers[0])
    files.put(seal_record("N-01", form(), managers, entropy))
    assert (files.managers(), files.nominees()) == ((managers[0],), ("N-01",))
    assert open_record(files.record("N-01"), files.manager("P-01"), ONE) == form()
    for path in files.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        for clear in (b"Quillfeather", b"Acme", b"960999", b"screening"):
            assert clear not in path.read_bytes()
    with pytest.raises(Refused, match="Another manager admits"):
        open_record(files.record("N-01"), make_manager("P-09", ONE, entropy, SMALLEST_COST), ONE)


def test_an_erased_record_is_gone_and_may_be_erased_again(tmp_path, managers, entropy):
    files = RegisterFiles(tmp_path)
    files.put(seal_record("N-01", form(), managers, entropy))
    files.erase("N-01")
    files.erase("N-01")
    assert files.nominees() == ()
    with pytest.raises(Unusable, match="Nothing is kept of N-01"):
        files.record("N-01")
    with pytest.raises(Misuse):
        files.erase("../keyroom")


def test_a_damaged_file_says_so(tmp_path, managers, entropy):
    files = RegisterFiles(tmp_path)
    files.put(seal_record("N-01", form(), managers, entropy))
    (files.folder / "N-01.sealed").write_bytes(b"{}")
    with pytest.raises(Unusable, match="is damaged"):
        files.record("N-01")
