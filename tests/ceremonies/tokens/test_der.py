import pytest

from ceremonies.tokens.der import der_length


@pytest.mark.parametrize(
    ("der", "length"),
    [
        (b"\x30\x03\x02\x01\x05", 5),
        (b"\x30\x03\x02\x01\x05" + bytes(5), 5),
        (b"\x04\x81\x80" + bytes(128) + bytes(3), 131),
        (b"\x04\x82\x01\x00" + bytes(256), 260),
        (b"\x30", 1),
        (b"", 0),
    ],
)
def test_where_a_der_value_ends_whatever_follows_it(der, length):
    assert der_length(der) == length
