"""Looks at a token from a second process: what one session made must not be seen there (rule TOKEN-PROBE)."""

from app.strongroom.tokens import messages
from app.strongroom.tokens.asking import ask
from ceremonies.errors import KeyroomError, TokenCannot
from ceremonies.secret import Secret
from ceremonies.tokens.port import TokenKind

_SECONDS = 60


def seen_elsewhere(
    kind: TokenKind, module: str, wanted: str, *, label: str, serial: str, pin: Secret | None, parameters: str = ""
) -> bool:
    """Whether a second process, logged in to the token, sees an object called ``wanted``.

    Args:
        kind: how the token is reached.
        module: the module's file, or the software tokens' folder.
        wanted: the object's label.
        label: the token's.
        serial: the token's.
        pin: its user's; None for a token that wants none.
        parameters: what the module wants to be started with.

    Raises:
        TokenCannot: a second process can't reach the token at all.
    """
    question = messages.Look(
        kind=kind,
        module=module,
        parameters=parameters,
        label=label,
        serial=serial,
        pin=pin.reveal_text() if pin is not None else None,
        wanted=wanted,
    )
    try:
        reply = ask(question, seconds=_SECONDS)
    except KeyroomError as error:
        raise TokenCannot(f"A second process couldn't look: {error}") from None
    return isinstance(reply, messages.Looked) and reply.seen
