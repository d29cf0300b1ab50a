"""Makes a set of shares (rules SHARE-SET and CSK).

No SLIP-39 passphrase is used: under a wrong one another secret comes out and nothing says so. The sets are not
extendable, so that every software for SLIP-39 since 2019 reads them; a key that is shared out again gets a new
wrapping key, so nothing is ever added to a set.

Source: SLIP-0039, Generating the shares.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from shamir_mnemonic import shamir

from ceremonies.errors import Refused
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.shares.limits import IDENTIFIERS, SECRET_BYTES, check_m_of_n

ITERATION_EXPONENT = 0
"""The passphrase is empty and the secret random: stretching would protect nothing."""
MOST_EXPONENT = 15


class ShareSet(msgspec.Struct, frozen=True, kw_only=True):
    """A new set of shares.

    Attributes:
        identifier: its number, 0 to 32767.
        m: how many shares are needed.
        n: how many there are.
        words: of each share in turn; the first is share number 1.
    """

    identifier: int
    m: int
    n: int
    words: tuple[Secret, ...]


def split(
    secret: Secret,
    m: int,
    n: int,
    *,
    taken_identifiers: Collection[int],
    entropy: Entropy,
    iteration_exponent: int = ITERATION_EXPONENT,
) -> ShareSet:
    """``n`` shares of ``secret``, of which any ``m`` give it back.

    Args:
        secret: 16 or 32 bytes.
        m: shares needed, at least 2.
        n: shares made, at most 16.
        taken_identifiers: the numbers of every set in the register, of whatever key.
        entropy: gives the identifier and the polynomials.
        iteration_exponent: 0 to 15.

    Raises:
        Refused: SHARE-SET: M or N is out of bounds, the length or the exponent is not one that is shared out, or no
            identifier is left.
    """
    check_m_of_n(m, n)
    if len(secret.reveal()) not in SECRET_BYTES:
        raise Refused("SHARE-SET", "Only a key of 16 or 32 bytes is shared out. Make the key anew.")
    if not 0 <= iteration_exponent <= MOST_EXPONENT:
        raise Refused(
            "SHARE-SET", f"The iteration exponent goes from 0 to {MOST_EXPONENT}. Mend the ceremony's script."
        )
    identifier = _new_identifier(taken_identifiers, entropy)
    encrypted = shamir.EncryptedMasterSecret.from_master_secret(
        secret.reveal(), b"", identifier, extendable=False, iteration_exponent=iteration_exponent
    )
    with _drawing_from(entropy):
        (shares,) = shamir.split_ems(1, [(m, n)], encrypted)
    return ShareSet(identifier=identifier, m=m, n=n, words=tuple(Secret(share.mnemonic()) for share in shares))


def _new_identifier(taken: Collection[int], entropy: Entropy) -> int:
    """A number that no set in the register has, each of those left as likely as another.

    Raises:
        Refused: SHARE-SET: none is left.
    """
    used = set(taken)
    if len(used & set(range(IDENTIFIERS))) == IDENTIFIERS:
        raise Refused("SHARE-SET", "Every number of a set has been used. This record can make no further shares.")
    while True:
        identifier = int.from_bytes(entropy.take(2), "big") % IDENTIFIERS
        if identifier not in used:
            return identifier


@contextmanager
def _drawing_from(entropy: Entropy) -> Iterator[None]:
    """Have the library draw from ``entropy`` (rule TOKEN-ENTROPY); it offers no other way than its own variable."""
    library: Any = shamir
    before: Callable[[int], bytes] = library.RANDOM_BYTES
    library.RANDOM_BYTES = entropy.take
    try:
        yield
    finally:
        library.RANDOM_BYTES = before
