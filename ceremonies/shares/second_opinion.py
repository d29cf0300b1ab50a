"""Recombines a new set with a second implementation, by other people, before anything of it is handed out.

Every M-subset, or, where there are more than the limit, so many that a recorded seed chooses. Which they are can be
found again from the seed alone: subset number i is the one whose place among all, counted in the order of
``itertools.combinations``, is SHA-256(seed, i as 4 bytes) modulo their number; a place that came before is passed over.

Rule KEY-COMMIT; the implementation is bip39-slip39, which shares no code with shamir-mnemonic.
"""

import itertools
from collections.abc import Iterable, Iterator
from hashlib import sha256
from math import comb

import msgspec
from bip39_slip39 import slip39

from ceremonies.errors import Stopped
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.shares.split import ShareSet

MOST_SUBSETS = 1000
SEED_BYTES = 16
EVERY = "every subset"


class Checked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a set was checked; public.

    Attributes:
        count: subsets that were recombined.
        of: subsets that there are.
        how: ``every subset``, or the seed that chose them.
    """

    count: int
    of: int
    how: str


def check_split(made: ShareSet, secret: Secret, *, rng: Entropy, most: int = MOST_SUBSETS) -> Checked:
    """Recombine the subsets of ``made`` and compare each with ``secret``.

    Args:
        made: the new set.
        secret: what was split.
        rng: gives the seed where not every subset is taken.
        most: subsets at most.

    Raises:
        Stopped: a subset gives another secret or none, or the shares aren't the set's. Nothing may be handed out.
    """
    if _what_shares_say(made) != [(made.identifier, made.m, index, 1) for index in range(made.n)]:
        raise Stopped(_FAILED)
    total, how = comb(made.n, made.m), EVERY
    chosen: Iterator[tuple[int, ...]] = itertools.combinations(range(made.n), made.m)
    if total > most:
        seed = rng.take(SEED_BYTES)
        chosen = (subset(place, made.m, made.n) for place in places(seed, total, most))
        how = f"random, seed {seed.hex()}"
    count = min(total, most)
    if _that_give(made, secret, chosen) != count:
        raise Stopped(_FAILED)
    return Checked(count, total, how)


def places(seed: bytes, total: int, count: int) -> Iterator[int]:
    """``count`` different places among ``total``, as ``seed`` chooses them."""
    seen: set[int] = set()
    for number in itertools.count():
        if len(seen) == count:
            return
        place = int.from_bytes(sha256(seed + number.to_bytes(4, "big")).digest(), "big") % total
        if place not in seen:
            seen.add(place)
            yield place


def subset(place: int, m: int, n: int) -> tuple[int, ...]:
    """The subset of ``m`` of ``n`` at ``place`` in the order of ``itertools.combinations``."""
    chosen: list[int] = []
    for index in range(n):
        if len(chosen) == m:
            break
        beginning_here = comb(n - index - 1, m - len(chosen) - 1)
        if place < beginning_here:
            chosen.append(index)
        else:
            place -= beginning_here
    return tuple(chosen)


def _what_shares_say(made: ShareSet) -> list[tuple[int, int, int, int]]:
    """What each share says of itself, as the second implementation reads it; nothing where one isn't readable."""
    try:
        shares = [slip39.share_from_mnemonic(words.reveal_text()) for words in made.words]
    except ValueError:
        return []
    return [(one.identifier, one.member_threshold, one.member_index, one.group_count) for one in shares]


def _that_give(made: ShareSet, secret: Secret, subsets: Iterable[tuple[int, ...]]) -> int:
    """How many subsets give the secret, up to the first that doesn't."""
    known: slip39.EncryptedMasterSecret | None = None
    count = 0
    for chosen in subsets:
        encrypted = _encrypted([made.words[index].reveal_text() for index in chosen])
        if encrypted is None or (encrypted != known and Secret(encrypted.master_secret()) != secret):
            break
        known = encrypted
        count += 1
    return count


def _encrypted(mnemonics: list[str]) -> slip39.EncryptedMasterSecret | None:
    """What they recombine to before it is decrypted, or nothing."""
    try:
        return slip39.encrypted_master_secret_from_mnemonics(mnemonics)
    except ValueError:
        return None


_FAILED = (
    "The shares that were made don't give the key back, so none may be handed out. Abandon this key and make a new one;"
    " if it happens again, stop the ceremony."
)
