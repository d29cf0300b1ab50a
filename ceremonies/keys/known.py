"""What is known of the room as a key's rules may know it."""

from ceremonies.keys.doubt import doubt_of
from ceremonies.keys.facts import KeyFacts
from ceremonies.keys.kinds import stream_of
from ceremonies.keys.register import register_of
from ceremonies.keys.state import KeyState
from ceremonies.known import Known
from ceremonies.tokens.state import STREAM as TOKENS


def key_facts(known: Known, other: str = "") -> KeyFacts:
    """The facts for one key's rules; ``other`` is the second key that an action is about."""
    production = known.workspace.kind == "production"
    return KeyFacts(
        present=frozenset(known.sitting.present),
        roles={one.id: one.roles for one in known.people.people.values() if one.active},
        sitting=known.sitting.number,
        production=production,
        register=register_of(known.rows("key/")),
        tokens=known.state(TOKENS),
        other=known.state(stream_of(other)) if other else None,
        doubt=doubt_in(known),
    )


def doubt_in(known: Known) -> str:
    """Why nothing may be signed, activated or destroyed in this sitting; empty when all is well (rule ROLLBACK)."""
    production = known.workspace.kind == "production"
    left = max(known.ledger.cosigned(), default=0) if production else 0
    return doubt_of(known.sitting, left, production=production, decided=bool(known.sitting.decided))


def second_state(known: Known, state: KeyState) -> KeyState | None:
    """The Contingency Symmetric Key of the activation that runs; None where it takes none."""
    name = state.activation.symmetric if state.activation else ""
    return known.state(stream_of(name)) if name else None
