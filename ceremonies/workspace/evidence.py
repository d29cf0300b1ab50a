"""Evidence: files kept by the SHA-256 of what is in them, encrypted, read and written in chunks.

A file is ``magic, salt, chunks``. The salt gives the file its own key (HKDF of the workspace key); chunks of 1 MiB are
sealed with AES-256-GCM under a nonce of seven zero bytes, the chunk's number (4 bytes) and a last byte that is 1 for
the last chunk, so that chunks can't be swapped, left out or cut off (the STREAM construction: V. T. Hoang,
R. Reyhanitabar, P. Rogaway, D. Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015).
"""

import hashlib
import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ceremonies.errors import KeyroomError, Misuse, Unusable, Unverified
from ceremonies.ports import Entropy
from ceremonies.sealing import SALT_BYTES, TAG_BYTES, derive_key
from ceremonies.secret import Secret
from ceremonies.workspace.layout import PARTIAL, as_sentence, create_file, os_errors_as_sentences, sync_folder

MAGIC = b"keyroom evidence 1\n"
CHUNK = 1 << 20
"""Bytes of plaintext in each chunk but the last."""

_DIGEST = re.compile("[0-9a-f]{64}")


class Evidence(msgspec.Struct, frozen=True):
    """What was kept.

    Attributes:
        digest: SHA-256 of the plaintext, 64 hexadecimal digits; also the file's name.
        size: bytes of plaintext.
    """

    digest: str
    size: int


class EvidenceStore:
    """The evidence of one workspace."""

    def __init__(self, folder: Path, key: Secret, entropy: Entropy, readonly_because: str | None = None) -> None:
        self.folder = folder
        self._key = key
        self._entropy = entropy
        self._readonly_because = readonly_because

    def add_file(self, path: Path) -> Evidence:
        """Keep a copy of the file at ``path``. What is kept is durable when this returns.

        Raises:
            Unusable: no ordinary file, or it vanished or changed while it was read; nothing was kept.
            Stopped: the disk is full; nothing was kept.
        """
        with os_errors_as_sentences(f"The file {path} can't be attached"):
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            os.close(descriptor)
            raise Unusable(f"{path} is not an ordinary file, so it can't be attached.")
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            return self._keep(file, lambda: _check_unchanged(path, before), f"The file {path} can't be attached")

    def add(self, source: BinaryIO | bytes) -> Evidence:
        """Keep what ``source`` gives, to its end.

        Raises:
            Stopped: the disk is full; nothing was kept.
        """
        file = io.BytesIO(source) if isinstance(source, bytes) else source
        return self._keep(file, lambda: None, "The evidence can't be kept")

    def chunks(self, digest: str) -> Iterator[bytes]:
        """The plaintext in chunks of at most 1 MiB. Use none of it before the end: the digest is proved there.

        Raises:
            Unusable: not there.
            Unverified: damaged or changed.
        """
        path = self._path(digest)
        running = hashlib.sha256()
        try:
            with path.open("rb") as file:
                for chunk in _unsealed(file, self._key):
                    running.update(chunk)
                    yield chunk
        except FileNotFoundError:
            raise Unusable(f"Evidence {digest} is not in {self.folder}. Restore the folder from a copy.") from None
        except OSError as error:
            raise as_sentence(error, f"Evidence {digest} can't be read") from None
        except (InvalidTag, EOFError):
            raise _damaged(digest) from None
        if running.hexdigest() != digest:
            raise _damaged(digest)

    def read(self, digest: str) -> bytes:
        """The whole plaintext, proved against its digest, in memory.

        Raises:
            Unusable: not there.
            Unverified: damaged or changed.
        """
        return b"".join(self.chunks(digest))

    def check(self, digest: str) -> Evidence:
        """Read it to its end in constant memory and prove it.

        Raises:
            Unusable: not there.
            Unverified: damaged or changed.
        """
        return Evidence(digest=digest, size=sum(len(chunk) for chunk in self.chunks(digest)))

    def copy_out(self, digest: str, path: Path) -> Evidence:
        """Write the plaintext to the new file ``path``, which appears only when it is whole and proved.

        Raises:
            Unusable: not there, or ``path`` exists.
            Unverified: damaged or changed.
            Stopped: the disk is full.
        """
        partial = path.with_name(f"{PARTIAL}{path.name}")
        with os_errors_as_sentences(f"{path} can't be written"):
            if path.exists():
                raise Unusable(f"{path} exists already. Name a new file.")
            with suppress(FileNotFoundError):
                partial.unlink()
            try:
                with os.fdopen(create_file(partial), "wb") as file:
                    size = sum(file.write(chunk) for chunk in self.chunks(digest))
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(path)
            except (OSError, KeyroomError):
                with suppress(OSError):
                    partial.unlink(missing_ok=True)
                raise
            sync_folder(path.parent)
        return Evidence(digest=digest, size=size)

    def digests(self) -> list[str]:
        """What is kept, in order of digest."""
        return digests_in(self.folder)

    def __contains__(self, digest: object) -> bool:
        """Whether a file of that name is there; it proves nothing about what is in it."""
        return isinstance(digest, str) and bool(_DIGEST.fullmatch(digest)) and (self.folder / digest).exists()

    def _keep(self, source: BinaryIO | io.FileIO, check_source: Callable[[], None], doing: str) -> Evidence:
        """Seal ``source`` into a partial file, then give it its name."""
        if self._readonly_because is not None:
            raise Unusable(f"{doing}: {self._readonly_because}")
        partial = self.folder / f"{PARTIAL}{self._entropy.take(8).hex()}"
        with os_errors_as_sentences(doing):
            try:
                with os.fdopen(create_file(partial), "wb") as file:
                    evidence = _seal(source, file, self._key, self._entropy)
                    file.flush()
                    os.fsync(file.fileno())
                check_source()
                partial.replace(self.folder / evidence.digest)
            except BaseException:
                with suppress(OSError):
                    partial.unlink(missing_ok=True)
                raise
            sync_folder(self.folder)
        return evidence

    def _path(self, digest: str) -> Path:
        """Where ``digest`` is kept."""
        if not _DIGEST.fullmatch(digest):
            raise Misuse("Evidence is named by the 64 hexadecimal digits of its SHA-256.")
        return self.folder / digest


def digests_in(folder: Path) -> list[str]:
    """The names of the files of evidence in ``folder``, in order."""
    return sorted(path.name for path in folder.iterdir() if _DIGEST.fullmatch(path.name))


def _seal(source: BinaryIO | io.FileIO, target: BinaryIO, key: Secret, entropy: Entropy) -> Evidence:
    """Write ``source`` sealed to ``target``."""
    salt = entropy.take(SALT_BYTES)
    target.write(MAGIC + salt)
    cipher = AESGCM(derive_key(key, "evidence", salt).reveal())
    running = hashlib.sha256()
    size = 0
    for number, (chunk, last) in enumerate(_pieces(source, CHUNK)):
        running.update(chunk)
        size += len(chunk)
        target.write(cipher.encrypt(_nonce(number, last=last), chunk, None))
    return Evidence(digest=running.hexdigest(), size=size)


def _unsealed(file: BinaryIO, key: Secret) -> Iterator[bytes]:
    """The chunks of a sealed file.

    Raises:
        InvalidTag: changed, cut, or another key.
        EOFError: it doesn't begin as evidence does.
    """
    head = file.read(len(MAGIC) + SALT_BYTES)
    if len(head) != len(MAGIC) + SALT_BYTES or not head.startswith(MAGIC):
        raise EOFError
    cipher = AESGCM(derive_key(key, "evidence", head[len(MAGIC) :]).reveal())
    for number, (chunk, last) in enumerate(_pieces(file, CHUNK + TAG_BYTES)):
        if len(chunk) < TAG_BYTES:
            raise EOFError
        yield cipher.decrypt(_nonce(number, last=last), chunk, None)


def _pieces(file: BinaryIO | io.FileIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of ``size`` bytes and whether each is the last; an empty file is one empty last piece."""
    piece = _read_full(file, size)
    while len(piece) == size:
        following = _read_full(file, size)
        if not following:
            break
        yield piece, False
        piece = following
    yield piece, True


def _read_full(file: BinaryIO | io.FileIO, size: int) -> bytes:
    """``size`` bytes, or fewer at the end of the file: one read may give less than there is."""
    parts = []
    while size and (part := file.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _nonce(number: int, *, last: bool) -> bytes:
    """The nonce of one chunk; the key is the file's own, so it never repeats."""
    return bytes(7) + number.to_bytes(4, "big") + bytes([last])


def _check_unchanged(path: Path, before: os.stat_result) -> None:
    """Refuse a file that was changed, replaced or removed while it was read.

    Raises:
        Unusable: says so.
    """
    try:
        after = path.stat()
    except FileNotFoundError:
        raise Unusable(f"The file {path} vanished while it was read, so nothing was attached.") from None
    kept = ("st_dev", "st_ino", "st_size", "st_mtime_ns")
    if any(getattr(before, name) != getattr(after, name) for name in kept):
        raise Unusable(f"The file {path} changed while it was read, so nothing was attached. Attach it again.")


def _damaged(digest: str) -> Unverified:
    """What is said of evidence that isn't what its name says."""
    return Unverified(f"Evidence {digest} is damaged or was changed. Restore the file from a copy.")
