"""One person's record, sealed so that only Registration Authority Managers can open it (rule CUSTODIAN-ALIAS).

The record lies under a random key of its own. That key is sealed to each manager: an ephemeral X25519 key agrees with
theirs, and HKDF gives the key that wraps it. A manager's private key lies under their own passphrase.

Sources: RFC 7748 (X25519), RFC 5869 (HKDF with SHA-256), NIST SP 800-38D (GCM), RFC 9106 (Argon2id).
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from ceremonies.custodians.personal import Personal, from_secret, to_secret
from ceremonies.errors import Refused, Unusable
from ceremonies.ports import Entropy
from ceremonies.sealing import KEY_BYTES, Cost, Lock, derive_key, lock, seal, unlock, unseal
from ceremonies.secret import Secret

_Key = Annotated[bytes, msgspec.Meta(min_length=KEY_BYTES, max_length=KEY_BYTES)]
_USE = "custodian register"


class Manager(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Registration Authority Manager's key: the public one, and the private one under their passphrase."""

    person: str
    public: _Key
    private: Lock


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record's key, sealed to one manager."""

    person: str
    public: _Key
    ephemeral: _Key
    wrapped: bytes


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One record: ``nominee`` names it, ``slots`` open it, ``body`` is it."""

    format: int
    nominee: str
    slots: tuple[Slot, ...]
    body: bytes


def make_manager(person: str, passphrase: Secret, entropy: Entropy, cost: Cost | None = None) -> Manager:
    """A key for a manager.

    Raises:
        Refused: CUSTODIAN-ALIAS: the passphrase is empty.
    """
    if not passphrase:
        raise Refused("CUSTODIAN-ALIAS", "The passphrase is empty. Choose one of several words.")
    key = X25519PrivateKey.from_private_bytes(entropy.take(KEY_BYTES))
    private = lock(passphrase, Secret(key.private_bytes_raw()), _manager_label(person), cost or Cost(), entropy)
    return Manager(person=person, public=key.public_key().public_bytes_raw(), private=private)


def seal_record(nominee: str, personal: Personal, managers: Sequence[Manager], entropy: Entropy) -> Sealed:
    """``personal`` sealed to ``managers``.

    Raises:
        Refused: CUSTODIAN-ALIAS: there is no manager.
    """
    if not managers:
        raise Refused(
            "CUSTODIAN-ALIAS",
            "No Registration Authority Manager can open the sealed register yet. Admit one with"
            " `keyroom custodians admit`.",
        )
    key = Secret(entropy.take(KEY_BYTES))
    slots = tuple(_slot(nominee, key, one, entropy) for one in managers)
    return Sealed(format=1, nominee=nominee, slots=slots, body=seal(key, to_secret(personal), _label(nominee), entropy))


def open_record(sealed: Sealed, manager: Manager, passphrase: Secret) -> Personal:
    """What a manager reads.

    Raises:
        WrongPassphrase: it doesn't open the manager's key.
        Refused: CUSTODIAN-ALIAS: the record is not sealed to this manager.
        Unusable: the record was changed.
    """
    return from_secret(unseal(_key_of(sealed, manager, passphrase), sealed.body, _label(sealed.nominee)))


def sealed_to(sealed: Sealed, new: Manager, by: Manager, passphrase: Secret, entropy: Entropy) -> Sealed:
    """The same record, sealed to another manager too; ``by``'s passphrase opens it.

    Raises:
        WrongPassphrase: it doesn't open the manager's key.
        Refused: CUSTODIAN-ALIAS: the record is not sealed to ``by``.
    """
    slot = _slot(sealed.nominee, _key_of(sealed, by, passphrase), new, entropy)
    kept = tuple(one for one in sealed.slots if one.person != new.person)
    return msgspec.structs.replace(sealed, slots=(*kept, slot))


def _slot(nominee: str, key: Secret, manager: Manager, entropy: Entropy) -> Slot:
    ephemeral = X25519PrivateKey.from_private_bytes(entropy.take(KEY_BYTES))
    shown = ephemeral.public_key().public_bytes_raw()
    agreed = Secret(ephemeral.exchange(X25519PublicKey.from_public_bytes(manager.public)))
    wrapping = derive_key(agreed, _USE, shown + manager.public)
    wrapped = seal(wrapping, key, _slot_label(nominee, manager.person), entropy)
    return Slot(person=manager.person, public=manager.public, ephemeral=shown, wrapped=wrapped)


def _key_of(sealed: Sealed, manager: Manager, passphrase: Secret) -> Secret:
    slot = next((one for one in sealed.slots if one.public == manager.public), None)
    if slot is None:
        raise Refused(
            "CUSTODIAN-ALIAS",
            f"The record {sealed.nominee} is not sealed to {manager.person}. Another manager admits them to it.",
        )
    raw = unlock(manager.private, passphrase, _manager_label(manager.person))
    try:
        private = X25519PrivateKey.from_private_bytes(raw.reveal())
        agreed = Secret(private.exchange(X25519PublicKey.from_public_bytes(slot.ephemeral)))
    except ValueError:
        raise Unusable(f"The record {sealed.nominee} was changed. Restore it from a copy.") from None
    wrapping = derive_key(agreed, _USE, slot.ephemeral + manager.public)
    return unseal(wrapping, slot.wrapped, _slot_label(sealed.nominee, manager.person))


def _label(nominee: str) -> bytes:
    return b"keyroom custodian\0" + nominee.encode()


def _slot_label(nominee: str, person: str) -> bytes:
    return _label(nominee) + b"\0" + person.encode()


def _manager_label(person: str) -> bytes:
    return b"keyroom register manager\0" + person.encode()
