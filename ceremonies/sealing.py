"""Sealing: AES-256-GCM under a key, Argon2id under a passphrase, HKDF where one key must serve two uses.

Sources: NIST SP 800-38D (GCM), RFC 9106 (Argon2id), RFC 5869 (HKDF with SHA-256).
"""

from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ceremonies.errors import Unusable, WrongPassphrase
from ceremonies.ports import Entropy
from ceremonies.secret import Secret

KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
TAG_BYTES = 16

LONGEST_WAIT = 10
"""Seconds: a wrong passphrase delays, it never locks out (rule PEOPLE-FIRST-TWO)."""


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one try of a passphrase costs (RFC 9106, 3.1).

    Attributes:
        memory_kib: memory in KiB; at least 8 for each lane.
        passes: passes over the memory.
        lanes: lanes that can run at once.
    """

    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=4 * 1024 * 1024)] = 19 * 1024
    passes: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 2
    lanes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1


SMALLEST_COST = Cost(memory_kib=8, passes=1, lanes=1)
"""For tests: protects nothing."""


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something sealed under a passphrase, with all that is needed to open it but the passphrase.

    Attributes:
        salt: Argon2id's salt, 16 bytes.
        cost: what a try costs.
        wrapped: nonce, ciphertext and tag of AES-256-GCM.
    """

    salt: bytes
    cost: Cost
    wrapped: bytes


def derive_key(key: Secret, use: str, salt: bytes = b"") -> Secret:
    """A key of 32 bytes for one named use, from a key of 32 random bytes (RFC 5869)."""
    return Secret(HKDF(SHA256(), KEY_BYTES, salt, f"keyroom {use}".encode()).derive(key.reveal()))


def seal(key: Secret, plain: Secret, label: bytes, entropy: Entropy) -> bytes:
    """``plain`` under ``key``, bound to ``label``: nonce, ciphertext, tag."""
    nonce = entropy.take(NONCE_BYTES)
    return nonce + AESGCM(key.reveal()).encrypt(nonce, plain.reveal(), label)


def unseal(key: Secret, sealed: bytes, label: bytes) -> Secret:
    """What ``seal`` was given.

    Raises:
        Unusable: another key, another label, or a changed byte.
    """
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise Unusable("Something sealed is cut short. Restore it from a copy.")
    try:
        return Secret(AESGCM(key.reveal()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], label))
    except InvalidTag:
        raise Unusable("Something sealed was changed, or belongs elsewhere. Restore it from a copy.") from None


def lock(passphrase: Secret, plain: Secret, label: bytes, cost: Cost, entropy: Entropy) -> Lock:
    """``plain`` sealed under ``passphrase`` and bound to ``label``."""
    salt = entropy.take(SALT_BYTES)
    return Lock(salt=salt, cost=cost, wrapped=seal(_stretch(passphrase, salt, cost), plain, label, entropy))


def unlock(locked: Lock, passphrase: Secret, label: bytes) -> Secret:
    """What ``lock`` was given.

    Raises:
        WrongPassphrase: it does not open; a damaged lock can't be told from a wrong passphrase.
        Unusable: a cost that Argon2id or the machine can't carry out.
    """
    key = _stretch(passphrase, locked.salt, locked.cost)
    try:
        return unseal(key, locked.wrapped, label)
    except Unusable:
        raise WrongPassphrase("That passphrase doesn't fit. Check the keyboard's layout and try again.") from None


def seconds_to_wait(wrong_tries: int) -> int:
    """How long the next try waits after so many wrong ones in a row: 0, 1, 2, 4, 8, then always 10."""
    if wrong_tries <= 0:
        return 0
    return min(LONGEST_WAIT, 1 << min(wrong_tries - 1, LONGEST_WAIT))


def _stretch(passphrase: Secret, salt: bytes, cost: Cost) -> Secret:
    """The key that a passphrase stands for (RFC 9106).

    Raises:
        Unusable: parameters that Argon2id can't carry out.
    """
    try:
        kdf = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
        )
    except ValueError as error:
        raise Unusable(
            f"The cost of a passphrase can't be carried out: {error}. Restore the file from a copy."
        ) from None
    try:
        return Secret(kdf.derive(passphrase.reveal()))
    except MemoryError:
        raise Unusable(f"The machine has no {cost.memory_kib:,} KiB of memory to try the passphrase with.") from None
