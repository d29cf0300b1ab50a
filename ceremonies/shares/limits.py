"""How many shares there may be, of a secret of what length. Imports no library of shares."""

from ceremonies.errors import Refused

FEWEST = 2
"""Shares that a threshold asks for, at least: one share alone must never be the key."""
MOST = 16
"""Shares of one set, at most (SLIP-0039: four bits for the member index)."""
SECRET_BYTES = (16, 32)
"""Lengths of a secret that is split: an AES-128 or an AES-256 key."""
WORDS_OF = {16: 20, 32: 33}
"""By the secret's length in bytes, the words of each of its shares."""
IDENTIFIERS = 1 << 15
"""How many set identifiers there are: 15 bits."""


def check_m_of_n(m: int, n: int) -> None:
    """Check that ``n`` shares may be made of which ``m`` are enough.

    Raises:
        Refused: SHARE-SET: not 2 ≤ M ≤ N ≤ 16.
    """
    if not FEWEST <= m <= n <= MOST:
        raise Refused(
            "SHARE-SET",
            f"{m} of {n} can't be shared out. At least {FEWEST} shares must be needed, no more than there are, and"
            f" there can be {MOST} at most. Choose another M or N.",
        )


def check_parts(m: int, n: int, secret_bytes: int) -> None:
    """Check the parts of a Contingency Symmetric Key: all of them are needed, and the length is an AES key's.

    Raises:
        Refused: CSK: some parts would be enough, or the length is no AES key's.
    """
    check_m_of_n(m, n)
    if m != n:
        raise Refused(
            "CSK",
            f"The Contingency Symmetric Key takes every part of it, not {m} of {n}. Make as many parts needed as there"
            " are.",
        )
    if secret_bytes not in SECRET_BYTES:
        raise Refused(
            "CSK",
            f"The Contingency Symmetric Key can't have {secret_bytes} bytes. The wrap algorithm takes 16 or 32.",
        )
