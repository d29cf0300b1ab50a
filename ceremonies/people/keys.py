"""A person's own Ed25519 key: made, sealed under their passphrase, opened for one signature at a time.

The seed leaves this module only sealed. A key that is kept in the workspace is labelled so wherever it signs; it can
as well live on the person's own medium, in the same form (rule COSIGN-CONSISTENT).
"""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ceremonies.errors import Refused, Unusable, WrongPassphrase
from ceremonies.ports import Entropy
from ceremonies.sealing import Cost, Lock, lock, unlock
from ceremonies.secret import Secret

PUBLIC_BYTES = 32


class SealedKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's key as it lies on disk.

    Attributes:
        person: whose it is; the seal is bound to it.
        public: the Ed25519 public key, 32 bytes.
        lock: the 32-byte seed, sealed under the passphrase.
    """

    person: str
    public: bytes
    lock: Lock


def generate(entropy: Entropy) -> Ed25519PrivateKey:
    """A new key (RFC 8032, 5.1.5)."""
    return Ed25519PrivateKey.from_private_bytes(entropy.take(32))


def public_key(key: Ed25519PrivateKey | SealedKey) -> bytes:
    """The public key, 32 bytes."""
    if isinstance(key, SealedKey):
        return key.public
    return key.public_key().public_bytes_raw()


def seal_key(
    key: Ed25519PrivateKey, person: str, passphrase: Secret, entropy: Entropy, cost: Cost | None = None
) -> SealedKey:
    """``key`` sealed under ``passphrase`` for ``person``.

    Raises:
        Refused: PEOPLE-FIRST-TWO: the passphrase is empty.
    """
    if not passphrase:
        raise Refused("PEOPLE-FIRST-TWO", "The passphrase is empty. Everyone sets their own, of several words.")
    public = public_key(key)
    locked = lock(passphrase, Secret(key.private_bytes_raw()), _label(person, public), cost or Cost(), entropy)
    return SealedKey(person=person, public=public, lock=locked)


def unseal_key(sealed: SealedKey, passphrase: Secret) -> Ed25519PrivateKey:
    """The key.

    Raises:
        WrongPassphrase: it does not open with this passphrase.
        Unusable: it opens to another key than the one named beside it.
    """
    try:
        seed = unlock(sealed.lock, passphrase, _label(sealed.person, sealed.public))
    except WrongPassphrase:
        raise WrongPassphrase(f"That is not {sealed.person}'s passphrase. Check the keyboard's layout.") from None
    try:
        key = Ed25519PrivateKey.from_private_bytes(seed.reveal())
    except ValueError:
        raise Unusable(f"The key of {sealed.person} is damaged. Enrol a new one.") from None
    if public_key(key) != sealed.public:
        raise Unusable(f"The key of {sealed.person} opens to another key than the one named. Enrol a new one.")
    return key


def load_public(public: bytes) -> Ed25519PublicKey:
    """A public key from its 32 bytes.

    Raises:
        Unusable: not 32 bytes.
    """
    if len(public) != PUBLIC_BYTES:
        raise Unusable(f"A public key has {PUBLIC_BYTES} bytes; this one has {len(public)}.")
    return Ed25519PublicKey.from_public_bytes(public)


def to_bytes(sealed: SealedKey) -> bytes:
    """The sealed key as it is written: JSON with base64."""
    return msgspec.json.encode(sealed)


def from_bytes(data: bytes) -> SealedKey:
    """What ``to_bytes`` wrote.

    Raises:
        Unusable: it is no sealed key.
    """
    try:
        return msgspec.json.decode(data, type=SealedKey)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unusable("This is no sealed key of a person, or it is damaged. Enrol a new one.") from None


def _label(person: str, public: bytes) -> bytes:
    """What binds a seal to its person and key."""
    return b"keyroom person key\0" + person.encode() + b"\0" + public
