"""Takes the shares of one set, one after the other, and names what is wrong with one at once (rule SHARE-REFUSED).

What was taken is kept here, in memory, and nowhere else: a restart begins anew.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from ceremonies.errors import Refused, ShareRefused
from ceremonies.secret import Secret
from ceremonies.shares.check_value import has_check_value
from ceremonies.shares.commitment import Commitment, proves
from ceremonies.shares.limits import MOST, WORDS_OF
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import recombine
from ceremonies.shares.share import Share, set_name

NO_COMMITMENTS: Mapping[int, Commitment] = MappingProxyType({})


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Which set is asked for, as the record knows it.

    Attributes:
        identifier: the set's number.
        m: shares needed.
        n: shares there are.
        secret_bytes: the length of the secret, 16 or 32.
        superseded: the numbers of older sets of the same key.
        commitments: by the share's index from 0, what the record keeps of it; a share without one isn't compared.
        most: how many shares are taken in this act; further ones stay in their bags.
        copies: whether a part may come twice, from a custodian and a deputy (rule CSK).
    """

    identifier: int
    m: int
    n: int
    secret_bytes: int = 32
    superseded: frozenset[int] = frozenset()
    commitments: Mapping[int, Commitment] = NO_COMMITMENTS
    most: int = MOST
    copies: bool = False


class Taken(msgspec.Struct, frozen=True):
    """A share that was taken; public.

    Attributes:
        index: which it was, from 0.
        count: different shares so far.
        needed: how many more are needed.
        copy: whether it is the same part again, from a deputy.
    """

    index: int
    count: int
    needed: int
    copy: bool = False


class Collecting:
    """The shares of one set as they come in."""

    def __init__(self, expected: Expected) -> None:
        self._expected = expected
        self._taken: dict[int, Share] = {}

    def add(self, typed: Secret) -> Taken:
        """Take one share: words, or the numbers of words.

        Raises:
            ShareRefused: it is mistyped, of another or an older set, was taken before, or is one too many. Those that
                were taken stay.
        """
        share = parse_share(typed)
        self._check_set(share)
        copy = self._check_new(share)
        if not copy and len(self._taken) >= self._expected.most:
            raise ShareRefused(
                "too many",
                f"{self._expected.most} shares were agreed for this act, and they are here. Put share {share.number}"
                " back into its bag unseen.",
            )
        self._check_genuine(share)
        self._taken.setdefault(share.index, share)
        return Taken(share.index, len(self._taken), self.missing(), copy)

    @property
    def identifier(self) -> int:
        """The number of the set that is asked for."""
        return self._expected.identifier

    @property
    def secret_bytes(self) -> int:
        """The length of its secret: 16 or 32."""
        return self._expected.secret_bytes

    @property
    def indices(self) -> tuple[int, ...]:
        """Which shares were taken, from 0, in the order in which they came."""
        return tuple(self._taken)

    def missing(self) -> int:
        """How many more shares are needed."""
        return max(0, self._expected.m - len(self._taken))

    def recombine(self, check_value: str | None = None) -> Secret:
        """The secret.

        Args:
            check_value: the one that the record holds of it.

        Raises:
            Refused: SHARE-SET: shares are missing, one of them doesn't belong to the set, or it is another secret.
        """
        if self.missing():
            raise Refused(
                "SHARE-SET", f"{len(self._taken)} of {self._expected.m} shares are here. Take the others first."
            )
        secret = recombine(tuple(self._taken.values())).secret
        if check_value is not None and not has_check_value(secret, check_value):
            raise Refused(
                "SHARE-SET",
                "The shares give another key than the one in the record: its check value differs. Nothing was"
                " activated. Examine the shares and the record.",
            )
        return secret

    def forget(self) -> None:
        """Let go of every share."""
        self._taken.clear()

    def _check_set(self, share: Share) -> None:
        """Check that the share belongs to the set that is asked for.

        Raises:
            ShareRefused: superseded or foreign.
        """
        expected = self._expected
        wanted = f"Bring one of set {set_name(expected.identifier)}."
        if share.identifier in expected.superseded and share.identifier != expected.identifier:
            raise ShareRefused(
                "superseded",
                f"This is {share.name}, an older set of the same key, which a newer one has replaced. Put it back into"
                f" its bag and have it accounted for. {wanted}",
            )
        if share.identifier != expected.identifier:
            raise ShareRefused("foreign", f"This is {share.name}, which belongs to another key. {wanted}")
        of_such = (
            share.threshold == expected.m
            and share.index < expected.n
            and share.parameters.group_count == 1
            and len(share.words.reveal_text().split()) == WORDS_OF[expected.secret_bytes]
        )
        if not of_such:
            raise ShareRefused(
                "foreign",
                f"This share bears the number of set {share.parameters.name}, but none such was made for it. {_APART}",
            )

    def _check_new(self, share: Share) -> bool:
        """Whether the share is a part that was taken before and may come again.

        Raises:
            ShareRefused: repeated, or another share with the same number.
        """
        before = self._taken.get(share.index)
        if before is None:
            return False
        if before.value != share.value or before.parameters != share.parameters:
            raise ShareRefused("foreign", f"Another share {share.number} was taken before, with other words. {_APART}")
        if not self._expected.copies:
            raise ShareRefused("repeated", f"Share {share.number} was taken before. Bring another one.")
        return True

    def _check_genuine(self, share: Share) -> None:
        """Check the share against what the record keeps of it, and against the others.

        Raises:
            ShareRefused: foreign.
        """
        committed = self._expected.commitments.get(share.index)
        if committed is not None and not proves(committed, share):
            raise ShareRefused("foreign", f"This is not the share {share.number} that was handed out. {_APART}")
        if any(one.parameters != share.parameters for one in self._taken.values()):
            raise ShareRefused("foreign", f"Share {share.number} was not made with the others. {_APART}")


_APART = "Keep it apart and say so to the Ceremony Administrator."
