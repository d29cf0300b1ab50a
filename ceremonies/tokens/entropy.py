"""Randomness of production: the operating system's and the token's together, and no other (rule TOKEN-ENTROPY)."""

from ceremonies.errors import Refused
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.tokens.port import Session

OPERATING_SYSTEM = "operating system"
"""What an entropy that draws from the operating system says of itself in its attribute ``source``."""


def check_sources(entropy: Entropy, session: Session | None, *, kind: str) -> None:
    """Both sources that production takes are there, and are what they say.

    Raises:
        Refused: TOKEN-ENTROPY.
    """
    if kind != "production":
        return
    source = getattr(entropy, "source", "")
    if source != OPERATING_SYSTEM:
        raise Refused(
            "TOKEN-ENTROPY",
            f"The random bytes come from {source or 'an unknown source'}. Production takes the operating system's and "
            "the token's together, and no other.",
        )
    if session is None or session.info.kind == "software":
        raise Refused("TOKEN-ENTROPY", "No hardware token gives random bytes. Production takes no key without it.")


def mixed(session: Session, entropy: Entropy, count: int, *, kind: str) -> Secret:
    """``count`` bytes: the token's XOR the operating system's (rule WRAP-ORIGIN).

    Raises:
        Refused: TOKEN-ENTROPY.
    """
    check_sources(entropy, session, kind=kind)
    ours = int.from_bytes(entropy.take(count), "big")
    theirs = int.from_bytes(session.random(count).reveal(), "big")
    return Secret((ours ^ theirs).to_bytes(count, "big"))
