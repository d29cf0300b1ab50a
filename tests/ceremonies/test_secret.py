import copy
import pickle
import traceback

import pytest

from ceremonies.errors import Misuse
from ceremonies.secret import Secret

PASSPHRASE = "heather-otter-candle"


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(PASSPHRASE)),
        str(Secret(PASSPHRASE)),
        f"{Secret(PASSPHRASE)}",
        f"{Secret(PASSPHRASE):>40}",
        f"{Secret(PASSPHRASE)!r}",
        repr([Secret(PASSPHRASE)]),
        repr({"passphrase": Secret(PASSPHRASE.encode())}),
    ],
)
def test_nothing_that_prints_shows_the_value(shown):
    assert PASSPHRASE not in shown
    assert "Secret(...)" in shown


def test_a_traceback_with_local_variables_does_not_show_it():
    def fails(secret):
        held = secret
        raise ValueError(f"{held} is wrong")

    try:
        fails(Secret(PASSPHRASE))
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "Secret(...)" in shown
    assert "heather-otter-candle" not in shown.replace('PASSPHRASE = "heather-otter-candle"', "")


@pytest.mark.parametrize("act", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_is_neither_pickled_nor_copied(act):
    with pytest.raises(Misuse):
        act(Secret(PASSPHRASE))


def test_it_gives_back_what_it_was_given():
    assert Secret(PASSPHRASE).reveal_text() == PASSPHRASE
    assert Secret(b"\x00\xff").reveal() == b"\x00\xff"


def test_the_same_letters_typed_in_another_form_are_the_same_secret():
    assert Secret("caf\u00e9") == Secret("cafe\u0301")


def test_bytes_are_kept_as_they_are():
    assert Secret("cafe\u0301".encode()) != Secret("caf\u00e9")


def test_secrets_are_compared_and_an_empty_one_is_false():
    assert Secret("a") == Secret(b"a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert not Secret("")


def test_it_has_no_hash():
    with pytest.raises(TypeError):
        hash(Secret("a"))


def test_bytes_that_are_no_text_say_so_without_showing_them():
    with pytest.raises(Misuse) as refusal:
        Secret(b"\xff\xfe").reveal_text()
    assert refusal.value.__cause__ is None
