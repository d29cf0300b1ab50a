"""Making a workspace: all of it in a folder beside, which gets its name when it is whole and durable.

A crash leaves either no workspace and a folder ``.NAME.making-…``, which the next making takes away, or the whole
workspace.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ceremonies.errors import NotAWorkspace, NotRecorded, Stopped, Unusable
from ceremonies.ledger.canonical import to_canonical
from ceremonies.ledger.entry import Draft
from ceremonies.ledger.note import verifier_key
from ceremonies.ledger.store import Ledger, create_schema
from ceremonies.ports import Clock, Entropy
from ceremonies.sealing import KEY_BYTES, Cost, derive_key, seal
from ceremonies.secret import Secret
from ceremonies.times import to_iso
from ceremonies.workspace.continuing import LastGoodHead, continues_of, made_summary
from ceremonies.workspace.database import close_database, create_database, database_errors_as_sentences
from ceremonies.workspace.description import FORMAT, Description, Kind, origin_for, save_description
from ceremonies.workspace.handle import Workspace
from ceremonies.workspace.layout import (
    DESCRIPTION,
    FOLDER_MODE,
    FOLDERS,
    PASSPHRASE,
    make_folder,
    making_folders,
    making_name,
    os_errors_as_sentences,
    sync_folder,
    write_atomically,
)
from ceremonies.workspace.lock import WriteLock, take_lock
from ceremonies.workspace.opening import open_with_key
from ceremonies.workspace.slots import make_slot

FIRST_PERSON = "workspace maker"
"""Whose slot the first is, where nobody is named."""


class _Made(msgspec.Struct, frozen=True):
    """What is decided before anything is written.

    Attributes:
        description: what the new workspace says about itself.
        key: the workspace key.
        log_key: the ledger's.
    """

    description: Description
    key: Secret
    log_key: Ed25519PrivateKey


def create_workspace(
    path: Path,
    kind: Kind,
    passphrase: Secret,
    *,
    clock: Clock,
    entropy: Entropy,
    person: str = FIRST_PERSON,
    cost: Cost | None = None,
    continues: LastGoodHead | None = None,
) -> Workspace:
    """Make a workspace in ``path`` and open it. A rehearsal keeps the passphrase beside it.

    Args:
        path: a folder that doesn't exist or is empty.
        kind: practice or production; signed into the first entry.
        passphrase: of the first slot.
        clock: when it was made.
        entropy: for all keys.
        person: whose slot the first is.
        cost: what a try of the passphrase costs.
        continues: the last good head of a damaged record, which the first entry names.

    Raises:
        Unusable: the folder isn't empty or not allowed.
        Refused: KEY-SLOTS: an empty passphrase.
        Stopped: the disk is full; nothing stays behind.
    """
    path = path.absolute()
    check_free(path)
    made = _decide(kind, passphrase, clock=clock, entropy=entropy, person=person, cost=cost or Cost())
    with os_errors_as_sentences(f"The workspace {path} can't be made"):
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        remove_half_made(path)
        folder = path.with_name(making_name(path, entropy.take(4).hex()))
        make_folder(folder)
        lock = take_lock(folder)
        try:
            _fill(folder, made, passphrase, clock=clock, entropy=entropy, continues=continues)
            _give_name(folder, path)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, NotRecorded):
                raise Stopped(
                    f"The workspace {path} can't be made: the disk is full or fails. Nothing of it stays behind;"
                    " free some space and try again."
                ) from None
            raise
        finally:
            if isinstance(lock, WriteLock):
                lock.release()
    return open_with_key(path, made.description, made.key, entropy=entropy, opened_by=person)


def check_free(path: Path) -> None:
    """Refuse a path where something is already.

    Raises:
        Unusable: says what is there.
    """
    with os_errors_as_sentences(f"The workspace {path} can't be made"):
        if not os.path.lexists(path):
            return
        if not path.is_dir() or path.is_symlink():
            raise Unusable(f"{path} is not a folder. Choose a new one for the workspace.")
        names = {entry.name for entry in path.iterdir()}
    if DESCRIPTION in names:
        raise NotAWorkspace(f"{path} already holds a workspace. Open it with --workspace, or choose a new folder.")
    if names:
        raise Unusable(f"The folder {path} is not empty. Choose a new one for the workspace.")


def remove_half_made(path: Path) -> None:
    """Take away what makings of ``path`` left that were cut short; nothing in them was ever acknowledged."""
    for folder in making_folders(path):
        lock = take_lock(folder)
        if isinstance(lock, WriteLock):
            shutil.rmtree(folder, ignore_errors=True)
            lock.release()


def _decide(kind: Kind, passphrase: Secret, *, clock: Clock, entropy: Entropy, person: str, cost: Cost) -> _Made:
    """Make the keys and the description."""
    key = Secret(entropy.take(KEY_BYTES))
    log_key = Ed25519PrivateKey.from_private_bytes(entropy.take(KEY_BYTES))
    id_ = entropy.take(8).hex()
    origin = origin_for(kind, id_)
    bare = Description(
        format=FORMAT,
        kind=kind,
        origin=origin,
        id=id_,
        created=to_iso(clock.now()),
        vkey=verifier_key(origin, log_key.public_key()),
        log_key=b"",
        slot=(make_slot(person, passphrase, key, cost, entropy),),
    )
    sealed = seal(derive_key(key, "log key"), Secret(log_key.private_bytes_raw()), bare.seal_label(), entropy)
    return _Made(description=msgspec.structs.replace(bare, log_key=sealed), key=key, log_key=log_key)


def _fill(
    folder: Path, made: _Made, passphrase: Secret, *, clock: Clock, entropy: Entropy, continues: LastGoodHead | None
) -> None:
    """Make every part; the description comes last."""
    for name in FOLDERS:
        make_folder(folder / name)
    _fill_database(folder, made, clock=clock, entropy=entropy, continues=continues)
    if made.description.kind == "rehearsal":
        write_atomically(folder / PASSPHRASE, passphrase.reveal() + b"\n")
    save_description(folder, made.description)


def _fill_database(
    folder: Path, made: _Made, *, clock: Clock, entropy: Entropy, continues: LastGoodHead | None
) -> None:
    """Make the tables and record the first entry."""
    # The model is slow to import, and opening a workspace imports this module.
    from ceremonies.workspace.engine import engine_for  # noqa: PLC0415
    from ceremonies.workspace.person_key_table import create_table  # noqa: PLC0415

    said = made.description
    connection = create_database(folder, made.key)
    try:
        with database_errors_as_sentences(folder):
            create_schema(connection)
            create_table(engine_for(folder, made.key, "write"))
            ledger = Ledger(connection, said.origin, made.log_key)
            first = _first_entry(said, continues)
            summary = to_canonical(made_summary(continues_of(first.body))).decode()
            ledger.commit(ledger.prepare([first], clock.now(), entropy), {first.stream: summary})
    finally:
        close_database(connection, "write")


def _first_entry(said: Description, continues: LastGoodHead | None) -> Draft:
    """What the record begins with: its kind, and the damaged record that it continues, are signed."""
    body = {
        "kind": said.kind,
        "origin": said.origin,
        "id": said.id,
        "format": said.format,
        "vkey": said.vkey,
        "continues": msgspec.structs.asdict(continues) if continues else None,
    }
    return Draft(stream="workspace", kind="workspace.made", body=body)


def _give_name(folder: Path, path: Path) -> None:
    """Turn the finished ``folder`` into ``path``, durably."""
    sync_folder(folder)
    with suppress(FileNotFoundError):
        path.rmdir()
    folder.rename(path)
    sync_folder(path.parent)
