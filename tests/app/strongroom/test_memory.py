"""Single secrets in memory."""

import os

from app.strongroom.memory import lock_in, wipe
from ceremonies.secret import Secret


def test_a_secret_is_overwritten_where_it_stands():
    value = os.urandom(32)
    secret = Secret(value)
    wipe(secret, None, Secret(b""))
    assert value == bytes(32)
    assert secret.reveal() == bytes(32)


def test_one_byte_is_shared_by_all_and_left_alone():
    wipe(Secret(b"a"))
    assert bytes([97]) == b"a"


def test_a_small_secret_can_be_locked():
    assert lock_in(Secret(os.urandom(32)))
    assert not lock_in(Secret(b""))
