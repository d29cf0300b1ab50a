"""Making an M#N key, in the order of rule KEY-COMMIT: generate, test, wrap, write twice, read back, split, check."""

from contextlib import suppress
from hashlib import sha256
from math import comb
from pathlib import Path

import msgspec

from app.strongroom import durable
from app.strongroom.held import Held, Making, Tell
from app.strongroom.memory import lock_in, wipe
from app.strongroom.mixing import Mixed
from app.strongroom.operations.keys_shown import fingerprint, otherwise, prove_possession, to_pem, wrapping_attributes
from app.strongroom.protocol import (
    Blob,
    BlobCopy,
    Commitment,
    Generate,
    GenerateSymmetric,
    KeyMade,
    SetMade,
    SymmetricMade,
)
from ceremonies.errors import KeyroomError, Refused
from ceremonies.ports import Entropy
from ceremonies.secret import Secret
from ceremonies.shares.check_value import check_value
from ceremonies.shares.commitment import commitment
from ceremonies.shares.limits import check_m_of_n, check_parts
from ceremonies.shares.parse import parse_share
from ceremonies.shares.second_opinion import MOST_SUBSETS, check_split
from ceremonies.shares.split import split
from ceremonies.tokens.port import WRAP_FORMAT, Handle, KeyAttributes, Session

WRAPPING_KEY_BYTES = 32
_WRAPPING = "wrapping"
_READ_BACK = "read back"


class Wrapped(msgspec.Struct, frozen=True, kw_only=True):
    """A key under a new wrapping key, on two media, and the split of that."""

    wrapping: Handle
    attributes: KeyAttributes
    origin: str
    blob: Blob
    made: SetMade
    tests: tuple[str, ...]


def generate(held: Held, asked: Generate, tell: Tell) -> KeyMade:
    """Make the key up to its split; then shares can be handed out.

    Raises:
        Refused: a number, an attribute or a medium is not as the rules want it.
        TokenTrouble: the token refused. Nothing is left of the key then, on the token or the media.
    """
    held.check_idle()
    check_m_of_n(asked.m, asked.n)
    session = held.open_session()
    tell("making the key", 0, 1)
    private = session.generate_ec(asked.key, session=True, extractable=True)
    try:
        public = session.public_key(private)
        prove_possession(session, private, public, held.entropy)
        attributes = _checked_private(session, private)
        how = Splitting(key=asked.key, m=asked.m, n=asked.n, taken=asked.taken, media=asked.media)
        wrapped = wrap_and_split(held, private, public, how, tell)
    except BaseException:
        give_up(session, private)
        raise
    return KeyMade(
        key=asked.key,
        public=to_pem(public),
        fingerprint=fingerprint(public),
        attributes=attributes,
        wrapping_attributes=wrapped.attributes,
        wrap_origin=wrapped.origin,
        blob=wrapped.blob,
        set=wrapped.made,
        tests=("The new key signed a random challenge, and the signature fits its public key.", *wrapped.tests),
    )


class Splitting(msgspec.Struct, frozen=True, kw_only=True):
    """How a secret is split, and where the blob goes that it wraps."""

    key: str
    m: int
    n: int
    taken: tuple[int, ...]
    media: tuple[str, ...] = ()


def wrap_and_split(held: Held, private: Handle, public: bytes, how: Splitting, tell: Tell) -> Wrapped:
    """Everything from the wrapping key to the checked set; afterwards ``held`` is making that key."""
    session = held.open_session()
    entropy = Mixed(session, held.entropy, held.setting.kind)
    secret = entropy.secret(WRAPPING_KEY_BYTES)
    lock_in(secret)
    written: list[Path] = []
    wrapping: Handle | None = None
    try:
        tell("wrapping it", 0, 1)
        wrapping, origin = session.import_wrapping_key(f"{how.key} {_WRAPPING}", secret)
        attributes = wrapping_attributes(session, wrapping)
        blob = session.wrap(wrapping, private)
        copies = _written(held, how, blob, written)
        for number, copy in enumerate(copies, 1):
            tell("reading the copies back", number, len(copies))
            _read_back(held, session, Copy(how.key, copy.path, wrapping, public, number), blob)
        made = split_and_check(held, secret, how, entropy, tell)
    except BaseException:
        held.making = None
        _undo(session, wrapping, written)
        raise
    finally:
        wipe(secret)
    if held.making is not None:
        held.making.private, held.making.wrapping = private, wrapping
    separate = len({one.device for one in copies}) == len(copies)
    return Wrapped(
        wrapping=wrapping,
        attributes=attributes,
        origin=origin,
        blob=Blob(
            sha256=sha256(blob).hexdigest(),
            size=len(blob),
            wrap_format=WRAP_FORMAT,
            copies=copies,
            separate=separate,
        ),
        made=made,
        tests=("Each copy of the wrapped key was read back and unwrapped to a key that signs.",),
    )


def generate_symmetric(held: Held, asked: GenerateSymmetric, tell: Tell) -> SymmetricMade:
    """Make the Contingency Symmetric Key and split it N of N; it stays here until the strong room closes it."""
    held.check_idle()
    check_parts(asked.n, asked.n, asked.length)
    entropy = Mixed(held.open_session(), held.entropy, held.setting.kind)
    secret = entropy.secret(asked.length)
    lock_in(secret)
    how = Splitting(key=asked.key, m=asked.n, n=asked.n, taken=asked.taken)
    made = split_and_check(held, secret, how, entropy, tell)
    held.symmetric = secret
    return SymmetricMade(key=asked.key, length=asked.length, set=made)


def split_and_check(held: Held, secret: Secret, how: Splitting, entropy: Entropy, tell: Tell) -> SetMade:
    """Split ``secret``, recombine it by the second implementation, and commit to each share."""
    tell("splitting it", 0, 1)
    shares = split(
        secret,
        how.m,
        how.n,
        taken_identifiers=how.taken,
        entropy=entropy,
        iteration_exponent=held.setting.iteration_exponent,
    )
    tell("recombining it by the second implementation", 0, min(comb(how.n, how.m), MOST_SUBSETS))
    checked = check_split(shares, secret, rng=entropy)
    commitments = []
    for number, words in enumerate(shares.words, 1):
        tell("committing to the shares", number, how.n)
        commitments.append(commitment(parse_share(words), entropy=held.entropy, cost=held.setting.cost))
    held.making = Making(key=how.key, shares=shares, commitments=tuple(commitments))
    return SetMade(
        identifier=shares.identifier,
        m=how.m,
        n=how.n,
        check_value=check_value(secret),
        commitments=tuple(
            Commitment(share=number, salt=one.salt, cost=one.cost, value=one.digest)
            for number, one in enumerate(commitments, 1)
        ),
        checked=checked.count,
        checked_of=checked.of,
        checked_how=checked.how,
    )


def give_up(session: Session, *handles: Handle | None) -> None:
    """Destroy session objects; those that are gone already don't matter."""
    for one in handles:
        if one is not None:
            with suppress(KeyroomError):
                session.destroy(one)


def _checked_private(session: Session, private: Handle) -> KeyAttributes:
    attributes = session.attributes(private)
    wanted = {"token": False, "private": True, "sensitive": True, "extractable": True, "usages": ("sign",)}
    if wrong := otherwise(attributes, **wanted):
        raise Refused("KEY-SPLIT", wrong)
    return attributes


def _written(held: Held, how: Splitting, blob: bytes, written: list[Path]) -> tuple[BlobCopy, ...]:
    """The blob on both media; ``written`` gets what must be removed if it fails.

    Raises:
        Refused: KEY-COMMIT: the two are one folder, or, in production, on one device.
    """
    name = f"{how.key}-{sha256(blob).hexdigest()[:8]}.blob"
    paths = [Path(one) / name if Path(one).is_dir() else Path(one) for one in how.media]
    devices = [durable.device_of(one.parent) for one in paths]
    if paths[0].resolve() == paths[1].resolve() or (devices[0] == devices[1] and not held.rehearsal):
        raise Refused("KEY-COMMIT", "The two copies of the wrapped key need two media. Put the second one in.")
    for path in paths:
        durable.write_new(path, blob)
        written.append(path)
    return tuple(BlobCopy(path=str(path), device=device) for path, device in zip(written, devices, strict=True))


class Copy(msgspec.Struct, frozen=True):
    """One copy of a blob, to be read back."""

    key: str
    path: str
    wrapping: Handle
    public: bytes
    number: int


def _read_back(held: Held, session: Session, copy: Copy, blob: bytes) -> None:
    """Unwrap what the medium gives back, and sign with it.

    Raises:
        Stopped: it doesn't sign for the public key.
    """
    data = durable.read_whole(Path(copy.path))
    label = f"{copy.key} {_READ_BACK} {copy.number}"
    key = session.unwrap(copy.wrapping, data if data == blob else b"", label, public=copy.public)
    try:
        prove_possession(session, key, copy.public, held.entropy)
    finally:
        session.destroy(key)


def _undo(session: Session, wrapping: Handle | None, written: list[Path]) -> None:
    give_up(session, wrapping)
    for path in written:
        with suppress(KeyroomError, OSError):
            durable.remove(path, path.stat().st_size)
