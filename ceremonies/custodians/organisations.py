"""Whether one organisation could wake a key, or keep it asleep, by itself (rule PEOPLE-CONFLICT).

Which organisation a Key Custodian belongs to is sealed. A manager opens the register and this is worked out there; only
the outcome is recorded, without the name of any organisation.
"""

from collections import Counter
from collections.abc import Mapping

import msgspec

FITS = "no organisation holds too much"
REACHES = "one organisation reaches the quorum by itself"
BLOCKS = "without one organisation the quorum is not reached"


class Balance(msgspec.Struct, frozen=True):
    """What came out.

    Attributes:
        outcomes: what is recorded: ``FITS``, or one or both of the others.
        told: for the manager's eyes only: the organisations concerned.
    """

    outcomes: tuple[str, ...]
    told: tuple[str, ...]


def balance(holders: Mapping[str, str], m: int, n: int) -> Balance:
    """How shares lie among organisations.

    Args:
        holders: by share's holder, the organisation.
        m: how many shares give the key.
        n: how many there are.
    """
    counts = Counter(" ".join(one.casefold().split()) for one in holders.values())
    reaching = {name for name, count in counts.items() if count >= m}
    blocking = {name for name, count in counts.items() if n - count < m}
    outcomes = [text for text, found in ((REACHES, reaching), (BLOCKS, blocking)) if found]
    shown = {" ".join(one.casefold().split()): one for one in holders.values()}
    return Balance(tuple(outcomes) or (FITS,), tuple(sorted(shown[one] for one in reaching | blocking)))
