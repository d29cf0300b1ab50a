"""Opening a workspace. Nothing slow is imported here: the first screen waits for it."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ceremonies.errors import NotAWorkspace, Unusable
from ceremonies.ledger.note import verifier_key
from ceremonies.ledger.store import Ledger
from ceremonies.ports import Entropy
from ceremonies.sealing import derive_key, unseal
from ceremonies.secret import Secret
from ceremonies.workspace.database import Access, close_database, database_errors_as_sentences, open_database
from ceremonies.workspace.description import Description, load_description
from ceremonies.workspace.handle import Workspace
from ceremonies.workspace.layout import (
    DESCRIPTION,
    check_parts,
    check_private,
    os_errors_as_sentences,
    remove_partial_files,
)
from ceremonies.workspace.lock import WriteLock, take_lock
from ceremonies.workspace.slots import open_slots

ASKED = "It was opened to read only, as asked."


class Grant(msgspec.Struct, frozen=True):
    """What this program may do with the folder.

    Attributes:
        access: how the database is opened.
        lock: held while writing.
        because: a sentence, if it may only read.
    """

    access: Access
    lock: WriteLock | None = None
    because: str | None = None


def open_workspace(
    path: Path, passphrase: Secret | Callable[[], Secret], *, entropy: Entropy, readonly: bool = False
) -> Workspace:
    """The workspace in the folder ``path``.

    Args:
        path: the folder.
        passphrase: of any slot; a function is called only when the folder has been found to be a workspace.
        entropy: for what is written later.
        readonly: only read, and let another program write.

    Raises:
        WrongPassphrase: no slot opens.
        NotAWorkspace: no workspace, a damaged one, a newer one, or one open to other people.
    """
    path = path.absolute()
    check_parts(path)
    description = load_description(path)
    if is_writable(path):
        check_private(path)
    slot, key = open_slots(description.slot, passphrase() if callable(passphrase) else passphrase)
    return open_with_key(path, description, key, entropy=entropy, opened_by=slot.person, readonly=readonly)


def open_with_key(
    path: Path, description: Description, key: Secret, *, entropy: Entropy, opened_by: str, readonly: bool = False
) -> Workspace:
    """The workspace in ``path``, its key in hand.

    Raises:
        NotAWorkspace: damaged, or its parts don't belong together.
    """
    log_key = load_log_key(path, description, key)
    grant = _grant(path, readonly=readonly)
    try:
        connection = open_database(path, key, grant.access)
        try:
            with database_errors_as_sentences(path):
                ledger = Ledger(connection, description.origin, log_key if grant.access == "write" else None)
        except BaseException:
            close_database(connection, "read")
            raise
        if grant.lock is not None:
            with os_errors_as_sentences(f"{path} can't be opened"):
                remove_partial_files(path)
    except BaseException:
        if grant.lock is not None:
            grant.lock.release()
        raise
    return Workspace(
        path,
        description,
        key,
        connection=connection,
        ledger=ledger,
        entropy=entropy,
        opened_by=opened_by,
        access=grant.access,
        lock=grant.lock,
        readonly_because=grant.because,
    )


def load_log_key(path: Path, description: Description, key: Secret) -> Ed25519PrivateKey:
    """The ledger's signing key.

    Raises:
        NotAWorkspace: ``workspace.toml`` isn't the one that the key was sealed in.
    """
    changed = f"{path / DESCRIPTION} was changed since the workspace was made. Restore it from a copy."
    try:
        seed = unseal(derive_key(key, "log key"), description.log_key, description.seal_label())
        log_key = Ed25519PrivateKey.from_private_bytes(seed.reveal())
    except (Unusable, ValueError):
        raise NotAWorkspace(changed) from None
    if verifier_key(description.origin, log_key.public_key()) != description.vkey:
        raise NotAWorkspace(changed)
    return log_key


def is_writable(path: Path) -> bool:
    """Whether the medium and the folder's mode let this program write."""
    return os.access(path, os.W_OK | os.X_OK, effective_ids=True)


def _grant(path: Path, *, readonly: bool) -> Grant:
    """What this program may do with the folder; a lock in it is held."""
    if not is_writable(path):
        return Grant(access="immutable", because=f"{path} can't be written to, so nothing can be recorded.")
    if readonly:
        return Grant(access="read", because=ASKED)
    lock = take_lock(path)
    if isinstance(lock, WriteLock):
        return Grant(access="write", lock=lock)
    return Grant(access="read", because=lock.because)
