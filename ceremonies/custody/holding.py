"""Who may hold which Key Components together (rules PEOPLE-CONFLICT and CSK)."""

from collections.abc import Iterable, Mapping

from ceremonies.custody.state import CustodyState, Item
from ceremonies.errors import Refused

_APART = {"contingency": "contingency symmetric", "contingency symmetric": "contingency"}


def check_may_have(
    state: CustodyState, wanted: Iterable[Item], person: str, kinds: Mapping[str, str], *, leaving: str = ""
) -> None:
    """Nothing, if ``person`` may have these Key Components beside those that they have.

    Args:
        state: the register.
        wanted: the Key Components.
        person: the custodian.
        kinds: by key name, its kind.
        leaving: whoever has them now.

    Raises:
        Refused: PEOPLE-CONFLICT or CSK.
    """
    own = [item for item in state.items.values() if item.kind == "component" and item.there and item.holder == person]
    for one in wanted:
        for item in own:
            if (item.key, item.set) == (one.key, one.set) and item.share != one.share and person != leaving:
                raise Refused(
                    "PEOPLE-CONFLICT",
                    f"{person} has share {item.share} of this set of {one.key}. Nobody holds two; ask somebody else.",
                )
            if kinds.get(item.key) and _APART.get(kinds.get(one.key, "")) == kinds[item.key]:
                raise Refused(
                    "CSK",
                    f"{person} holds a share of {item.key}. The Contingency Private Key and the Contingency Symmetric"
                    " Key are held by different people; ask somebody else.",
                )
