"""An activation: the shares are taken, the key wakes for an agreed number of signatures, and is gone at the end."""

from hashlib import sha256
from pathlib import Path

from app.strongroom import durable
from app.strongroom.held import Gathering, Held, Waking
from app.strongroom.memory import lock_in, wipe
from app.strongroom.operations.carrying import Awaited, Judge, take_back
from app.strongroom.operations.generate import give_up
from app.strongroom.operations.keys_shown import (
    fingerprint,
    from_pem,
    otherwise,
    prove_possession,
    show_gone,
    stays,
    wrapping_attributes,
)
from app.strongroom.private.port import Left
from app.strongroom.protocol import (
    Activate,
    Activated,
    Closed,
    Deactivate,
    Open,
    Opened,
    SetKnown,
    ShareDeclined,
    ShareTaken,
    TakeShare,
)
from ceremonies.errors import Refused, ShareRefused, Stopped
from ceremonies.secret import Secret
from ceremonies.shares.collecting import Collecting, Expected, Taken
from ceremonies.shares.commitment import Commitment
from ceremonies.shares.limits import WORDS_OF
from ceremonies.shares.parse import parse_share
from ceremonies.tokens.port import Handle, KeyAttributes, Session


def open_activation(held: Held, asked: Open) -> Opened:
    """Begin; a token key needs no shares, a split key M of them, and some the Contingency Symmetric Key's too."""
    held.check_idle()
    held.open_session()
    waking = Waking(
        key=asked.key,
        public=from_pem(asked.public) if asked.public else b"",
        limit=asked.limit,
        blob=asked.blob,
        blob_sha256=asked.blob_sha256,
    )
    if asked.known is not None:
        waking.shares = _gathering(asked.known, asked.superseded, parts=False)
    if asked.symmetric is not None:
        waking.symmetric = _gathering(asked.symmetric, asked.symmetric_superseded, parts=True)
    held.waking = waking
    return Opened(
        key=asked.key,
        need=waking.shares.taken.missing() if waking.shares else 0,
        symmetric_need=waking.symmetric.taken.missing() if waking.symmetric else 0,
    )


def _gathering(known: SetKnown, superseded: tuple[int, ...], *, parts: bool) -> Gathering:
    length = known.length or max(WORDS_OF)
    return Gathering(
        known=known, superseded=superseded, parts=parts, taken=Collecting(_expected(known, superseded, length, parts))
    )


def _expected(known: SetKnown, superseded: tuple[int, ...], length: int, parts: bool) -> Expected:
    return Expected(
        identifier=known.identifier,
        m=known.m,
        n=known.n,
        secret_bytes=length,
        superseded=frozenset(superseded),
        commitments={
            one.share - 1: Commitment(salt=one.salt, cost=one.cost, digest=one.value) for one in known.commitments
        },
        copies=parts,
    )


def _add(gathering: Gathering, words: Secret) -> Taken:
    """Take a share in; where the record doesn't say how long the secret is, the first share does.

    Raises:
        ShareRefused: it doesn't count.
    """
    if not gathering.known.length and not gathering.taken.indices:
        length = len(parse_share(words).value.reveal())
        expected = _expected(gathering.known, gathering.superseded, length, gathering.parts)
        gathering.taken = Collecting(expected)
    return gathering.taken.add(words)


def take_share(held: Held, asked: TakeShare) -> ShareTaken | ShareDeclined:
    """Take one share; one that doesn't count is named, and those before it are kept (rule SHARE-REFUSED)."""
    waking = held.key_waking()
    gathering = waking.shares if asked.of == "key" else waking.symmetric
    if gathering is None:
        raise Refused("SHARE-SET", f"No shares of that set are asked for to activate {waking.key}.")
    awaited = Awaited(
        key=waking.key,
        purpose="to activate it",
        identifier=gathering.known.identifier,
        lengths=(WORDS_OF[gathering.known.length],) if gathering.known.length else tuple(WORDS_OF.values()),
    )
    tries = 0
    try:
        given = take_back(held, asked, awaited, Judge())
        tries = given.tries
        taken = _add(gathering, given.words)
    except ShareRefused as error:
        return ShareDeclined(
            attempt=asked.attempt, alias=asked.alias, reason=error.reason, sentence=error.sentence, tries=tries
        )
    except Left as left:
        if not left.tries:
            raise
        return ShareDeclined(
            attempt=asked.attempt, alias=asked.alias, reason="mistyped", sentence=str(left), tries=left.tries
        )
    return ShareTaken(
        attempt=asked.attempt,
        alias=asked.alias,
        share=taken.index + 1,
        have=taken.count,
        need=taken.needed,
        tries=tries,
        again=taken.copy,
    )


def activate(held: Held, asked: Activate) -> Activated:
    """Wake the key; what wakes must sign for the public key in the record."""
    del asked
    waking, session = held.key_waking(), held.open_session()
    if waking.private is not None:
        raise Refused("ACTIVATION-END", f"{waking.key} is awake already. End this activation before the next.")
    if waking.symmetric is not None:
        held.symmetric = waking.symmetric.secret()
        lock_in(held.symmetric)
        waking.symmetric.taken.forget()
    if not waking.public:
        return Activated(key=waking.key, fingerprint="", attributes=None, limit=0)
    private, attributes = _wake(session, waking)
    try:
        prove_possession(session, private, waking.public, held.entropy)
    except Stopped:
        if waking.shares is not None:
            give_up(session, private)
        raise
    waking.private = private
    return Activated(key=waking.key, fingerprint=fingerprint(waking.public), attributes=attributes, limit=waking.limit)


def _wake(session: Session, waking: Waking) -> tuple[Handle, KeyAttributes]:
    """The key as an object of the session, and what the token says of it."""
    if waking.shares is None:
        private = session.find(waking.key)
        attributes = session.attributes(private)
        if wrong := otherwise(attributes, token=True, sensitive=True, extractable=False):
            raise Refused("KEY-CA-DUAL", wrong)
        if session.public_key(private) != waking.public:
            raise Refused("KEY-STATE", f"The key {waking.key} on the token is another one than the record's.")
        return private, attributes
    private = unwrapped(session, waking, extractable=False)
    attributes = session.attributes(private)
    if wrong := otherwise(attributes, token=False, private=True, sensitive=True, extractable=False):
        give_up(session, private)
        raise Refused("KEY-SPLIT", wrong)
    return private, attributes


def unwrapped(session: Session, waking: Waking, *, extractable: bool) -> Handle:
    """The key from its blob, by the shares that were taken.

    Raises:
        Refused: shares are missing, or they or the blob are not the record's.
    """
    if waking.shares is None:
        raise Refused("KEY-SPLIT", f"{waking.key} is a token key; it has no shares.")
    blob = durable.read_whole(Path(waking.blob))
    if sha256(blob).hexdigest() != waking.blob_sha256:
        raise Refused(
            "BLOB-CUSTODY", f"{waking.blob} is not the wrapped key of the record: its digest differs. Bring the copy."
        )
    secret = waking.shares.secret()
    lock_in(secret)
    wrapping: Handle | None = None
    try:
        wrapping, _ = session.import_wrapping_key(f"{waking.key} wrapping", secret)
        wrapping_attributes(session, wrapping)
        return session.unwrap(wrapping, blob, waking.key, extractable=extractable, public=waking.public)
    finally:
        give_up(session, wrapping)
        wipe(secret)


def deactivate(held: Held, asked: Deactivate) -> Closed:
    """End the activation: a split key is destroyed in the token, a token key's session closes."""
    session = held.open_session()
    waking = held.waking
    if waking is None:
        key, split, private = asked.key, not asked.stays, None
    else:
        key, split, private = waking.key, waking.shares is not None or not waking.public, waking.private
    if not key:
        raise Refused("ACTIVATION-END", "No activation is open in this strong room, and no key was named to look for.")
    if split:
        give_up(session, private)
        objects, tests = show_gone(session, key, private)
    else:
        objects, tests = stays(session, key)
    if waking is not None:
        for one in (waking.shares, waking.symmetric):
            if one is not None:
                one.taken.forget()
    wipe(held.symmetric)
    held.forget()
    return Closed(key=key, objects=objects, tests=tests, signed=waking.signed if waking else 0)
