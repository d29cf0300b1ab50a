"""Shares back to the secret. The library wants exactly the threshold; whatever is beyond it is proved too.

Every further share takes the place of another and must lead to the same secret (rule SHARE-SET). Sets of several groups
are read, though none is made here.

Source: SLIP-0039, Combining the shares.
"""

from collections.abc import Mapping, Sequence

import msgspec
from shamir_mnemonic import shamir
from shamir_mnemonic.utils import MnemonicError

from ceremonies.errors import Refused
from ceremonies.secret import Secret
from ceremonies.shares.share import Share

Groups = Mapping[int, Sequence[Share]]
_WRONG = (
    "The shares bear the numbers of one set, but don't belong together: at least one of them is not of this key. Take"
    " them again from other custodians, and examine each of these."
)


class Recombined(msgspec.Struct, frozen=True):
    """What a set of shares gave.

    Attributes:
        secret: the secret.
        used: the shares that were recombined.
        proved: further shares, each shown to lead to the same secret.
        unproved: further shares of groups too small to say anything.
    """

    secret: Secret
    used: tuple[Share, ...]
    proved: tuple[Share, ...]
    unproved: tuple[Share, ...]


def recombine(shares: Sequence[Share], passphrase: Secret | None = None) -> Recombined:
    """The secret of ``shares``, which all have the same parameters and different places.

    Args:
        shares: at least the threshold.
        passphrase: SLIP-39's own, for sets made elsewhere; printable ASCII.

    Raises:
        Refused: SHARE-SET: too few, or one of them doesn't belong to the set.
    """
    groups = in_groups(shares)
    lacking = lacks(groups)
    if lacking:
        raise Refused("SHARE-SET", lacking)
    found = _combined(groups, shares, passphrase)
    if found is None:
        raise Refused("SHARE-SET", _WRONG)
    return found


def _combined(groups: Groups, shares: Sequence[Share], passphrase: Secret | None) -> Recombined | None:
    """What the shares give, or nothing where one of them doesn't belong. Raises nothing: it holds the secret."""
    complete = [members for members in groups.values() if is_complete(members)]
    base = [members[: members[0].threshold] for members in complete[: shares[0].parameters.group_threshold]]
    encrypted = _encrypted(base)
    if encrypted is None:
        return None
    used = tuple(share for members in base for share in members)
    proved, unproved = [], []
    for share in shares:
        if share in used:
            continue
        instead = _with(share, base, groups)
        if instead is None:
            unproved.append(share)
        elif _encrypted(instead) == encrypted:
            proved.append(share)
        else:
            return None
    secret = Secret(encrypted.decrypt(passphrase.reveal() if passphrase else b""))
    return Recombined(secret, used, tuple(proved), tuple(unproved))


def in_groups(shares: Sequence[Share]) -> dict[int, list[Share]]:
    """The shares by their group, in the order in which they came."""
    groups: dict[int, list[Share]] = {}
    for share in shares:
        groups.setdefault(share.group, []).append(share)
    return groups


def is_complete(members: Sequence[Share]) -> bool:
    """Whether these shares of one group reach its threshold."""
    return len(members) >= members[0].threshold


def lacks(groups: Groups) -> str:
    """What is missing to the threshold, as a sentence; empty when it is reached."""
    if not groups:
        return "No share was taken."
    first = next(iter(groups.values()))[0]
    needed = first.parameters.group_threshold
    if first.parameters.group_count == 1:
        (members,) = groups.values()
        return "" if is_complete(members) else f"{len(members)} of {first.threshold} shares are here. Bring the others."
    complete = sum(is_complete(members) for members in groups.values())
    return "" if complete >= needed else f"{complete} of {needed} groups of shares are complete. Bring the others."


def _with(share: Share, base: Sequence[Sequence[Share]], groups: Groups) -> list[list[Share]] | None:
    """A choice as large as ``base`` with ``share`` in it, or nothing where its group is incomplete."""
    members = groups[share.group]
    if not is_complete(members):
        return None
    others = [one for one in members if one is not share][: share.threshold - 1]
    kept = [list(chosen) for chosen in base if chosen[0].group != share.group]
    return [[share, *others], *kept[: share.parameters.group_threshold - 1]]


def _encrypted(chosen: Sequence[Sequence[Share]]) -> shamir.EncryptedMasterSecret | None:
    """What exactly these shares recombine to before it is decrypted, or nothing where the digests don't fit."""
    try:
        decoded = shamir.decode_mnemonics(share.words.reveal_text() for members in chosen for share in members)
        return shamir.recover_ems(decoded)
    except MnemonicError:
        return None
