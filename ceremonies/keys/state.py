"""Where a key stands: the fold of its stream ``key/<NAME>``. ``apply`` can't fail."""

from ceremonies.keys import fold_holding, fold_making, fold_using
from ceremonies.keys.whole import KeyState
from ceremonies.recorded import Recorded, moment

__all__ = ["KeyState", "apply"]

_HANDLERS = {**fold_making.HANDLERS, **fold_holding.HANDLERS, **fold_using.HANDLERS}


def apply(state: KeyState, entry: Recorded) -> None:
    """Take one recorded entry into the key. A kind of a later version changes nothing."""
    handler = _HANDLERS.get(entry.kind)
    if handler is not None:
        handler(state, entry.body, moment(entry))
