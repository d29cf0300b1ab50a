import subprocess

import pytest

from ceremonies.errors import Misuse
from ceremonies.secret import Secret
from ceremonies.shares.check_value import check_value, has_check_value


@pytest.mark.parametrize("size", [16, 32])
def test_openssl_makes_the_same(size, tmp_path):
    key = bytes(range(size))
    zeros = tmp_path / "zeros"
    zeros.write_bytes(bytes(16))
    done = subprocess.run(
        ["openssl", "mac", "-cipher", f"AES-{8 * size}-CBC", "-macopt", f"hexkey:{key.hex()}", "-in", zeros, "CMAC"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().lower().startswith(check_value(Secret(key)))


def test_it_is_ten_digits_and_tells_keys_apart(secret):
    assert len(check_value(secret)) == 10
    assert has_check_value(secret, check_value(secret).upper())
    assert not has_check_value(Secret(bytes(32)), check_value(secret))


def test_only_an_aes_key_has_one():
    with pytest.raises(Misuse):
        check_value(Secret(bytes(18)))
    assert not has_check_value(Secret(bytes(18)), "0" * 10)
