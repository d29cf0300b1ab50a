"""What a rule finds lacking: the rule's name, the sentence it refuses with, and the same as lines of a list."""

from collections.abc import Iterable

import msgspec

from ceremonies.errors import Refused


class Lack(msgspec.Struct, frozen=True):
    """One thing that stands between a step and its completion.

    Attributes:
        rule: the name of the rule that asks for it.
        sentence: what is wrong and what to do, as the refusal says it.
        lines: the same in a few words each, for the list of what is missing.
    """

    rule: str
    sentence: str
    lines: tuple[str, ...]


def refuse_first(lacks: Iterable[Lack]) -> None:
    """Nothing, if nothing is lacking.

    Raises:
        Refused: the first lack, by its rule.
    """
    for one in lacks:
        raise Refused(one.rule, one.sentence)
