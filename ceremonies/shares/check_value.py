"""A short value by which a recombined key is known for the right one, and from which it can't be had.

AES-CMAC of one block of zeros under the key, its first five bytes (ANSI X9.24-1:2017, Annex A, for AES keys). Anyone
can make it again: ``openssl mac -cipher AES-256-CBC -macopt hexkey:KEY CMAC`` over 16 zero bytes.
"""

import hmac

from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

from ceremonies.errors import Misuse
from ceremonies.secret import Secret
from ceremonies.shares.limits import SECRET_BYTES

BYTES = 5


def check_value(secret: Secret) -> str:
    """The check value of an AES key of 16 or 32 bytes: ten hexadecimal digits.

    Raises:
        Misuse: another length.
    """
    if len(secret.reveal()) not in SECRET_BYTES:
        raise Misuse("A check value is of an AES key of 16 or 32 bytes.")
    mac = CMAC(AES(secret.reveal()))
    mac.update(bytes(16))
    return mac.finalize()[:BYTES].hex()


def has_check_value(secret: Secret, expected: str) -> bool:
    """Whether ``secret`` is the key with that check value."""
    return len(secret.reveal()) in SECRET_BYTES and hmac.compare_digest(check_value(secret), expected.lower())
