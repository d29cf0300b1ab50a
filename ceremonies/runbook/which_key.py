"""Which key is meant (rule KEY-STATE): the generation that a step or ceremony says, found in the register."""

from collections.abc import Mapping

from ceremonies.keys.kinds import generation_of, next_name
from ceremonies.runbook.calling import GENERATIONS, KeyKnown
from ceremonies.runbook.schema import Ceremony

Keys = Mapping[str, KeyKnown]
"""Every key of the record, by name."""


def states_meant(called: Ceremony) -> tuple[str, ...]:
    """The states in which a key can be the one that is meant."""
    if called.which != "new":
        return (called.which,)
    return ("planned", "made") if called.script in GENERATIONS else ("made", "in use")


def keys_meant(called: Ceremony, keys: Keys) -> tuple[str, ...]:
    """The keys of the record that may be meant; of new ones only the newest."""
    own = sorted((name for name, known in keys.items() if known.kind == called.key), key=generation_of)
    wanted = own[-1:] if called.which == "new" else own
    return tuple(name for name in wanted if keys[name].status in states_meant(called))


def key_to_make(called: Ceremony, keys: Keys) -> str:
    """The name of the key that the ceremony makes; empty where it makes none, or one that is begun already."""
    makes = called.which == "new" and called.script in GENERATIONS
    return next_name(called.key, keys) if makes and not keys_meant(called, keys) else ""
