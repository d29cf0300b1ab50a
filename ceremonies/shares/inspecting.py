"""Says of shares what they are, whether they reach their threshold, and what they give (rule SHARE-REVEAL).

Reads whatever any software for SLIP-39 made, sets of several groups too.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from ceremonies.errors import Refused, ShareRefused
from ceremonies.secret import Secret
from ceremonies.shares.parse import parse_share
from ceremonies.shares.recombine import Recombined, in_groups, lacks, recombine
from ceremonies.shares.share import SetParameters, Share
from ceremonies.shares.words import counted


class Looked(msgspec.Struct, frozen=True):
    """What one line is; it says no word of it.

    Attributes:
        line: its number, from 1.
        share: the share, where it is one, whether it counts or not.
        says: what it is, or why it doesn't count.
    """

    line: int
    share: Share | None
    says: str


class Inspection(msgspec.Struct, frozen=True):
    """What the lines are together.

    Attributes:
        lines: each line in turn.
        shares: those that count: of one set, each once.
        contradicting: lines that claim to be of that set and can't be beside the others.
    """

    lines: tuple[Looked, ...]
    shares: tuple[Share, ...]
    contradicting: tuple[int, ...] = ()

    @property
    def lacks(self) -> str:
        """Why nothing can be recovered, as a sentence; empty when the threshold is reached."""
        if self.contradicting:
            which = counted(self.contradicting, "Line")
            return f"{which} can't be of one set with the lines before. Leave out what doesn't belong."
        return lacks(in_groups(self.shares))

    def recombine(self, passphrase: Secret | None = None) -> Recombined:
        """What the shares give.

        Raises:
            Refused: SHARE-SET: too few, or they don't belong together.
        """
        if self.lacks:
            raise Refused("SHARE-SET", self.lacks)
        return recombine(self.shares, passphrase)


def inspect(typed: Sequence[tuple[int, Secret]]) -> Inspection:
    """Look at numbered lines of which each should be a share.

    Where they are of several sets, the set with the most counts; of as many, the one that came first.
    """
    parsed = [(line, _parsed(text)) for line, text in typed]
    sets = Counter(share.parameters for _, share in parsed if isinstance(share, Share))
    ((wanted, _),) = sets.most_common(1) or ((None, 0),)
    counting: dict[tuple[int, int], tuple[int, Share]] = {}
    looked: list[Looked] = []
    contradicting: list[int] = []
    for line, share in parsed:
        if isinstance(share, str):
            looked.append(Looked(line, None, share))
        elif share.parameters != wanted:
            looked.append(Looked(line, share, f"is {share.name}, {_foreign(share, wanted)}"))
        elif (repeated := counting.get((share.group, share.index))) and repeated[1] == share:
            looked.append(Looked(line, share, f"is {share.name} again, as in line {repeated[0]}"))
        elif against := _contradiction(share, counting):
            looked.append(Looked(line, share, against))
            contradicting.append(line)
        else:
            counting[share.group, share.index] = (line, share)
            looked.append(Looked(line, share, f"is {share.name}; {share.threshold} needed{_of_groups(share)}"))
    return Inspection(tuple(looked), tuple(share for _, share in counting.values()), tuple(contradicting))


def check_not_registered(shares: Sequence[Share], registered: Callable[[int], bool]) -> None:
    """Check that none is of a set that a production workspace registered.

    Raises:
        Refused: SHARE-REVEAL.
    """
    for share in shares:
        if registered(share.identifier):
            raise Refused(
                "SHARE-REVEAL",
                f"Set {share.parameters.name} stands in the register of a production workspace. Its shares are taken"
                " in a ceremony and nowhere else; put them back into their bags.",
            )


def check_reveal(kind: str | None) -> None:
    """Check that a secret may be shown: only beside a rehearsal.

    Args:
        kind: of the workspace that is open; nothing where none is.

    Raises:
        Refused: SHARE-REVEAL.
    """
    if kind != "rehearsal":
        raise Refused(
            "SHARE-REVEAL",
            "The secret itself is shown only beside a rehearsal's workspace. Name one with --workspace, or leave"
            " --reveal out: its SHA-256 is enough to compare.",
        )


def _parsed(typed: Secret) -> Share | str:
    """The share, or why it is none."""
    try:
        return parse_share(typed)
    except ShareRefused as error:
        return f"is no share: {error.sentence}"


def _foreign(share: Share, wanted: SetParameters | None) -> str:
    """In what a share of other parameters differs."""
    if wanted is not None and wanted.identifier == share.identifier:
        return "but was made in another way than those of that number"
    return "but not of the set that most lines are of"


def _contradiction(share: Share, counting: dict[tuple[int, int], tuple[int, Share]]) -> str:
    """What in a share of the right set can't be beside those that count; empty when nothing is."""
    for line, other in counting.values():
        if (other.group, other.index) == (share.group, share.index):
            return f"is another {share.name} than line {line}: one of the two is forged, or of another making"
        if len(other.value.reveal()) != len(share.value.reveal()):
            return f"is of another length than line {line}"
        if other.group == share.group and other.threshold != share.threshold:
            return f"says that {share.threshold} are needed, where line {line} says {other.threshold}"
    return ""


def _of_groups(share: Share) -> str:
    """What a set of several groups asks for beside."""
    parameters = share.parameters
    if parameters.group_count == 1:
        return ""
    return f" of its group, and {parameters.group_threshold} of {parameters.group_count} groups"
