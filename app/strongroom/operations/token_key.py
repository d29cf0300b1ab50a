"""Keys that stay on their token: made there, never taken from it, destroyed there (rule KEY-CA-DUAL)."""

from app.strongroom.held import Held
from app.strongroom.operations.generate import give_up
from app.strongroom.operations.keys_shown import (
    fingerprint,
    from_pem,
    otherwise,
    prove_possession,
    show_gone,
    to_pem,
)
from app.strongroom.protocol import Closed, DestroyTokenKey, GenerateTokenKey, TokenKeyMade
from ceremonies.errors import Refused
from ceremonies.tokens.port import Handle, KeyAttributes, Session


def generate_token_key(held: Held, asked: GenerateTokenKey) -> TokenKeyMade:
    """Make the key; the session closes after it."""
    held.check_idle()
    session = held.open_session()
    private = session.generate_ec(asked.key, session=False, extractable=False)
    try:
        public = session.public_key(private)
        prove_possession(session, private, public, held.entropy)
        attributes = _checked(session, private)
    except BaseException:
        give_up(session, private)
        raise
    held.forget()
    return TokenKeyMade(
        key=asked.key,
        public=to_pem(public),
        fingerprint=fingerprint(public),
        attributes=attributes,
        tests=("The new key signed a random challenge, and the signature fits its public key.",),
    )


def _checked(session: Session, private: Handle) -> KeyAttributes:
    """The new key's attributes.

    Raises:
        Refused: KEY-CA-DUAL: it doesn't stay on the token, can leave it, or does more than sign.
    """
    attributes = session.attributes(private)
    wanted = {"token": True, "private": True, "sensitive": True, "extractable": False, "usages": ("sign",)}
    if wrong := otherwise(attributes, **wanted):
        raise Refused("KEY-CA-DUAL", wrong)
    return attributes


def destroy_token_key(held: Held, asked: DestroyTokenKey) -> Closed:
    """Destroy the key that is meant, and show that it is gone.

    Raises:
        Refused: KEY-STATE: another key has that label.
    """
    held.check_idle()
    session = held.open_session()
    private = session.find(asked.key)
    if session.public_key(private) != from_pem(asked.public):
        raise Refused(
            "KEY-STATE", f"The key {asked.key} on the token is another one than the record's. Nothing was destroyed."
        )
    session.destroy(private)
    objects, tests = show_gone(session, asked.key, private)
    held.forget()
    return Closed(key=asked.key, objects=objects, tests=tests)
