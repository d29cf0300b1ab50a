"""Looks which tokens are there, by a short process of its own."""

from app.strongroom.tokens import messages
from app.strongroom.tokens.asking import ask
from ceremonies.tokens.actions import Sight


def tokens_seen(module: str, software_tokens: str) -> tuple[Sight, ...]:
    """The tokens behind a PKCS #11 module, or without one the workspace's software tokens.

    Raises:
        BadModule: it can't be loaded, or crashed.
    """
    question = messages.List(kind="pkcs11" if module else "software", module=module or software_tokens)
    reply = ask(question)
    seen = reply.tokens if isinstance(reply, messages.Listed) else ()
    return tuple(Sight(token=one.token, mark=one.mark) for one in seen)
