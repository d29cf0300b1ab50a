"""What lies where in a workspace, who may read it, and how a file is replaced whole.

A crash leaves the old file or the new one. ``os.replace`` is atomic but not durable: the file is flushed before it,
the folder after it.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ceremonies.errors import KeyroomError, NotAWorkspace, Stopped, Unusable

DESCRIPTION = "workspace.toml"
DATABASE = "keyroom.db"
WAL = "keyroom.db-wal"
LOCK = "lock"
PASSPHRASE = "passphrase"  # noqa: S105 - the name of a file
EVIDENCE = "evidence"
INCOMING = "incoming"
OUTBOX = "outbox"
HEADS = "heads"
"""In the outbox: signed heads that are to be taken away."""
CERTIFICATES = "certificates"
"""In the outbox: certificates and revocation lists for the SMKI Repository."""
SOFTWARE_TOKENS = "tokens"
"""The software tokens of a rehearsal, made with the first of them."""
SIGNATURES = "signatures"
"""In the outbox: lists of files with their signatures."""
CUSTODIANS = "custodians"
"""The sealed register of Key Custodians, made when it is first written to."""
FOLDERS = (EVIDENCE, INCOMING, OUTBOX)

FOLDER_MODE = 0o700
FILE_MODE = 0o600
PARTIAL = ".partial-"
"""How the name of a file that is being written begins; one that is found belongs to an act that never happened."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def making_name(path: Path, mark: str) -> str:
    """The name of the folder in which the workspace ``path`` is made."""
    return f".{path.name}.making-{mark}"


def making_folders(path: Path) -> list[Path]:
    """Folders in which a making of ``path`` goes on or was cut short."""
    begin = making_name(path, "")
    return sorted(entry for entry in path.parent.iterdir() if entry.name.startswith(begin) and entry.is_dir())


def make_folder(folder: Path) -> None:
    """A new folder that only its owner enters, whatever the umask."""
    folder.mkdir(mode=FOLDER_MODE)
    folder.chmod(FOLDER_MODE)


def create_file(path: Path) -> int:
    """The descriptor of a new, empty file that only its owner reads, whatever the umask."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
    os.fchmod(descriptor, FILE_MODE)
    return descriptor


def sync_folder(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the medium."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, data: bytes) -> None:
    """Write or replace ``path`` so that a crash at any moment leaves the old file or the new one, whole."""
    partial = path.with_name(f"{PARTIAL}{path.name}")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(create_file(partial), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_partial_files(folder: Path) -> None:
    """Take away what an act that never happened has left. Only whoever holds the workspace's lock may."""
    places = (EVIDENCE, CUSTODIANS, f"{OUTBOX}/{HEADS}", f"{OUTBOX}/{CERTIFICATES}", f"{OUTBOX}/{SIGNATURES}")
    for place in (folder, *(folder / name for name in places)):
        for left in place.glob(f"{PARTIAL}*"):
            left.unlink(missing_ok=True)


def check_parts(folder: Path) -> None:
    """Refuse a folder that is no workspace or lacks a part.

    Raises:
        NotAWorkspace: says what is missing.
    """
    try:
        status = folder.stat()
    except OSError as error:
        raise NotAWorkspace(_absent(folder, error)) from None
    if not stat.S_ISDIR(status.st_mode):
        raise NotAWorkspace(f"{folder} is a file; a workspace is a folder.")
    if not _exists(folder / DESCRIPTION):
        raise NotAWorkspace(
            f"{folder} is not a workspace: it has no {DESCRIPTION}. Name another with --workspace,"
            " or make one with `keyroom new`."
        )
    missing = [name for name in (DATABASE, *FOLDERS) if not _exists(folder / name)]
    if missing:
        raise NotAWorkspace(f"The workspace {folder} lacks {', '.join(missing)}. Restore it from a copy.")


def check_private(folder: Path) -> None:
    """Refuse a workspace that other people of this machine can read or change.

    Raises:
        NotAWorkspace: says which part, and how to close it.
    """
    for path in (folder, *(folder / name for name in (DESCRIPTION, DATABASE, PASSPHRASE, CUSTODIANS, *FOLDERS))):
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except FileNotFoundError:
            continue
        if mode & 0o077:
            raise NotAWorkspace(
                f"{path} is open to other people (mode {mode:04o}). Close the workspace to them with"
                f" `chmod -R go= {folder}` and open it again. If the mode stays, the medium keeps none: copy the folder"
                " to one that does."
            )


@contextmanager
def os_errors_as_sentences(doing: str) -> Iterator[None]:
    """Turn what the operating system says into a sentence.

    Args:
        doing: what could not be done, for example "The workspace can't be made".

    Raises:
        Stopped: the medium is full or fails.
        Unusable: it isn't there or not allowed.
    """
    try:
        yield
    except OSError as error:
        raise as_sentence(error, doing) from None


def as_sentence(error: OSError, doing: str) -> KeyroomError:
    """The error of our tree for ``error``, with what to do about it."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _FULL:
        return Stopped(f"{doing}: the disk is full{where}. Nothing was lost; free some space and try again.")
    if error.errno in _FORBIDDEN:
        return Unusable(f"{doing}: writing or reading is not allowed here{where}. Check who owns it and its mode.")
    if error.errno == errno.ENOENT:
        return Unusable(f"{doing}: it isn't there{where}.")
    return Stopped(f"{doing}: {(error.strerror or 'the system refused').lower()}{where}.")


def _exists(path: Path) -> bool:
    """Whether ``path`` is there. A folder that may not be searched says so instead of no.

    Raises:
        NotAWorkspace: it may not be looked at.
    """
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise NotAWorkspace(_absent(path, error)) from None
    return True


def _absent(path: Path, error: OSError) -> str:
    """Why ``path`` can't be opened, in a sentence."""
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        with suppress(OSError):
            if making_folders(path):
                return f"Making the workspace {path} was cut short. Nothing was recorded; run `keyroom new` again."
        return f"There is no workspace at {path}. Make one with `keyroom new`, or name another with --workspace."
    if error.errno in _FORBIDDEN:
        return f"You may not read {path}. Open it as its owner, or check its mode."
    return f"{path} can't be read: {(error.strerror or 'the system refused').lower()}."
