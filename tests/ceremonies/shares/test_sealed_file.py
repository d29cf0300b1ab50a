import json

import pytest

from ceremonies.errors import ShareRefused, Unusable, WrongPassphrase
from ceremonies.sealing import SMALLEST_COST
from ceremonies.secret import Secret
from ceremonies.shares.sealed_file import LARGEST, open_sealed_file, read_sealed_file, sealed_file

PASSPHRASE = Secret("lanterns over wet slate")


@pytest.fixture
def file(made, entropy):
    return sealed_file(made.words[2], PASSPHRASE, key="REC-0001", entropy=entropy, cost=SMALLEST_COST)


def test_the_words_come_back_under_the_passphrase(made, file):
    assert open_sealed_file(file, PASSPHRASE) == made.words[2]


def test_the_file_says_in_clear_whose_share_it_is_and_nothing_of_it(made, file):
    held = read_sealed_file(file)
    assert (held.key, held.set, held.number) == ("REC-0001", made.identifier, 3)
    assert not any(word in file.decode() for word in made.words[2].reveal_text().split() if len(word) > 6)


def test_files_of_all_shares_have_one_length(made, entropy):
    files = [
        sealed_file(words, PASSPHRASE, key="REC-0001", entropy=entropy, cost=SMALLEST_COST) for words in made.words
    ]
    assert len({len(file) for file in files}) == 1


def test_a_share_sealed_under_another_passphrase_is_said_so(made, file):
    with pytest.raises(WrongPassphrase, match=f"Share 3 of set {made.identifier:05d} was sealed under another"):
        open_sealed_file(file, Secret("another"))


@pytest.mark.parametrize(("field", "value"), [("key", "REC-0002"), ("set", 1), ("number", 4)])
def test_what_stands_in_clear_can_not_be_changed(file, field, value):
    changed = json.dumps(json.loads(file) | {field: value}).encode()
    with pytest.raises(WrongPassphrase, match="its file was changed"):
        open_sealed_file(changed, PASSPHRASE)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds no sealed share"),
        (b"\xff\xfe", "holds no sealed share"),
        (b'{"format": 1}', "holds no sealed share"),
        (b" " * (LARGEST + 1), "too large"),
    ],
)
def test_another_file_is_said_to_be_none(data, said):
    with pytest.raises(Unusable, match=said):
        open_sealed_file(data, PASSPHRASE)


def test_a_file_cut_short_is_said_to_be_damaged(file):
    with pytest.raises(Unusable, match="damaged"):
        open_sealed_file(file[:-20], PASSPHRASE)


def test_a_file_of_another_version_is_said_so(file):
    with pytest.raises(Unusable, match="another version"):
        read_sealed_file(file.replace(b"sealed share 1", b"sealed share 2"))


def test_neither_no_share_nor_no_passphrase_is_sealed(made, entropy):
    with pytest.raises(ShareRefused):
        sealed_file(Secret("acid"), PASSPHRASE, key="REC-0001", entropy=entropy, cost=SMALLEST_COST)
    with pytest.raises(Unusable, match="empty passphrase"):
        sealed_file(made.words[0], Secret(""), key="REC-0001", entropy=entropy, cost=SMALLEST_COST)
