"""One share, decoded. Imports no library of shares.

Source: SLIP-0039, Format of the share mnemonic.
"""

import msgspec

from ceremonies.secret import Secret


class SetParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What every share of one set has in common.

    Attributes:
        identifier: the set's number, 0 to 32767.
        extendable: whether the set could be added to.
        iteration_exponent: how often the passphrase is stretched.
        group_threshold, group_count: 1 and 1 for every set that is made here.
    """

    identifier: int
    extendable: bool
    iteration_exponent: int
    group_threshold: int = 1
    group_count: int = 1

    @property
    def name(self) -> str:
        """The set's number as it stands on cards and screens: five digits."""
        return set_name(self.identifier)


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """One share of a set.

    Attributes:
        parameters: what it has in common with the others.
        group: which group it belongs to, from 0.
        threshold: how many of its group are needed.
        index: its place in the set, from 0.
        value: the bytes it carries.
        words: its words, in small letters with single spaces.
    """

    parameters: SetParameters
    group: int
    threshold: int
    index: int
    value: Secret
    words: Secret

    @property
    def identifier(self) -> int:
        """The number of its set."""
        return self.parameters.identifier

    @property
    def number(self) -> int:
        """Its number as people say it, from 1."""
        return self.index + 1

    @property
    def name(self) -> str:
        """What it is called on cards, screens and in sentences."""
        group = f" of group {self.group + 1}" if self.parameters.group_count > 1 else ""
        return f"share {self.number}{group} of set {self.parameters.name}"


def set_name(identifier: int) -> str:
    """A set's number in five digits."""
    return f"{identifier:05d}"
