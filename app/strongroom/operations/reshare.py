"""Re-sharing a key: another wrapping key, another blob, another set; and destroying copies of the old blob."""

from pathlib import Path

from app.strongroom import durable
from app.strongroom.held import Held, Tell
from app.strongroom.operations.activate import unwrapped
from app.strongroom.operations.generate import Splitting, give_up, wrap_and_split
from app.strongroom.operations.keys_shown import fingerprint, otherwise, prove_possession, to_pem
from app.strongroom.protocol import BlobDestroyed, DestroyBlob, KeyMade, Reshare
from ceremonies.errors import Refused
from ceremonies.shares.limits import check_m_of_n
from ceremonies.tokens.port import Handle, KeyAttributes, Session


def reshare(held: Held, asked: Reshare, tell: Tell) -> KeyMade:
    """Unwrap the key once as an extractable session key and make everything else anew (rule RESHARE-NEW-WRAP)."""
    waking, session = held.key_waking(), held.open_session()
    if waking.private is not None:
        raise Refused(
            "RESHARE-NEW-WRAP", f"{waking.key} is awake to sign. End that, and take its shares for re-sharing."
        )
    check_m_of_n(asked.m, asked.n)
    tell("unwrapping the key", 0, 1)
    private = unwrapped(session, waking, extractable=True)
    try:
        prove_possession(session, private, waking.public, held.entropy)
        attributes = _checked(session, private)
        how = Splitting(key=waking.key, m=asked.m, n=asked.n, taken=asked.taken, media=asked.media)
        wrapped = wrap_and_split(held, private, waking.public, how, tell)
    except BaseException:
        give_up(session, private)
        raise
    if waking.shares is not None:
        waking.shares.taken.forget()
    held.waking = None
    return KeyMade(
        key=waking.key,
        public=to_pem(waking.public),
        fingerprint=fingerprint(waking.public),
        attributes=attributes,
        wrapping_attributes=wrapped.attributes,
        wrap_origin=wrapped.origin,
        blob=wrapped.blob,
        set=wrapped.made,
        tests=("The unwrapped key signed a random challenge for its known public key.", *wrapped.tests),
    )


def _checked(session: Session, private: Handle) -> KeyAttributes:
    """The unwrapped key's attributes.

    Raises:
        Refused: RESHARE-NEW-WRAP: it stays on the token, or can be read.
    """
    attributes = session.attributes(private)
    if wrong := otherwise(attributes, token=False, private=True, sensitive=True):
        raise Refused("RESHARE-NEW-WRAP", wrong)
    return attributes


def destroy_blob(asked: DestroyBlob) -> BlobDestroyed:
    """Destroy one copy of a blob, if it is that."""
    durable.destroy(Path(asked.path), asked.sha256)
    return BlobDestroyed(path=asked.path, sha256=asked.sha256)
